"""What became of terms, works and findings from one version to another, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Store

from peerprov.namespaces import iri
from peerprov.server.site.reading import key, rows, text
from peerprov.server.site.term_history import Change

_TERMS: Final = "SELECT ?node ?label WHERE { ?node pp:inBranch ?branch ; rdfs:label ?label }"
_WORKS: Final = "SELECT ?node ?label WHERE { ?node a pp:Work ; rdfs:label ?label }"
_FINDINGS: Final = "SELECT ?node ?label WHERE { ?node a pp:Finding ; rdfs:label ?label }"
_ASKED: Final = {"terms": _TERMS, "works": _WORKS, "findings": _FINDINGS}
_FIELDS: Final = {
    "terms": {
        "label": "rdfs:label",
        "definition": "obo:IAO_0000115",
        "plain": "pp:plainDefinition",
        "parents": "rdfs:subClassOf",
        "synonyms-exact": "oboInOwl:hasExactSynonym",
        "synonyms-related": "oboInOwl:hasRelatedSynonym",
        "works": "pp:workCount",
    },
    "works": {
        "label": "rdfs:label",
        "title": "dcterms:title",
        "doi": "prism:doi",
        "year": "fabio:hasPublicationYear",
        "cites": "cito:cites",
    },
    "findings": {
        "statement": "pp:statementText",
        "locator": "pp:locatorText",
        "term": "pp:aboutConcept",
        "influence": "pp:hasInfluence",
        "direction": "pp:hasDirection",
        "certainty": "pp:hasCertainty",
    },
}
"""What is compared of a thing that both versions have."""


@dataclass(frozen=True, slots=True)
class Edited:
    """A thing of which fields changed: IRI without our base, label now, and the fields."""

    name: str
    label: str
    edits: list[Change]


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes of one kind of thing.

    Attributes:
        before, after: how many there were and are.
        added, removed: (IRI without our base, label), by label.
    """

    kind: str
    before: int
    after: int
    added: list[tuple[str, str]]
    removed: list[tuple[str, str]]
    edited: list[Edited]


def compare(old: Store, new: Store) -> list[Changes]:
    """Compares two versions kind by kind."""
    return [_changes(kind, old, new) for kind in _ASKED]


def _read(store: Store, query: str) -> dict[str, str]:
    return {text(node): text(label) for node, label in rows(store, query)}


def _changes(kind: str, old: Store, new: Store) -> Changes:
    before, after = _read(old, _ASKED[kind]), _read(new, _ASKED[kind])
    edits: dict[str, list[Change]] = defaultdict(list)
    for field, curie in _FIELDS[kind].items():
        for name, edit in _edits(field, iri(curie), old, new):
            if name in before and name in after:
                edits[name].append(edit)
    edited = [Edited(key(name), after[name], told) for name, told in edits.items()]
    return Changes(
        kind,
        len(before),
        len(after),
        _listed(after.keys() - before.keys(), after),
        _listed(before.keys() - after.keys(), before),
        sorted(edited, key=lambda each: each.label),
    )


def _listed(names: Iterable[str], labels: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(((key(name), labels[name]) for name in names), key=lambda pair: pair[1])


def _edits(field: str, name: NamedNode, old: Store, new: Store) -> Iterable[tuple[str, Change]]:
    """Says whose values of a property differ, and how."""
    before, after = _values(old, name), _values(new, name)
    touched: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for subject, value in before - after:
        touched[subject][0].add(_shown(old, value))
    for subject, value in after - before:
        touched[subject][1].add(_shown(new, value))
    for subject, (gone, come) in touched.items():
        if gone != come:
            yield subject, Change(field, sorted(gone - come), sorted(come - gone))


def _values(store: Store, name: NamedNode) -> set[tuple[str, NamedNode | Literal]]:
    return {
        (quad.subject.value, quad.object)
        for quad in store.quads_for_pattern(None, name, None, None)
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal)
    }


def _shown(store: Store, value: NamedNode | Literal | BlankNode) -> str:
    """A literal's text; the label of that version for anything that has one."""
    if isinstance(value, NamedNode):
        for quad in store.quads_for_pattern(value, iri("rdfs:label"), None, None):
            return text(quad.object)
        return key(value.value)
    return value.value
