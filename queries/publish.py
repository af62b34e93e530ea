"""Publishes the catalogue as data: SHACL executables in the vocabulary that SPARQL editors read.

Each query is a ``sh:SPARQLExecutable`` with exactly one ``rdfs:comment`` (an editor lists one entry
for each comment), its topic and keywords, and its text with the default values in place, so that it
runs as it stands. The prefixes are declared once. Vocabulary: https://github.com/sib-swiss/sparql-examples
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Store

from peerprov.namespaces import BASE, PREFIXES, graph, iri
from peerprov.queries.answer import standalone
from peerprov.queries.bind import bind
from peerprov.queries.model import Catalogue, Query

QUERIES: Final = graph("queries")
SCHEMA: Final = "https://schema.org/"
_PROPERTY: Final = {"SELECT": "sh:select", "ASK": "sh:ask", "CONSTRUCT": "sh:construct"}
_CLASS: Final = {
    "SELECT": "sh:SPARQLSelectExecutable",
    "ASK": "sh:SPARQLAskExecutable",
    "CONSTRUCT": "sh:SPARQLConstructExecutable",
}


def query_iri(name: str) -> NamedNode:
    """Names a stored query.

    >>> query_iri("barriers").value
    'https://w3id.org/peer-provision/query/barriers'
    """
    return NamedNode(f"{BASE}query/{name}")


def catalogue_quads(catalogue: Catalogue, endpoint: str, store: Store) -> Iterator[Quad]:
    """Yields the catalogue as quads of ``pp:graph/queries``.

    Args:
        catalogue: all stored queries.
        endpoint: IRI of the SPARQL endpoint at which they are answered.
        store: holds terms and works, where the default values are looked up.

    Raises:
        BadQuery: a default names something that the store does not hold.
    """
    prefixes = NamedNode(f"{BASE}query/prefixes")
    yield from _prefix_quads(prefixes)
    for query in catalogue:
        node = query_iri(query.name)
        text = _commented(query, standalone(query, bind(query, {}, store)))
        objects: list[tuple[str, NamedNode | Literal]] = [
            ("rdf:type", iri("sh:SPARQLExecutable")),
            ("rdf:type", iri(_CLASS[query.kind])),
            ("rdfs:comment", Literal(query.title, language="en")),
            ("dcterms:description", Literal(query.description, language="en")),
            ("dcterms:identifier", Literal(query.name)),
            ("sh:prefixes", prefixes),
            (_PROPERTY[query.kind], Literal(text)),
        ]
        for name, value in objects:
            yield Quad(node, iri(name), value, QUERIES)
        yield Quad(node, NamedNode(f"{SCHEMA}target"), NamedNode(endpoint), QUERIES)
        for word in dict.fromkeys((query.topic, *query.keywords)):
            yield Quad(node, NamedNode(f"{SCHEMA}keywords"), Literal(word), QUERIES)


def _prefix_quads(node: NamedNode) -> Iterator[Quad]:
    """Declares every prefix of the project."""
    yield Quad(node, iri("rdf:type"), iri("owl:Ontology"), QUERIES)
    yield Quad(node, iri("owl:imports"), NamedNode(PREFIXES["sh"]), QUERIES)
    for prefix, namespace in PREFIXES.items():
        declaration = NamedNode(f"{node.value}/{prefix}")
        yield Quad(node, iri("sh:declare"), declaration, QUERIES)
        yield Quad(declaration, iri("sh:prefix"), Literal(prefix), QUERIES)
        address = Literal(namespace, datatype=iri("xsd:anyURI"))
        yield Quad(declaration, iri("sh:namespace"), address, QUERIES)


def _commented(query: Query, text: str) -> str:
    """Puts the title and the meaning of each parameter above the text."""
    lines = [f"# {query.title}"]
    lines += [f"# ${parameter.name}: {parameter.description}" for parameter in query.parameters]
    return "\n".join([*lines, text])
