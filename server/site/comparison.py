"""What became of terms, works and findings from one version to another, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Store

from peerprov.server.site.reading import key, rows, text

_TERMS: Final = "SELECT ?node ?label WHERE { ?node pp:inBranch ?branch ; rdfs:label ?label }"
_WORKS: Final = "SELECT ?node ?label WHERE { ?node a pp:Work ; rdfs:label ?label }"
_FINDINGS: Final = "SELECT ?node ?label WHERE { ?node a pp:Finding ; rdfs:label ?label }"
_ASKED: Final = {"terms": _TERMS, "works": _WORKS, "findings": _FINDINGS}


@dataclass(frozen=True, slots=True)
class Renamed:
    """A thing that has another label now."""

    name: str
    before: str
    after: str


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
    renamed: list[Renamed]


def compare(old: Store, new: Store) -> list[Changes]:
    """Compares two versions kind by kind."""
    return [_changes(kind, _read(old, query), _read(new, query)) for kind, query in _ASKED.items()]


def _read(store: Store, query: str) -> dict[str, str]:
    return {key(text(node)): text(label) for node, label in rows(store, query)}


def _changes(kind: str, old: Mapping[str, str], new: Mapping[str, str]) -> Changes:
    def listed(names: set[str], labels: Mapping[str, str]) -> list[tuple[str, str]]:
        return sorted(((name, labels[name]) for name in names), key=lambda pair: pair[1])

    both = sorted(set(old) & set(new))
    return Changes(
        kind,
        len(old),
        len(new),
        listed(set(new) - set(old), new),
        listed(set(old) - set(new), old),
        [Renamed(name, old[name], new[name]) for name in both if old[name] != new[name]],
    )
