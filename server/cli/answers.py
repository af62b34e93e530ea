"""The answers of the stored queries as lines, for telling which of them a change alters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pyoxigraph import Store

MOVING: Final = frozenset({"versions", "graphs", "properties", "summary"})
"""Queries about the build itself, whose answers change with every build."""


def answers(store: Store) -> dict[str, tuple[str, ...]]:
    """Asks every stored query with its defaults; where a default leads nowhere, that is the answer.

    Returns:
        Name of the query -> lines of the answer.
    """
    from peerprov.errors import BadQuery
    from peerprov.queries.answer import run, write
    from peerprov.queries.catalogue import load

    found = {}
    for query in load():
        if query.name in MOVING:
            continue
        try:
            text = write(run(query, store), "ntriples" if query.kind == "CONSTRUCT" else "json"
                         if query.kind == "ASK" else "csv").decode()  # fmt: skip
        except BadQuery as error:
            text = str(error)
        found[query.name] = tuple(text.splitlines())
    return found
