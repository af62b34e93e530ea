"""Reads from a store what the derived facts rest on: findings, ties of works, hierarchy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from peerprov.namespaces import PREFIXES, iri

FINDINGS = """
SELECT ?finding ?work ?kind ?term ?influence ?scope ?certainty ?population
       ?recipient ?direction ?basis ?comparator
WHERE {
  ?finding a pp:Finding ;
           pp:reportedIn ?work ;
           pp:hasKind/skos:notation ?kind ;
           pp:hasScope/skos:notation ?scope ;
           pp:hasCertainty/skos:notation ?certainty .
  OPTIONAL { ?work pp:hasPopulationScope/skos:notation ?population }
  OPTIONAL { ?finding pp:aboutConcept ?term }
  OPTIONAL { ?finding pp:hasInfluence/skos:notation ?influence }
  OPTIONAL { ?finding pp:hasRecipient ?recipient }
  OPTIONAL { ?finding pp:hasDirection/skos:notation ?direction }
  OPTIONAL { ?finding pp:hasOutcomeBasis/skos:notation ?basis }
  OPTIONAL { ?finding pp:hasComparatorKind ?comparator }
}
"""
OBJECTS = "SELECT ?subject ?object WHERE { ?subject ?predicate ?object }"
TIES = """
SELECT DISTINCT ?one ?other WHERE {
  { ?one pp:includesWork ?other }
  UNION
  { ?finding pp:secondHandFrom ?other ; pp:reportedIn ?one }
  FILTER (?one != ?other)
}
"""


@dataclass(frozen=True, slots=True)
class FindingFact:
    """What the derivation needs of a finding; coded values are in the words of the codebook."""

    finding: NamedNode
    work: NamedNode
    kind: str
    scope: str
    certainty: str
    population: str | None
    term: NamedNode | None
    influence: str | None
    recipient: NamedNode | None
    direction: str | None
    basis: str | None
    comparator: NamedNode | None
    addresses: tuple[NamedNode, ...]
    leads_to: tuple[NamedNode, ...]


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """The subclass relation between named classes, reflexive and transitive."""

    parents: Mapping[NamedNode, frozenset[NamedNode]]
    children: Mapping[NamedNode, frozenset[NamedNode]]
    _closures: dict[tuple[bool, NamedNode], frozenset[NamedNode]] = field(default_factory=dict)

    @classmethod
    def of(cls, pairs: Iterable[tuple[NamedNode, NamedNode]]) -> Hierarchy:
        """Makes a hierarchy of (subclass, superclass) pairs; cycles are allowed."""
        up: dict[NamedNode, set[NamedNode]] = defaultdict(set)
        down: dict[NamedNode, set[NamedNode]] = defaultdict(set)
        for below, above in pairs:
            up[below].add(above)
            down[above].add(below)
        return cls(
            {node: frozenset(above) for node, above in up.items()},
            {node: frozenset(below) for node, below in down.items()},
        )

    def above(self, node: NamedNode) -> frozenset[NamedNode]:
        """The class and everything that it is a kind of."""
        return self._closure(node, upwards=True)

    def below(self, node: NamedNode) -> frozenset[NamedNode]:
        """The class and every kind of it."""
        return self._closure(node, upwards=False)

    def _closure(self, node: NamedNode, *, upwards: bool) -> frozenset[NamedNode]:
        known = self._closures.get((upwards, node))
        if known is not None:
            return known
        step = self.parents if upwards else self.children
        seen, waiting = {node}, [node]
        while waiting:
            for neighbour in step.get(waiting.pop(), ()):
                if neighbour not in seen:
                    seen.add(neighbour)
                    waiting.append(neighbour)
        return self._closures.setdefault((upwards, node), frozenset(seen))


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the derivation reads from a store."""

    findings: tuple[FindingFact, ...]
    ties: frozenset[frozenset[NamedNode]]
    hierarchy: Hierarchy
    branches: Mapping[NamedNode, str]


def read_facts(store: Store) -> Facts:
    """Reads findings, ties between works, hierarchy and branches from the union of all graphs."""
    addresses = _objects(store, "pp:saysAddresses")
    leads_to = _objects(store, "pp:saysLeadsTo")
    findings = []
    for row in select(store, FINDINGS):
        finding = node(row["finding"])
        findings.append(
            FindingFact(
                finding=finding,
                work=node(row["work"]),
                kind=text(row["kind"]) or "",
                scope=text(row["scope"]) or "",
                certainty=text(row["certainty"]) or "",
                population=text(row["population"]),
                term=optional_node(row["term"]),
                influence=text(row["influence"]),
                recipient=optional_node(row["recipient"]),
                direction=text(row["direction"]),
                basis=text(row["basis"]),
                comparator=optional_node(row["comparator"]),
                addresses=addresses.get(finding, ()),
                leads_to=leads_to.get(finding, ()),
            )
        )
    findings.sort(key=lambda fact: fact.finding.value)
    return Facts(tuple(findings), _ties(store), read_hierarchy(store), _branches(store))


def read_hierarchy(store: Store) -> Hierarchy:
    """Reads ``rdfs:subClassOf`` and ``owl:equivalentClass`` between named classes."""
    pairs = []
    for quad in store.quads_for_pattern(None, iri("rdfs:subClassOf"), None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            pairs.append((quad.subject, quad.object))
    for quad in store.quads_for_pattern(None, iri("owl:equivalentClass"), None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            pairs += [(quad.subject, quad.object), (quad.object, quad.subject)]
    return Hierarchy.of(pairs)


def select(store: Store, query: str) -> QuerySolutions:
    """Runs one of our own SELECT queries over the union of all graphs."""
    solutions = store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
    assert isinstance(solutions, QuerySolutions)  # noqa: S101 - the queries here are SELECTs
    return solutions


def node(value: object) -> NamedNode:
    """Narrows a bound value to an IRI.

    Raises:
        TypeError: the graph holds something else in a place where the data model has an IRI.
    """
    if not isinstance(value, NamedNode):
        raise TypeError(f"{value} stands where the data model has an IRI")
    return value


def optional_node(value: object) -> NamedNode | None:
    """Narrows a value to an IRI, or None where it is unbound."""
    return None if value is None else node(value)


def text(value: object) -> str | None:
    """The lexical form of a literal, or None."""
    return value.value if isinstance(value, Literal) else None


def _objects(store: Store, predicate: str) -> dict[NamedNode, tuple[NamedNode, ...]]:
    found: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for quad in store.quads_for_pattern(None, iri(predicate), None):
        found[node(quad.subject)].add(node(quad.object))
    return {
        subject: tuple(sorted(objects, key=lambda term: term.value))
        for subject, objects in found.items()
    }


def _ties(store: Store) -> frozenset[frozenset[NamedNode]]:
    return frozenset(
        frozenset((node(row["one"]), node(row["other"]))) for row in select(store, TIES)
    )


def _branches(store: Store) -> dict[NamedNode, str]:
    start = len(PREFIXES["pp"] + "branch/")
    return {
        node(quad.subject): node(quad.object).value[start:]
        for quad in store.quads_for_pattern(None, iri("pp:inBranch"), None)
    }
