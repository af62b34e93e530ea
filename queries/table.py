"""Shows an answer as a table in a terminal."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions

from peerprov.queries.answer import Answer, write
from peerprov.queries.lookup import shorten

if TYPE_CHECKING:
    from rich.console import Console


def show(answer: Answer, console: Console) -> int:
    """Prints an answer for people: SELECT as a table, ASK as yes or no, CONSTRUCT as Turtle.

    Columns of parameters that were given are left out; their values stand above the table.

    Returns:
        the number of rows, triples or 1.
    """
    from rich.text import Text

    console.print(Text(answer.query.title, style="bold"))
    for variable, value in answer.bound.items():
        console.print(Text(f"  {variable.value}: {cell(value)}", style="dim"))
    result = answer.result
    if isinstance(result, QuerySolutions):
        return _show_rows(answer, result, console)
    if isinstance(result, QueryBoolean):
        console.print("yes" if result else "no")
        return 1
    text = write(answer, "turtle").decode()
    console.print(Text(text))
    return text.count("\n")


def _show_rows(answer: Answer, result: QuerySolutions, console: Console) -> int:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    variables = [variable for variable in result.variables if variable not in answer.bound]
    rows = [[row[variable] for variable in variables] for row in result]
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for position, variable in enumerate(variables):
        numbers = any(_is_number(row[position]) for row in rows)
        table.add_column(variable.value.replace("_", " "), justify="right" if numbers else "left")
    for row in rows:
        table.add_row(*(Text(cell(value)) for value in row))
    if rows:
        console.print(table)
    console.print(Text(f"{len(rows)} row{'' if len(rows) == 1 else 's'}", style="dim"))
    return len(rows)


def cell(value: object) -> str:
    """Writes a value for people; characters that steer a terminal or turn the text round are taken out.

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
