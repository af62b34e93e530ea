"""The figures and rows of the start page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import sqrt
from typing import Final

from pyoxigraph import NamedNode, Store

from peerprov.namespaces import BASE, iri
from peerprov.server.site.board import read_board
from peerprov.server.site.edition import Edition
from peerprov.server.site.matrix import brief, draw, read_state
from peerprov.server.site.reading import count, key, rows, text
from peerprov.server.site.terms import Term

_HINDERS: Final = """
SELECT ?barrier ?works WHERE {
  ?link pp:relation pp:hinders ; pp:subjectTerm ?barrier ; pp:workCount ?works .
}
"""
_ADDRESSES: Final = """
SELECT ?strategy ?barrier WHERE {
  ?link pp:relation pp:addresses ; pp:subjectTerm ?strategy ; pp:objectTerm ?barrier .
}
"""
_GENERAL: Final = frozenset(f"PEERPROV_000200{digit}" for digit in range(9))
_SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class BarrierRow:
    """A barrier with the works that report it and the strategies reported against it."""

    term: Term
    works: int
    share: int
    strategies: int


@dataclass(frozen=True, slots=True)
class Dot:
    """A cell of the picture: place of its column, radius, and the kind of its column."""

    place: int
    radius: float
    kind: str


@dataclass(frozen=True, slots=True)
class DotRow:
    """A theme with its dots; ``gap`` where no strategy is reported."""

    label: str
    dots: list[Dot]
    gap: bool


@dataclass(frozen=True, slots=True)
class Home:
    """What the start page counts and draws.

    Attributes:
        figures: (name, number, address).
        barriers: those that most works report.
        picture: the evidence map by theme, a row of dots each.
    """

    figures: list[tuple[str, int, str]]
    barriers: list[BarrierRow]
    picture: list[DotRow]


def read_home(edition: Edition) -> Home:
    """Counts for the start page."""
    store = edition.store
    reported = {
        term: count(works)
        for node, works in rows(store, _HINDERS)
        if (term := edition.terms.get(key(text(node)))) and term.key not in _GENERAL
    }
    answered = Counter(key(text(barrier)) for _, barrier in rows(store, _ADDRESSES))
    gaps = _instances(store, "UnaddressedBarrier")
    first = sorted(reported, key=lambda term: (-reported[term], term.label))[:_SHOWN]
    most = max(reported.values(), default=1)
    figures = [
        ("works", len(edition.works), "/works"),
        ("findings", sum(work.findings for work in edition.works), "/map"),
        ("terms", len(edition.terms), "/terms"),
        ("barriers", len(reported), "/queries/barriers"),
        ("gaps", gaps, "/queries/barriers-without-strategy"),
    ]
    barriers = [
        BarrierRow(term, reported[term], round(100 * reported[term] / most), answered[term.key])
        for term in first
    ]
    return Home(figures, barriers, _picture(edition))


def _picture(edition: Edition) -> list[DotRow]:
    board = edition.keep("board", read_board)
    matrix = draw(board, edition.terms, read_state({}, board))
    return [
        DotRow(
            brief(row.term.label),
            [
                Dot(
                    place,
                    round(2.2 * sqrt(cell.works), 1),
                    column.key if not column.term else "term",
                )
                for place, (cell, column) in enumerate(zip(row.cells, matrix.columns, strict=True))
                if cell.works
            ],
            row.gap,
        )
        for row in matrix.rows
        if row.depth == 1
    ]


def _instances(store: Store, name: str) -> int:
    found = store.quads_for_pattern(None, iri("rdf:type"), NamedNode(BASE + name), None)
    return len({quad.subject for quad in found})
