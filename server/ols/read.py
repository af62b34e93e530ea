"""Reads the ontology of a version into memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store

from peerprov.graph.search import Entry, Name, SearchIndex
from peerprov.graph.search.entry import EXACT_SYNONYM
from peerprov.namespaces import BASE, PREFIXES, graph, iri
from peerprov.server.ols.entity import (
    CLASS,
    INDIVIDUAL,
    ONTOLOGY,
    PROPERTY,
    Entity,
    Header,
    Ontology,
    Synonym,
    closure,
    parents,
)

_KINDS: Final = {
    iri("owl:Class"): CLASS,
    iri("owl:ObjectProperty"): PROPERTY,
    iri("owl:DatatypeProperty"): PROPERTY,
    iri("owl:AnnotationProperty"): PROPERTY,
    iri("owl:NamedIndividual"): INDIVIDUAL,
}
_SYNONYM: Final = f"{PREFIXES['oboInOwl']}has"
_SUBCLASS: Final = iri("rdfs:subClassOf")
_SAID_ELSEWHERE: Final = frozenset(
    iri(each).value
    for each in (
        *("rdf:type", "rdfs:label", "obo:IAO_0000115", "rdfs:subClassOf", "owl:equivalentClass"),
        *("rdfs:subPropertyOf", "owl:deprecated", "obo:IAO_0100001", "oboInOwl:id"),
        *("rdfs:domain", "rdfs:range", "owl:inverseOf", "owl:disjointWith"),
    )
)
_SOURCES: Final = """
SELECT ?term ?property ?synonym ?type ?source WHERE {
  GRAPH pp:graph\\/ontology {
    ?axiom a owl:Axiom ; owl:annotatedSource ?term ; owl:annotatedProperty ?property ;
      owl:annotatedTarget ?synonym .
    FILTER (STRSTARTS(STR(?property), STR(oboInOwl:has)))
    OPTIONAL { ?axiom oboInOwl:hasSynonymType ?type }
    OPTIONAL { ?axiom oboInOwl:hasDbXref ?source }
  }
}
"""
_ORDER: Final = (CLASS, PROPERTY, INDIVIDUAL)
_WORTH: Final = {"hasExactSynonym": EXACT_SYNONYM}
_OTHER: Final = 0.9
_Said = dict[str, list[NamedNode | BlankNode | Literal]]


def read_ontology(store: Store, number: int) -> Ontology:
    """Reads the ontology.

    Args:
        store: of the version.
        number: of the version, whose time of publication is that of the ontology.
    """
    kinds = _kinds(store)
    said = {node: _properties(store, node) for node in kinds}
    labels = {node: _texts(has, "rdfs:label")[:1] for node, has in said.items()}
    sources = _sources(store)
    made = [
        _entity(node, kinds[node], has, labels, sources)
        for node, has in said.items()
        if labels[node]
    ]
    made.sort(key=lambda each: (_ORDER.index(each.kind), not each.ours, each.iri))
    entities = {each.iri: each for each in made}
    _tie(store, entities)
    by_id = {
        name.casefold(): each
        for each in reversed(made)
        for name in (each.short_form, each.obo_id, each.iri)
        if name
    }
    tops = store.quads_for_pattern(NamedNode(ONTOLOGY), iri("obo:IAO_0000700"), None, None)
    roots = sorted({_iri(quad.object) for quad in tops} & entities.keys())
    return Ontology(
        _header(store, number),
        entities,
        tuple(entities[each] for each in roots),
        SearchIndex(map(_entry, made)),
        by_id,
    )


def _kinds(store: Store) -> dict[NamedNode, str]:
    found: dict[NamedNode, str] = {}
    for kind, name in _KINDS.items():
        for quad in store.quads_for_pattern(None, iri("rdf:type"), kind, graph("ontology")):
            if isinstance(quad.subject, NamedNode):
                found.setdefault(quad.subject, name)
    return found


def _properties(store: Store, node: NamedNode | BlankNode) -> _Said:
    found: _Said = defaultdict(list)
    for quad in store.quads_for_pattern(node, None, None, graph("ontology")):
        if isinstance(quad.object, NamedNode | BlankNode | Literal):
            found[quad.predicate.value].append(quad.object)
    for values in found.values():
        values.sort(key=str)
    return found


def _texts(has: _Said, curie: str) -> list[str]:
    return [each.value for each in has.get(iri(curie).value, ()) if isinstance(each, Literal)]


def _entity(
    node: NamedNode,
    kind: str,
    has: _Said,
    labels: dict[NamedNode, list[str]],
    sources: dict[tuple[str, str, str], tuple[str, tuple[str, ...]]],
) -> Entity:
    synonyms = [
        Synonym(each.value, scope, *sources.get((node.value, scope, each.value), ("", ())))
        for property_, values in has.items()
        if (scope := _scope(property_))
        for each in values
    ]
    annotations = {
        _called(property_, labels): tuple(each.value for each in values)
        for property_, values in sorted(has.items())
        if property_ not in _SAID_ELSEWHERE and not _scope(property_)
    }
    heirs = has.get(iri("obo:IAO_0100001").value, ())
    return Entity(
        iri=node.value,
        kind=kind,
        label=labels[node][0],
        definitions=tuple(_texts(has, "obo:IAO_0000115")),
        synonyms=tuple(sorted(synonyms, key=lambda each: (each.scope, each.name))),
        annotations=annotations,
        obsolete="true" in _texts(has, "owl:deprecated"),
        replaced_by=next((each.value for each in heirs if isinstance(each, NamedNode)), ""),
    )


def _scope(property_: str) -> str:
    """``hasExactSynonym`` or the like; empty for other properties."""
    named = property_.startswith(_SYNONYM) and property_.endswith("Synonym")
    return property_.rpartition("#")[2] if named else ""


def _called(property_: str, labels: dict[NamedNode, list[str]]) -> str:
    known = labels.get(NamedNode(property_))
    return known[0] if known else property_.replace("#", "/").rpartition("/")[2]


def _sources(store: Store) -> dict[tuple[str, str, str], tuple[str, tuple[str, ...]]]:
    types: dict[tuple[str, str, str], str] = {}
    found: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    answer = store.query(_SOURCES, prefixes=PREFIXES)
    assert isinstance(answer, QuerySolutions)  # noqa: S101 - it is a SELECT
    for row in answer:
        term, property_, synonym, type_, source = (_iri(row[index]) for index in range(5))
        key = term, property_.rpartition("#")[2], synonym
        types[key] = type_
        found[key] |= {source} if source else set()
    return {key: (type_, tuple(sorted(found[key]))) for key, type_ in types.items()}


def _iri(value: object) -> str:
    return value.value if isinstance(value, NamedNode | Literal) else ""


def _tie(store: Store, entities: dict[str, Entity]) -> None:
    """Sets what stands above and below, types and relations."""
    asserted = {*_pairs(store, _SUBCLASS, "ontology"), *_pairs(store, _SUBCLASS, "inferred")}
    asserted |= set(_pairs(store, iri("rdfs:subPropertyOf"), "ontology"))
    _link(entities, asserted, "parents", "children")
    for each in entities.values():
        each.parents[:] = _nearest(each)
    for each in entities.values():
        each.children[:] = []
    for each in entities.values():
        for parent in each.parents:
            parent.children.append(each)
    told = set(_pairs(store, _SUBCLASS, "reported")) - asserted
    _link(entities, told, "told_parents", "told_children")
    _link(entities, set(_pairs(store, iri("rdf:type"), "ontology")), "types", "members")
    for subject, property_, target in _restrictions(store):
        if subject in entities and target in entities:
            entities[subject].relations.setdefault(property_, []).append(entities[target])


def _nearest(entity: Entity) -> list[Entity]:
    """The parents that no other parent implies; of equivalent ones all stay."""
    above = {parent.iri: closure(parent, parents) for parent in entity.parents}
    return [
        parent
        for parent in entity.parents
        if not any(
            parent in above[other.iri] and other not in above[parent.iri]
            for other in entity.parents
        )
    ]


def _pairs(store: Store, property_: NamedNode, name: str) -> Iterator[tuple[str, str]]:
    for quad in store.quads_for_pattern(None, property_, None, graph(name)):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            yield quad.subject.value, quad.object.value


def _link(
    entities: dict[str, Entity], pairs: Iterable[tuple[str, str]], up: str, down: str
) -> None:
    for below, above in sorted(pairs):
        if below in entities and above in entities and below != above:
            getattr(entities[below], up).append(entities[above])
            getattr(entities[above], down).append(entities[below])


def _restrictions(store: Store) -> Iterator[tuple[str, str, str]]:
    for quad in store.quads_for_pattern(None, _SUBCLASS, None, graph("ontology")):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, BlankNode):
            has = _properties(store, quad.object)
            for property_ in has.get(iri("owl:onProperty").value, ()):
                for target in has.get(iri("owl:someValuesFrom").value, ()):
                    yield quad.subject.value, _iri(property_), _iri(target)


def _header(store: Store, number: int) -> Header:
    has = _properties(store, NamedNode(ONTOLOGY))
    version = NamedNode(f"{BASE}version/{number}")
    times = store.quads_for_pattern(version, iri("prov:generatedAtTime"), None, None)

    def first(curie: str) -> str:
        return next((_iri(each) for each in has.get(iri(curie).value, ())), "")

    return Header(
        title=first("dcterms:title"),
        description=first("dcterms:description"),
        version=first("owl:versionInfo"),
        version_iri=first("owl:versionIRI"),
        licence=first("dcterms:license"),
        creators=tuple(_iri(each) for each in has.get(iri("dcterms:creator").value, ())),
        updated=min((_iri(quad.object) for quad in times), default=""),
    )


def _entry(entity: Entity) -> Entry:
    synonyms = (Name(each.name, _WORTH.get(each.scope, _OTHER)) for each in entity.synonyms)
    return Entry(
        kind="term",
        iri=entity.iri,
        key=entity.iri,
        identifiers=tuple(filter(None, (entity.short_form, entity.obo_id))),
        names=(Name(entity.label, 1.0), *synonyms),
        body=" ".join(entity.definitions),
    )
