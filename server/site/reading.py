"""Small helpers to read a version: our own queries and the values that come back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store, Triple, Variable

from peerprov.namespaces import BASE, PREFIXES

Value = NamedNode | Literal | BlankNode | Triple
DOI: Final = PREFIXES["doi"]


def rows(
    store: Store, query: str, **bound: NamedNode | Literal
) -> Iterator[tuple[Value | None, ...]]:
    """Runs a SELECT of ours over the union of all graphs.

    Args:
        store: of the version.
        query: may use the project's prefixes; values come in through ``bound`` only.
        bound: variable -> its value; the query has to select the variable.

    Yields:
        the values of each solution in the order of the variables selected.
    """
    answer = store.query(
        query,
        prefixes=PREFIXES,
        substitutions={Variable(name): value for name, value in bound.items()},
        use_default_graph_as_union=True,
    )
    assert isinstance(answer, QuerySolutions)  # noqa: S101 - the queries here are SELECTs
    width = len(answer.variables)
    for solution in answer:
        yield tuple(solution[index] for index in range(width))


def text(value: Value | None) -> str:
    """The text of a literal or the IRI of a node; empty where there is none."""
    return value.value if isinstance(value, NamedNode | Literal | BlankNode) else ""


def count(value: Value | None) -> int:
    """The number that an integer literal says; 0 where there is none."""
    return int(value.value) if isinstance(value, Literal) else 0


def key(iri: str) -> str:
    """The part of one of our IRIs that stands in addresses: ``PEERPROV_0002101``."""
    return iri.removeprefix(BASE)


def properties(store: Store, node: NamedNode) -> dict[str, list[Value]]:
    """All that is said of a node in any graph, by property IRI; each value once."""
    found: dict[str, list[Value]] = {}
    for quad in store.quads_for_pattern(node, None, None, None):
        told = found.setdefault(quad.predicate.value, [])
        if quad.object not in told:
            told.append(quad.object)
    return found


def first(said: Mapping[str, list[Value]], name: str) -> str:
    """The text of the first value of a property, by its full IRI; empty where there is none."""
    found = said.get(name)
    return text(found[0]) if found else ""
