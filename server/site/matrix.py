"""The evidence map: a matrix of counted works, folded as the address says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from peerprov.server.site.board import FILTERS, Board, Tie
from peerprov.server.site.terms import Term, Terms

VIEWS: Final = ("barriers", "results", "outcomes")
_ROOTS: Final = {
    "barriers": ("2901", "2902", "2903", "2904"),
    "results": ("3010", "3020", "3030", "3040", "3050", "3060", "3070"),
    "outcomes": ("5001", "5002", "5003", "5004", "5005", "5006"),
}
_OPEN: Final = {
    "barriers": frozenset(_ROOTS["barriers"]),
    "results": frozenset[str](),
    "outcomes": frozenset({"5001"}),
}
_COLUMNS: Final = {
    "barriers": ("3010", "3020", "3030", "3040", "3050", "3060", "3070"),
    "results": ("5001", "5002", "5003", "5004", "5005", "5006", "2000"),
    "outcomes": (),
}
_WORDS: Final = {
    "barriers": ("hinders", "facilitates"),
    "results": ("addresses",),
    "outcomes": ("improved", "no difference", "equivalent", "mixed", "worsened", "unclear"),
}
"""Columns that are no terms; they stand first."""
_SHORT: Final = len("PEERPROV_000")
_SHARED: Final = (
    *(" determinant", " outcome", " of peer provision", " for peer provision"),
    *(" of peer providers", " and its implementation", " by peer providers"),
)
_STEPS: Final = (1, 2, 4, 8)


@dataclass(frozen=True, slots=True)
class State:
    """What an address of the map says.

    Attributes:
        rows, columns: short keys of the terms that are unfolded.
        filters: filter -> value.
        cell: row and column whose findings are shown, or empty.
    """

    view: str
    rows: frozenset[str]
    columns: frozenset[str]
    filters: Mapping[str, str]
    cell: tuple[str, str]

    def address(self, page: str = "/map") -> str:
        """The address that says so, without what goes without saying."""
        said = {"view": self.view} if self.view != VIEWS[0] else {}
        said |= self.filters
        if self.rows != _OPEN[self.view]:
            said["rows"] = ".".join(sorted(self.rows)) or "none"
        if self.columns:
            said["columns"] = ".".join(sorted(self.columns))
        if self.cell[0]:
            said |= {"row": self.cell[0], "column": self.cell[1]}
        return f"{page}?{urlencode(said)}" if said else page

    def toggled(self, row: str = "", column: str = "") -> str:
        """The address with a row or column folded or unfolded."""
        rows = self.rows ^ {row} if row else self.rows
        columns = self.columns ^ {column} if column else self.columns
        return replace(self, rows=rows, columns=columns, cell=("", "")).address()

    def at(self, row: str, column: str) -> str:
        """The address with the findings of a cell."""
        return replace(self, cell=(row, column)).address() + "#findings"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: a term, or a word such as ``hinders``.

    Attributes:
        key: short key or word.
        depth: 0 for the outermost.
        toggle: address that folds or unfolds it; empty where nothing is below.
    """

    key: str
    label: str
    term: Term | None
    depth: int
    open: bool
    toggle: str


@dataclass(frozen=True, slots=True)
class Cell:
    """Works that report a tie; ``step`` from 0 (none) to 4 (many) says how many, for colours."""

    works: int
    findings: int
    step: int
    address: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its cells; ``gap`` where the next step is reported nowhere."""

    key: str
    term: Term
    depth: int
    open: bool
    toggle: str
    cells: list[Cell]
    gap: bool


@dataclass(frozen=True, slots=True)
class Matrix:
    """The map as it is shown."""

    state: State
    columns: list[Column]
    rows: list[Row]
    works: int
    findings: int


def read_state(given: Mapping[str, str], board: Board) -> State:
    """Reads an address; what is not known in it is left out."""
    view = given.get("view", VIEWS[0])
    view = view if view in VIEWS else VIEWS[0]
    rows = _keys(given["rows"]) if "rows" in given else _OPEN[view]
    filters = {
        name: given[name] for name in FILTERS if given.get(name) in board.choices.get(name, ())
    }
    cell = (given.get("row", "")[:40], given.get("column", "")[:40])
    return State(view, rows, _keys(given.get("columns", "")), filters, cell)


def draw(board: Board, terms: Terms, state: State) -> Matrix:
    """Counts the cells of what is unfolded."""
    roots = {_long(name) for name in _ROOTS[state.view]}
    ties = [tie for tie in fitting(board, state) if not roots.isdisjoint(tie.rows)]
    columns = list(_columns(terms, state))
    rows = [
        _row(term, depth, columns, ties, state)
        for term, depth in _unfolded(terms, _ROOTS[state.view], state.rows, 0)
    ]
    works = {tie.source.work for tie in ties}
    findings = {tie.source.iri for tie in ties}
    return Matrix(state, columns, rows, len(works), len(findings))


def fitting(board: Board, state: State) -> Iterator[Tie]:
    """The ties of a view that pass its filters."""
    for tie in board.ties.get(state.view, ()):
        if all(value in tie.source.facets[name] for name, value in state.filters.items()):
            yield tie


def in_cell(board: Board, state: State) -> set[str]:
    """The IRIs of the findings of the cell that the address names."""
    row, column = state.cell
    return {
        tie.source.iri
        for tie in fitting(board, state)
        if _long(row) in tie.rows and (column in tie.columns or _long(column) in tie.columns)
    }


def brief(label: str) -> str:
    """A label without the words that all labels of a view share.

    >>> brief("leadership championing of peer provision"), brief("attitudes and stigma determinant")
    ('leadership championing', 'attitudes and stigma')
    """
    for shared in _SHARED:
        label = label.removesuffix(shared)
    return label


def short(term: Term) -> str:
    """The part of a key that stands in addresses of the map."""
    return term.key[_SHORT:]


def _long(name: str) -> str:
    return f"PEERPROV_000{name}"


def _keys(text: str) -> frozenset[str]:
    return frozenset(part for part in text[:2000].split(".") if part.isascii() and part.isdigit())


def _unfolded(
    terms: Terms, names: Iterable[str], opened: frozenset[str], depth: int
) -> Iterator[tuple[Term, int]]:
    for name in names:
        term = terms.get(_long(name))
        if term is not None:
            yield term, depth
            if name in opened and depth < 8:
                below = [short(each) for each in term.children]
                yield from _unfolded(terms, below, opened, depth + 1)


def _columns(terms: Terms, state: State) -> Iterator[Column]:
    for word in _WORDS[state.view]:
        yield Column(word, "", None, 0, False, "")
    for term, depth in _unfolded(terms, _COLUMNS[state.view], state.columns, 0):
        name = short(term)
        toggle = state.toggled(column=name) if term.children and name != "2000" else ""
        yield Column(name, term.label, term, depth, name in state.columns, toggle)


def _row(term: Term, depth: int, columns: list[Column], ties: list[Tie], state: State) -> Row:
    name = short(term)
    mine = [tie for tie in ties if term.key in tie.rows]
    cells = [_cell(name, column, mine, state) for column in columns]
    opened = name in state.rows
    toggle = state.toggled(row=name) if term.children else ""
    return Row(name, term, depth, opened, toggle, cells, _is_gap(term, cells, state))


def _is_gap(term: Term, cells: list[Cell], state: State) -> bool:
    """A barrier is reported and no strategy is; or a strategy is, and no result of it."""
    told = any(cell.works for cell in cells[len(_WORDS[state.view]) :])
    if state.view == "barriers":
        return bool(cells[0].works) and not told
    reported = cells[0].works or (term.works_within and not state.filters)
    return state.view == "results" and bool(reported) and not told


def _cell(row: str, column: Column, mine: list[Tie], state: State) -> Cell:
    wanted = column.term.key if column.term else column.key
    sources = [tie.source for tie in mine if wanted in tie.columns]
    works = len({source.work for source in sources})
    step = sum(works >= least for least in _STEPS)
    address = state.at(row, column.key) if works else ""
    return Cell(works, len({source.iri for source in sources}), step, address)
