"""Reads the ``#+`` lines at the head of a query file.

::

    #+ title: Which strategies answer a barrier?
    #+ description: One sentence or more; a line that begins with three blanks
    #+   goes on with the field before it.
    #+ topic: strategies
    #+ keywords: barrier, answer
    #+ param: barrier | term(determinant) | PEERPROV:0002102 | The barrier to answer.

``title``, ``description`` and ``topic`` are needed; ``keywords`` may be left out; ``param`` is
*name | type | default | description* and stands once for each parameter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from peerprov.errors import Fault
from peerprov.namespaces import PREFIXES
from peerprov.queries.model import ANY, TOPICS, TYPES, Parameter
from peerprov.queries.nearest import did_you_mean

MARK: Final = "#+"
NEEDED: Final = ("title", "description", "topic")
FIELDS: Final = (*NEEDED, "keywords", "param")
SCOPED: Final = ("term", "value", "resource", "string")
MUST_BE_SCOPED: Final = {
    "value": "value(outcome.recipient)",
    "resource": "resource(skos:ConceptScheme)",
}
RESERVED: Final = frozenset(
    {"data", "format", "output", "help", "version", "release", "page", "limit"}
)
"""Names that the command line and the REST interface use themselves."""

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_TYPE: Final = re.compile(r"(?P<type>[a-z]+)(?:\((?P<scope>[^()]+)\))?")


@dataclass(slots=True)
class Header:
    """What the header of one file says, and what is wrong with it."""

    file: str
    fields: dict[str, str] = field(default_factory=dict)
    parameters: list[Parameter] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(
        self, what: str, line: int, expected: str | None = None, repair: str | None = None
    ) -> None:
        """Notes one thing that is wrong."""
        self.faults.append(Fault(what, self.file, line, expected=expected, repair=repair))

    def get(self, name: str) -> str:
        """Gives a field, empty when it is missing."""
        return self.fields.get(name, "")

    @property
    def keywords(self) -> tuple[str, ...]:
        """The keywords, split at commas."""
        return tuple(word.strip() for word in self.get("keywords").split(",") if word.strip())


def read_header(text: str, file: str) -> Header:
    """Reads the header of a query file; faults are collected, not raised."""
    header = Header(file)
    for line, name, value in _entries(text, header):
        _take(header, line, name, value)
    for name in NEEDED:
        if not header.get(name) and name not in header.lines:
            header.fault(f"the header has no {name}", 1, f"a line `{MARK} {name}: …`")
    topic = header.get("topic")
    if topic and topic not in TOPICS:
        header.fault(
            f"unknown topic {topic!r}", header.lines["topic"], "one of " + ", ".join(TOPICS),
            did_you_mean(topic, TOPICS),
        )  # fmt: skip
    return header


def _entries(text: str, header: Header) -> list[tuple[int, str, str]]:
    """Joins continued lines and gives (line, field, value) of each entry."""
    entries: list[tuple[int, str, str]] = []
    in_head = True
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith(MARK):
            in_head = in_head and not line.strip()
            continue
        body = line[len(MARK) :]
        if not in_head:
            header.fault("a header line stands after the query has begun", number, "all at the top")
        elif body.startswith("   ") and entries:
            start, name, value = entries[-1]
            entries[-1] = (start, name, f"{value} {body.strip()}")
        else:
            name, colon, value = body.partition(":")
            if colon:
                entries.append((number, name.strip(), value.strip()))
            else:
                header.fault(f"no field in {body.strip()!r}", number, f"`{MARK} field: value`")
    return entries


def _take(header: Header, line: int, name: str, value: str) -> None:
    """Files one entry of the header."""
    if name not in FIELDS:
        header.fault(
            f"unknown field {name!r}",
            line,
            "one of " + ", ".join(FIELDS),
            did_you_mean(name, FIELDS),
        )
    elif not value:
        header.lines[name] = line
        header.fault(f"{name} is empty", line, "a value after the colon")
    elif name == "param":
        _take_parameter(header, line, value)
    elif name in header.fields:
        header.fault(
            f"{name} stands twice, first in line {header.lines[name]}", line, "one of each"
        )
    else:
        header.fields[name] = value
        header.lines[name] = line


def _take_parameter(header: Header, line: int, value: str) -> None:
    """Files one parameter, unless it has a fault."""
    before = len(header.faults)
    parts = [part.strip() for part in value.split("|")]
    if len(parts) != 4 or not all(parts):
        header.fault(
            f"{value!r} is not a parameter", line, "name | type | default | description",
            f"A parameter that may be left open has the default {ANY!r}.",
        )  # fmt: skip
        return
    name, typed, default, description = parts
    if not _NAME.fullmatch(name):
        header.fault(
            f"{name!r} is not a parameter's name", line, "lower-case letters, digits and _"
        )
    if name in RESERVED:
        header.fault(f"{name!r} is a name that the interfaces use", line, "another name")
    if f"${name}" in header.lines:
        header.fault(f"parameter {name!r} stands twice", line, "one line for each")
    parameter = _parameter(header, line, Parameter(name, typed, None, default, description))
    header.lines[f"${name}"] = line
    if len(header.faults) == before:
        header.parameters.append(parameter)


def _parameter(header: Header, line: int, raw: Parameter) -> Parameter:
    """Splits the type of a parameter from its scope and checks what can be checked."""
    match = _TYPE.fullmatch(raw.type)
    kind, scope = (match["type"], match["scope"]) if match else (raw.type, None)
    if kind not in TYPES:
        header.fault(
            f"unknown parameter type {raw.type!r}",
            line,
            "one of " + ", ".join(TYPES),
            did_you_mean(kind, TYPES),
        )
    elif scope and kind not in SCOPED:
        header.fault(f"the type {kind} takes no scope {scope!r}", line, kind)
    elif kind in MUST_BE_SCOPED and not scope:
        header.fault(f"the type {kind} needs a scope", line, f"as in {MUST_BE_SCOPED[kind]}")
    elif kind in ("resource", "string") and scope and scope.partition(":")[0] not in PREFIXES:
        header.fault(f"the scope {scope!r} has no known prefix", line, "a CURIE such as pp:country")
    elif kind == "integer" and raw.default != ANY and not re.fullmatch(r"[+-]?\d+", raw.default):
        header.fault(f"the default {raw.default!r} is no whole number", line, "as in 10")
    elif kind == "year" and raw.default != ANY and not re.fullmatch(r"\d{4}", raw.default):
        header.fault(f"the default {raw.default!r} is no year", line, "as in 2016")
    return Parameter(raw.name, kind, scope, raw.default, raw.description)
