"""The query parameters that every OpenCitations operation takes, and its two formats.

They work in this order: ``require`` (or ``exclude``), ``filter``, ``sort``, ``page``; ``json``
shapes what is left. Parameters that are not known are left alone, as clients send some.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode

from pyoxigraph import Literal, QuerySolutions, Store, Variable

from peerprov.errors import DoesNotConform, Fault

Row = Mapping[str, str]
Given = Sequence[tuple[str, str]]

DATES: Final = frozenset({"creation", "pub_date", "year"})
DURATIONS: Final = frozenset({"timespan"})
NUMBERS: Final = frozenset({"count", "citation_count"})

_SORT: Final = re.compile(r"(asc|desc)\(([^()]+)\)|([^()]+)")
_SHAPE: Final = re.compile(r'(array|dict)\("([^"]+)",([^)]+)\)')
_SPAN: Final = re.compile(r"(-?)p(?:(\d{1,6})y)?(?:(\d{1,6})m)?(?:(\d{1,6})d)?")
_MOST: Final = 50
_LONGEST: Final = 500
_DIGITS: Final = 9


class BadParameter(DoesNotConform):
    """A query parameter that cannot be understood (422)."""


@dataclass(frozen=True, slots=True)
class Page:
    """What was cut out of a list: 1-based ``number``, ``size``, and all there are."""

    number: int
    size: int
    total: int

    @property
    def last(self) -> int:
        """Number of the last page, at least 1."""
        return max(1, -(-self.total // self.size))


@dataclass(frozen=True, slots=True)
class Result:
    """Rows with the names of their columns, after all parameters but ``json``."""

    columns: tuple[str, ...]
    rows: list[Row]
    page: Page | None


def run(columns: Sequence[str], rows: Sequence[Row], given: Given) -> Result:
    """Applies the parameters to the rows of an operation.

    Raises:
        BadParameter: some cannot be understood; all of them are told.
    """
    _check(columns, given)
    left = list(rows)
    required = _all(given, "exclude") or _all(given, "require")
    left = [row for row in left if all(row[name] for name in required)]
    for name, wanted in (text.split(":", 1) for text in _all(given, "filter")):
        left = [row for row in left if _fits(name, row[name], wanted)]
    for name, down in map(_order, reversed(_all(given, "sort"))):
        left.sort(key=lambda row: typed(name, row[name].lower()), reverse=down)
    page = _page(given, len(left))
    if page is not None:
        left = left[(page.number - 1) * page.size : page.number * page.size]
    return Result(tuple(columns), left, page)


def write(result: Result, given: Given, accept: str) -> tuple[bytes, str]:
    """Writes a result: JSON, or CSV where it is asked for; gives the media type, too.

    Raises:
        BadParameter: there is no such format.
    """
    named = _all(given, "format")
    wanted = named[-1].lower() if named else ("csv" if "text/csv" in accept.lower() else "json")
    if wanted in ("csv", "text/csv"):
        held = io.StringIO()
        writer = csv.DictWriter(held, result.columns)
        writer.writeheader()
        writer.writerows(result.rows)
        return held.getvalue().encode("utf-8", "replace"), "text/csv; charset=utf-8"
    if wanted not in ("json", "application/json"):
        raise BadParameter(Fault(f"format={wanted[:40]}", expected="json or csv"))
    shaped = [shape(row, _all(given, "json")) for row in result.rows]
    return json.dumps(shaped, ensure_ascii=False, indent=1).encode(), "application/json"


def links(result: Result, given: Given, path: str) -> str | None:
    """The Link header of a page: next, prev, first and last, where pages were asked for."""
    page = result.page
    if page is None:
        return None
    others = [(name, value) for name, value in given if name not in ("page", "page_size")]
    targets = {"first": 1, "last": page.last}
    targets |= {"prev": page.number - 1} if page.number > 1 else {}
    targets |= {"next": page.number + 1} if page.number < page.last else {}
    told = []
    for relation, number in targets.items():
        query = urlencode([*others, ("page", number), ("page_size", page.size)])
        extra = f'page="{number}"; page_size="{page.size}"; total_items="{page.total}"'
        told.append(f'<{path}?{query}>; rel="{relation}"; {extra}')
    return ", ".join(told)


def shape(row: Row, wanted: Sequence[str]) -> dict[str, object]:
    """Splits values into arrays and objects, one instruction after the other."""
    shaped: dict[str, object] = dict(row)
    for text in wanted:
        match = _SHAPE.fullmatch(text)
        if match:
            names = [name.strip() for name in match[3].split(",")]
            _shape_at(shaped, names[0].split("."), match[1], match[2], names[1:])
    return shaped


def typed(name: str, text: str) -> tuple[object, ...]:
    """The value of a field as it is compared; what is empty or unreadable comes first."""
    if name in DATES:
        parts = text.split("-")
        good = all(part.isascii() and part.isdigit() and len(part) < _DIGITS for part in parts)
        return (1, *map(int, parts)) if good else (0,)
    if name in DURATIONS:
        return _days(text)
    if name in NUMBERS:
        good = text.isascii() and text.isdigit() and len(text) < _DIGITS
        return (1, int(text)) if good else (0,)
    return (1, text)


def _days(text: str) -> tuple[object, ...]:
    match = _SPAN.fullmatch(text.lower())
    if not match or text.lower().lstrip("-") == "p":
        return (0,)
    years, months, days = (int(part or 0) for part in match.groups()[1:])
    total = years * 365.25 + months * 30.4375 + days
    return 1, -total if match[1] else total


def _fits(name: str, value: str, wanted: str) -> bool:
    if wanted[0] not in "=<>":
        return matches(wanted, value)
    ours, theirs = typed(name, value.lower()), typed(name, wanted[1:].lower())
    if theirs[0] != 1:
        raise BadParameter(Fault(f"filter={name}:{wanted[:60]}", expected=f"a value of {name}"))
    if wanted[0] == "=":
        return ours == theirs
    if ours[0] != 1:
        return False
    return ours < theirs if wanted[0] == "<" else ours > theirs


_REGEX: Final = "SELECT ?text ?pattern (REGEX(?text, ?pattern, 'i') AS ?fits) WHERE {}"


@lru_cache(maxsize=1)
def _engine() -> Store:
    """An empty store: its engine matches patterns in time linear to the text, Python's does not."""
    return Store()


def matches(pattern: str, text: str) -> bool:
    """Whether a regular expression matches somewhere in a text, capitals aside.

    Raises:
        BadParameter: it is no regular expression.
    """
    told = _engine().query(
        _REGEX,
        substitutions={Variable("text"): Literal(text), Variable("pattern"): Literal(pattern)},
    )
    for solution in told if isinstance(told, QuerySolutions) else ():
        value = solution["fits"]
        if isinstance(value, Literal):
            return value.value == "true"
    raise BadParameter(Fault(f"filter: {pattern[:100]!r} is not a regular expression"))


def _check(columns: Sequence[str], given: Given) -> None:
    faults = [fault for name, value in given for fault in _faults(columns, name, value)]
    known = [name for name, _ in given if name in _CHECKS or name in ("page", "page_size")]
    if len(known) > _MOST:
        faults.append(Fault(f"There are {len(known)} parameters", expected=f"at most {_MOST}"))
    if faults:
        raise BadParameter(*faults)


def _faults(columns: Sequence[str], name: str, value: str) -> list[Fault]:
    if name in ("page", "page_size"):
        good = value.isascii() and value.isdigit() and len(value) < _DIGITS and int(value) > 0
        return [] if good else [Fault(f"{name}={value[:40]}", expected="a number from 1")]
    if name not in _CHECKS:
        return []
    form, expected = _CHECKS[name]
    match = form.fullmatch(value) if len(value) <= _LONGEST else None
    if match is None:
        return [Fault(f"{name}={value[:100]}", expected=expected)]
    field = match["field"] or (match["other"] if "other" in form.groupindex else "")
    field = field.split(",")[0].split(".")[0].strip()
    if field not in columns:
        return [Fault(f"{name}: there is no field {field!r}", expected=", ".join(columns))]
    return []


_CHECKS: Final = {
    "require": (re.compile(r"(?P<field>.+)"), "the name of a field"),
    "exclude": (re.compile(r"(?P<field>.+)"), "the name of a field"),
    "filter": (
        re.compile(r"(?P<field>[^:]+):(?:[=<>].+|[^=<>].*)", re.DOTALL),
        "field:pattern, field:=value, field:<value or field:>value",
    ),
    "sort": (
        re.compile(r"(?:asc|desc)\((?P<field>[^()]+)\)|(?P<other>[^()]+)"),
        "asc(field) or desc(field)",
    ),
    "json": (
        re.compile(
            r'(?:array\("[^"]+",(?P<field>[^),]+)\)|dict\("[^"]+",(?P<other>[^),]+,[^)]+)\))'
        ),
        'array("separator",field) or dict("separator",field,new_field,new_field)',
    ),
}


def _all(given: Given, name: str) -> list[str]:
    return [value for key, value in given if key == name]


def _order(text: str) -> tuple[str, bool]:
    match = _SORT.fullmatch(text)
    return ((match[2] or match[3]).strip(), match[1] == "desc") if match else (text, False)


def _page(given: Given, total: int) -> Page | None:
    numbers, sizes = _all(given, "page"), _all(given, "page_size")
    if not numbers and not sizes:
        return None
    page = Page(int(numbers[-1]) if numbers else 1, int(sizes[-1]) if sizes else 100, total)
    if page.number > page.last:
        raise BadParameter(Fault(f"page={page.number}", expected=f"at most {page.last}"))
    return page


def _shape_at(at: object, path: list[str], kind: str, separator: str, names: list[str]) -> None:
    """Shapes the values that a path leads to, through objects and arrays."""
    if isinstance(at, list):
        for each in at:
            _shape_at(each, path, kind, separator, names)
    elif isinstance(at, dict) and path[0] in at:
        if len(path) > 1:
            _shape_at(at[path[0]], path[1:], kind, separator, names)
        else:
            at[path[0]] = _shaped(at[path[0]], kind, separator, names)


def _shaped(value: object, kind: str, separator: str, names: list[str]) -> object:
    if kind == "array":
        if not isinstance(value, str):
            return value
        return value.split(separator) if value else []
    if isinstance(value, list):
        return [_shaped(each, kind, separator, names) for each in value]
    if not isinstance(value, str):
        return value
    parts = value.split(separator, len(names) - 1) if value else []
    return dict(zip(names, parts, strict=False))
