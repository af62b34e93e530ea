"""The ontology as OBO-graph JSON, which OBO tools and browsers read.

Source: the OBO Graphs schema, version 0.3 (https://github.com/geneontology/obographs).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from peerprov.namespaces import iri

_SYNONYMS: Final = {
    iri(f"oboInOwl:{name}"): name
    for name in ("hasExactSynonym", "hasNarrowSynonym", "hasBroadSynonym", "hasRelatedSynonym")
}
_TYPES: Final = {
    iri("owl:Class"): ("CLASS", None),
    iri("owl:NamedIndividual"): ("INDIVIDUAL", None),
    iri("owl:ObjectProperty"): ("PROPERTY", "OBJECT"),
    iri("owl:DatatypeProperty"): ("PROPERTY", "DATA"),
    iri("owl:AnnotationProperty"): ("PROPERTY", "ANNOTATION"),
}
_LABEL, _DEFINITION = iri("rdfs:label"), iri("obo:IAO_0000115")
_SUBCLASS, _SUBPROPERTY = iri("rdfs:subClassOf"), iri("rdfs:subPropertyOf")
_EQUIVALENT, _TYPE = iri("owl:equivalentClass"), iri("rdf:type")

Node = NamedNode | BlankNode
Said = Mapping[Any, Mapping[NamedNode, list[Any]]]


def obo_graph(triples: Iterable[Triple], ontology: NamedNode, version: NamedNode) -> bytes:
    """Writes an ontology as OBO-graph JSON, nodes and edges sorted."""
    said: dict[Any, dict[NamedNode, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        said[triple.subject][triple.predicate].append(triple.object)
    named = sorted((n for n in said if isinstance(n, NamedNode)), key=lambda node: node.value)
    graph: dict[str, Any] = {
        "id": ontology.value,
        "meta": {"version": version.value},
        "nodes": [made for node in named if (made := _node(node, said))],
        "edges": sorted(
            (edge for node in named for edge in _edges(node, said)),
            key=lambda edge: (edge["sub"], edge["pred"], edge["obj"]),
        ),
        "logicalDefinitionAxioms": [made for node in named for made in _definitions(node, said)],
    }
    text = json.dumps({"graphs": [graph]}, ensure_ascii=False, indent=1)
    return text.encode() + b"\n"


def _node(node: NamedNode, said: Said) -> dict[str, Any] | None:
    about = said[node]
    kinds = [_TYPES[kind] for kind in about.get(_TYPE, ()) if kind in _TYPES]
    if not kinds:
        return None
    kind, property_type = kinds[0]
    made: dict[str, Any] = {"id": node.value, "type": kind}
    if property_type:
        made["propertyType"] = property_type
    for label in about.get(_LABEL, ()):
        made["lbl"] = label.value
    meta = _meta(about)
    if meta:
        made["meta"] = meta
    return made


def _meta(about: Mapping[NamedNode, list[Any]]) -> dict[str, Any]:
    meta: dict[str, Any] = {}
    sources = sorted(value.value for value in about.get(iri("obo:IAO_0000119"), ()))
    for text in about.get(_DEFINITION, ()):
        meta["definition"] = {"val": text.value, "xrefs": sources}
    synonyms = [
        {"pred": name, "val": text.value}
        for predicate, name in _SYNONYMS.items()
        for text in about.get(predicate, ())
    ]
    if synonyms:
        meta["synonyms"] = sorted(synonyms, key=lambda found: (found["pred"], found["val"]))
    if about.get(iri("owl:deprecated")):
        meta["deprecated"] = True
    others = [
        {"pred": predicate.value, "val": value.value}
        for predicate in map(iri, ("skos:scopeNote", "pp:plainDefinition", "obo:IAO_0100001"))
        for value in about.get(predicate, ())
        if isinstance(value, Literal | NamedNode)
    ]
    if others:
        meta["basicPropertyValues"] = others
    return meta


def _edges(node: NamedNode, said: Said) -> Iterator[dict[str, str]]:
    about = said[node]
    for predicate, name in ((_SUBCLASS, "is_a"), (_SUBPROPERTY, "subPropertyOf")):
        for parent in about.get(predicate, ()):
            if isinstance(parent, NamedNode):
                yield {"sub": node.value, "pred": name, "obj": parent.value}
            elif found := _restriction(parent, said):
                yield {"sub": node.value, "pred": found[0], "obj": found[1]}
    if iri("owl:NamedIndividual") in about.get(_TYPE, ()):
        for kind in about[_TYPE]:
            if isinstance(kind, NamedNode) and kind not in _TYPES:
                yield {"sub": node.value, "pred": "type", "obj": kind.value}


def _definitions(node: NamedNode, said: Said) -> Iterator[dict[str, Any]]:
    for expression in said[node].get(_EQUIVALENT, ()):
        members = _list(next(iter(said[expression].get(iri("owl:intersectionOf"), ())), None), said)
        genus = sorted(member.value for member in members if isinstance(member, NamedNode))
        parts = [_restriction(m, said) for m in members if isinstance(m, BlankNode)]
        if genus and all(parts):
            yield {
                "definedClassId": node.value,
                "genusIds": genus,
                "restrictions": [
                    {"propertyId": part[0], "fillerId": part[1]} for part in parts if part
                ],
            }


def _restriction(node: Node, said: Said) -> tuple[str, str] | None:
    """Property and filler of ``some``; None for an expression that the format has no place for."""
    about = said.get(node, {})
    properties = about.get(iri("owl:onProperty"), [])
    fillers = about.get(iri("owl:someValuesFrom"), [])
    if properties and fillers and isinstance(fillers[0], NamedNode):
        return properties[0].value, fillers[0].value
    return None


def _list(head: Node | None, said: Said) -> list[Node]:
    members: list[Node] = []
    while head is not None and head != iri("rdf:nil"):
        members += said[head][iri("rdf:first")]
        head = next(iter(said[head][iri("rdf:rest")]), None)
    return members
