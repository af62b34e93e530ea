"""Tools that people use work unchanged."""

from __future__ import annotations

import json
import subprocess
import warnings
from typing import Any

import pytest
from rdflib import URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, RDFXML, TURTLE, XML, SPARQLWrapper

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # the clients leave sockets open

EX = "http://example.org/"


def test_sparqlwrapper_reads_rows_truth_values_and_graphs(server: Any) -> None:
    client = SPARQLWrapper(server.sparql)

    client.setQuery(f"SELECT ?o {{ <{EX}s> ?p ?o }}")
    client.setReturnFormat(JSON)
    assert len(client.queryAndConvert()["results"]["bindings"]) == 3  # type: ignore[call-overload,index]
    client.setReturnFormat(XML)
    assert "result" in client.queryAndConvert().toxml()  # type: ignore[union-attr]
    client.setReturnFormat(CSV)
    assert b"=1+1" not in client.queryAndConvert()  # type: ignore[operator]
    client.setQuery("ASK {}")
    client.setReturnFormat(JSON)
    assert client.queryAndConvert()["boolean"] is True  # type: ignore[call-overload,index]
    client.setQuery("CONSTRUCT WHERE { ?s ?p ?o }")
    for form in (TURTLE, RDFXML):
        client.setReturnFormat(form)
        assert b"example.org" in client.query().response.read()


def test_sparqlwrapper_posts_in_both_ways(server: Any) -> None:
    client = SPARQLWrapper(server.sparql)
    client.setQuery("ASK { ?s ?p ?o }")
    client.setReturnFormat(JSON)
    client.setMethod(POST)

    assert client.queryAndConvert()["boolean"] is True  # type: ignore[call-overload,index]
    client.setRequestMethod(POSTDIRECTLY)
    assert client.queryAndConvert()["boolean"] is True  # type: ignore[call-overload,index]


def test_rdflibs_store_reads_the_endpoint(server: Any) -> None:
    store = SPARQLStore(server.sparql)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # from within rdflib
        rows = list(store.query(f"SELECT ?o {{ <{EX}s> ?p ?o }}"))
        triples = list(store.triples((URIRef(EX + "s"), None, None)))

    assert len(rows) == 3
    assert len(triples) == 3


def curl(*arguments: str) -> bytes:
    return subprocess.run(["curl", "-sf", *arguments], capture_output=True, check=True).stdout


def test_curl_reads_the_endpoint(server: Any) -> None:
    ask, rows = ("--data-urlencode", "query=ASK {}"), "query=SELECT * { ?s ?p ?o }"

    by_get = curl("-G", server.sparql, *ask)
    by_post = curl(server.sparql, *ask, "-H", "Accept: text/csv")
    compressed = curl("-G", "--compressed", server.sparql, "--data-urlencode", rows)

    assert json.loads(by_get)["boolean"] is True
    assert by_post == b"true"
    assert len(json.loads(compressed)["results"]["bindings"]) == 4
