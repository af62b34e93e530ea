"""Shows an answer to people in a terminal."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, Store, Variable

from peerprov.namespaces import iri
from peerprov.queries.answer import Answer, write
from peerprov.queries.lookup import shorten

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

LABEL: Final = "_label"
NARROWEST: Final = 17
"""Characters that a column needs to be read; where there is less room, each row becomes a list."""


@dataclass(frozen=True, slots=True)
class _Column:
    """A column as shown: a resource and its label share one."""

    heading: str
    main: Variable
    below: Variable | None


def show(answer: Answer, store: Store, console: Console) -> int:
    """Prints an answer: SELECT as a table, ASK as yes or no, CONSTRUCT as Turtle.

    Columns of parameters that were given are left out; their values stand above the table. A table
    too wide for the console is printed as one list for each row.

    Returns:
        the number of rows or lines.
    """
    from rich.text import Text

    console.print(Text(answer.query.title, style="bold"))
    for variable, value in answer.bound.items():
        label = _label(store, value)
        said = f"{label} ({cell(value)})" if label else cell(value)
        console.print(Text(f"  {_heading(variable.value)}: {said}", style="dim"))
    result = answer.result
    if isinstance(result, QuerySolutions):
        return _show_rows(answer, result, console)
    if isinstance(result, QueryBoolean):
        console.print("yes" if result else "no")
        return 1
    text = write(answer, "turtle").decode()
    console.print(Text(text))
    return text.count("\n")


def _label(store: Store, value: object) -> str | None:
    """Looks up the label of a resource."""
    if isinstance(value, NamedNode):
        for quad in store.quads_for_pattern(value, iri("rdfs:label"), None):
            return cell(quad.object)
    return None


def _columns(answer: Answer, variables: list[Variable]) -> list[_Column]:
    """Pairs resources with their labels and leaves out parameters that were given."""
    names = {variable.value for variable in variables}
    columns = []
    for variable in variables:
        name = variable.value
        if variable in answer.bound or f"{name}{LABEL}" in names:
            continue
        plain = name.removesuffix(LABEL)
        below = Variable(plain) if plain != name and plain in names else None
        if below in answer.bound:
            below = None
        columns.append(_Column(_heading(plain), variable, below))
    return columns


def _heading(name: str) -> str:
    return name.replace("_", " ")


def _show_rows(answer: Answer, result: QuerySolutions, console: Console) -> int:
    from rich.text import Text

    columns = _columns(answer, list(result.variables))
    rows: list[list[tuple[object, object]]] = [
        [(row[column.main], row[column.below] if column.below else None) for column in columns]
        for row in result
    ]
    if rows and len(columns) * NARROWEST > console.width:
        for number, row in enumerate(rows, start=1):
            console.print(_record(number, columns, row))
    elif rows:
        console.print(_table(columns, rows))
    console.print(Text(f"{len(rows)} row{'' if len(rows) == 1 else 's'}", style="dim"))
    return len(rows)


def _table(columns: list[_Column], rows: list[list[tuple[object, object]]]) -> RenderableType:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for position, column in enumerate(columns):
        numbers = any(_is_number(row[position][0]) for row in rows)
        table.add_column(column.heading, justify="right" if numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_text(main, below) for main, below in row))
    return table


def _record(
    number: int, columns: list[_Column], row: list[tuple[object, object]]
) -> RenderableType:
    from rich.table import Table

    grid = Table(
        box=None, show_header=False, pad_edge=False, title=f"{number}", title_justify="left"
    )
    grid.add_column(style="dim")
    grid.add_column()
    for column, (main, below) in zip(columns, row, strict=True):
        if main is not None:
            grid.add_row(column.heading, _text(main, below))
    return grid


def _text(main: object, below: object) -> RenderableType:
    """Puts the identifier of a resource under its label."""
    from rich.text import Text

    if below is None:
        return Text(cell(main))
    return Text.assemble(cell(main), "\n", (cell(below), "dim"))


def cell(value: object) -> str:
    """Writes a value for people, without characters that steer a terminal or turn text round.

    >>> cell(Literal("role \\x1b[31mambiguity"))
    'role [31mambiguity'
    >>> cell(None)
    ''
    """
    if value is None:
        return ""
    text = shorten(value) if isinstance(value, NamedNode) else getattr(value, "value", str(value))
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf") or c == "\n")


def _is_number(value: object) -> bool:
    return isinstance(value, Literal) and value.datatype.value.endswith(("#integer", "#decimal"))
