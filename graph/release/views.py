"""Views of the ontology for those who do not read OWL: SKOS for thesaurus tools, a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from peerprov.namespaces import BASE, iri, term
from peerprov.ontology import layout
from peerprov.ontology.notes import branch_iri
from peerprov.ontology.vocabulary import Ontology

SCHEME: Final = NamedNode(f"{BASE}concept")
COLUMNS: Final = (
    "id",
    "iri",
    "label",
    "branch",
    "parents",
    "definition",
    "plain_definition",
    "synonyms",
    "scope_note",
    "definition_source",
    "basis",
    "deprecated",
    "replaced_by",
)


def concept_iri(identifier: str) -> NamedNode:
    """The SKOS concept beside a class, in a namespace of its own."""
    return NamedNode(f"{BASE}concept/{identifier.replace(':', '_')}")


def skos_triples(ontology: Ontology, title: str, version: str) -> Iterator[Triple]:
    """Yields the terms as one concept scheme; each concept matches its class exactly."""

    def text(value: str) -> Literal:
        return Literal(value, language="en")

    yield Triple(SCHEME, iri("rdf:type"), iri("skos:ConceptScheme"))
    yield Triple(SCHEME, iri("dcterms:title"), text(title))
    yield Triple(SCHEME, iri("owl:versionInfo"), Literal(version))
    own = {found.label: found for found in ontology.terms}
    for found in ontology.terms:
        node = concept_iri(found.id)
        yield Triple(node, iri("rdf:type"), iri("skos:Concept"))
        yield Triple(node, iri("skos:inScheme"), SCHEME)
        yield Triple(node, iri("skos:prefLabel"), text(found.label))
        yield Triple(node, iri("skos:definition"), text(found.definition))
        yield Triple(node, iri("skos:note"), text(found.plain_definition))
        yield Triple(node, iri("skos:notation"), Literal(found.id))
        yield Triple(node, iri("skos:exactMatch"), found.iri)
        yield Triple(node, iri("dcterms:subject"), branch_iri(found.branch))
        for synonym in found.synonyms:
            kind = "skos:altLabel" if synonym.type == "exact" else "skos:hiddenLabel"
            if synonym.text != found.label:
                yield Triple(node, iri(kind), text(synonym.text))
        if found.scope_note:
            yield Triple(node, iri("skos:scopeNote"), text(found.scope_note))
        parents = [concept_iri(own[parent].id) for parent in found.parents if parent in own]
        for parent in parents:
            yield Triple(node, iri("skos:broader"), parent)
            yield Triple(parent, iri("skos:narrower"), node)
        if not parents:
            yield Triple(node, iri("skos:topConceptOf"), SCHEME)
            yield Triple(SCHEME, iri("skos:hasTopConcept"), node)


def table(ontology: Ontology) -> bytes:
    """The terms as CSV (RFC 4180), withdrawn ones at the end."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for found in ontology.terms:
        synonyms = "; ".join(f"{s.text} [{s.type}]" for s in found.synonyms)
        branch = layout.BRANCH_NOTES[found.branch]
        cells = [found.id, found.iri.value, found.label, branch, "; ".join(found.parents)]
        cells += [found.definition, found.plain_definition, synonyms, found.scope_note]
        cells += ["; ".join(found.definition_sources), found.basis, "", ""]
        writer.writerow(cells)
    for entry in ontology.identifiers:
        if entry.is_withdrawn:
            label, heirs = f"obsolete {entry.first_label}", "; ".join(entry.heirs)
            branch = layout.BRANCH_NOTES.get(entry.branch, entry.branch)
            writer.writerow(
                [entry.id, term(entry.id).value, label, branch, *[""] * 7, "true", heirs]
            )
    return out.getvalue().encode()
