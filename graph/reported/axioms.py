"""Class axioms generated from links that enough independent works state.

An axiom ``X SubClassOf hinders some Y`` reads as a tendency: *x makes it harder, in at least some
circumstances, for y to occur or to go well* (ontology design, 5.2). It stands in the graph
*reported*, annotated with the link it rests on: whoever distrusts the threshold leaves it out.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import BlankNode, NamedNode, Quad

from peerprov.graph.reported.links import REPORTED, ROOTS, Link
from peerprov.namespaces import BASE, iri

AXIOM_RELATIONS = ("hinders", "facilitates", "addresses")
"""*leads to* makes no axiom: no study shows that every case of a strategy has the outcome."""


def axiom_quads(links: list[Link]) -> Iterator[Quad]:
    """Yields one restriction for each link over the threshold, and its annotation."""
    for link in links:
        if makes_axiom(link):
            yield from _axiom(link)


def makes_axiom(link: Link) -> bool:
    """Whether an axiom is made of a link: over the threshold, and about something in particular."""
    in_particular = not {link.subject, link.object} & ROOTS
    return link.meets_threshold and link.relation in AXIOM_RELATIONS and in_particular


def _axiom(link: Link) -> Iterator[Quad]:
    # Named by the link, so that two builds of the same evidence make the same triples.
    name = link.node.value.removeprefix(BASE).replace("/", "-")
    restriction, annotation = BlankNode(f"some-{name}"), BlankNode(f"axiom-{name}")
    subclass = iri("rdfs:subClassOf")
    triples: list[tuple[NamedNode | BlankNode, NamedNode, NamedNode | BlankNode]] = [
        (link.subject, subclass, restriction),
        (restriction, iri("rdf:type"), iri("owl:Restriction")),
        (restriction, iri("owl:onProperty"), iri(f"pp:{link.relation}")),
        (restriction, iri("owl:someValuesFrom"), link.object),
        (annotation, iri("rdf:type"), iri("owl:Axiom")),
        (annotation, iri("owl:annotatedSource"), link.subject),
        (annotation, iri("owl:annotatedProperty"), subclass),
        (annotation, iri("owl:annotatedTarget"), restriction),
        (annotation, iri("prov:wasDerivedFrom"), link.node),
    ]
    for subject, predicate, value in triples:
        yield Quad(subject, predicate, value, REPORTED)
