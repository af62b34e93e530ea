"""Describes a store by numbers: VoID statistics with class and property partitions.

Sources: VoID (W3C Interest Group Note, 2011); the ``void-ext`` partitions by datatype are those
that SPARQL editors read for completion. Partitions describe the union of all graphs, since that is
what a query sees; each named graph is listed with its number of triples.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Store

from peerprov.graph.reported.facts import node, select
from peerprov.namespaces import BASE, graph, iri

VOID_GRAPH: Final = graph("void")
DATASET: Final = NamedNode(f"{BASE}dataset")
UNION: Final = NamedNode(f"{BASE}graph/union#description")
DATATYPE_PARTITION: Final = NamedNode("http://ldf.fi/void-ext#datatypePartition")
DATATYPE: Final = NamedNode("http://ldf.fi/void-ext#datatype")

TOTALS = """
SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?p) AS ?properties)
       (COUNT(DISTINCT ?o) AS ?objects)
WHERE { ?s ?p ?o }
"""
GRAPHS = "SELECT ?graph (COUNT(*) AS ?triples) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
CLASSES = "SELECT ?class (COUNT(DISTINCT ?s) AS ?entities) WHERE { ?s a ?class } GROUP BY ?class"
PROPERTIES = "SELECT ?property (COUNT(*) AS ?triples) WHERE { ?s ?property ?o } GROUP BY ?property"
OF_CLASS = """
SELECT ?class ?property (COUNT(*) AS ?triples)
WHERE { ?s a ?class ; ?property ?o }
GROUP BY ?class ?property
"""
TO_CLASS = """
SELECT ?class ?property ?target (COUNT(*) AS ?triples)
WHERE { ?s a ?class ; ?property ?o . ?o a ?target }
GROUP BY ?class ?property ?target
"""
TO_DATATYPE = """
SELECT ?class ?property ?target (COUNT(*) AS ?triples)
WHERE { ?s a ?class ; ?property ?o . FILTER isLiteral(?o) BIND (DATATYPE(?o) AS ?target) }
GROUP BY ?class ?property ?target
"""


def void_quads(store: Store) -> Iterator[Quad]:
    """Yields the description of everything that a store holds so far, ordered within each kind."""
    yield from _dataset(store)
    yield from _graphs(store)
    yield from _partitions(store)


def _dataset(store: Store) -> Iterator[Quad]:
    totals = next(iter(select(store, TOTALS)))
    for subject in (DATASET, UNION):
        yield _quad(subject, "rdf:type", iri("void:Dataset"))
        yield _quad(subject, "void:triples", totals["triples"])
    yield _quad(UNION, "rdf:type", iri("sd:Graph"))
    yield _quad(DATASET, "void:distinctSubjects", totals["subjects"])
    yield _quad(DATASET, "void:distinctObjects", totals["objects"])
    yield _quad(DATASET, "void:properties", totals["properties"])
    yield _quad(DATASET, "void:classes", Literal(sum(1 for _ in select(store, CLASSES))))
    title = Literal("PeerProv: peer provision in mental health", language="en")
    yield _quad(DATASET, "dcterms:title", title)
    licence = NamedNode("https://creativecommons.org/licenses/by/4.0/")
    yield _quad(DATASET, "dcterms:license", licence)
    yield _quad(DATASET, "void:uriSpace", Literal(BASE))
    for example in (f"{BASE}PEERPROV_0000100", f"{BASE}PEERPROV_0002001"):
        yield _quad(DATASET, "void:exampleResource", NamedNode(example))


def _graphs(store: Store) -> Iterator[Quad]:
    rows = [(node(row["graph"]), row["triples"]) for row in select(store, GRAPHS)]
    for name, triples in sorted(rows, key=lambda row: row[0].value):
        description = NamedNode(f"{name.value}#description")
        yield _quad(DATASET, "void:subset", description)
        yield _quad(description, "rdf:type", iri("void:Dataset"))
        yield _quad(description, "rdf:type", iri("sd:Graph"))
        yield _quad(description, "void:triples", triples)
        yield _quad(name, "rdf:type", iri("sd:NamedGraph"))
        yield _quad(name, "sd:name", name)
        yield _quad(name, "sd:graph", description)


def _partitions(store: Store) -> Iterator[Quad]:
    for row in select(store, PROPERTIES):
        part = _name("property", row["property"])
        yield _quad(DATASET, "void:propertyPartition", part)
        yield _quad(part, "void:property", row["property"])
        yield _quad(part, "void:triples", row["triples"])
    for row in select(store, CLASSES):
        part = _name("class", row["class"])
        yield _quad(UNION, "void:classPartition", part)
        yield _quad(part, "void:class", row["class"])
        yield _quad(part, "void:entities", row["entities"])
    for row in select(store, OF_CLASS):
        part = _name("class", row["class"], row["property"])
        yield _quad(_name("class", row["class"]), "void:propertyPartition", part)
        yield _quad(part, "void:property", row["property"])
        yield _quad(part, "void:triples", row["triples"])
    yield from _targets(store, TO_CLASS, iri("void:classPartition"), iri("void:class"))
    yield from _targets(store, TO_DATATYPE, DATATYPE_PARTITION, DATATYPE)


def _targets(store: Store, query: str, has: NamedNode, of: NamedNode) -> Iterator[Quad]:
    for row in select(store, query):
        whole = _name("class", row["class"], row["property"])
        part = _name("class", row["class"], row["property"], row["target"])
        yield Quad(whole, has, part, VOID_GRAPH)
        yield Quad(part, of, node(row["target"]), VOID_GRAPH)
        yield _quad(part, "void:triples", row["triples"])


def _name(kind: str, *parts: object) -> NamedNode:
    # Named by what it describes: two builds of the same data describe it with the same triples.
    digest = sha256(" ".join(str(part) for part in parts).encode()).hexdigest()[:16]
    return NamedNode(f"{BASE}partition/{kind}/{digest}")


def _quad(subject: NamedNode, predicate: str, value: object) -> Quad:
    if not isinstance(value, NamedNode | Literal):
        raise TypeError(f"{value} cannot be described in VoID")
    return Quad(subject, iri(predicate), value, VOID_GRAPH)
