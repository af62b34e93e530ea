"""Addresses of the evidence map: page, table and picture."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from flask import Blueprint, Response, render_template, request

from peerprov.server.site.board import FILTERS, Board, read_board
from peerprov.server.site.edition import Edition, Editions
from peerprov.server.site.findings import Found
from peerprov.server.site.matrix import VIEWS, Matrix, State, brief, draw, in_cell, read_state
from peerprov.server.site.rendering import label, page
from peerprov.server.site.terms import Terms
from peerprov.server.site.texts import say
from peerprov.server.site.works_files import FILES, works_file


def add_map(site: Blueprint, editions: Editions) -> None:
    """Adds ``/map``, ``/map.csv`` and ``/map.svg``; all say what the address says."""

    @site.get("/map")
    def evidence_map() -> Response:
        """The map as a table, with the findings of a cell below it."""
        edition = editions.current()
        board, state = _read(edition)
        found = edition.findings(in_cell(board, state)) if state.cell[0] else Found((), 0)
        return page(
            "site/map.html",
            edition,
            "map",
            matrix=draw(board, edition.terms, state),
            state=state,
            views=[(view, State(view, *_plain(board, view), state.filters, ("", "")).address())
                   for view in VIEWS],
            filters=[(name, board.choices[name]) for name in FILTERS],
            found=found,
            files=[(name, state.address(f"/map.{extension}"))
                   for name, extension in FILES if extension != "csv"],
            brief=brief,
        )  # fmt: skip

    @site.get("/map.csv")
    def table() -> Response:
        """The map as a table for programs."""
        edition = editions.current()
        matrix = draw(*_drawn(edition))
        lines = io.StringIO()
        csv.writer(lines).writerows(_table(matrix))
        return label(Response(lines.getvalue(), content_type="text/csv; charset=utf-8"), edition)

    @site.get("/map.<extension>")
    def cell_works(extension: str) -> Response:
        """The works behind a cell, for reference managers."""
        edition = editions.current()
        board, state = _read(edition)
        named = in_cell(board, state)
        works = {source.work for source in board.sources(state.view) if source.iri in named}
        chosen = [work for work in edition.works if work.iri in works]
        return works_file(edition, chosen, extension, "cell")

    @site.get("/map.svg")
    def picture() -> Response:
        """The map as a picture."""
        edition = editions.current()
        matrix = draw(*_drawn(edition))
        body = render_template("site/map.svg", matrix=matrix, brief=brief, number=edition.number)
        return label(Response(body, content_type="image/svg+xml"), edition)


def _read(edition: Edition) -> tuple[Board, State]:
    board = edition.keep("board", read_board)
    return board, read_state(request.args, board)


def _drawn(edition: Edition) -> tuple[Board, Terms, State]:
    board, state = _read(edition)
    return board, edition.terms, state


def _plain(board: Board, view: str) -> tuple[frozenset[str], frozenset[str]]:
    """What is unfolded in a view at first."""
    state = read_state({"view": view}, board)
    return state.rows, state.columns


def _table(matrix: Matrix) -> Iterator[list[object]]:
    names = [each.label or say(f"map.column.{each.key}") for each in matrix.columns]
    yield ["term", "label", "depth", *names]
    for row in matrix.rows:
        yield [row.term.curie, row.term.label, row.depth, *(cell.works for cell in row.cells)]
