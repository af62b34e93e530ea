"""The asserted ontology as it leaves the house: dated, and in the forms that OBO tools ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from peerprov.namespaces import BASE, iri
from peerprov.ontology import layout
from peerprov.ontology.build import IRI

_LABEL: Final = iri("rdfs:label")
_SYNONYM_TYPE: Final = iri("oboInOwl:hasSynonymType")
_BRANCH: Final = f"{BASE}branch/"


def version_iri(day: date) -> NamedNode:
    """``pp:release/2026-11-22/peerprov.ttl``."""
    return NamedNode(f"{BASE}release/{day.isoformat()}/peerprov.ttl")


def outward(triples: Iterable[Triple], day: date) -> Iterator[Triple]:
    """Yields the ontology of a release.

    Three things differ from the graph that is served: the version IRI and date in the header; the
    label of a branch says that it is one, since labels must differ and *role* is BFO's; and the
    type of a synonym is a declared IRI, not a word.
    """
    yield Triple(IRI, iri("dcterms:issued"), Literal(day.isoformat(), datatype=iri("xsd:date")))
    yield from _synonym_types()
    for triple in triples:
        subject, predicate, value = triple.subject, triple.predicate, triple.object
        if subject == IRI and predicate == iri("owl:versionIRI"):
            value = version_iri(day)
        elif predicate == _SYNONYM_TYPE and isinstance(value, Literal):
            value = _synonym_type(value.value)
        elif predicate == _LABEL and _is_branch(subject) and isinstance(value, Literal):
            value = Literal(f"{value.value} (branch)", language="en")
        yield Triple(subject, predicate, value)


def _is_branch(node: object) -> bool:
    return isinstance(node, NamedNode) and node.value.startswith(_BRANCH)


def _synonym_type(name: str) -> NamedNode:
    return NamedNode(f"{BASE}synonym-type/{name}")


def _synonym_types() -> Iterator[Triple]:
    parent = iri("oboInOwl:SynonymTypeProperty")
    annotation = iri("owl:AnnotationProperty")
    yield Triple(parent, iri("rdf:type"), annotation)
    yield Triple(parent, _LABEL, Literal("synonym type property", language="en"))
    for name in layout.SYNONYM_TYPES:
        node = _synonym_type(name)
        yield Triple(node, iri("rdf:type"), annotation)
        yield Triple(node, _LABEL, Literal(f"{name} wording", language="en"))
        yield Triple(node, iri("rdfs:subPropertyOf"), parent)
        definition = Literal(f"The type of a synonym that is {name}.", language="en")
        yield Triple(node, iri("obo:IAO_0000115"), definition)
