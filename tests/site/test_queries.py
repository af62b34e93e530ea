"""Stored queries as forms: each one answers, says what is wrong, and is given as a file."""

from __future__ import annotations

import csv
import io
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, Store, parse
from tests.site import markup

from peerprov.namespaces import PREFIXES
from peerprov.queries.catalogue import load
from peerprov.queries.model import Query
from peerprov.server.site.edition import Edition

QUERIES = list(load())


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_a_query_has_a_form_with_its_answer(client: FlaskClient, query: Query) -> None:
    answer = client.get(f"/queries/{query.name}")
    page = markup.read(answer.text)

    assert answer.status_code == 200
    assert page.faults == []
    names = {given.get("name") for tag in ("input", "select") for given in page.named(tag)}
    assert {parameter.name for parameter in query.parameters} <= names


def test_a_file_holds_every_row_and_the_page_the_first_ones(client: FlaskClient) -> None:
    rows = list(csv.reader(io.StringIO(client.get("/queries/bibliographic-doubts.csv").text)))
    page = markup.read(client.get("/queries/bibliographic-doubts").text)

    assert len(rows) > 201
    assert len(page.named("tr")) == 201


def test_each_kind_of_answer_comes_in_its_formats(client: FlaskClient) -> None:
    table = client.get("/queries/barriers.json")
    verdict = client.get("/queries/is-reported-barrier.json")
    graph = client.get("/queries/work-record.ttl")

    assert table.mimetype == "application/sparql-results+json"
    assert len(table.get_json(force=True)["results"]["bindings"]) > 40
    assert verdict.get_json(force=True)["boolean"] is True
    assert len(list(parse(graph.data, format=RdfFormat.TURTLE))) > 20
    assert client.get("/queries/barriers.ttl").status_code == 404
    assert client.get("/queries/no-such.csv").status_code == 404


def test_what_does_not_fit_is_said_beside_the_form(client: FlaskClient) -> None:
    answer = client.get("/queries/findings-on-term?term=role+ambiguty<b>")
    page = markup.read(answer.text)

    assert answer.status_code == 400
    assert page.faults == []
    assert any(given.get("role") == "alert" for given in page.named("div"))
    assert "<b>" not in answer.text
    assert 'value="role ambiguty&lt;b&gt;"' in answer.text


def test_a_parameter_that_a_query_does_not_have_is_refused_by_its_file(client: FlaskClient) -> None:
    assert client.get("/queries/barriers.csv?minimum=2").status_code == 400


def test_the_sparql_that_is_shown_gives_the_same_answer(
    client: FlaskClient, edition: Edition
) -> None:
    path = "/queries/findings-on-term"
    html = client.get(f"{path}?term=role+ambiguity").text
    shown = markup.read(html)
    link = next(g["href"] for g in shown.named("a") if g["href"].startswith("/sparql#query="))
    text = unquote(link.split("=", 1)[1])
    store: Store = edition.store
    solutions = store.query(text, prefixes=PREFIXES, use_default_graph_as_union=True)
    told = client.get(f"{path}.csv?term=role+ambiguity").text
    rows = list(csv.reader(io.StringIO(told)))

    assert len(list(solutions)) == len(rows) - 1 > 5  # type: ignore[arg-type]


def test_a_term_field_can_be_left_open_only_where_the_query_allows(client: FlaskClient) -> None:
    every = client.get("/queries/findings-on-term.csv?kind=&perspective=").text
    one = client.get("/queries/findings-on-term.csv?kind=strategy").text

    assert len(every) > len(one)
