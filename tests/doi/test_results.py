"""Answers of /sparql that bring the citations of the works behind their rows."""

from __future__ import annotations

import json

import pytest
import requests

FINDINGS = """
PREFIX pp: <https://w3id.org/peer-provision/>
SELECT ?finding ?statement WHERE {
  VALUES ?work { <https://doi.org/10.1007/s10597-015-9970-5> }
  ?work pp:reports ?finding . ?finding pp:statementText ?statement
}
"""
ASK = "ASK { ?s ?p ?o }"
NOTHING = "SELECT ?s WHERE { VALUES ?s { 1 } }"
GRAPH = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 1"


def ask(address: str, query: str, accept: str = "*/*", **parameters: str) -> requests.Response:
    return requests.get(
        f"{address}/sparql",
        params={"query": query, **parameters},
        headers={"Accept": accept},
        timeout=60,
    )


@pytest.mark.parametrize(
    ("accept", "start"),
    [
        ("application/x-bibtex", "@article{asad-2016,"),
        ("application/x-research-info-systems", "TY  - JOUR"),
        ("text/x-bibliography; style=apa", "Asad, S."),
        ("application/vnd.citationstyles.csl+json", '[{"'),
    ],
)
def test_a_select_over_findings_gives_the_citation_of_their_work_once(
    address: str, accept: str, start: str
) -> None:
    response = ask(address, FINDINGS, accept)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith(accept.split(";")[0])
    assert response.headers["PeerProv-Version"] == "1"
    assert response.text.startswith(start)
    assert response.text.count("10.1007/s10597-015-9970-5") in (1, 2)  # CSL-JSON: DOI and URL


@pytest.mark.parametrize("name", ["bibtex", "ris", "csl", "bibliography"])
def test_the_format_can_be_named_in_the_address_whatever_is_accepted(
    address: str, name: str
) -> None:
    named = ask(address, FINDINGS, "text/csv", format=name)
    assert named.status_code == 200
    assert "csv" not in named.headers["Content-Type"]
    assert "10.1007/s10597-015-9970-5" in named.text.lower()


def test_rows_are_given_where_rows_are_liked_better(address: str) -> None:
    mixed = "application/x-bibtex;q=0.5, application/sparql-results+json"
    response = ask(address, FINDINGS, mixed)
    assert response.headers["Content-Type"] == "application/sparql-results+json"
    assert len(response.json()["results"]["bindings"]) == 8


def test_rows_without_works_give_an_empty_bibliography(address: str) -> None:
    response = ask(address, NOTHING, "application/vnd.citationstyles.csl+json")
    assert (response.status_code, json.loads(response.text)) == (200, [])


@pytest.mark.parametrize(
    ("query", "accept", "status"),
    [
        (ASK, "application/x-bibtex", 400),
        (GRAPH, "application/x-bibtex", 406),
        (FINDINGS, "text/x-bibliography; style=no-such-style", 406),
    ],
)
def test_what_has_no_citations_is_a_problem_document(
    address: str, query: str, accept: str, status: int
) -> None:
    response = ask(address, query, accept)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"


def test_citations_are_revalidated_apart_from_the_rows(address: str) -> None:
    tags = {
        accept: ask(address, FINDINGS, accept).headers["ETag"]
        for accept in ("application/x-bibtex", "text/csv", "application/x-research-info-systems")
    }
    assert len(set(tags.values())) == 3
    for accept, tag in tags.items():
        again = requests.get(
            f"{address}/sparql",
            params={"query": FINDINGS},
            headers={"Accept": accept, "If-None-Match": tag},
            timeout=60,
        )
        assert again.status_code == 304
