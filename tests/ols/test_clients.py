"""Clients of the Ontology Lookup Service, pointed at a running server by its address alone."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

ols_client = pytest.importorskip("ols_client")

TERM = "https://w3id.org/peer-provision/PEERPROV_0002101"
LABEL = "low clarity of the peer provider role"
PARENT = "clarity of the peer provider role"


@pytest.fixture
def client(address: str):  # type: ignore[no-untyped-def]
    return ols_client.Client(address)


def test_ols_client_lists_the_ontology(client) -> None:  # type: ignore[no-untyped-def]
    assert [each["ontologyId"] for each in client.get_ontologies()] == ["peerprov"]
    assert client.get_description("peerprov")


def test_ols_client_gets_terms_and_searches(client) -> None:  # type: ignore[no-untyped-def]
    assert len(list(client.iter_terms("peerprov"))) == 500
    assert client.get_term("peerprov", TERM)["_embedded"]["terms"][0]["label"] == LABEL
    assert client.search("role ambiguity")[0]["iri"] == TERM
    assert client.suggest("supervis", "peerprov")["response"]["docs"]


def test_ols_client_climbs_by_its_doubly_quoted_iris(client) -> None:  # type: ignore[no-untyped-def]
    assert PARENT in set(client.iter_ancestors_labels("peerprov", TERM))
    above = [each["label"] for each in client.iter_hierarchical_ancestors("peerprov", TERM)]
    assert "barrier to peer provision" in above


@pytest.fixture
def strict(address: str):  # type: ignore[no-untyped-def]
    """A client that checks every answer against its models."""
    return pytest.importorskip("ols_py.client").Ols4Client(f"{address}/api/")


def test_ols_py_reads_the_api_and_the_ontology(strict) -> None:  # type: ignore[no-untyped-def]
    assert strict.get_api_info()
    assert strict.get_ontologies().embedded.ontologies[0].status == "LOADED"
    assert strict.get_ontology("peerprov").numberOfTerms > 700


def test_ols_py_reads_terms_in_each_way(strict) -> None:  # type: ignore[no-untyped-def]
    assert strict.get_term("peerprov", TERM).label == LABEL
    assert len(strict.get_terms("peerprov", {"size": 1000}).embedded.terms) > 700
    for given in (
        {"iri": TERM},
        {"short_form": "PEERPROV_0002101"},
        {"obo_id": "PEERPROV:0002101"},
    ):
        assert strict.find_terms(given).embedded.terms[0].label == LABEL
        found = strict.get_term_in_defining_ontology(params=given)
        assert found.embedded.terms[0].label == LABEL
    assert strict.get_term_in_defining_ontology(iri=TERM).embedded.terms[0].label == LABEL


@pytest.mark.parametrize("term", [TERM, "PEERPROV_0002101", "PEERPROV:0002101"])
def test_ols_py_reads_what_is_around_a_term(strict, term: str) -> None:  # type: ignore[no-untyped-def]
    def labels(answer) -> list[str]:  # type: ignore[no-untyped-def]
        return [each.label for each in answer.embedded.terms]

    assert labels(strict.get_term_parents("peerprov", term)) == [PARENT]
    assert labels(strict.get_term_children("peerprov", term))
    assert PARENT in labels(strict.get_term_ancestors("peerprov", term))
    assert labels(strict.get_term_descendants("peerprov", term))
    assert "barrier to peer provision" in labels(
        strict.get_term_hierarchical_parents("peerprov", term)
    )


def test_ols_py_searches_with_all_its_parameters(strict) -> None:  # type: ignore[no-untyped-def]
    found = strict.search(
        "role ambig",
        params={
            "ontology": ["peerprov"],
            "type": "class",
            "fieldList": ["iri", "label", "synonym", "description"],
            "queryFields": ["label", "synonym"],
            "exact": False,
            "obsoletes": False,
            "local": True,
            "rows": 5,
            "start": 0,
        },
        add_wildcards=True,
    )
    assert found.response.docs[0].iri == TERM
    assert "role ambiguity" in found.response.docs[0].synonyms


def test_ols_py_reads_properties_individuals_and_relations(strict) -> None:  # type: ignore[no-untyped-def]
    hinders = "https://w3id.org/peer-provision/hinders"
    assert strict.get_property("peerprov", hinders).label == "hinders"
    value = "https://w3id.org/peer-provision/PEERPROV_0008005"
    assert strict.get_individual("peerprov", value).label == "role (kind)"
    part = "http://purl.obolibrary.org/obo/BFO_0000051"
    whole = "https://w3id.org/peer-provision/PEERPROV_0000100"
    assert strict.get_related_term_by_property("peerprov", whole, part).embedded.terms


def test_oaklib_reads_labels_definitions_and_hierarchy(address: str) -> None:
    """oaklib wants an older setuptools than the project: it runs in an environment of its own."""
    python = os.environ.get("PEERPROV_OAKLIB_PYTHON")
    if not python:
        pytest.skip("PEERPROV_OAKLIB_PYTHON names no interpreter that has oaklib")
    program = Path(__file__).with_name("through_oaklib.py")
    done = subprocess.run([python, program, address], capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)

    assert told["label"] == LABEL
    assert told["definition"]
    assert {"PEERPROV:0002100", "PEERPROV:0002001"} <= set(told["ancestors"])
    assert told["descendants"] > 100
    assert told["found"][0] == "PEERPROV:0002101"
