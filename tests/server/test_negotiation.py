"""Which format an answer comes in."""

from __future__ import annotations

from typing import Any

import pytest

from peerprov.errors import BadInput
from peerprov.server.negotiate import GRAPHS, TABLES, choose, select, wants_html

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv; charset=utf-8", "text/tab-separated-values; charset=utf-8"
TURTLE = "text/turtle; charset=utf-8"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "table", "graph"),
    [
        ("", JSON, TURTLE),
        ("*/*", JSON, TURTLE),
        (JSON, JSON, None),
        (XML, XML, None),
        ("text/csv", CSV, None),
        ("text/tab-separated-values", TSV, None),
        ("application/json", "application/json", "application/json"),
        ("text/turtle", None, TURTLE),
        ("application/ld+json;q=0.5, application/n-triples", None, "application/n-triples"),
        (f"text/csv;q=0.1, {XML};q=0.9, {JSON};q=0.5", XML, None),
        ("text/*", CSV, TURTLE),
        ("text/*;q=0.3, */*;q=0.5", JSON, "application/n-triples"),
        (f"{JSON};q=0, */*", XML, TURTLE),
        (f"*/*;q=0.1, {XML}", XML, TURTLE),
        ("TEXT/CSV ; Q=0.5", CSV, None),
        ("text/csv, application/sparql-results+xml", CSV, None),
        (BROWSER, "application/xml", "application/xml"),
        ("image/png", None, None),
        (";;;,/,", None, None),
    ],
)
def test_accept_decides(accept: str, table: str | None, graph: str | None) -> None:
    chosen = choose(accept, TABLES), choose(accept, GRAPHS)

    assert tuple(c.content_type if c else None for c in chosen) == (table, graph)


def test_a_browser_is_told_from_a_tool() -> None:
    assert wants_html(BROWSER)
    assert wants_html("text/html")
    assert not wants_html("*/*")
    assert not wants_html("text/html;q=0.5, application/json")


def test_a_huge_accept_header_is_refused_and_a_large_one_read() -> None:
    with pytest.raises(BadInput):
        select("a/b," * 5000)
    assert select("a/b;q=0.1;x=" + "\\" * 4000 + ", */*")[0] is not None


@pytest.mark.parametrize("accept", [JSON, XML, "text/csv", "text/tab-separated-values"])
def test_the_server_gives_each_table_format(server: Any, accept: str) -> None:
    answer = server.ask("SELECT * { ?s ?p ?o }", headers={"Accept": accept})

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(accept)
    assert {"accept", "accept-encoding"} <= set(answer.headers["vary"].lower().split(", "))


@pytest.mark.parametrize("form", GRAPHS, ids=lambda f: f.extension)
def test_the_server_gives_each_graph_format(server: Any, form: Any) -> None:
    by_accept = server.ask("CONSTRUCT WHERE { ?s ?p ?o }", headers={"Accept": form.media_type})
    by_name = server.ask("CONSTRUCT WHERE { ?s ?p ?o }", params={"format": form.extension})

    assert by_accept.status_code == 200
    assert by_accept.headers["content-type"].startswith(form.media_type)
    assert by_name.headers["content-type"] == by_accept.headers["content-type"]


def test_what_cannot_be_given_is_refused_with_a_list(server: Any) -> None:
    nothing = server.ask("ASK {}", headers={"Accept": "image/png"})
    table_as_graph = server.ask("SELECT * {}", headers={"Accept": "text/turtle"})
    graph_as_table = server.ask("CONSTRUCT WHERE {}", headers={"Accept": "text/csv"})
    by_name = server.ask("ASK {}", params={"format": "docx"})

    assert [a.status_code for a in (nothing, table_as_graph, graph_as_table, by_name)] == [406] * 4
    assert "text/csv" in table_as_graph.json()["detail"]
    assert "text/turtle" in graph_as_table.json()["detail"]


def test_format_wins_over_accept(server: Any) -> None:
    answer = server.ask("ASK {}", headers={"Accept": XML}, params={"format": "json"})

    assert answer.headers["content-type"] == JSON


def test_an_answer_is_compressed_for_who_wants_it(server: Any) -> None:
    text = "SELECT * { GRAPH ?g { ?s ?p ?o } }"

    packed = server.ask(text, headers={"Accept-Encoding": "gzip"})
    plain = server.ask(text, headers={"Accept-Encoding": "gzip;q=0, identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert int(packed.headers["content-length"]) * 3 < int(plain.headers["content-length"])
    assert packed.json() == plain.json()
    assert packed.headers["etag"] != plain.headers["etag"]
