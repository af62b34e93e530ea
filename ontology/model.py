"""The classes and properties with readable names (``model.ttl``), as triples and by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse

from peerprov.errors import BadDocument, Fault
from peerprov.namespaces import BASE, iri


@dataclass(frozen=True, slots=True)
class Model:
    """What ``model.ttl`` declares.

    Attributes:
        triples: the file as it is.
        classes: ``pp:`` classes.
        object_properties: local name (``hinders``) -> property.
    """

    triples: tuple[Triple, ...]
    classes: tuple[NamedNode, ...]
    object_properties: dict[str, NamedNode]


def read_model(folder: Path) -> Model:
    """Reads ``model.ttl``.

    Raises:
        BadDocument: it is missing or no Turtle.
    """
    triples = read_turtle(folder / "model.ttl", "ontology/model.ttl")
    typed = [t for t in triples if t.predicate == iri("rdf:type")]
    properties = [t.subject for t in typed if t.object == iri("owl:ObjectProperty")]
    return Model(
        triples=triples,
        classes=tuple(
            t.subject
            for t in typed
            if t.object == iri("owl:Class") and isinstance(t.subject, NamedNode)
        ),
        object_properties={
            node.value.removeprefix(BASE): node
            for node in properties
            if isinstance(node, NamedNode) and node.value.startswith(BASE)
        },
    )


def read_turtle(path: Path, shown_as: str) -> tuple[Triple, ...]:
    """Reads a Turtle file; its blank nodes are numbered, so that each reading gives the same.

    Raises:
        BadDocument: it is missing or does not parse; the fault has line and column.
    """
    try:
        data = path.read_bytes()
        triples = [quad.triple for quad in parse(input=data, format=RdfFormat.TURTLE)]
    except FileNotFoundError:
        raise BadDocument(Fault("the file is missing", file=shown_as)) from None
    except SyntaxError as error:
        fault = Fault(
            error.msg,
            file=shown_as,
            line=error.lineno,
            column=error.offset,
            expected="Turtle",
        )
        raise BadDocument(fault) from None
    return tuple(_numbered(triples, path.stem))


def _numbered(triples: list[Triple], stem: str) -> Iterator[Triple]:
    names: dict[str, BlankNode] = {}

    def rename(node: object) -> object:
        if isinstance(node, BlankNode):
            return names.setdefault(node.value, BlankNode(f"{stem}{len(names)}"))
        return node

    for triple in triples:
        yield Triple(rename(triple.subject), triple.predicate, rename(triple.object))  # type: ignore[arg-type]
