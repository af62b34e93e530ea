"""A work as its file says it, before anything is taken from it: plain values and their places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from peerprov.errors import Fault

Place = tuple[str | int, ...]
"""Keys and list positions that lead to a value: ``("findings", 2, "locator")``."""


@dataclass(frozen=True, slots=True)
class Record:
    """One file of a work.

    Attributes:
        file: path as faults name it, relative to the project.
        stem: the file name without ending, which is the id of the work.
        data: what the file holds: mappings, lists, texts, integers, floats, booleans and None.
        lines: place -> 1-based line of its key, or of the item of a list.
        spoilt: places whose value is not what was written, because its form is at fault.
    """

    file: str
    stem: str
    data: Mapping[str, Any]
    lines: Mapping[Place, int]
    spoilt: frozenset[Place] = frozenset()

    def line(self, place: Place) -> int:
        """Finds the line of a place, or of the nearest thing around it that is there."""
        while place not in self.lines and place:
            place = place[:-1]
        return self.lines.get(place, 1)

    def field(self, place: Place) -> str:
        """Writes a place for people: ``findings/f03/locator``, ``sources/2/url``."""
        parts: list[str] = []
        value: Any = self.data
        for key in place:
            try:
                value = value[key]
            except (KeyError, IndexError, TypeError):
                value = None
            name = value.get("id") if isinstance(value, Mapping) and isinstance(key, int) else None
            number = str(key + 1) if isinstance(key, int) else key
            parts.append(name if isinstance(name, str) else number)
        return "/".join(parts)

    def fault(
        self, place: Place, what: str, *, expected: str | None = None, repair: str | None = None
    ) -> Fault:
        """Places something that is wrong with a value of this file."""
        return Fault(
            what,
            file=self.file,
            line=self.line(place),
            field=self.field(place) or None,
            expected=expected,
            repair=repair,
        )


def shown(value: object, longest: int = 60) -> str:
    """Writes a value into a message, shortened."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value) if not isinstance(value, str) else f'"{value}"'
    return text if len(text) <= longest else f"{text[:longest]}…"
