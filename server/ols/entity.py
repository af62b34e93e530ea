"""The entities of the ontology, and how they hang together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from peerprov.graph.search import SearchIndex
from peerprov.namespaces import BASE, TERM_PREFIX

NAME: Final = "peerprov"
PREFIX: Final = TERM_PREFIX
ONTOLOGY: Final = f"{BASE}{NAME}.ttl"
CLASS, PROPERTY, INDIVIDUAL = "class", "property", "individual"
_OBO: Final = re.compile(r"([A-Za-z]+)_(\d+)$")


@dataclass(frozen=True, slots=True)
class Synonym:
    """A synonym: ``scope`` is ``hasExactSynonym`` or the like, ``xrefs`` are works by IRI."""

    name: str
    scope: str
    type: str = ""
    xrefs: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class Entity:
    """A class, property or individual.

    Attributes:
        kind: ``class``, ``property`` or ``individual``.
        annotations: label of a property -> values, besides label, definition and synonyms.
        parents: right above by definition or because it follows from the ontology alone.
        told_parents: right above because findings say so, such as *barrier to peer provision*.
        relations: property -> classes that every member is related to by it.
        types: of an individual.
    """

    iri: str
    kind: str
    label: str
    definitions: tuple[str, ...] = ()
    synonyms: tuple[Synonym, ...] = ()
    annotations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    obsolete: bool = False
    replaced_by: str = ""
    parents: list[Entity] = field(default_factory=list, repr=False)
    children: list[Entity] = field(default_factory=list, repr=False)
    told_parents: list[Entity] = field(default_factory=list, repr=False)
    told_children: list[Entity] = field(default_factory=list, repr=False)
    relations: dict[str, list[Entity]] = field(default_factory=dict, repr=False)
    types: list[Entity] = field(default_factory=list, repr=False)
    members: list[Entity] = field(default_factory=list, repr=False)

    @property
    def short_form(self) -> str:
        """The last part of the IRI."""
        return re.split(r"[/#]", self.iri)[-1]

    @property
    def obo_id(self) -> str | None:
        """``PEERPROV:0002101``; None where the IRI is not of that form."""
        match = _OBO.fullmatch(self.short_form)
        return f"{match[1]}:{match[2]}" if match else None

    @property
    def ours(self) -> bool:
        """Whether this ontology defines it."""
        return self.iri.startswith(BASE)

    @property
    def is_root(self) -> bool:
        """Whether nothing stands above it."""
        return not self.parents and not self.obsolete and not self.types


Step = Callable[[Entity], Iterable[Entity]]


def parents(entity: Entity) -> list[Entity]:
    """Right above it in the ontology."""
    return entity.parents


def children(entity: Entity) -> list[Entity]:
    """Right below it in the ontology."""
    return entity.children


def all_parents(entity: Entity) -> list[Entity]:
    """Right above it, by the ontology or by findings."""
    return entity.parents + entity.told_parents


def all_children(entity: Entity) -> list[Entity]:
    """Right below it, by the ontology or by findings."""
    return entity.children + entity.told_children


def closure(entity: Entity, step: Step) -> list[Entity]:
    """All that is reached by steps, nearest first, the entity itself left out."""
    found: dict[str, Entity] = {}
    level = [entity]
    while level:
        further = {each.iri: each for here in level for each in step(here)}
        level = [
            each for iri, each in sorted(further.items()) if iri not in found and each is not entity
        ]
        found.update((each.iri, each) for each in level)
    return list(found.values())


AROUND: Final[dict[str, Callable[[Entity], list[Entity]]]] = {
    "parents": parents,
    "children": children,
    "ancestors": partial(closure, step=parents),
    "descendants": partial(closure, step=children),
    "hierarchicalParents": all_parents,
    "hierarchicalChildren": all_children,
    "hierarchicalAncestors": partial(closure, step=all_parents),
    "hierarchicalDescendants": partial(closure, step=all_children),
    "individuals": lambda entity: entity.members,
    "instances": lambda entity: entity.members,
}
"""What both versions of the API name around an entity: last part of an address -> entities."""


@dataclass(frozen=True, slots=True)
class Header:
    """What the ontology says of itself; times in ISO 8601."""

    title: str
    description: str
    version: str
    version_iri: str
    licence: str
    creators: tuple[str, ...]
    updated: str


@dataclass(frozen=True, slots=True, eq=False)
class Ontology:
    """All entities of a version.

    Attributes:
        entities: by IRI, sorted by kind and identifier.
        preferred_roots: the tops of the branches.
        index: of labels, synonyms, definitions and identifiers.
    """

    header: Header
    entities: Mapping[str, Entity]
    preferred_roots: tuple[Entity, ...]
    index: SearchIndex
    by_id: Mapping[str, Entity]

    def of_kind(self, kind: str, obsolete: bool = False) -> list[Entity]:
        """The entities of a kind; withdrawn ones only where they are asked for."""
        return [
            each
            for each in self.entities.values()
            if each.kind == kind and (obsolete or not each.obsolete)
        ]

    def find(self, written: str) -> Entity | None:
        """Finds an entity by IRI, short form or OBO identifier."""
        return self.entities.get(written) or self.by_id.get(written.casefold())
