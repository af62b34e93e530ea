"""The works behind the rows of a SELECT."""

from __future__ import annotations

import json

import pytest
import rispy
from pyoxigraph import NamedNode, QueryResultsFormat, QuerySolutions, Store

from peerprov.errors import BadQuery, TooLarge
from peerprov.namespaces import PREFIXES
from peerprov.server import negotiate
from peerprov.server.citations import behind
from peerprov.server.citations.behind import Cited, citations_wanted, works_behind
from peerprov.server.citations.work import CitedWork

TABLES = [name for form in negotiate.TABLES for name in (form.media_type, *form.aliases)]


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
    items = json.loads(
        b"".join(wanted("application/vnd.citationstyles.csl+json").write(store, body))
    )
    assert [item["id"] for item in items] == ["asad-2016"]
    text = b"".join(wanted("application/x-research-info-systems").write(store, body)).decode()
    assert rispy.loads(text)[0]["doi"] == works["asad-2016"].doi
    assert b"".join(wanted("application/x-bibtex").write(store, body)).startswith(b"@article{asad")
    cited = wanted("text/x-bibliography; style=ieee; locale=de-DE")
    assert b"Bd. 52" in b"".join(cited.write(store, body))
    assert cited.content_type == "text/x-bibliography; charset=utf-8; style=ieee; locale=de-DE"


def wanted(accept: str) -> Cited:
    found = citations_wanted(accept, None, TABLES)
    assert found is not None
    return found


@pytest.mark.parametrize("accept", ["*/*", "", "application/json", "text/csv", "text/plain"])
def test_a_table_is_liked_better_where_nothing_else_is_asked_for(accept: str) -> None:
    assert citations_wanted(accept, None, TABLES) is None


@pytest.mark.parametrize(
    ("accept", "name", "form"),
    [
        ("application/x-bibtex, text/csv;q=0.5", None, "BibTeX"),
        ("text/csv;q=0.4, application/x-bibtex;q=0.5", None, "BibTeX"),
        ("*/*", "bibtex", "BibTeX"),
        ("*/*", "ris", "RIS"),
        ("text/csv", "csl", "CSL-JSON"),
        ("*/*", "application/vnd.citationstyles.csl json", "CSL-JSON"),
        ("*/*", "bibliography", "Formatted citation"),
    ],
)
def test_citations_are_given_where_they_are_asked_for(
    accept: str, name: str | None, form: str
) -> None:
    found = citations_wanted(accept, name, TABLES)
    assert found is not None
    assert found.form.name == form


def test_a_name_of_another_format_is_not_ours() -> None:
    assert citations_wanted("application/x-bibtex", "csv", TABLES) is None


def test_an_answer_of_yes_or_no_has_no_works(store: Store) -> None:
    with pytest.raises(BadQuery, match="SELECT"):
        wanted("application/x-bibtex").write(store, result(store, "ASK { ?s ?p ?o }"))


def test_a_result_beyond_reason_is_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(behind, "RESULT_BYTES", 10)
    with pytest.raises(TooLarge, match="DISTINCT"):
        wanted("application/x-bibtex").write(store, result(store, ALL))
