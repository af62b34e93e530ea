"""Derives everything that follows from the findings of a store."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad, Store

from peerprov.graph.reported.axioms import axiom_quads
from peerprov.graph.reported.conflicts import SAYS, Conflict, conflict_quads, find_conflicts
from peerprov.graph.reported.counts import count_quads
from peerprov.graph.reported.evidenced import evidenced_quads
from peerprov.graph.reported.facts import read_facts
from peerprov.graph.reported.gaps import Gap, find_gaps, gap_quads
from peerprov.graph.reported.links import Link, find_links, link_quads


@dataclass(frozen=True, slots=True)
class Derived:
    """What was derived, as objects for the summary and as quads of the graph *reported*.

    Attributes:
        axioms: the generated class axioms; they are among the quads too.
    """

    links: list[Link]
    conflicts: list[Conflict]
    gaps: list[Gap]
    axioms: list[Quad]
    quads: list[Quad]


def derive(store: Store, direction: Callable[[str], NamedNode]) -> Derived:
    """Derives links, axioms, counts, conflicts and gaps from the union of a store's graphs.

    Args:
        direction: gives the value IRI of an outcome direction as the codebook writes it.
    """
    facts = read_facts(store)
    links = find_links(facts)
    conflicts = find_conflicts(facts)
    gaps = find_gaps(facts, links)
    axioms = list(axiom_quads(links))
    parts: Iterable[Iterable[Quad]] = (
        link_quads(links),
        axioms,
        count_quads(facts),
        evidenced_quads(store),
        conflict_quads(conflicts, {said: direction(said) for said in SAYS}),
        gap_quads(gaps),
    )
    return Derived(links, conflicts, gaps, axioms, [quad for part in parts for quad in part])
