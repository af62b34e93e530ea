"""Related works, and whether the reasons given for them hold in the graph."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, QueryBoolean, Store

from peerprov.namespaces import PREFIXES, iri

LLOYD = "/doi/10.1186/1471-244x-14-39/related"


@pytest.fixture
def told(client: FlaskClient) -> list[dict[str, Any]]:
    related: list[dict[str, Any]] = client.get(LLOYD).get_json()["related"]
    assert len(related) > 10
    return related


def holds(store: Store, query: str) -> bool:
    answer = store.query(f"ASK {{ {query} }}", use_default_graph_as_union=True, prefixes=PREFIXES)
    assert isinstance(answer, QueryBoolean)
    return bool(answer)


def test_shared_terms_are_reported_by_both(told: list[dict[str, Any]], store: Store) -> None:
    for each in told:
        assert len(each.get("shared_terms", [])) == each["shared_term_count"]
        for shared in each.get("shared_terms", []):
            for finding in shared["findings"]:
                assert "lloyd-evans-2014" in finding
            for finding in shared["their_findings"]:
                term, work = shared["term"]["iri"], each["work"]
                assert holds(
                    store, f"<{finding}> pp:aboutConcept <{term}> ; pp:reportedIn <{work}>"
                )


def test_ties_stand_in_the_graph(told: list[dict[str, Any]], store: Store) -> None:
    curies = {
        "cites": "cito:cites",
        "cited by": "cito:isCitedBy",
        "includes": "pp:includesWork",
        "included in": "pp:includedIn",
    }
    ties = [(tie, each["work"]) for each in told for tie in each.get("ties", [])]
    assert ties
    node = NamedNode("https://doi.org/10.1186/1471-244x-14-39")
    for tie, work in ties:
        assert any(store.quads_for_pattern(node, iri(curies[tie]), NamedNode(work), None))


def test_disagreements_are_conflicts_or_opposite_influences(
    told: list[dict[str, Any]], store: Store
) -> None:
    pairs = [pair for each in told for pair in each.get("disagreements", [])]
    assert pairs
    for pair in pairs:
        if pair["about"] == "direction":
            assert holds(store, f"<{pair['finding']}> pp:conflictsWith <{pair['their_finding']}>")
        else:
            assert {pair["ours"], pair["theirs"]} == {"hinders", "facilitates"}


def test_agreements_say_the_same_of_the_same(told: list[dict[str, Any]], store: Store) -> None:
    pairs = [pair for each in told for pair in each.get("agreements", [])]
    assert {pair["about"] for pair in pairs} == {"direction"}
    for pair in pairs:
        assert holds(
            store,
            f"<{pair['finding']}> pp:hasRecipient ?r ; pp:hasComparatorKind ?k ; pp:hasScope ?s . "
            f"<{pair['their_finding']}> pp:hasRecipient ?r ; pp:hasComparatorKind ?k ; "
            "pp:hasScope ?s ; pp:hasDirection/skos:notation ?d . FILTER (?d != 'unclear')",
        )
        assert not holds(store, f"<{pair['finding']}> pp:conflictsWith <{pair['their_finding']}>")


def test_agreement_on_what_hinders(client: FlaskClient) -> None:
    related = client.get("/doi/10.1007/s10597-015-9970-5/related").get_json()["related"]
    pairs = [pair for each in related for pair in each.get("agreements", [])]
    assert "hinders" in {pair.get("both") for pair in pairs if pair["about"] == "influence"}


def test_a_relation_goes_both_ways(told: list[dict[str, Any]], client: FlaskClient) -> None:
    for each in told[:5]:
        back = client.get(f"/doi/{each['doi']}/related").get_json()["related"]
        mine = next(other for other in back if other["id"] == "lloyd-evans-2014")
        assert mine["shared_term_count"] == each["shared_term_count"]
        assert len(mine.get("disagreements", [])) == len(each.get("disagreements", []))
        assert len(mine.get("agreements", [])) == len(each.get("agreements", []))


def test_csv_and_page_name_the_same_works(client: FlaskClient, told: list[dict[str, Any]]) -> None:
    text = client.get(LLOYD, headers={"Accept": "text/csv"}).text
    rows = list(csv.DictReader(StringIO(text)))
    assert [row["id"] for row in rows] == [each["id"] for each in told]
    assert [int(row["disagreement_count"]) for row in rows] == [
        len(each.get("disagreements", [])) for each in told
    ]
    page = client.get(LLOYD, headers={"Accept": "text/html"}).text
    assert all(f"/doi/{each['doi']}" in page for each in told if "doi" in each)
