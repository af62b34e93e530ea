"""Holds a record against ``work.schema.json`` and says what is wrong in words of the codebook."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs

from peerprov.errors import Fault
from peerprov.graph.evidence.identifiers import doi_fault
from peerprov.graph.evidence.record import Place, Record, shown

SCHEMA: Final = Path(__file__).parent.parent / "works" / "work.schema.json"
_KINDS: Final = {
    "object": "fields",
    "array": "a list",
    "string": "text",
    "boolean": "true or false",
    "null": "null",
    "integer": "a whole number",
    "number": "a number",
}


@cache
def _schema() -> tuple[dict[str, Any], jsonschema_rs.Draft202012Validator]:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return schema, jsonschema_rs.Draft202012Validator(schema)


def allowed_codes(fields: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Gives the codes that the schema allows in coded fields.

    Args:
        fields: as the value table names them: ``influence``, ``outcome.direction``.
    """
    schema, _ = _schema()
    return {field: tuple(_codes(schema, field.split("."))) for field in fields}


def _codes(schema: dict[str, Any], path: list[str]) -> Iterator[str]:
    definitions = schema["$defs"]
    places = (schema, definitions["finding"], *definitions.values())
    holder = next(place for place in places if path[0] in place.get("properties", {}))
    for name in path:
        holder = definitions[holder["$ref"].rsplit("/", 1)[1]] if "$ref" in holder else holder
        holder = holder["properties"][name]
    allowed = holder.get("enum") or holder.get("items", {}).get("enum", ())
    return (code for code in allowed if code is not None)


def schema_faults(record: Record) -> Iterator[Fault]:
    """Finds every place where a record is not as the schema says."""
    schema, validator = _schema()
    for error in validator.iter_errors(record.data):
        path, place = tuple(error.schema_path), tuple(error.instance_path)
        if any(place[: len(spoilt)] == spoilt for spoilt in record.spoilt):
            continue
        rule = _Rule(record, place, path, _at(schema, path), error.kind)
        yield from _WORDS[str(path[-1])](rule, _at(schema, path[:-1]))


def _at(schema: Any, path: Iterable[str | int]) -> Any:
    for key in path:
        schema = schema[key]
    return schema


class _Rule:
    """A broken rule: where, which, and the value that breaks it."""

    def __init__(self, record: Record, place: Place, path: Place, limit: Any, kind: Any) -> None:
        self.record, self.place, self.path, self.limit, self.kind = record, place, path, limit, kind
        self.value = _at(record.data, place)

    def fault(self, what: str, *below: str, **more: str | None) -> Fault:
        return self.record.fault((*self.place, *below), what, **more)


def _type(rule: _Rule, _: Any) -> Iterator[Fault]:
    kinds = [rule.limit] if isinstance(rule.limit, str) else rule.limit
    expected = " or ".join(_KINDS[kind] for kind in kinds)
    quotes = "string" in kinds and isinstance(rule.value, int | float | bool)
    repair = "Put it in quotes" if quotes else None
    yield rule.fault(f"{_named(rule.value)} stands here", expected=expected, repair=repair)


def _enum(rule: _Rule, _: Any) -> Iterator[Fault]:
    allowed = [str(option) for option in rule.limit if option is not None]
    near = difflib.get_close_matches(str(rule.value), allowed, n=1)
    repair = f"Did you mean {near[0]}?" if near else None
    expected = "one of " + ", ".join([*allowed, *(["null"] if None in rule.limit else [])])
    yield rule.fault(
        f"{_named(rule.value)} is no value of this field", expected=expected, repair=repair
    )


def _required(rule: _Rule, parent: Any) -> Iterator[Fault]:
    name = rule.kind.property
    because = ""
    if "then" in rule.path:
        because = f"kind is {rule.value['kind']}, so "
    repair = f"Add {name}" if name != "locator" else "Say where in the text the finding stands"
    yield rule.fault(f"{because}{name} is missing", name, repair=repair)


def _dependent(rule: _Rule, _: Any) -> Iterator[Fault]:
    name = rule.kind.property
    given = next(k for k, needs in rule.limit.items() if k in rule.value and name in needs)
    yield rule.fault(f"{given} is given, so {name} is missing", name, repair=f"Add {name}")


def _additional(rule: _Rule, parent: Any) -> Iterator[Fault]:
    fields = list(parent["properties"])
    for name in rule.kind.unexpected:
        near = difflib.get_close_matches(name, fields, n=1)
        yield rule.fault(
            f"there is no field {name}",
            name,
            expected="one of " + ", ".join(fields),
            repair=f"Did you mean {near[0]}?" if near else None,
        )


def _not(rule: _Rule, _: Any) -> Iterator[Fault]:
    """``else: {not: {required: [x]}}``: a field that only one kind of finding has."""
    alternatives = rule.limit.get("anyOf", [rule.limit])
    names = [name for alternative in alternatives for name in alternative["required"]]
    kind = _at(_schema()[0], rule.path[:-2])["if"]["properties"]["kind"]["const"]
    for name in names:
        if name in rule.value:
            what = (
                f"{name} is for findings of the kind {kind}, and this one is {rule.value['kind']}"
            )
            yield rule.fault(what, name, repair="Take it out, or correct kind")


def _pattern(rule: _Rule, parent: Any) -> Iterator[Fault]:
    if rule.place[-1] == "doi":
        yield doi_fault(rule.record, rule.place, rule.value)
        return
    expected = parent.get("description", f"a text that fits {rule.limit}")
    yield rule.fault(f"{shown(rule.value)} is not of the form of this field", expected=expected)


def _empty(rule: _Rule, _: Any) -> Iterator[Fault]:
    yield rule.fault("nothing stands here", expected="at least one value")


def _repeats(rule: _Rule, _: Any) -> Iterator[Fault]:
    seen: list[Any] = []
    for number, item in enumerate(rule.value):
        if item in seen:
            place = (*rule.place, number)
            yield rule.record.fault(place, f"{shown(item)} repeats", repair="Keep one of them")
        seen.append(item)


def _range(rule: _Rule, parent: Any) -> Iterator[Fault]:
    limits = f"{parent.get('minimum', '')} to {parent.get('maximum', '')}".strip()
    expected = f"{limits} or more" if limits.endswith("to") else limits
    expected = expected.replace(" to or more", " or more")
    yield rule.fault(f"{shown(rule.value)} is out of range", expected=expected)


def _labels(rule: _Rule, _: Any) -> Iterator[Fault]:
    what = f"{_named(rule.value)} stands here"
    yield rule.fault(what, expected="the label of a term, a list of different labels, or null")


_WORDS: Final[Mapping[str, Callable[[_Rule, Any], Iterator[Fault]]]] = {
    "type": _type,
    "enum": _enum,
    "required": _required,
    "dependentRequired": _dependent,
    "additionalProperties": _additional,
    "not": _not,
    "pattern": _pattern,
    "minLength": _empty,
    "minItems": _empty,
    "minProperties": _empty,
    "uniqueItems": _repeats,
    "minimum": _range,
    "maximum": _range,
    "anyOf": _labels,
}
"""Keyword of JSON Schema -> how a breach of it is said. A test holds it against the schema."""


def _named(value: Any) -> str:
    if isinstance(value, Mapping):
        return "a set of fields"
    if isinstance(value, list):
        return "a list"
    return "nothing (null)" if value is None else shown(value)
