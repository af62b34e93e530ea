"""What is true of a term by definition, as OWL 2 EL axioms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import NamedNode

from peerprov.namespaces import iri
from peerprov.ontology import bearers, layout, manchester
from peerprov.ontology.term import Term
from peerprov.ontology.triples import Subject, Triples
from peerprov.ontology.vocabulary import Ontology

CHARACTERISTIC_OF = "RO:0000052"
HAS_STAGE = "hasStage"


@dataclass(frozen=True)
class Axioms:
    """Writes the axioms of terms, resolving the names in them."""

    ontology: Ontology

    def write(self, term: Term, out: Triples) -> None:
        """Adds all axioms of a term."""
        if term.is_value:
            out.add(term.iri, "rdf:type", iri("owl:NamedIndividual"))
            out.add(term.iri, "rdf:type", *map(self.name, term.parents))
            return
        out.add(term.iri, "rdf:type", iri("owl:Class"))
        out.add(term.iri, "rdfs:subClassOf", *map(self.name, term.parents))
        for axiom in term.axioms:
            self._definition(term, axiom, out)
        for expression in self._superclasses(term):
            out.add(term.iri, "rdfs:subClassOf", self.expression(expression, out))

    def name(self, text: str) -> NamedNode:
        """The IRI behind a label of ours, an identifier of ours or a CURIE."""
        term = self.ontology.term_by_label(text) or self.ontology.term_by_id(text)
        return term.iri if term else self.ontology.outside[text].iri

    def property(self, text: str) -> NamedNode:
        """The IRI of a property by its name in ``model.ttl`` or its CURIE."""
        own = self.ontology.model.object_properties
        return own[text] if text in own else self.ontology.outside[text].iri

    def expression(self, part: manchester.Expression, out: Triples) -> Subject:
        """Writes a class expression and gives its node."""
        match part:
            case manchester.Name():
                return self.name(part.text)
            case manchester.Some():
                filler = self.expression(part.filler, out)
                node = out.blank()
                out.add(node, "rdf:type", iri("owl:Restriction"))
                out.add(node, "owl:onProperty", self.property(part.property))
                out.add(node, "owl:someValuesFrom", filler)
                return node
            case manchester.And():
                members = [self.expression(member, out) for member in part.parts]
                node = out.blank()
                out.add(node, "rdf:type", iri("owl:Class"))
                out.add(node, "owl:intersectionOf", out.list_of(members))
                return node

    @cached_property
    def _classes(self) -> set[str]:
        return {term.label for term in self.ontology.terms if not term.is_value}

    def _definition(self, term: Term, axiom: manchester.Axiom, out: Triples) -> None:
        if axiom.left is not None:
            left = self.expression(axiom.left, out)
            out.add(left, "rdfs:subClassOf", self.expression(axiom.right, out))
        elif axiom.kind == "equivalent":
            out.add(term.iri, "owl:equivalentClass", self.expression(axiom.right, out))
        else:
            parts = axiom.right.parts if isinstance(axiom.right, manchester.And) else [axiom.right]
            for part in parts:
                out.add(term.iri, "rdfs:subClassOf", self.expression(part, out))

    def _superclasses(self, term: Term) -> Iterator[manchester.Expression]:
        """Yields what the further columns of a row say of a class."""
        part = term.determinant
        if part:
            yield from map(_named, part.themes)
            if part.level_basis == "asserted":
                yield _named(layout.LEVELS[part.level])
            bearer = bearers.bearer_class(part.bearer, self._classes)
            if bearer:
                yield manchester.Some(CHARACTERISTIC_OF, _named(bearer), column=0)
        for stage in term.strategy.stages if term.strategy else ():
            yield manchester.Some(HAS_STAGE, _named(stage), column=0)


def _named(text: str) -> manchester.Name:
    return manchester.Name(text, quoted=True, column=0)
