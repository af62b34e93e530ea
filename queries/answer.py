"""Runs stored queries and writes their answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

from peerprov.errors import BadQuery, Fault
from peerprov.namespaces import PREFIXES
from peerprov.queries.bind import Bindings, bind
from peerprov.queries.model import Query
from peerprov.queries.nearest import did_you_mean
from peerprov.queries.tokens import group_start

Result = QuerySolutions | QueryBoolean | QueryTriples

RESULT_FORMATS: Final = {
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
}
"""Formats of the answer to SELECT and ASK."""
GRAPH_FORMATS: Final = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "json": RdfFormat.JSON_LD,
    "xml": RdfFormat.RDF_XML,
}
"""Formats of the answer to CONSTRUCT."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a stored query; it can be read once, in the thread that asked.

    Attributes:
        query: what was asked.
        bound: with which values.
        result: as the engine gives it.
    """

    query: Query
    bound: Bindings
    result: Result


def run(query: Query, store: Store, arguments: Mapping[str, str] | None = None) -> Answer:
    """Runs a stored query over the union of all graphs.

    Args:
        query: a query of the catalogue.
        store: where to ask.
        arguments: parameter name to what the caller wrote; see :func:`bind`.

    Raises:
        BadQuery: an argument does not fit.
    """
    bound = bind(query, arguments or {}, store)
    result = store.query(query.text, substitutions=dict(bound), use_default_graph_as_union=True)
    return Answer(query, bound, result)


def formats(query: Query) -> list[str]:
    """Lists the formats in which a query can answer."""
    return list(GRAPH_FORMATS if query.kind == "CONSTRUCT" else RESULT_FORMATS)


def write(answer: Answer, format: str) -> bytes:
    """Writes an answer in one of its :func:`formats`.

    Raises:
        BadQuery: the answer has no such format.
    """
    known = formats(answer.query)
    if format not in known:
        fault = Fault(
            f"{answer.query.name} cannot answer as {format!r}",
            expected="one of " + ", ".join(known),
            repair=did_you_mean(format, known),
        )
        raise BadQuery(fault)
    result = answer.result
    if isinstance(result, QueryTriples):
        # Sorted, so that one state of the graph gives one sequence of bytes.
        triples: list[Triple] = sorted(result, key=str)
        written = serialize(triples, format=GRAPH_FORMATS[format], prefixes=PREFIXES)
    else:
        written = result.serialize(format=RESULT_FORMATS[format])
    return written or b""


def standalone(query: Query, bound: Bindings) -> str:
    """Writes the query so that it gives the same answer at any endpoint, values in VALUES lines.

    A reader can change a value there; deleting its line leaves the parameter open. The values are
    terms that :func:`bind` made, in N-Triples syntax, so they cannot end the line that holds them.
    """
    lines = [line for line in query.text.splitlines() if not line.startswith("#+")]
    text = "\n".join(lines).strip() + "\n"
    start = group_start(text)
    if start is None:
        return text
    values = "".join(
        f"\n  VALUES ${variable.value} {{ {value} }}" for variable, value in bound.items()
    )
    return text[:start] + values + text[start:]
