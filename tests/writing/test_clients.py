"""Clients that others have written work unchanged."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore
from SPARQLWrapper import JSON, POST, SPARQLWrapper
from tests.writing.conftest import EX, OWN, Service

TRIPLE = (URIRef(f"{EX}s"), URIRef(f"{EX}p"), Literal("é 'x' \"y\" \\"))


def graph(service: Service, name: str) -> Graph:
    headers = {"Authorization": f"Bearer {service.token}"} if service.token else {}
    address = f"{service.url}/sparql"
    store = SPARQLUpdateStore(address, address, headers=headers, context_aware=True)
    return Graph(store, URIRef(name))


@pytest.mark.parametrize("kind", ["blank", "curated"])
def test_rdflib_adds_reads_and_removes(kind: str, request: pytest.FixtureRequest) -> None:
    service: Service = request.getfixturevalue(kind)
    held = graph(service, OWN)
    held.remove((None, None, None))

    held.add(TRIPLE)
    held.addN([(URIRef(f"{EX}s{n}"), TRIPLE[1], Literal(n), held) for n in range(20)])

    assert set(held.objects(TRIPLE[0], TRIPLE[1])) == {TRIPLE[2]}
    assert len(held) == 21
    held.update(f"DELETE WHERE {{ <{EX}s1> ?p ?o }}")
    held.remove(TRIPLE)
    assert len(held) == 19
    held.remove((None, None, None))
    assert len(held) == 0


def test_sparqlwrapper_updates_and_asks(curated: Service) -> None:
    client = SPARQLWrapper(f"{curated.url}/sparql")
    client.addCustomHttpHeader("Authorization", f"Bearer {curated.token}")
    client.setMethod(POST)
    client.setQuery(f"INSERT DATA {{ GRAPH <{OWN}> {{ <{EX}w> <{EX}p> 7 }} }}")
    client.query()
    client.setReturnFormat(JSON)
    client.setQuery(f"SELECT ?o {{ <{EX}w> <{EX}p> ?o }}")

    found = client.query().convert()

    assert [row["o"]["value"] for row in found["results"]["bindings"]] == ["7"]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_uploads_and_fetches_a_file(curated: Service, tmp_path: Path) -> None:
    file = tmp_path / "data.ttl"
    file.write_text(f"<{EX}c> <{EX}p> 1 .")
    address = f"{curated.url}/store?graph={OWN}"
    common = ["curl", "--silent", "--fail", "--user", f"any:{curated.token}"]

    subprocess.run(
        [*common, "--upload-file", file, "--header", "Content-Type: text/turtle", address],
        check=True,
    )
    fetched = subprocess.run(
        ["curl", "--silent", "--fail", "--header", "Accept: text/turtle", address],
        check=True, capture_output=True, text=True,
    )  # fmt: skip

    assert f"<{EX}c>" in fetched.stdout
