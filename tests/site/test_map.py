"""The evidence map counts what the findings say, and its address keeps what was chosen."""

from __future__ import annotations

import csv
import io
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from tests.site import markup

from peerprov.server.site.board import Board, read_board
from peerprov.server.site.edition import Edition
from peerprov.server.site.matrix import VIEWS, draw, in_cell, read_state, short
from peerprov.server.site.reading import count, rows
from peerprov.server.site.terms import BARRIER

HINDERING_WORKS = """
SELECT (COUNT(DISTINCT ?work) AS ?works) WHERE {
  ?link pp:relation pp:hinders ; pp:subjectTerm ?barrier ;
    pp:supportedByFinding/pp:reportedIn ?work .
  ?barrier rdfs:subClassOf* peerprov:0002911 .
}
"""
ANSWERING_WORKS = """
SELECT (COUNT(DISTINCT ?work) AS ?works) WHERE {
  ?link pp:relation pp:addresses ; pp:subjectTerm/rdfs:subClassOf* peerprov:0003020 ;
    pp:objectTerm/rdfs:subClassOf* peerprov:0002911 ; pp:supportedByFinding/pp:reportedIn ?work .
}
"""


@pytest.fixture(scope="session")
def board(edition: Edition) -> Board:
    return read_board(edition)


def test_a_cell_counts_the_works_that_a_query_counts(edition: Edition, board: Board) -> None:
    matrix = draw(board, edition.terms, read_state({}, board))
    row = next(each for each in matrix.rows if each.key == "2911")
    column = [each.key for each in matrix.columns].index("3020")
    hindering = count(next(rows(edition.store, HINDERING_WORKS))[0])
    answering = count(next(rows(edition.store, ANSWERING_WORKS))[0])

    assert hindering > 10
    assert (row.cells[0].works, row.cells[column].works) == (hindering, answering)


@pytest.mark.parametrize("view", VIEWS)
def test_each_cell_leads_to_as_many_findings_as_it_says(
    client: FlaskClient, edition: Edition, board: Board, view: str
) -> None:
    matrix = draw(board, edition.terms, read_state({"view": view}, board))
    filled = [(row, cell) for row in matrix.rows for cell in row.cells if cell.works]
    assert filled

    for _, cell in filled[::7]:
        page = markup.read(client.get(cell.address.split("#")[0]).text)
        assert page.faults == []
        articles = [g for g in page.named("article") if "finding" in g.get("class", "")]
        assert len(articles) == cell.findings


def test_a_row_holds_what_its_rows_hold(edition: Edition, board: Board) -> None:
    state = read_state({"rows": "2901.2911.2100"}, board)
    matrix = draw(board, edition.terms, state)
    works = {row.key: row.cells[0].works for row in matrix.rows}

    for row in matrix.rows:
        for child in row.term.children:
            assert works.get(short(child), 0) <= works[row.key]


def test_a_filter_narrows_and_stays_in_every_address(edition: Edition, board: Board) -> None:
    every = draw(board, edition.terms, read_state({}, board))
    state = read_state({"perspective": "peer providers"}, board)
    some = draw(board, edition.terms, state)

    assert 0 < some.findings < every.findings
    assert all("perspective=peer+providers" in row.toggle for row in some.rows if row.toggle)
    assert all(
        "perspective=peer+providers" in cell.address
        for row in some.rows
        for cell in row.cells
        if cell.works
    )


def test_a_gap_is_a_reported_barrier_without_a_strategy(edition: Edition, board: Board) -> None:
    matrix = draw(board, edition.terms, read_state({}, board))

    assert any(row.gap for row in matrix.rows)
    for row in matrix.rows:
        strategies = sum(cell.works for cell in row.cells[2:])
        assert row.gap == (row.cells[0].works > 0 and strategies == 0)


def test_a_gap_is_a_strategy_without_a_result(edition: Edition, board: Board) -> None:
    matrix = draw(board, edition.terms, read_state({"view": "results", "rows": "3010"}, board))

    assert any(row.gap for row in matrix.rows)
    for row in matrix.rows:
        results = sum(cell.works for cell in row.cells[1:])
        assert row.gap == (row.term.works_within > 0 and results == 0)


def test_the_address_says_what_is_shown(board: Board) -> None:
    state = read_state(
        {"view": "outcomes", "rows": "5001.5007", "country": "Australia", "row": "5007",
         "column": "improved"},
        board,
    )  # fmt: skip

    assert read_state(dict(_query(state.address())), board) == state


def test_what_is_not_known_in_an_address_is_left_out(client: FlaskClient, board: Board) -> None:
    hostile = {"view": "x", "rows": "<b>.2901", "country": "<script>", "row": "'", "column": '"'}
    state = read_state(hostile, board)

    assert (state.view, state.rows, dict(state.filters)) == (VIEWS[0], frozenset({"2901"}), {})
    assert in_cell(board, state) == set()
    assert client.get("/map", query_string=hostile).status_code == 200
    assert client.get("/map?rows=" + ".".join(map(str, range(1000, 2500)))).status_code == 200


def test_table_and_picture_say_what_the_page_says(
    client: FlaskClient, edition: Edition, board: Board
) -> None:
    matrix = draw(board, edition.terms, read_state({}, board))
    table = list(csv.reader(io.StringIO(client.get("/map.csv").text)))
    picture = ElementTree.fromstring(client.get("/map.svg").data)  # noqa: S314 - our own picture

    assert [int(n) for n in table[1][3:]] == [cell.works for cell in matrix.rows[0].cells]
    assert len(table) == len(matrix.rows) + 1
    numbers = [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    filled = sum(cell.works > 0 for row in matrix.rows for cell in row.cells)
    assert sum((text or "").isdigit() for text in numbers) == filled


def test_the_barriers_of_the_map_are_those_of_the_ontology(edition: Edition, board: Board) -> None:
    ties = [tie for tie in board.ties["barriers"] if "hinders" in tie.columns]
    hindering = {key for tie in ties for key in tie.rows}

    barrier = edition.terms.get(BARRIER)
    assert barrier
    assert {term.key for term in barrier.children} <= hindering


def _query(address: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(address).query)
