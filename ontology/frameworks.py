"""Frameworks of implementation and recovery research as SKOS: names and places, no definitions."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Quad

from peerprov.namespaces import graph, iri
from peerprov.ontology.outside import Construct, scheme_iri
from peerprov.ontology.triples import Triples, english
from peerprov.ontology.vocabulary import Ontology


def framework_quads(ontology: Ontology) -> list[Quad]:
    """Gives the graph ``pp:graph/frameworks``."""
    name = graph("frameworks")
    out = Triples("frameworks")
    known = {construct.full_name: construct for construct in ontology.constructs}
    for construct in ontology.constructs:
        _scheme(construct, out)
        _construct(construct, known, out)
    return [Quad(t.subject, t.predicate, t.object, name) for t in out]


def source_iri(text: str) -> NamedNode:
    """The IRI of a source: a DOI below ``https://doi.org/``, an address as it is."""
    return NamedNode(text if text.startswith("https://") else f"https://doi.org/{text.lower()}")


def _scheme(construct: Construct, out: Triples) -> None:
    scheme = scheme_iri(construct.framework)
    out.add(scheme, "rdf:type", iri("skos:ConceptScheme"))
    out.add(scheme, "rdfs:label", english(construct.framework))
    out.add(scheme, "dcterms:title", english(construct.framework))
    out.add(scheme, "dcterms:source", *map(source_iri, construct.sources))


def _construct(construct: Construct, known: dict[str, Construct], out: Triples) -> None:
    node, scheme = construct.iri, scheme_iri(construct.framework)
    out.add(node, "rdf:type", iri("skos:Concept"))
    out.add(node, "rdfs:label", english(construct.name))
    out.add(node, "skos:prefLabel", english(construct.name))
    out.add(node, "skos:inScheme", scheme)
    out.add(node, "pp:nameSeenIn", english(construct.where_seen))
    if construct.domain:
        out.add(node, "pp:constructDomain", english(construct.domain))
    if construct.use:
        out.add(node, "pp:proposedUse", english(construct.use))
    if construct.seen == "no":
        out.add(node, "skos:note", Literal("not verified against a text", language="en"))
    broader = known.get(f"{construct.framework}: {construct.parent}")
    if broader:
        out.add(node, "skos:broader", broader.iri)
        out.add(broader.iri, "skos:narrower", node)
    else:
        out.add(node, "skos:topConceptOf", scheme)
        out.add(scheme, "skos:hasTopConcept", node)
