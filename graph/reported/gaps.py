"""What nobody has reported: barriers without a strategy, strategies without an outcome."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from peerprov.graph.reported.facts import Facts
from peerprov.graph.reported.links import REPORTED, ROOTS, Link
from peerprov.namespaces import BASE, iri, term

OUTCOME = term("PEERPROV:0005000")


@dataclass(frozen=True, slots=True)
class Gap:
    """A term for which the findings lack something.

    Attributes:
        kind: local name of the class, ``UnaddressedBarrier`` or ``StrategyWithoutOutcome``.
        works: number of works that report the term.
    """

    kind: str
    term: NamedNode
    works: int

    @property
    def node(self) -> NamedNode:
        """The IRI of the gap, made of its kind and term."""
        return NamedNode(f"{BASE}gap/{self.kind}/{self.term.value.removeprefix(BASE)}")


def find_gaps(facts: Facts, links: list[Link]) -> list[Gap]:
    """Finds both kinds of gap, ordered by IRI."""
    gaps = [*_unaddressed_barriers(facts, links), *_strategies_without_outcome(facts, links)]
    return sorted(gaps, key=lambda gap: gap.node.value)


def gap_quads(gaps: list[Gap]) -> Iterator[Quad]:
    """Yields the gaps, each with its term and the number of works behind it."""
    for gap in gaps:
        yield Quad(gap.node, iri("rdf:type"), iri(f"pp:{gap.kind}"), REPORTED)
        yield Quad(gap.node, iri("pp:aboutConcept"), gap.term, REPORTED)
        yield Quad(gap.node, iri("pp:workCount"), Literal(gap.works), REPORTED)


def _unaddressed_barriers(facts: Facts, links: list[Link]) -> Iterator[Gap]:
    # A strategy against a whole theme answers no barrier in particular.
    too_broad = {found for found, branch in facts.branches.items() if branch == "theme"} | ROOTS
    answered = {link.object for link in links if link.relation == "addresses"} - too_broad
    for link in links:
        if link.relation != "hinders" or link.subject in too_broad:
            continue
        kin = facts.hierarchy.above(link.subject) | facts.hierarchy.below(link.subject)
        if not kin & answered:
            yield Gap("UnaddressedBarrier", link.subject, len(link.works))


def _strategies_without_outcome(facts: Facts, links: list[Link]) -> Iterator[Gap]:
    outcomes = facts.hierarchy.below(OUTCOME)
    with_outcome = {
        link.subject for link in links if link.relation == "leadsTo" and link.object in outcomes
    }
    reported: dict[NamedNode, set[NamedNode]] = {}
    for fact in facts.findings:
        if fact.kind == "strategy" and fact.term and facts.branches.get(fact.term) == "strategy":
            reported.setdefault(fact.term, set()).add(fact.work)
    for strategy, works in reported.items():
        if not facts.hierarchy.below(strategy) & with_outcome:
            yield Gap("StrategyWithoutOutcome", strategy, len(works))
