"""The table of identifiers: append-only, one line for each identifier ever given out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from peerprov.errors import Fault
from peerprov.ontology import layout
from peerprov.ontology.tables import Row, Table
from peerprov.ontology.term import Term

_IDENTIFIER: Final = re.compile(r"PEERPROV:[0-9]{7}")


@dataclass(frozen=True, slots=True)
class Identifier:
    """A line of ``ids.tsv``.

    Attributes:
        first_label: the label under which the identifier was given out; later renamings leave it.
        given: the day.
        branch: the table its term stands in.
        status: ``draft`` or ``withdrawn ...``.
    """

    id: str
    first_label: str
    given: str
    branch: str
    status: str
    line: int

    @property
    def is_withdrawn(self) -> bool:
        """Whether the identifier is out of use; it is never given out again."""
        return self.status.startswith("withdrawn")

    @property
    def heirs(self) -> tuple[str, ...]:
        """The identifiers that took its place, as the status names them."""
        return tuple(_IDENTIFIER.findall(self.status)) if self.is_withdrawn else ()


def read_identifier(row: Row) -> Identifier:
    """Makes an identifier of a row of ``ids.tsv``."""
    return Identifier(
        row["id"], row["first label"], row["date"], row["table"], row["status"], row.line
    )


def identifier_faults(
    table: Table, identifiers: Sequence[Identifier], terms: Sequence[Term]
) -> Iterator[Fault]:
    """Yields what does not agree between the identifier table and the term tables."""
    rows = {row.line: row for row in table.rows}
    repeated = {name for name, n in Counter(i.id for i in identifiers).items() if n > 1}
    in_use = {term.id for term in terms}
    known = {entry.id for entry in identifiers}
    before = ""
    for entry in identifiers:
        row = rows[entry.line]
        if entry.id in repeated:
            yield table.fault(row, "id", f"{entry.id} stands here twice", "one line each")
        if entry.id < before:
            yield table.fault(row, "id", f"{entry.id} after {before}", "identifiers in order")
        if not _is_date(entry.given):
            yield table.fault(row, "date", f"date {entry.given!r}", "YYYY-MM-DD")
        if entry.id not in in_use and not entry.is_withdrawn:
            what = f"{entry.id} ({entry.first_label}) stands in no term table"
            yield table.fault(row, "status", what, "'withdrawn ...' once a term is gone")
        for heir in entry.heirs:
            if heir not in known or heir == entry.id:
                yield table.fault(row, "status", f"{heir} was never given out", "an identifier")
        before = entry.id
    yield from _term_faults({entry.id: entry for entry in identifiers}, terms)


def _term_faults(listed: dict[str, Identifier], terms: Sequence[Term]) -> Iterator[Fault]:
    for term in terms:
        entry = listed.get(term.id)
        if entry is None:
            expected = "every identifier in ids.tsv"
            repair = "Append a line to ids.tsv"
            yield term.fault("id", f"{term.id} is not in ids.tsv", expected, repair)
        elif entry.is_withdrawn:
            yield term.fault("id", f"{term.id} is withdrawn", "an identifier that is in use")
        elif entry.branch != term.branch:
            expected = f"the table {entry.branch}"
            yield term.fault("id", f"{term.id} belongs to another table", expected)


def range_faults(table: Table) -> Iterator[Fault]:
    """Yields what is wrong with the ranges that editors have reserved."""
    taken: dict[int, str] = {}
    for row in table.rows:
        branch, ends = row["table"], (row["first"], row["last"])
        if branch not in layout.BLOCKS:
            yield table.fault(row, "table", f"{branch!r} is no table", ", ".join(layout.BLOCKS))
        elif not all(end.isascii() and end.isdigit() for end in ends):
            yield table.fault(row, "first", f"{ends[0]!r} to {ends[1]!r}", "two numbers")
        else:
            first, last = map(int, ends)
            low, high = layout.BLOCKS[branch]
            if not low <= first <= last <= high:
                yield table.fault(row, "first", f"{first} to {last}", f"within {low} to {high}")
            else:
                shared = {taken[n] for n in range(first, last + 1) if n in taken}
                for other in sorted(shared):
                    yield table.fault(row, "first", f"overlaps the range of {other}", "a free one")
                taken |= dict.fromkeys(range(first, last + 1), row["editor"])


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10
