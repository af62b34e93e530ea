"""Reads queries and requests for data out of the JSON of a form field; tells all that is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from peerprov.errors import BadInput, Fault, TooLarge

BATCH: Final = 100
"""Queries that one request may carry."""
MOST: Final = 100
"""Candidates of one query at most."""
USUAL: Final = 10
_ROWS: Final = 1000
_PROPERTIES: Final = 50
_FIELDS: Final = frozenset({"query", "type", "limit", "properties", "type_strict"})
_STRICT: Final = ("any", "should", "all")

Given = str | float | bool
"""A value to compare, as written; an entity stands as its identifier."""


@dataclass(frozen=True, slots=True)
class Query:
    """What one cell of a table asks.

    Attributes:
        text: name or identifier; empty where only properties are given.
        types: identifiers of types.
        strict: ``any``, ``should`` or ``all`` of the types.
        limit: candidates at most.
        properties: identifier of a property -> values, any of which may fit.
    """

    text: str
    types: tuple[str, ...] = ()
    strict: str = "any"
    limit: int = USUAL
    properties: tuple[tuple[str, tuple[Given, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Extension:
    """Identifiers of entities, and of properties with the most values to give of each."""

    ids: tuple[str, ...]
    properties: tuple[tuple[str, int | None], ...]


def read_queries(text: str) -> dict[str, Query]:
    """Reads a batch of queries.

    Raises:
        BadInput: what is wrong with any of them.
        TooLarge: more than :data:`BATCH`.
    """
    batch = _object(text, "queries")
    if len(batch) > BATCH:
        what = f"{len(batch):,} queries came in one batch"
        raise TooLarge(Fault(what, field="queries", expected=f"at most {BATCH}"))
    faults = [fault for key, query in batch.items() for fault in _faults(key, query)]
    if faults:
        raise BadInput(*faults)
    return {key: _query(query) for key, query in batch.items() if isinstance(query, dict)}


def read_extension(text: str) -> Extension:
    """Reads what a table is to be extended with; raises as :func:`read_queries` does."""
    asked = _object(text, "extend")
    ids, properties = asked.get("ids"), asked.get("properties")
    faults = []
    if not isinstance(ids, list) or not all(isinstance(each, str) for each in ids):
        faults.append(Fault("ids is not a list of strings", field="extend/ids"))
    if not isinstance(properties, list) or not all(
        isinstance(each, dict) and isinstance(each.get("id"), str) for each in properties
    ):
        faults.append(
            Fault("properties is not a list of objects with an id", field="extend/properties")
        )
    if faults or not isinstance(ids, list) or not isinstance(properties, list):
        raise BadInput(*faults)
    if len(ids) > _ROWS or len(properties) > _PROPERTIES:
        expected = f"at most {_ROWS:,} ids and {_PROPERTIES} properties"
        raise TooLarge(Fault("Too much is asked at once", field="extend", expected=expected))
    return Extension(tuple(ids), tuple((each["id"], _most(each)) for each in properties))


def _most(asked: dict[str, object]) -> int | None:
    settings = asked.get("settings")
    limit = settings.get("limit") if isinstance(settings, dict) else None
    try:
        number = int(limit) if isinstance(limit, str | int | float) else 0
    except (ValueError, OverflowError):
        number = 0
    return number if number > 0 else None


def _object(text: str, field: str) -> dict[str, object]:
    try:
        read = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        column = getattr(error, "colno", None)
        raise BadInput(
            Fault("This is not JSON", field=field, line=line, column=column, expected="JSON")
        ) from None
    if not isinstance(read, dict):
        raise BadInput(Fault("This is not a JSON object", field=field, expected='{"…": {…}}'))
    return read


def _faults(key: str, query: object) -> Iterator[Fault]:
    field = f"queries/{key}"
    if not isinstance(query, dict):
        yield Fault("A query is not an object", field=field, expected='{"query": "…"}')
        return
    for name in query.keys() - _FIELDS:
        expected = ", ".join(sorted(_FIELDS))
        yield Fault(f"{name!r} is no part of a query", field=f"{field}/{name}", expected=expected)
    if not isinstance(query.get("query", ""), str):
        yield Fault("query is not a string", field=f"{field}/query")
    if "query" not in query and not query.get("properties"):
        yield Fault("There is nothing to look for", field=field, expected="query or properties")
    types = query.get("type", [])
    if not isinstance(types, str | list) or not all(isinstance(each, str) for each in types):
        yield Fault("type is not a string or a list of strings", field=f"{field}/type")
    if query.get("type_strict", "any") not in _STRICT:
        yield Fault(
            "type_strict is unknown", field=f"{field}/type_strict", expected=" or ".join(_STRICT)
        )
    limit = query.get("limit", USUAL)
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not limit >= 0:
        yield Fault("limit is not a number", field=f"{field}/limit", expected="0 or more")
    yield from _property_faults(field, query.get("properties", []))


def _property_faults(field: str, properties: object) -> Iterator[Fault]:
    if not isinstance(properties, list):
        yield Fault("properties is not a list", field=f"{field}/properties")
        return
    for number, each in enumerate(properties):
        whole = isinstance(each, dict) and isinstance(each.get("pid"), str) and "v" in each
        if not whole or None in given_values(each["v"]):
            yield Fault(
                "A property is not whole",
                field=f"{field}/properties/{number}",
                expected='{"pid": "year", "v": 2016}',
            )


def _query(query: dict[str, object]) -> Query:
    types = query.get("type", ())
    properties = query.get("properties", [])
    limit = query.get("limit", USUAL)
    return Query(
        text=str(query.get("query", "")),
        types=(types,) if isinstance(types, str) else tuple(types) if types else (),  # type: ignore[arg-type]
        strict=str(query.get("type_strict", "any")),
        limit=min(int(limit) or USUAL, MOST) if isinstance(limit, int | float) else USUAL,
        properties=tuple(
            (each["pid"], tuple(v for v in given_values(each["v"]) if v is not None))
            for each in properties  # type: ignore[attr-defined]
        ),
    )


def given_values(value: object) -> list[Given | None]:
    """The values of a property; None stands for what is none."""
    if isinstance(value, list):
        return [single for each in value for single in given_values(each)[:1]]
    if isinstance(value, dict):
        return [value["id"] if isinstance(value.get("id"), str) else None]
    return [value if isinstance(value, str | int | float) else None]
