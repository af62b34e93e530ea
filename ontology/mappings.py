"""Matches of our terms to outside terms and to constructs, as SKOS; a match is no identity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pyoxigraph import NamedNode, Quad

from peerprov.namespaces import graph
from peerprov.ontology.outside import MAPPING_TARGET
from peerprov.ontology.term import Term
from peerprov.ontology.triples import Triples, english
from peerprov.ontology.vocabulary import Ontology

_PREDICATES = {
    "exact_match": "skos:exactMatch",
    "close_match": "skos:closeMatch",
    "broad_match": "skos:broadMatch",
    "narrow_match": "skos:narrowMatch",
}
_FRAMEWORK_COLUMNS = {"chime": "CHIME", "proctor": "Proctor implementation outcomes"}


def mapping_quads(ontology: Ontology) -> list[Quad]:
    """Gives the graph ``pp:graph/mappings``.

    A construct in the columns *chime* and *proctor* is what an outcome falls under, hence a broad
    match, unless a match column already says how the two relate. Outside terms that only mappings
    point at get their label and source here, so that a reader sees what is meant.
    """
    name = graph("mappings")
    out = Triples("mappings")
    constructs = {construct.full_name: construct.iri for construct in ontology.constructs}
    for term in ontology.terms:
        for predicate, target in _matches(ontology, constructs, term):
            out.add(term.iri, predicate, target)
    for foreign in ontology.outside.values():
        if foreign.type == MAPPING_TARGET:
            source = ontology.sources[foreign.source]
            out.add(foreign.iri, "rdfs:label", english(foreign.label))
            out.add(foreign.iri, "obo:IAO_0000412", NamedNode(source.homepage))
    return [Quad(t.subject, t.predicate, t.object, name) for t in out]


def _matches(
    ontology: Ontology, constructs: Mapping[str, NamedNode], term: Term
) -> Iterator[tuple[str, NamedNode]]:
    told: set[NamedNode] = set()
    for column, names in term.matches.items():
        for name in names:
            outside = ontology.outside.get(name)
            target = outside.iri if outside else constructs[name]
            told.add(target)
            yield _PREDICATES[column], target
    for column, framework in _FRAMEWORK_COLUMNS.items():
        for name in getattr(term.outcome, column, ()):
            target = constructs[f"{framework}: {name}"]
            if target not in told:
                yield "skos:broadMatch", target
