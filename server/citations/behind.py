"""The works behind the rows of a result, so that any SELECT can be asked for as its citations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    Store,
    Triple,
    parse_query_results,
)

from peerprov.errors import BadQuery, Fault
from peerprov.graph import doi
from peerprov.namespaces import BASE, iri
from peerprov.server.citations.formats import FORMATS, Format
from peerprov.server.citations.read import find_by_doi, graph_of, read_works

Cell = NamedNode | BlankNode | Literal | Triple | None

_TO_WORK: Final = (iri("pp:reportedIn"), iri("pp:supportedByWork"))
_TO_FINDING: Final = (iri("pp:involvesFinding"),)
_FROM_WORK: Final = (iri("pp:reportsStudy"),)
_FROM_FINDING: Final = (iri("pp:hasEffect"),)
_OWN: Final = tuple(f"{BASE}{kind}/" for kind in ("finding", "study", "reported", "conflict"))

RESULT_FORMATS: Final = tuple(
    form for form in FORMATS if form.name in {"CSL-JSON", "BibTeX", "RIS"}
)
"""What a SELECT can be asked for besides tables; to be offered under ``media_type`` and those
``aliases`` that do not mean a table (``application/json`` does)."""


def works_behind(store: Store, rows: Iterable[Iterable[Cell]]) -> list[NamedNode]:
    """Gives the works behind the cells of some rows, each once, in the order of first appearance.

    A cell stands for a work when it is the work, its DOI as text, one of its findings, its study,
    an effect, or a reported link or conflict that rests on it. Other cells stand for none.
    """
    works: dict[NamedNode, None] = {}
    seen: set[NamedNode | Literal] = set()
    for row in rows:
        for cell in row:
            if isinstance(cell, NamedNode | Literal) and cell not in seen:
                seen.add(cell)
                works.update(dict.fromkeys(_works_of(store, cell)))
    return list(works)


def write_results(
    store: Store, results: bytes, form: Format, parameters: Mapping[str, str]
) -> Iterator[bytes]:
    """Writes the works behind a result as citations.

    Args:
        store: the version that the result comes from.
        results: a SELECT result as SPARQL JSON.
        form: one of :data:`RESULT_FORMATS`.
        parameters: of the media type.

    Raises:
        BadQuery: the result is a boolean.
    """
    solutions = parse_query_results(results, format=QueryResultsFormat.JSON)
    if not isinstance(solutions, QuerySolutions):
        raise BadQuery(
            Fault("an ASK has no rows, and so no works behind them", expected="a SELECT query")
        )
    works = works_behind(store, solutions)
    return form.many(store, read_works(store, works), parameters)


def _works_of(store: Store, cell: NamedNode | Literal) -> Iterator[NamedNode]:
    if isinstance(cell, Literal):
        found = find_by_doi(store, cell.value) if _is_doi(cell) else None
        if found is not None:
            yield found
    elif graph_of(store, cell):
        yield cell
    elif cell.value.startswith(_OWN):
        yield from _works_of_node(store, cell)


def _is_doi(cell: Literal) -> bool:
    return cell.value.startswith("10.") and doi.is_canonical(cell.value)


def _works_of_node(store: Store, node: NamedNode) -> Iterator[NamedNode]:
    findings = [node, *_objects(store, node, _TO_FINDING), *_subjects(store, node, _FROM_FINDING)]
    works = [work for each in findings for work in _objects(store, each, _TO_WORK)]
    works += _subjects(store, node, _FROM_WORK)
    yield from sorted((work for work in works if graph_of(store, work)), key=str)


def _objects(
    store: Store, node: NamedNode, properties: tuple[NamedNode, ...]
) -> Iterator[NamedNode]:
    for each in properties:
        for quad in store.quads_for_pattern(node, each, None, None):
            if isinstance(quad.object, NamedNode):
                yield quad.object


def _subjects(
    store: Store, node: NamedNode, properties: tuple[NamedNode, ...]
) -> Iterator[NamedNode]:
    for each in properties:
        for quad in store.quads_for_pattern(None, each, node, None):
            if isinstance(quad.subject, NamedNode):
                yield quad.subject
