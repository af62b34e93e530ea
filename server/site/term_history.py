"""What became of a term from version to version, as far back as versions are kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from pyoxigraph import Literal, NamedNode, Store

from peerprov.errors import Missing
from peerprov.namespaces import BASE, PREFIXES
from peerprov.server.site.history import Published
from peerprov.server.site.reading import Value, key, properties, text
from peerprov.server.versions import Versions

MOST: Final = 40
"""Versions that are looked through; the page says where it stops."""

_FIELDS: Final = {
    "label": f"{PREFIXES['rdfs']}label",
    "definition": f"{PREFIXES['obo']}IAO_0000115",
    "plain": f"{BASE}plainDefinition",
    "scope": f"{PREFIXES['skos']}scopeNote",
    "fuzzy": f"{BASE}fuzzyNote",
    "sources": f"{PREFIXES['obo']}IAO_0000119",
    "parents": f"{PREFIXES['rdfs']}subClassOf",
    "replaced": f"{PREFIXES['obo']}IAO_0100001",
    "findings": f"{BASE}findingCount",
    "works": f"{BASE}workCount",
    **{
        f"synonyms-{kind.lower()}": f"{PREFIXES['oboInOwl']}has{kind}Synonym"
        for kind in ("Exact", "Narrow", "Broad", "Related")
    },
    **{
        f"match-{kind}": f"{PREFIXES['skos']}{kind}Match"
        for kind in ("exact", "close", "broad", "narrow", "related")
    },
}
"""What is followed, by property."""

Said = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Change:
    """A field of a term that says something else than before; values as a reader sees them."""

    field: str
    gone: list[str]
    come: list[str]


@dataclass(frozen=True, slots=True)
class Step:
    """A version in which something about a term changed.

    Attributes:
        kind: ``first`` (the oldest version looked at has it), ``added``, ``removed``, ``changed``.
    """

    version: Published
    kind: str
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class TermHistory:
    """The steps of a term, newest first, and from which version on they were looked for."""

    steps: list[Step]
    since: int


def term_history(versions: Versions, published: list[Published], name: str) -> TermHistory:
    """Follows a term through the versions that are kept.

    Args:
        versions: where they are opened.
        published: the log, newest first.
        name: key of the term.
    """
    node = NamedNode(BASE + name)
    told: list[tuple[Published, Said]] = []
    for each in published[:MOST]:
        try:
            told.append((each, _said(versions.store(each.number), node)))
        except Missing:
            break  # pruned: what lies before it is not to be had either
    told.reverse()
    return TermHistory(list(_steps(told))[::-1], told[0][0].number if told else 0)


def _steps(told: list[tuple[Published, Said]]) -> Iterator[Step]:
    if told and told[0][1]:
        yield Step(told[0][0], "first", [])
    for (_, before), (version, after) in pairwise(told):
        if before != after:
            kind = "changed" if before and after else "added" if after else "removed"
            changes = list(_changes(before, after)) if kind == "changed" else []
            yield Step(version, kind, changes)


def _changes(before: Said, after: Said) -> Iterator[Change]:
    nothing: frozenset[str] = frozenset()
    for field in _FIELDS:
        old, new = before.get(field, nothing), after.get(field, nothing)
        if old != new:
            yield Change(field, sorted(old - new), sorted(new - old))


def _said(store: Store, node: NamedNode) -> Said:
    """What a version says of a term; empty where it has no such term."""
    said = properties(store, node)
    return {
        field: frozenset(shown for value in said[name] if (shown := _shown(store, value)))
        for field, name in _FIELDS.items()
        if name in said
    }


def _shown(store: Store, value: Value) -> str:
    """A literal's text; a term or work by its label of that version; nothing for blank nodes."""
    if not isinstance(value, NamedNode):
        return value.value if isinstance(value, Literal) else ""
    label = NamedNode(f"{PREFIXES['rdfs']}label")
    for quad in store.quads_for_pattern(value, label, None, None):
        return text(quad.object)
    return key(value.value)
