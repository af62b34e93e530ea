"""Finds candidates for a query: by name, then weighed by types and properties."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from rapidfuzz import fuzz

from peerprov.graph import doi
from peerprov.graph.search import Entry, SearchIndex
from peerprov.graph.search.words import fold
from peerprov.namespaces import BASE
from peerprov.server.reconcile.properties import PROPERTIES, Property, Value
from peerprov.server.reconcile.queries import Given, Query
from peerprov.server.reconcile.service import KIND_TYPES, Service

SURE: Final = 90.0
"""From this score on a candidate may be taken without a look."""
_SURE_BY_NAME: Final = 75.0
"""The same where the name is exactly the one asked for."""
_AHEAD: Final = 5.0
_EACH, _ALL = 0.15, 0.45
"""What one property weighs against the name, and all of them at most."""
_WRONG_TYPE: Final = 15.0
_LOOKED_AT: Final = 3
_KEPT: Final[WeakKeyDictionary[SearchIndex, dict[tuple[str, str], list[Value]]]] = (
    WeakKeyDictionary()
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that may be meant, ``exact`` by name; ``features`` are parts, each 0 to 100."""

    entry: Entry
    score: float
    match: bool
    exact: bool
    features: tuple[tuple[str, float], ...]


def candidates(service: Service, query: Query) -> list[Candidate]:
    """Gives the candidates of a query, best first."""
    types = tuple(_type_key(service, each) for each in query.types)

    def fits(entry: Entry) -> bool:
        return query.strict == "should" or _fits(entry, types, query.strict)

    rated = []
    for entry, name, exact in _found(service, query, fits):
        features = [("name", name)] if query.text else []
        features += [
            (name_, round(100 * agreement(service, entry, name_, given), 2))
            for name_, given in query.properties
        ]
        score = _whole(features, named=bool(query.text))
        if query.strict == "should" and types and not _fits(entry, types, "any"):
            score = max(score - _WRONG_TYPE, 0)
        if score > 0:
            rated.append((round(score, 2), entry, tuple(features), exact))
    rated.sort(key=lambda each: -each[0])
    second = rated[1][0] if len(rated) > 1 else 0.0
    return [
        Candidate(entry, score, not place and _is_sure(score, second, exact), exact, features)
        for place, (score, entry, features, exact) in enumerate(rated[: query.limit])
    ]


def _is_sure(score: float, second: float, exact: bool) -> bool:
    return score >= (_SURE_BY_NAME if exact else SURE) and score - second >= _AHEAD


def _found(
    service: Service, query: Query, fits: Callable[[Entry], bool]
) -> list[tuple[Entry, float, bool]]:
    """Entities by name, with score and whether the name is exact; without a name, all that fit."""
    most = max(query.limit, 10) * _LOOKED_AT
    if query.text:
        hits = service.index.search(query.text, service.kinds, most, fits)
        return [(hit.entry, hit.score, hit.exact) for hit in hits]
    return [
        (entry, 0.0, False)
        for entry in service.index.entries
        if entry.kind in service.kinds and fits(entry)
    ]


def _whole(features: list[tuple[str, float]], named: bool) -> float:
    """One score of name and properties."""
    others = [value for _, value in features[1 if named else 0 :]]
    if not others:
        return features[0][1] if features else 0.0
    mean = sum(others) / len(others)
    if not named:
        return mean
    weight = min(_EACH * len(others), _ALL)
    return features[0][1] * (1 - weight) + mean * weight


def _type_key(service: Service, written: str) -> str:
    known = service.index.entry(written)
    return known.key if known and known.kind == "term" else written.removeprefix(BASE)


def _fits(entry: Entry, types: tuple[str, ...], strict: str) -> bool:
    if not types:
        return True
    own = {*entry.classes, KIND_TYPES[entry.kind]}
    return own.issuperset(types) if strict == "all" else bool(own.intersection(types))


def agreement(service: Service, entry: Entry, name: str, given: tuple[Given, ...]) -> float:
    """How well one of the values given fits one that the entity has, from 0 to 1."""
    known = PROPERTIES.get(name)
    if known is None or entry.kind not in known.kinds:
        return 0.0
    held = _held(service, entry, known)
    return max((_alike(each, value) for each in given for value in held), default=0.0)


def _held(service: Service, entry: Entry, known: Property) -> list[Value]:
    """The values that an entity has, read once for each version."""
    kept = _KEPT.setdefault(service.index, {})
    key = entry.key, known.id
    if key not in kept:
        kept[key] = list(known.read(service, entry))
    return kept[key]


def _alike(given: Given, value: Value) -> float:
    if isinstance(value, int):
        return _same_number(given, value)
    text = str(given)
    if isinstance(value, Entry):
        forms = {value.iri, value.key, *value.identifiers}
        if text in forms or text.removeprefix(BASE) in forms:
            return 1.0
        return max(_same_text(text, name.text) * name.worth for name in value.names)
    if value.startswith("10."):
        return float(doi.normalise(text).value == value)
    return _same_text(text, value)


def _same_number(given: Given, value: int) -> float:
    try:
        distance = abs(float(given) - value)
    except ValueError:
        return 0.0
    return 1.0 if distance == 0 else 0.5 if distance == 1 and value > 1900 else 0.0


def _same_text(given: str, value: str) -> float:
    one, other = fold(given), fold(value)
    if one == other:
        return 1.0
    alike = fuzz.token_sort_ratio(one, other) / 100
    return alike if alike > 0.6 else 0.0
