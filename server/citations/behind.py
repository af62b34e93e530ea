"""The works behind the rows of a result, so that any SELECT can be asked for as its citations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
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

from peerprov.errors import BadQuery, Fault, TooLarge
from peerprov.graph import doi
from peerprov.namespaces import BASE, iri
from peerprov.server.citations import accept
from peerprov.server.citations.formats import FORMATS, Format
from peerprov.server.citations.read import find_by_doi, graph_of, read_works

Cell = NamedNode | BlankNode | Literal | Triple | None

_TO_WORK: Final = (iri("pp:reportedIn"), iri("pp:supportedByWork"))
_TO_FINDING: Final = (iri("pp:involvesFinding"),)
_FROM_WORK: Final = (iri("pp:reportsStudy"),)
_FROM_FINDING: Final = (iri("pp:hasEffect"),)
_OWN: Final = tuple(f"{BASE}{kind}/" for kind in ("finding", "study", "reported", "conflict"))

RESULT_FORMATS: Final = tuple(
    form for form in FORMATS if form.name in {"CSL-JSON", "BibTeX", "RIS", "Formatted citation"}
)
"""What a SELECT can be asked for besides tables."""

RESULT_BYTES: Final = 64 << 20
"""Largest result that is read for its works."""

_TAKEN: Final = frozenset({"application/json", "text/plain"})
_OFFERS: Final = {
    name: form
    for form in RESULT_FORMATS
    for name in (form.media_type, *form.aliases)
    if name not in _TAKEN
}
_NAMES: Final = {
    **{name: form for name, form in _OFFERS.items()},
    **{form.extension: form for form in RESULT_FORMATS if form.extension in {"bib", "ris"}},
    **dict(zip(("csl", "bibtex", "ris", "bibliography"), RESULT_FORMATS, strict=True)),
}


@dataclass(frozen=True, slots=True)
class Cited:
    """A result asked for as citations: the format, with the parameters of its media type."""

    form: Format
    parameters: Mapping[str, str]

    @property
    def content_type(self) -> str:
        """The type under which the citations are sent."""
        return self.form.content_type(self.parameters)

    def write(self, store: Store, results: bytes) -> Iterator[bytes]:
        """Writes the works behind a result.

        Args:
            store: the version that the result comes from.
            results: a SELECT result as SPARQL JSON.

        Raises:
            BadQuery: the result is a boolean.
            TooLarge: the result is over :data:`RESULT_BYTES`.
            CannotRender: the style cannot be used.
        """
        if len(results) > RESULT_BYTES:
            raise TooLarge(
                Fault(
                    f"the result has {len(results):,} bytes, too many to look for its works",
                    expected=f"at most {RESULT_BYTES:,} bytes",
                    repair="Select only the works or findings, DISTINCT",
                )
            )
        solutions = parse_query_results(results, format=QueryResultsFormat.JSON)
        if not isinstance(solutions, QuerySolutions):
            raise BadQuery(
                Fault("an ASK has no rows, and so no works behind them", expected="a SELECT query")
            )
        works = works_behind(store, solutions)
        return self.form.many(store, read_works(store, works), self.parameters)


def citations_wanted(accept_header: str, name: str | None, others: Iterable[str]) -> Cited | None:
    """Says whether a result is wanted as citations rather than in another format.

    Args:
        accept_header: of the request.
        name: what ``format=`` says, which decides where it is given: ``bibtex``, ``ris``, ``csl``,
            ``bibliography`` or a media type.
        others: media types of the other formats, which are liked better where nothing decides.
    """
    if name:
        form = _NAMES.get(name.strip().lower().replace(" ", "+"))
        return Cited(form, {}) if form else None
    offers: dict[str, Format | None] = {**dict.fromkeys(others), **_OFFERS}
    for form, parameters in accept.choices(accept_header, offers):
        return Cited(form, parameters) if form else None
    return None


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
