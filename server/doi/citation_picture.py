"""Who cites whom around a work, as a picture: works by year, arcs from the citing to the cited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Store

from peerprov.namespaces import iri
from peerprov.server.citations.work import CitedWork
from peerprov.server.doi.facts import work_named

MOST: Final = 48
"""Works in a picture; the lists beside it hold all."""
ROW: Final = 26
"""Height of a row, enough to be hit by a finger."""
_ARCS: Final = 120
"""Width left for arcs, all in the units of the picture."""
_YEAR: Final = iri("fabio:hasPublicationYear")
_TIES: Final = (iri("cito:cites"), iri("pp:includesWork"))


@dataclass(frozen=True, slots=True)
class Entry:
    """A work in the picture.

    Attributes:
        path: of its page; a DOI without a record leads to itself.
        year: empty where none is known.
        y: of its middle.
        role: ``self``, ``cites`` (it is cited by the work of the page) or ``cited_by``.
    """

    label: str
    path: str
    year: str
    y: int
    role: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Entries from the latest to the earliest, and the arcs between them.

    Attributes:
        arcs: (path data, whether the work of the page is at an end), the others first.
        left: x of the dots.
        height: of the whole.
    """

    entries: list[Entry]
    arcs: list[tuple[str, bool]]
    left: int
    height: int


def citation_picture(store: Store, work: CitedWork) -> Picture | None:
    """Draws the works that a work cites or includes and those that do so with it; None for none."""
    out = _targets(store, work.node)
    into = {
        quad.subject
        for tie in _TIES
        for quad in store.quads_for_pattern(None, tie, work.node, None)
        if isinstance(quad.subject, NamedNode)
    }
    around = sorted(out | into, key=lambda node: node.value)[: MOST - 1]
    if not around:
        return None
    years = {node: _year(store, node) for node in (*around, work.node)}
    names = {node: work_named(store, node) for node in years}
    # the latest first; what no record tells the year of comes last
    ordered = sorted(names, key=lambda node: (-years[node], names[node].label))
    entries = [
        Entry(
            names[node].label,
            names[node].path or "",
            str(years[node] or ""),
            at * ROW + ROW // 2,
            "self" if node == work.node else "cites" if node in out else "cited_by",
        )
        for at, node in enumerate(ordered)
    ]
    height = {node: entry.y for node, entry in zip(ordered, entries, strict=True)}
    farthest = len(entries) * ROW
    arcs = [
        (_arc(height[node], height[cited], farthest), work.node in (node, cited))
        for node in ordered
        for cited in sorted(_targets(store, node) & height.keys(), key=lambda each: each.value)
    ]
    return Picture(entries, sorted(arcs, key=lambda arc: arc[1]), _ARCS, len(entries) * ROW)


def _targets(store: Store, node: NamedNode) -> set[NamedNode]:
    quads = (quad for tie in _TIES for quad in store.quads_for_pattern(node, tie, None, None))
    return {quad.object for quad in quads if isinstance(quad.object, NamedNode)}


def _year(store: Store, node: NamedNode) -> int:
    for quad in store.quads_for_pattern(node, _YEAR, None, None):
        if isinstance(quad.object, Literal) and quad.object.value.isdigit():
            return int(quad.object.value)
    return 0


def _arc(start: int, end: int, farthest: int) -> str:
    """A bow to the left, the wider the farther apart its ends are, so that bows do not meet."""
    apart = abs(start - end)
    bow = min(10 + (_ARCS + 20) * apart / farthest, 12 + 0.8 * apart)
    x = _ARCS - 9
    return f"M{x} {start}C{x - bow:.0f} {start} {x - bow:.0f} {end} {x} {end}"
