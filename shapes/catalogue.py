"""Reads the shapes: the Turtle files of this folder, as quads of the graph *shapes*."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple, parse

from peerprov.errors import BadDocument, Fault
from peerprov.namespaces import graph, iri

SHAPES_GRAPH = graph("shapes")


@cache
def shapes_quads() -> tuple[Quad, ...]:
    """Reads every shape; blank nodes are named by file and place, so two reads give equal quads.

    Raises:
        BadDocument: a file that is not Turtle, with line and column.
    """
    quads: list[Quad] = []
    for file in sorted(files(__package__).iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".ttl"):
            quads += read_file(file.name, file.read_bytes())
    return tuple(quads)


@cache
def fields() -> dict[NamedNode, str]:
    """Gives the field or column, ``sh:name``, in which what breaks a shape is edited."""
    named = iri("sh:name")
    return {
        quad.subject: quad.object.value
        for quad in shapes_quads()
        if quad.predicate == named
        and isinstance(quad.subject, NamedNode)
        and not isinstance(quad.object, Triple)
    }


def read_file(name: str, text: bytes) -> list[Quad]:
    """Reads one file of shapes.

    Raises:
        BadDocument: it is not Turtle, with line and column.
    """
    names: dict[BlankNode, BlankNode] = {}
    stem = name.removesuffix(".ttl").replace("_", "-")

    def renamed(node: NamedNode | BlankNode) -> NamedNode | BlankNode:
        if not isinstance(node, BlankNode):
            return node
        return names.setdefault(node, BlankNode(f"{stem}-{len(names) + 1}"))

    quads = []
    try:
        for quad in parse(text, RdfFormat.TURTLE):
            subject, value = quad.subject, quad.object
            if isinstance(subject, Triple):  # RDF 1.2 syntax that no shape uses
                continue
            if isinstance(value, NamedNode | BlankNode):
                value = renamed(value)
            quads.append(Quad(renamed(subject), quad.predicate, value, SHAPES_GRAPH))
    except SyntaxError as error:
        fault = Fault(
            f"not Turtle: {error.msg}",
            file=f"shapes/{name}",
            line=error.lineno,
            column=error.offset,
        )
        raise BadDocument(fault) from error
    return quads
