"""The figures and rows of the start page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Store

from peerprov.namespaces import BASE, iri
from peerprov.server.site.edition import Edition
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
class Home:
    """What the start page counts: (name, number, address) and the barriers reported most."""

    figures: list[tuple[str, int, str]]
    barriers: list[BarrierRow]


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
    return Home(figures, barriers)


def _instances(store: Store, name: str) -> int:
    found = store.quads_for_pattern(None, iri("rdf:type"), NamedNode(BASE + name), None)
    return len({quad.subject for quad in found})
