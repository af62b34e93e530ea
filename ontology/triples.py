"""Triples being written, with blank nodes named so that two builds give the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from peerprov.namespaces import iri

Subject = NamedNode | BlankNode
Object = NamedNode | BlankNode | Literal


def english(text: str) -> Literal:
    """A text in English."""
    return Literal(text, language="en")


@dataclass
class Triples:
    """Triples in the order in which they were said, each once.

    Attributes:
        prefix: what the names of blank nodes begin with; no two parts of a build share one.
    """

    prefix: str
    _said: dict[Triple, None] = field(default_factory=dict, init=False)
    _blanks: int = field(default=0, init=False)

    def __iter__(self) -> Iterator[Triple]:
        """Goes through the triples in order."""
        return iter(self._said)

    def add(self, subject: Subject, predicate: str, *objects: Object) -> None:
        """Says one thing or more; the predicate is a prefixed name such as ``rdfs:label``."""
        for item in objects:
            self._said[Triple(subject, iri(predicate), item)] = None

    def extend(self, triples: Iterable[Triple]) -> None:
        """Takes triples over."""
        self._said.update(dict.fromkeys(triples))

    def blank(self) -> BlankNode:
        """Makes a blank node whose name is the same in every build."""
        self._blanks += 1
        return BlankNode(f"{self.prefix}-{self._blanks}")

    def list_of(self, items: Sequence[Object]) -> Subject:
        """Says an ``rdf:List`` and gives its head."""
        head: Subject = iri("rdf:nil")
        nodes = [self.blank() for _ in items]
        for node, item in zip(reversed(nodes), reversed(items), strict=True):
            self.add(node, "rdf:type", iri("rdf:List"))
            self.add(node, "rdf:first", item)
            self.add(node, "rdf:rest", head)
            head = node
        return head

    def about(self, subject: Subject, predicate: str, value: Object) -> BlankNode:
        """Says a triple and gives the ``owl:Axiom`` on which to note something about it."""
        self.add(subject, predicate, value)
        node = self.blank()
        self.add(node, "rdf:type", iri("owl:Axiom"))
        self.add(node, "owl:annotatedSource", subject)
        self.add(node, "owl:annotatedProperty", iri(predicate))
        self.add(node, "owl:annotatedTarget", value)
        return node
