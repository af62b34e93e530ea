"""Reads the YAML of a work so that every value knows its line.

Only what the codebook needs of YAML is taken: mappings with text keys, lists, text, null, booleans,
integers and decimals. What YAML would quietly turn into something else (``no``, a date, ``012``),
repeated keys and aliases are faults.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import yaml

from peerprov.errors import Fault
from peerprov.graph.evidence.record import Place, Record, shown

_TAG: Final = "tag:yaml.org,2002:"
_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)")
_DECIMAL: Final = re.compile(r"-?[0-9]+\.[0-9]+(?:[eE][-+][0-9]+)?")
_OTHERWISE: Final = {
    "bool": ("true or false", "Write true or false, or put it in quotes if it is text"),
    "timestamp": ("a date", "Put it in quotes if it is text"),
    "int": ("a number", "Write plain digits, or put it in quotes if it is text"),
    "float": ("a number", "Write plain digits, or put it in quotes if it is text"),
}
"""Kind of scalar -> what YAML takes it for, and what to write instead."""


def read(path: Path, shown_as: str) -> tuple[Record | None, list[Fault]]:
    """Reads one file.

    Args:
        path: the file, in UTF-8.
        shown_as: the path that faults name.

    Returns:
        The record, or None where the file is no YAML mapping; and all that is wrong with its form.
        Where there are faults, the record is as good as could be made, fit to look for others.
    """
    raw = path.read_bytes()
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        repair = "Save the file as UTF-8"
        return None, [Fault("this line is not UTF-8", shown_as, line, repair=repair)]
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        return None, [_broken(error, text, shown_as)]
    if not isinstance(node, yaml.MappingNode):
        return None, [Fault("the file holds no fields", shown_as, 1, expected="id, citation, …")]
    walk = _Walk()
    data = walk.value(node, ())
    spoilt = frozenset(slip.place for slip in walk.slips)
    record = Record(shown_as, path.stem, data, walk.lines, spoilt)
    return record, [slip.fault(record) for slip in walk.slips]


def _broken(error: Exception, text: str, file: str) -> Fault:
    repair = "Look at this line and the one above it: indentation, quotes, a colon inside a text"
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        mark = error.problem_mark
        what = f"this is no YAML: {error.problem}"
        return Fault(what, file, mark.line + 1, mark.column + 1, repair=repair)
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, error.position) + 1
        what = f"a character that no text may hold (code {error.character})"
        return Fault(what, file, line, repair="Delete it and type the text anew")
    return Fault("this is no YAML", file, 1, repair=repair)


@dataclass(frozen=True, slots=True)
class _Slip:
    """A fault of form, to be named when the whole record is known."""

    place: Place
    line: int
    what: str
    repair: str | None

    def fault(self, record: Record) -> Fault:
        return replace(record.fault(self.place, self.what, repair=self.repair), line=self.line)


@dataclass
class _Walk:
    """Turns nodes into values, noting lines and faults on the way."""

    lines: dict[Place, int] = field(default_factory=dict)
    slips: list[_Slip] = field(default_factory=list)
    seen: dict[int, Any] = field(default_factory=dict)

    def value(self, node: yaml.Node, place: Place) -> Any:
        self.lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node, place)
        if id(node) in self.seen:
            repair = "Write the list or mapping out here"
            self.fault(place, "an alias (*…) stands here", repair=repair)
            return self.seen[id(node)]
        self.seen[id(node)] = None
        if isinstance(node, yaml.MappingNode):
            made: Any = dict(self.items(node, place))
        else:
            made = [self.value(item, (*place, n)) for n, item in enumerate(node.value)]
        self.seen[id(node)] = made
        return made

    def items(self, node: yaml.MappingNode, place: Place) -> Iterator[tuple[str, Any]]:
        keys: dict[str, int] = {}
        for key, item in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self.fault(place, "a list or mapping stands as the name of a field", line=line)
            elif key.value in keys:
                what = f"the field {key.value} stands here again (first in line {keys[key.value]})"
                inside = (*place, key.value)
                self.fault(inside, what, line=line, repair="Keep one of the two")
            else:
                keys[key.value] = line
                self.lines[*place, key.value] = line
                yield key.value, self.value(item, (*place, key.value))

    def scalar(self, node: yaml.ScalarNode, place: Place) -> Any:
        text, kind = node.value, node.tag.removeprefix(_TAG)
        if kind == "str":
            return text
        if kind == "null":
            return None
        if kind == "bool" and text in ("true", "false"):
            return text == "true"
        if kind == "int" and _INTEGER.fullmatch(text):
            return int(text)
        if kind == "float" and _DECIMAL.fullmatch(text):
            return float(text)
        meaning, repair = _OTHERWISE.get(
            kind, (f"something of the kind {kind}", "Write it plainly")
        )
        self.fault(place, f"YAML takes {shown(text)} for {meaning}", repair=repair)
        return text

    def fault(
        self, place: Place, what: str, *, line: int | None = None, repair: str | None = None
    ) -> None:
        self.slips.append(_Slip(place, line or self.lines[place], what, repair))
