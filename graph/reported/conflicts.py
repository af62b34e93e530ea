"""Where works disagree: one outcome, recipient and kind of comparator, and different directions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from pyoxigraph import Literal, NamedNode, Quad

from peerprov.graph.reported.facts import Facts, FindingFact
from peerprov.graph.reported.links import REPORTED
from peerprov.namespaces import BASE, iri

SAYS = {
    "improved": "improved",
    "worsened": "worsened",
    "no difference": "no difference",
    "equivalent": "no difference",
    "mixed": "mixed",
}
"""What a direction says; *unclear* and *not reported* say nothing that could be contradicted."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Findings of at least two works that say different things of the same outcome."""

    outcome: NamedNode
    recipient: NamedNode
    comparator: NamedNode
    findings: tuple[FindingFact, ...]

    @property
    def node(self) -> NamedNode:
        """The IRI of the conflict, made of what it is about."""
        parts = (self.outcome, self.recipient, self.comparator)
        return NamedNode(
            f"{BASE}conflict/" + "/".join(part.value.removeprefix(BASE) for part in parts)
        )

    def pairs(self) -> Iterator[tuple[FindingFact, FindingFact]]:
        """The pairs of findings, of different works, that contradict each other."""
        for one, other in combinations(self.findings, 2):
            if one.work != other.work and SAYS[one.direction or ""] != SAYS[other.direction or ""]:
                yield one, other


def find_conflicts(facts: Facts) -> list[Conflict]:
    """Groups the outcome findings and keeps the groups in which works disagree.

    An outcome that is only expected is no result, so it contradicts nothing.
    """
    groups: dict[tuple[NamedNode, NamedNode, NamedNode], list[FindingFact]] = defaultdict(list)
    for fact in facts.findings:
        if not (fact.term and fact.recipient and fact.comparator):
            continue
        if fact.direction in SAYS and fact.basis != "expected":
            groups[fact.term, fact.recipient, fact.comparator].append(fact)
    conflicts = (Conflict(*key, tuple(findings)) for key, findings in groups.items())
    return sorted(
        (conflict for conflict in conflicts if any(conflict.pairs())),
        key=lambda conflict: conflict.node.value,
    )


def conflict_quads(conflicts: list[Conflict], directions: dict[str, NamedNode]) -> Iterator[Quad]:
    """Yields the conflicts and ties their findings by ``pp:conflictsWith``, both ways.

    Args:
        directions: the value IRI of each direction as the codebook writes it.
    """
    for conflict in conflicts:
        works = {fact.work for fact in conflict.findings}
        values: list[tuple[str, NamedNode | Literal]] = [
            ("rdf:type", iri("pp:Conflict")),
            ("pp:aboutConcept", conflict.outcome),
            ("pp:hasRecipient", conflict.recipient),
            ("pp:hasComparatorKind", conflict.comparator),
            ("pp:workCount", Literal(len(works))),
            ("pp:findingCount", Literal(len(conflict.findings))),
        ]
        said = sorted({fact.direction for fact in conflict.findings if fact.direction})
        values += [("pp:hasDirection", directions[direction]) for direction in said]
        values += [("pp:involvesFinding", fact.finding) for fact in conflict.findings]
        for predicate, value in values:
            yield Quad(conflict.node, iri(predicate), value, REPORTED)
        for one, other in conflict.pairs():
            yield Quad(one.finding, iri("pp:conflictsWith"), other.finding, REPORTED)
            yield Quad(other.finding, iri("pp:conflictsWith"), one.finding, REPORTED)
