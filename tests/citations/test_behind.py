"""The works behind the rows of a SELECT."""

from __future__ import annotations

import json

import pytest
import rispy
from pyoxigraph import NamedNode, QueryResultsFormat, QuerySolutions, Store

from peerprov.errors import BadQuery
from peerprov.namespaces import PREFIXES
from peerprov.server.citations.behind import RESULT_FORMATS, works_behind, write_results
from peerprov.server.citations.work import CitedWork

FORMATS = {form.name: form for form in RESULT_FORMATS}


def rows(store: Store, query: str) -> QuerySolutions:
    found = store.query(query, use_default_graph_as_union=True, prefixes=PREFIXES)
    assert isinstance(found, QuerySolutions)
    return found


def expected(store: Store, query: str) -> set[NamedNode]:
    return {row[0] for row in rows(store, query) if isinstance(row[0], NamedNode)}


ALL = "SELECT DISTINCT ?w { ?w pp:workId ?id }"


@pytest.mark.parametrize(
    ("query", "same_as"),
    [
        ("SELECT ?w ?t { ?w pp:workId ?id ; dcterms:title ?t }", ALL),
        ("SELECT ?d { ?w prism:doi ?d }", "SELECT DISTINCT ?w { ?w prism:doi ?d }"),
        (
            "SELECT ?f { ?f a pp:OutcomeFinding }",
            "SELECT DISTINCT ?w { ?f a pp:OutcomeFinding ; pp:reportedIn ?w }",
        ),
        ("SELECT ?s { ?s a pp:Study }", ALL),
        (
            "SELECT ?e { ?f pp:hasEffect ?e }",
            "SELECT DISTINCT ?w { ?f pp:hasEffect ?e ; pp:reportedIn ?w }",
        ),
        (
            "SELECT ?l { ?l a pp:ReportedLink }",
            "SELECT DISTINCT ?w { ?l a pp:ReportedLink ; pp:supportedByWork ?w }",
        ),
        (
            "SELECT ?c { ?c a pp:Conflict }",
            "SELECT DISTINCT ?w { ?c a pp:Conflict ; pp:involvesFinding/pp:reportedIn ?w }",
        ),
    ],
)
def test_cells_lead_to_their_works(store: Store, query: str, same_as: str) -> None:
    found = works_behind(store, rows(store, query))
    assert set(found) == expected(store, same_as)
    assert found
    assert len(found) == len(set(found))


def test_other_cells_lead_nowhere(store: Store) -> None:
    query = 'SELECT * { VALUES (?a ?b) { (1 "10.9999/nothing") (UNDEF <https://example.org/x>) } }'
    assert works_behind(store, rows(store, query)) == []


def test_the_order_is_that_of_the_rows(store: Store) -> None:
    query = "SELECT ?w { ?w pp:workId ?id } ORDER BY DESC(?id)"
    found = works_behind(store, rows(store, query))
    assert found == [row[0] for row in rows(store, query)]


def result(store: Store, query: str) -> bytes:
    found = store.query(query, use_default_graph_as_union=True, prefixes=PREFIXES)
    written = found.serialize(format=QueryResultsFormat.JSON)  # type: ignore[union-attr]
    assert written is not None
    return written


def test_a_result_is_written_as_citations(store: Store, works: dict[str, CitedWork]) -> None:
    body = result(store, 'SELECT ?f { ?f pp:reportedIn/pp:workId "asad-2016" }')
    items = json.loads(b"".join(write_results(store, body, FORMATS["CSL-JSON"], {})))
    assert [item["id"] for item in items] == ["asad-2016"]
    text = b"".join(write_results(store, body, FORMATS["RIS"], {})).decode()
    assert rispy.loads(text)[0]["doi"] == works["asad-2016"].doi
    assert b"".join(write_results(store, body, FORMATS["BibTeX"], {})).startswith(b"@article{asad")


def test_an_answer_of_yes_or_no_has_no_works(store: Store) -> None:
    with pytest.raises(BadQuery, match="SELECT"):
        write_results(store, result(store, "ASK { ?s ?p ?o }"), FORMATS["RIS"], {})
