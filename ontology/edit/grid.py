"""A table whose cells are changed in place; every other byte stays as it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass
class Grid:
    """The lines of a table, taken apart at tabs.

    Attributes:
        rows: the header first; a last empty line stands for the line break at the end.
    """

    rows: list[list[str]]

    @classmethod
    def of(cls, text: str) -> Grid:
        """Takes a table apart.

        >>> Grid.of("a\\tb\\n1\\t2\\n").text()
        'a\\tb\\n1\\t2\\n'
        """
        return cls([line.split("\t") for line in text.split("\n")])

    def text(self) -> str:
        """Puts the table together again."""
        return "\n".join("\t".join(row) for row in self.rows)

    @property
    def columns(self) -> list[str]:
        """The header."""
        return self.rows[0]

    def lines(self) -> Iterator[int]:
        """Yields the line numbers of the rows below the header, which is line 1."""
        return (n + 1 for n, row in enumerate(self.rows) if n and row != [""])

    def get(self, line: int, column: str) -> str:
        """The text of a cell; empty where the table has no such column or the row is short."""
        if column not in self.columns:
            return ""
        place = self.columns.index(column)
        row = self.rows[line - 1]
        return row[place] if place < len(row) else ""

    def set(self, line: int, column: str, text: str) -> None:
        """Changes a cell."""
        self.rows[line - 1][self.columns.index(column)] = text

    def find(self, column: str, text: str) -> int | None:
        """Finds the line of the first row with this text in a column."""
        return next((line for line in self.lines() if self.get(line, column) == text), None)

    def insert(self, cells: Mapping[str, str], *, by: str) -> int:
        """Adds a row where a column keeps its order, and gives its line."""
        row = [cells.get(column, "") for column in self.columns]
        before = [line for line in self.lines() if self.get(line, by) < cells[by]]
        place = (before[-1] if before else 1) + 1
        self.rows.insert(place - 1, row)
        return place

    def remove(self, line: int) -> None:
        """Takes a row away."""
        del self.rows[line - 1]
