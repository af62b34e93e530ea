"""What is said about a term and is no logic: label, definitions, synonyms, branch, pole, code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from peerprov.namespaces import BASE
from peerprov.ontology.backing import works_in
from peerprov.ontology.term import Term
from peerprov.ontology.triples import Object, Triples, english
from peerprov.ontology.vocabulary import Ontology

_FINDING = re.compile(r"([a-z0-9-]+)#(f[0-9]+)")
_SYNONYM_PROPERTIES = {
    "exact": "oboInOwl:hasExactSynonym",
    "narrow": "oboInOwl:hasNarrowSynonym",
    "broad": "oboInOwl:hasBroadSynonym",
}


def branch_iri(branch: str) -> NamedNode:
    """``pp:branch/determinant``."""
    return NamedNode(f"{BASE}branch/{branch}")


@dataclass(frozen=True)
class Notes:
    """Writes the annotations of terms.

    Attributes:
        works: work id -> IRI of the work; ids that are not in it stay strings.
    """

    ontology: Ontology
    works: Mapping[str, NamedNode]

    def write(self, term: Term, out: Triples) -> None:
        """Adds all annotations of a term."""
        out.add(term.iri, "rdfs:label", english(term.label))
        out.add(term.iri, "obo:IAO_0000115", english(term.definition))
        sources = [node for text in term.definition_sources for node in self.sources(text)]
        out.add(term.iri, "obo:IAO_0000119", *sources)
        out.add(term.iri, "pp:plainDefinition", english(term.plain_definition))
        if term.scope_note:
            out.add(term.iri, "skos:scopeNote", english(term.scope_note))
        if term.fuzzy:
            out.add(term.iri, "pp:fuzzyNote", english(term.fuzzy))
        out.add(term.iri, "oboInOwl:id", Literal(term.id))
        out.add(term.iri, "dcterms:identifier", Literal(term.id))
        out.add(term.iri, "pp:inBranch", branch_iri(term.branch))
        out.add(term.iri, "pp:basis", Literal(term.basis))
        known = [self.works[work] for work in term.evidence if work in self.works]
        out.add(term.iri, "pp:evidencedBy", *known)
        self._synonyms(term, out)
        self._codes(term, out)
        self._determinant(term, out)
        self._strategy(term, out)
        if term.outcome and term.outcome.polarity:
            out.add(term.iri, "pp:polarity", Literal(term.outcome.polarity))

    def sources(self, text: str) -> list[Object]:
        """The sources in one text, which may name the methods of several works."""
        return [self.source(part) for part in works_in(text) or (text,)]

    def source(self, text: str) -> Object:
        """A source: the IRI of a finding, known work or construct, else the words."""
        finding = _FINDING.fullmatch(text)
        if finding:
            return NamedNode(f"{BASE}finding/{finding[1]}/{finding[2]}")
        found = self.works.get(text) or self.ontology.construct_names.get(text)
        return found or Literal(text)

    def _synonyms(self, term: Term, out: Triples) -> None:
        for synonym in term.synonyms:
            predicate = _SYNONYM_PROPERTIES.get(synonym.type, "oboInOwl:hasRelatedSynonym")
            axiom = out.about(term.iri, predicate, english(synonym.text))
            out.add(axiom, "oboInOwl:hasDbXref", self.source(synonym.source))
            out.add(axiom, "oboInOwl:hasSynonymType", Literal(synonym.type))

    def _codes(self, term: Term, out: Triples) -> None:
        if term.code:
            out.add(term.iri, "skos:notation", Literal(term.code))
        elif term.branch == "stage" and term.label.endswith(" stage"):
            out.add(term.iri, "skos:notation", Literal(term.label.removesuffix(" stage")))
        if term.field:
            prefix = "methods." if term.branch == "method" else ""
            out.add(term.iri, "pp:codesField", Literal(prefix + term.field))

    def _determinant(self, term: Term, out: Triples) -> None:
        part = term.determinant
        if part is None:
            return
        pole_of = self.ontology.term_by_label(part.pole_of)
        if pole_of:
            out.add(term.iri, "pp:pole", Literal(part.pole))
            out.add(term.iri, "pp:poleOf", pole_of.iri)
        if part.bearer:
            out.add(term.iri, "pp:bearerText", english(part.bearer))

    def _strategy(self, term: Term, out: Triples) -> None:
        part = term.strategy
        if part is None:
            return
        for label in part.stages:
            stage = self.ontology.term_by_label(label)
            if stage:
                out.add(term.iri, "pp:stageOf", stage.iri)
        for predicate, text in (
            ("pp:usualActorText", part.actor),
            ("pp:actionTargetText", part.action_target),
            ("pp:intendedOutcomeText", part.intended_outcome),
        ):
            if text:
                out.add(term.iri, predicate, english(text))
        for addressed in part.addresses:
            target = self.ontology.term_by_label(addressed.label)
            if target:
                axiom = out.about(term.iri, "pp:saidToAddress", target.iri)
                out.add(axiom, "obo:IAO_0000119", *map(self.source, addressed.works))
