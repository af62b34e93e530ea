"""A term as RDF: all that is said of it, with the axioms that annotate it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Store, serialize

from peerprov.namespaces import BASE, PREFIXES, iri

_ANNOTATED: Final = iri("owl:annotatedSource")


@dataclass(frozen=True, slots=True)
class TermFormat:
    """A format in which terms are given."""

    name: str
    extension: str
    media_type: str
    form: RdfFormat


FORMATS: Final = (
    TermFormat("Turtle", "ttl", "text/turtle", RdfFormat.TURTLE),
    TermFormat("JSON-LD", "jsonld", "application/ld+json", RdfFormat.JSON_LD),
    TermFormat("RDF/XML", "rdf", "application/rdf+xml", RdfFormat.RDF_XML),
    TermFormat("N-Triples", "nt", "application/n-triples", RdfFormat.N_TRIPLES),
)


def term_rdf(store: Store, name: str, form: RdfFormat) -> bytes:
    """Writes a term.

    Args:
        store: of the version.
        name: ``PEERPROV_0002101``.
        form: one of those of `FORMATS`.
    """
    triples = {quad.triple for quad in _about(store, NamedNode(BASE + name))}
    ordered = sorted(triples, key=str)
    return serialize(ordered, format=form, prefixes=PREFIXES) or b""


def _about(store: Store, node: NamedNode) -> Iterator[Quad]:
    """All quads of a node, of its axioms, and of the blank nodes that these hang on."""
    axioms = [quad.subject for quad in store.quads_for_pattern(None, _ANNOTATED, node, None)]
    waiting: list[NamedNode | BlankNode] = [node]
    waiting += [axiom for axiom in axioms if isinstance(axiom, BlankNode)]
    seen = set(waiting)
    while waiting:
        for quad in store.quads_for_pattern(waiting.pop(), None, None, None):
            yield quad
            if isinstance(quad.object, BlankNode) and quad.object not in seen:
                seen.add(quad.object)
                waiting.append(quad.object)
