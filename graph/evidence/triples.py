"""Collects triples of one named graph; what is unknown (None) makes no triple."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from peerprov import namespaces
from peerprov.errors import Missing
from peerprov.ontology.vocabulary import Ontology

TYPE: Final = namespaces.iri("rdf:type")
_BOOLEAN: Final = namespaces.iri("xsd:boolean")
_DECIMAL: Final = namespaces.iri("xsd:decimal")
_INTEGER: Final = namespaces.iri("xsd:integer")
_YEAR: Final = namespaces.iri("xsd:gYear")

_property = cache(namespaces.iri)


class Triples:
    """Triples about the things of one graph, gathered in ``quads``.

    Properties and classes are given as prefixed names of :data:`peerprov.namespaces.PREFIXES`.
    """

    def __init__(self, graph: NamedNode, ontology: Ontology) -> None:
        """Starts with no triples; codes and labels are looked up in the ontology."""
        self.quads: list[Quad] = []
        self._graph = graph
        self._ontology = ontology

    def add(
        self,
        subject: NamedNode | BlankNode,
        name: str,
        *objects: NamedNode | BlankNode | Literal | None,
    ) -> None:
        """Says that a thing has each of the objects."""
        for thing in objects:
            if thing is not None:
                self.quads.append(Quad(subject, _property(name), thing, self._graph))

    def types(self, subject: NamedNode, *classes: str) -> None:
        """Says of which classes a thing is."""
        self.add(subject, "rdf:type", *map(_property, classes))

    def text(self, subject: NamedNode, name: str, *texts: str | None) -> None:
        """Adds plain strings, which the checks have found to be NFC."""
        self.add(subject, name, *(None if text is None else Literal(text) for text in texts))

    def boolean(self, subject: NamedNode, name: str, value: bool | None) -> None:
        """Adds an ``xsd:boolean``."""
        self._typed(subject, name, None if value is None else str(value).lower(), _BOOLEAN)

    def integer(self, subject: NamedNode, name: str, value: int | None) -> None:
        """Adds an ``xsd:integer``."""
        self._typed(subject, name, None if value is None else str(value), _INTEGER)

    def decimal(self, subject: NamedNode, name: str, value: Decimal | None) -> None:
        """Adds an ``xsd:decimal`` as the store would keep it, without trailing zeros."""
        plain = None if value is None else format(value.normalize() or Decimal(0), "f")
        self._typed(subject, name, plain, _DECIMAL)

    def year(self, subject: NamedNode, name: str, value: int | None) -> None:
        """Adds an ``xsd:gYear``."""
        self._typed(subject, name, None if value is None else f"{value:04}", _YEAR)

    def value(self, subject: NamedNode, name: str, field: str, *codes: str | None) -> None:
        """Adds the values of the ontology that stand for codes of a field of the codebook."""
        for code in codes:
            if code is not None:
                self.add(subject, name, known(self._ontology.value(field, code), field, code))

    def stage(self, subject: NamedNode, name: str, code: str | None) -> None:
        """Adds the class of a stage."""
        if code is not None:
            self.add(subject, name, known(self._ontology.stage(code), "stage", code))

    def terms(self, subject: NamedNode, name: str, labels: Iterable[str]) -> None:
        """Adds the terms that have these labels."""
        for label in labels:
            term = self._ontology.term_by_label(label)
            self.add(subject, name, known(term.iri if term else None, "term", label))

    def _typed(self, subject: NamedNode, name: str, text: str | None, kind: NamedNode) -> None:
        self.add(subject, name, None if text is None else Literal(text, datatype=kind))


def known(node: NamedNode | None, field: str, code: str) -> NamedNode:
    """Gives back what the checks of :mod:`peerprov.graph.evidence.load` have found to be there.

    Raises:
        Missing: the evidence was checked against another ontology.
    """
    if node is None:
        raise Missing(f"the ontology has nothing for {code!r} of the field {field}")
    return node
