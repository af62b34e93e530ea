"""What a graph says that people care about: terms, findings and inferences, as plain values.

Two of these can be compared (:mod:`peerprov.graph.release.difference`) whatever store they were
read from: a served version, a dry run, or the N-Quads of an earlier release.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Store

from peerprov.namespaces import BASE, PREFIXES, graph, iri

TERM_START: Final = f"{BASE}PEERPROV_"
_WORK_GRAPH: Final = f"{BASE}graph/work/"
_NOTED: Final = {
    iri("obo:IAO_0000115"): "definition",
    iri("pp:plainDefinition"): "plain definition",
    iri("skos:scopeNote"): "scope note",
    iri("pp:fuzzyNote"): "fuzzy note",
    iri("obo:IAO_0000119"): "definition source",
    iri("oboInOwl:hasExactSynonym"): "exact synonym",
    iri("oboInOwl:hasNarrowSynonym"): "narrow synonym",
    iri("oboInOwl:hasBroadSynonym"): "broad synonym",
    iri("oboInOwl:hasRelatedSynonym"): "related synonym",
    iri("pp:basis"): "basis",
    iri("pp:polarity"): "polarity",
    iri("pp:poleOf"): "pole",
    iri("pp:bearerText"): "bearer",
    iri("pp:stageOf"): "stage",
    iri("skos:notation"): "code",
}
"""Annotation of a term -> what people call it."""


@dataclass(frozen=True, slots=True)
class TermText:
    """A term as a reader sees it.

    Attributes:
        parents: IRIs, sorted.
        notes: name of an annotation -> its texts or IRIs, sorted.
        replaced_by: identifiers, for withdrawn terms.
    """

    id: str
    label: str
    branch: str
    parents: tuple[str, ...]
    notes: Mapping[str, tuple[str, ...]]
    deprecated: bool
    replaced_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindingText:
    """A finding as a reader sees it.

    Attributes:
        fields: property -> texts or IRIs, sorted.
    """

    name: str
    statement: str
    fields: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Content:
    """What a graph says.

    Attributes:
        terms: identifier -> term, withdrawn ones too.
        works: IRI -> label.
        findings: IRI -> finding.
        inferred: pairs of IRIs: what is a kind of what, by reasoning.
        labels: IRI -> English label; values are compared by IRI and told by label.
        answers: query -> lines of its answer, the first line of a table being its header.
    """

    terms: Mapping[str, TermText]
    works: Mapping[str, str]
    findings: Mapping[str, FindingText]
    inferred: frozenset[tuple[str, str]]
    labels: Mapping[str, str]
    answers: Mapping[str, tuple[str, ...]]


def read_content(store: Store, answers: Mapping[str, tuple[str, ...]]) -> Content:
    """Reads what a store says.

    Args:
        store: has the named graphs of ``docs/data-model.md``.
        answers: of the stored queries, which live above this room.
    """
    labels = _labels(store)
    return Content(
        terms=_terms(store, labels),
        works={
            quad.subject.value: labels.get(quad.subject.value, quad.subject.value)
            for quad in store.quads_for_pattern(None, iri("rdf:type"), iri("pp:Work"))
            if isinstance(quad.subject, NamedNode)
        },
        findings=_findings(store, labels),
        inferred=frozenset(_inferred(store)),
        labels=labels,
        answers=answers,
    )


def _labels(store: Store) -> dict[str, str]:
    found: dict[str, str] = {}
    for quad in store.quads_for_pattern(None, iri("rdfs:label"), None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
            found.setdefault(quad.subject.value, quad.object.value)
    return found


def _terms(store: Store, labels: Mapping[str, str]) -> dict[str, TermText]:
    by_term: dict[NamedNode, list[Quad]] = defaultdict(list)
    for quad in store.quads_for_pattern(None, None, None, graph("ontology")):
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(TERM_START):
            by_term[quad.subject].append(quad)
    return {identifier(node): _term(node, quads, labels) for node, quads in by_term.items()}


def _term(node: NamedNode, quads: Iterable[Quad], labels: Mapping[str, str]) -> TermText:
    said: dict[NamedNode, list[str]] = defaultdict(list)
    for quad in quads:
        if isinstance(quad.object, NamedNode | Literal):
            said[quad.predicate].append(quad.object.value)
    kinds = {iri("owl:Class").value, iri("owl:NamedIndividual").value}
    parents = said[iri("rdfs:subClassOf")] or [t for t in said[iri("rdf:type")] if t not in kinds]
    replaced = [q.object for q in quads if q.predicate == iri("obo:IAO_0100001")]
    return TermText(
        id=identifier(node),
        label=labels.get(node.value, ""),
        branch=next(iter(said[iri("pp:inBranch")]), ""),
        parents=tuple(sorted(parents)),
        notes={name: tuple(sorted(said[p])) for p, name in _NOTED.items() if p in said},
        deprecated="true" in said[iri("owl:deprecated")],
        replaced_by=tuple(sorted(identifier(n) for n in replaced if isinstance(n, NamedNode))),
    )


def _findings(store: Store, labels: Mapping[str, str]) -> dict[str, FindingText]:
    nodes = {
        quad.subject for quad in store.quads_for_pattern(None, iri("pp:findingId"), None)
    }  # fmt: skip
    by_finding: dict[NamedNode, dict[str, list[str]]] = {}
    for node in nodes:
        if isinstance(node, NamedNode):
            fields = by_finding[node] = {}
            for quad in store.quads_for_pattern(node, None, None):
                if (
                    isinstance(quad.graph_name, NamedNode)
                    and quad.graph_name.value.startswith(_WORK_GRAPH)
                    and isinstance(quad.object, NamedNode | Literal)
                ):
                    name = _shortened(quad.predicate.value)
                    fields.setdefault(name, []).append(quad.object.value)
    return {
        node.value: FindingText(
            labels.get(node.value, node.value),
            next(iter(fields.get("pp:statementText", [])), ""),
            {name: tuple(sorted(values)) for name, values in fields.items()},
        )
        for node, fields in by_finding.items()
    }


def _inferred(store: Store) -> Iterable[tuple[str, str]]:
    for name in ("inferred", "reported"):
        for quad in store.quads_for_pattern(None, iri("rdfs:subClassOf"), None, graph(name)):
            if isinstance(quad.object, NamedNode):
                yield str(quad.subject).strip("<>"), quad.object.value


def identifier(node: NamedNode) -> str:
    """``PEERPROV:0002100`` of the IRI of a term."""
    return node.value.removeprefix(BASE).replace("_", ":", 1)


def _shortened(text: str) -> str:
    for prefix, start in PREFIXES.items():
        if text.startswith(start):
            return f"{prefix}:{text.removeprefix(start)}"
    return text
