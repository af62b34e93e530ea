"""What became of terms, works and findings from one version to another, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from pyoxigraph import Literal, NamedNode, Store

from peerprov.namespaces import iri
from peerprov.server.site.reading import key, text
from peerprov.server.site.term_history import Change
from peerprov.server.versions import Versions

_MEMBERS: Final = {
    "terms": (iri("pp:inBranch"), None),
    "works": (iri("rdf:type"), iri("pp:Work")),
    "findings": (iri("rdf:type"), iri("pp:Finding")),
}
"""Property and value by which things of a kind are told."""
_LABEL: Final = iri("rdfs:label")
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


def compare(versions: Versions, old: int, new: int) -> list[Changes]:
    """Compares two versions kind by kind.

    Raises:
        Missing: one of them is not kept.
    """
    before, after = versions.store(old), versions.store(new)
    edits = _edits(versions, old, new)
    return [_changes(kind, before, after, edits) for kind in _MEMBERS]


_Edits = Mapping[NamedNode, Mapping[NamedNode, tuple[set[str], set[str]]]]
"""Thing -> property -> what it no longer says, and what it says now."""


def _edits(versions: Versions, old: int, new: int) -> _Edits:
    watched = {iri(curie) for fields in _FIELDS.values() for curie in fields.values()}
    stores = versions.store(old), versions.store(new)
    found: dict[NamedNode, dict[NamedNode, tuple[set[str], set[str]]]] = defaultdict(
        lambda: defaultdict(lambda: (set(), set()))
    )
    for change in versions.difference(old, new) if old != new else ():
        quad = change.quad
        if (
            quad.predicate in watched
            and isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, NamedNode | Literal)
        ):
            side = int(change.came)
            found[quad.subject][quad.predicate][side].add(_shown(stores[side], quad.object))
    return found


def _changes(kind: str, old: Store, new: Store, edits: _Edits) -> Changes:
    before, after = _members(kind, old), _members(kind, new)
    edited = [
        Edited(key(node.value), _shown(new, node), told)
        for node in edits.keys() & before & after
        if (told := list(_fields(kind, edits[node])))
    ]
    return Changes(
        kind,
        len(before),
        len(after),
        _listed(after - before, new),
        _listed(before - after, old),
        sorted(edited, key=lambda each: each.label),
    )


def _members(kind: str, store: Store) -> set[NamedNode]:
    name, value = _MEMBERS[kind]
    quads = store.quads_for_pattern(None, name, value, None)
    return {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}


def _fields(kind: str, edits: Mapping[NamedNode, tuple[set[str], set[str]]]) -> Iterator[Change]:
    for field, curie in _FIELDS[kind].items():
        gone, come = edits.get(iri(curie), (set(), set()))
        if gone != come:
            yield Change(field, sorted(gone - come), sorted(come - gone))


def _listed(nodes: Iterable[NamedNode], store: Store) -> list[tuple[str, str]]:
    return sorted(((key(node.value), _shown(store, node)) for node in nodes), key=itemgetter(1))


def _shown(store: Store, value: NamedNode | Literal) -> str:
    """A literal's text; the label of that version for anything that has one."""
    if isinstance(value, NamedNode):
        for quad in store.quads_for_pattern(value, _LABEL, None, None):
            return text(quad.object)
        return key(value.value)
    return value.value
