"""Links between terms as findings report them: hinders, facilitates, addresses, leads to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from peerprov.graph.reported.facts import Facts, FindingFact
from peerprov.graph.reported.independence import independent_count
from peerprov.namespaces import BASE, graph, iri, term

PEER_PROVISION = term("PEERPROV:0000100")
DETERMINANT = term("PEERPROV:0002000")
BARRIER = term("PEERPROV:0002001")
FACILITATOR = term("PEERPROV:0002002")
ROOTS = frozenset({DETERMINANT, BARRIER, FACILITATOR})
"""A finding on barriers at large makes no class a barrier; a strategy against them answers none."""
REPORTED = graph("reported")
ENOUGH_WORKS = 2
"""Independent works that must state a link before an axiom is made of it (ontology design, 5.2)."""


@dataclass(frozen=True, slots=True)
class Link:
    """A relation between two terms with the findings that report it.

    Attributes:
        relation: local name of the property, such as ``hinders``.
        findings: every finding behind the link, by IRI.
        independent: size of the largest set of independent works among all of them.
        qualifying: the same, over findings that :func:`qualifies` lets count.
    """

    relation: str
    subject: NamedNode
    object: NamedNode
    findings: tuple[FindingFact, ...]
    independent: int
    qualifying: int

    @property
    def node(self) -> NamedNode:
        """The IRI of the link, made of its relation and terms."""
        ends = "/".join(end.value.removeprefix(BASE) for end in (self.subject, self.object))
        return NamedNode(f"{BASE}reported/{self.relation}/{ends}")

    @property
    def works(self) -> tuple[NamedNode, ...]:
        """The works behind the link, each once, by IRI."""
        return tuple(sorted({fact.work for fact in self.findings}, key=lambda work: work.value))

    @property
    def meets_threshold(self) -> bool:
        """Whether enough independent works state it."""
        return self.qualifying >= ENOUGH_WORKS


def find_links(facts: Facts) -> list[Link]:
    """Gathers the links that the findings report, ordered by IRI."""
    behind: dict[tuple[str, NamedNode, NamedNode], list[FindingFact]] = defaultdict(list)
    for fact in facts.findings:
        for relation, target in _ties_of(fact):
            if fact.term is not None:
                behind[relation, fact.term, target].append(fact)
    links = []
    for (relation, subject, target), findings in behind.items():
        works = {fact.work for fact in findings}
        qualifying = {fact.work for fact in findings if qualifies(fact)}
        links.append(
            Link(
                relation,
                subject,
                target,
                tuple(findings),
                independent_count(works, facts.ties),
                independent_count(qualifying, facts.ties),
            )
        )
    return sorted(links, key=lambda link: link.node.value)


def qualifies(fact: FindingFact) -> bool:
    """Whether a finding is stated, on peer provision, and from a work on mental health."""
    return (
        fact.certainty == "stated"
        and fact.scope == "peer provision"
        and fact.population == "mental health"
    )


def link_quads(links: list[Link]) -> Iterator[Quad]:
    """Yields the links as ``pp:ReportedLink``."""
    for link in links:
        values: list[tuple[str, NamedNode | Literal]] = [
            ("rdf:type", iri("pp:ReportedLink")),
            ("pp:relation", iri(f"pp:{link.relation}")),
            ("pp:subjectTerm", link.subject),
            ("pp:objectTerm", link.object),
            ("pp:findingCount", Literal(len(link.findings))),
            ("pp:workCount", Literal(len(link.works))),
            ("pp:independentWorkCount", Literal(link.independent)),
            ("pp:qualifyingWorkCount", Literal(link.qualifying)),
            ("pp:meetsThreshold", Literal(link.meets_threshold)),
        ]
        values += [("pp:supportedByFinding", fact.finding) for fact in link.findings]
        values += [("pp:supportedByWork", work) for work in link.works]
        for predicate, value in values:
            yield Quad(link.node, iri(predicate), value, REPORTED)


def _ties_of(fact: FindingFact) -> Iterator[tuple[str, NamedNode]]:
    # A finding on recovery or mental health at large says nothing of what hinders peer provision.
    if fact.scope == "peer provision" and fact.influence:
        for relation in ("hinders", "facilitates"):
            if fact.influence in (relation, "both"):
                yield relation, PEER_PROVISION
    if fact.kind == "strategy":
        for barrier in fact.addresses:
            yield "addresses", barrier
    for result in fact.leads_to:
        yield "leadsTo", result
