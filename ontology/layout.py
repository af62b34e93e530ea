"""What each table holds: its columns, its block of identifiers, the kinds of finding it serves."""

from __future__ import annotations

from typing import Final

COMMON: Final = (
    "id",
    "label",
    "parent",
    "logical_definition",
    "definition",
    "definition_source",
    "plain_definition",
    "synonyms",
    "scope_note",
    "fuzzy",
    "exact_match",
    "close_match",
    "broad_match",
    "narrow_match",
    "evidence",
    "basis",
)
"""The columns that every term table begins with."""

REQUIRED: Final = (
    "id",
    "label",
    "parent",
    "definition",
    "definition_source",
    "plain_definition",
    "basis",
)

FURTHER: Final[dict[str, tuple[str, ...]]] = {
    "process": (),
    "role": (),
    "function": (),
    "competency": (),
    "determinant": ("pole", "pole_of", "themes", "bearer", "level"),
    "theme": (),
    "strategy": ("stage", "actor", "action_target", "addresses", "intended_outcome"),
    "stage": (),
    "mechanism": (),
    "outcome": ("polarity", "chime", "proctor"),
    "outcome_variable": ("polarity", "about"),
    "setting": (),
    "method": ("field", "code"),
    "value": ("field", "code"),
}
"""Branch (a table of ``terms/``) -> its columns beyond the common ones."""

BLOCKS: Final[dict[str, tuple[int, int]]] = {
    "process": (100, 999),
    "role": (1000, 1499),
    "function": (1500, 1699),
    "competency": (1700, 1999),
    "determinant": (2000, 2899),
    "theme": (2900, 2999),
    "strategy": (3000, 3899),
    "stage": (3900, 3999),
    "mechanism": (4000, 4999),
    "outcome": (5000, 5499),
    "outcome_variable": (5500, 5999),
    "setting": (6000, 6999),
    "method": (7000, 7999),
    "value": (8000, 8999),
}
"""Branch -> first and last number that an identifier of it may have."""

BRANCH_NOTES: Final[dict[str, str]] = {
    "process": "Peer provision, its parts and what surrounds it",
    "role": "Roles, the people who hold them, and organisations",
    "function": "What peer providers do as part of the role",
    "competency": "What a peer provider should be good at",
    "determinant": "What may hinder or help peer provision",
    "theme": "What a determinant is about",
    "strategy": "What is done so that peer provision succeeds",
    "stage": "When in peer provision something is done",
    "mechanism": "How peer support is held to work",
    "outcome": "What may change",
    "outcome_variable": "What is measured to tell of an outcome",
    "setting": "Where and in what form peer support is given",
    "method": "Study designs and methods of analysis",
    "value": "The fixed answers of the codebook",
}
"""Branch -> its title."""

IDENTIFIERS: Final = ("id", "first label", "date", "table", "status")
WITHOUT_FINDING: Final = ("term label", "table", "reason")
REFERENCES: Final = ("reference", "title", "where", "note")
RANGES: Final = ("editor", "table", "first", "last", "note")
FRAMEWORKS: Final = (
    "framework",
    "construct",
    "domain",
    "parent",
    "source",
    "seen",
    "where_seen",
    "proposed_use",
)
FOREIGN: Final = (
    "curie",
    "iri",
    "type",
    "label",
    "parents",
    "our_parents",
    "disjoint_with",
    "characteristics",
    "domain",
    "range",
    "source",
    "version",
    "licence",
)
SOURCES: Final = ("source", "title", "homepage", "version", "licence", "note")
DETERMINANT_MARKS: Final = (
    "term label",
    "table",
    "themes",
    "bearer",
    "level",
    "reason",
)
OUTCOME_MARKS: Final = (
    "term label",
    "table",
    "outcome parent",
    "polarity",
    "chime",
    "proctor",
    "reason",
)

MATCHES: Final = ("exact_match", "close_match", "broad_match", "narrow_match")
BASES: Final = ("finding", "framework", "grouping")
POLARITIES: Final = ("higher is better", "higher is worse", "neither")
SYNONYM_TYPES: Final = ("exact", "narrow", "broad", "related", "dated", "contested")

LEVELS: Final[dict[str, str]] = {
    "individual": "individual-level determinant",
    "interpersonal": "interpersonal-level determinant",
    "team": "team-level determinant",
    "organisation": "organisation-level determinant",
    "system/policy": "system-level determinant",
    "society": "society-level determinant",
}
"""Code of a level -> label of the class of determinants at it."""

KIND_BRANCHES: Final[dict[str, str]] = {
    "role": "role",
    "function": "function",
    "competency": "competency",
    "determinant": "determinant",
    "strategy": "strategy",
    "mechanism": "mechanism",
    "outcome": "outcome",
}
"""Kind of finding -> the branch of its term; other kinds take any branch of :data:`TOPICS`."""

TOPICS: Final = tuple(branch for branch in BLOCKS if branch not in ("theme", "stage", "value"))
"""Branches whose terms a finding may be about."""

FUNCTION_TOO: Final = "peer support by a peer provider"
"""The one process that a function finding may be about: it is what the role is there for."""

DETERMINANT_ROOT: Final = "determinant of peer provision"
OUTCOME_ROOT: Final = "outcome of peer provision"
STRATEGY_ROOT: Final = "strategy for peer provision"
