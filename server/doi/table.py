"""Writes findings, relations and batch answers as CSV (RFC 4180): nested names joined by dots."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO


def write(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> Iterator[bytes]:
    """Writes a header and one line a row, lazily; lists are joined by `` | ``."""
    held = StringIO()
    writer = csv.writer(held)
    writer.writerow(columns)
    for row in rows:
        cells = flat(row)
        writer.writerow([cells.get(column, "") for column in columns])
        yield held.getvalue().encode("utf-8", "replace")
        held.seek(0)
        held.truncate()
    yield held.getvalue().encode("utf-8", "replace")


def flat(row: Mapping[str, object], under: str = "") -> dict[str, str]:
    """Makes one level of texts of nested values; of a term in a list, its label."""
    cells: dict[str, str] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            cells |= flat(value, f"{under}{name}.")
        elif isinstance(value, list):
            cells[under + name] = " | ".join(map(_text, value))
        elif value is not None:
            cells[under + name] = str(value)
    return cells


def _text(value: object) -> str:
    if isinstance(value, Mapping):
        return str(value.get("label") or value.get("id") or value.get("iri"))
    return str(value)
