"""Tables as people edit them: read with each fault named by file, row and column, and written back.

A table has a header line and one row a line; cells hold no tab, no quoting and no line break.
The line number of a row is the one that an editor or a spreadsheet shows: the header is line 1.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from peerprov.errors import BadInput, Fault


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table.

    Attributes:
        line: 1-based line in the file, the header being line 1.
        cells: column name -> text, in the order of the header.
    """

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """The text of a cell; empty for a column that this table does not have."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """A file of rows.

    Attributes:
        file: path as faults name it, relative to the project.
        columns: names of the header, in order.
        rows: the lines below it that have as many cells as the header.
    """

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def name(self) -> str:
        """The file name without folder and ending: ``determinant``."""
        return Path(self.file).stem

    def fault(self, row: Row | None, field: str, what: str, expected: str = "") -> Fault:
        """Places something that is wrong in a cell of this table."""
        line = row.line if row else 1
        return Fault(what, file=self.file, line=line, field=field, expected=expected or None)


@dataclass(frozen=True, slots=True)
class Reading:
    """A table as far as it could be read, and what was wrong with the rest."""

    table: Table
    faults: tuple[Fault, ...]


def split(cell: str, separator: str = "|") -> tuple[str, ...]:
    """Takes a cell of several values apart; blanks around them and empty ones are dropped.

    >>> split("a | b|")
    ('a', 'b')
    """
    return tuple(part.strip() for part in cell.split(separator) if part.strip())


def read(path: Path, columns: Sequence[str], shown_as: str | None = None) -> Reading:
    """Reads a table that must have exactly the given columns, in that order.

    Args:
        path: the file.
        columns: the header that is expected.
        shown_as: how faults name the file; by default its name alone.
    """
    name = shown_as or path.name
    empty = Table(name, tuple(columns), ())
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return Reading(empty, (Fault("the file is missing", file=name, expected="a table"),))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        what = f"byte {error.object[error.start]:#04x} is not UTF-8"
        repair = "Save the table with UTF-8 encoding"
        return Reading(empty, (Fault(what, file=name, line=line, expected="UTF-8", repair=repair),))
    lines = text.split("\n")
    faults = list(_file_faults(name, text, lines, tuple(columns)))
    rows = []
    for number, content in enumerate(lines[1:], 2):
        if not content and number == len(lines):
            continue
        cells = content.split("\t")
        if len(cells) != len(columns):
            faults.append(_count_fault(name, number, len(cells), len(columns)))
            continue
        row = Row(number, dict(zip(columns, cells, strict=True)))
        faults.extend(_cell_faults(name, row))
        rows.append(row)
    return Reading(Table(name, tuple(columns), tuple(rows)), tuple(faults))


def write(table: Table) -> bytes:
    """Gives the bytes of the file that :func:`read` reads back to the same table."""
    lines = ["\t".join(table.columns)]
    lines += ["\t".join(row[column] for column in table.columns) for row in table.rows]
    return ("\n".join(lines) + "\n").encode()


def refuse(faults: Sequence[Fault]) -> None:
    """Raises all faults as one error, if there are any.

    Raises:
        BadInput: there is at least one.
    """
    if faults:
        raise BadInput.of(faults)


def _file_faults(
    name: str, text: str, lines: list[str], columns: tuple[str, ...]
) -> Iterator[Fault]:
    header = tuple(lines[0].split("\t"))
    if header != columns:
        wrong = sorted(set(header) ^ set(columns)) or ["the order"]
        yield Fault(
            f"the header differs from what is expected in: {', '.join(wrong)}",
            file=name,
            line=1,
            expected="the columns " + ", ".join(columns),
        )
    if not text.endswith("\n"):
        yield Fault("the last line has no end", file=name, line=len(lines), expected="a line break")


def _count_fault(name: str, line: int, found: int, wanted: int) -> Fault:
    return Fault(
        f"the row has {found} cells",
        file=name,
        line=line,
        expected=f"{wanted}, as the header has",
        repair="Look for a tab or a line break inside a cell",
    )


def _cell_faults(name: str, row: Row) -> Iterator[Fault]:
    for column, cell in row.cells.items():
        expected = _spelling(cell)
        if expected:
            short = cell if len(cell) <= 60 else cell[:57] + "..."
            yield Fault(
                f"badly spaced or spelt: {short!r}",
                file=name,
                line=row.line,
                field=column,
                expected=expected,
            )


def _spelling(cell: str) -> str:
    """Says what is wrong with the characters of a cell, or nothing."""
    if cell != cell.strip():
        return "no blank at either end"
    if "  " in cell:
        return "single blanks"
    if not cell.isprintable():
        return "no control character or invisible blank"
    if not unicodedata.is_normalized("NFC", cell):
        return "composed characters (Unicode NFC)"
    return ""
