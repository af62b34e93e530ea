"""Lists of works: all of them, and the answers to many identifiers at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from flask import Response, request
from pyoxigraph import NamedNode

from peerprov.server.citations.formats import Format
from peerprov.server.citations.read import WORK_ID, read_works
from peerprov.server.citations.work import CitedWork
from peerprov.server.doi import address, answers, batch, table
from peerprov.server.doi.answers import PAGE, Served
from peerprov.server.doi.belongings import CSV, JSON
from peerprov.server.exchange import read_body

_Writer = Callable[[Iterable[batch.Answer]], Iterator[bytes]]

_ANSWERS: Final[dict[str, tuple[str, _Writer]]] = {
    JSON: (JSON, batch.as_json),
    "application/x-ndjson": ("application/x-ndjson", batch.as_lines),
    "application/jsonl": ("application/x-ndjson", batch.as_lines),
    CSV: (f"{CSV}; charset=utf-8; header=present", batch.as_csv),
}
_CITATIONS: Final[dict[str, Format]] = {
    name: form for name, form in answers.OFFERS.items() if form is not PAGE and name != JSON
}
_BATCH_OFFERS: Final[dict[str, Format | tuple[str, _Writer]]] = {**_ANSWERS, **_CITATIONS}
_LIST_COLUMNS: Final = ("id", "doi", "label", "title", "year", "work", "page")
_LIST_OFFERS: Final[dict[str, Format | str]] = {
    JSON: JSON,
    CSV: CSV,
    **_CITATIONS,
    "text/html": PAGE,
    "application/xhtml+xml": PAGE,
}


def answer_batch(served: Served) -> Response:
    """Answers ``POST /doi``: one answer for each identifier, or citations of the works found.

    Answers are written while they are sent. Citations carry the counts by status in the header
    ``PeerProv-Answers``, since they have no place for what was not found.
    """
    chosen, parameters = answers.pick(served, _BATCH_OFFERS)
    body = read_body(request.environ, batch.BODY_BYTES)
    given = batch.read_identifiers(body, request.mimetype)
    told = batch.answers(served.store, given, served.root)
    if not isinstance(chosen, Format):
        media_type, write = chosen
        return answers.stream(served, write(told), media_type)
    all_told = list(told)
    found = batch.found_works(all_told)
    response = _cited(served, chosen, parameters, found)
    response.headers["PeerProv-Answers"] = batch.summary(all_told)
    return response


def list_works(served: Served) -> Response:
    """Answers ``/works``: all works by id, as a list, a page or citations."""
    chosen, parameters = answers.pick(served, _LIST_OFFERS)
    works = all_works(served)
    if isinstance(chosen, Format) and chosen is not PAGE:
        return _cited(served, chosen, parameters, [work.node for work in works])
    if chosen is PAGE:
        return served.pages.works(served, works)
    rows = [_row(served, work) for work in works]
    if chosen == CSV:
        body = b"".join(table.write(rows, _LIST_COLUMNS))
        return answers.content(served, body, f"{CSV}; charset=utf-8; header=present")
    return answers.plain_json(served, {"works": rows})


def all_works(served: Served) -> list[CitedWork]:
    """Reads all works, by id."""
    quads = served.store.quads_for_pattern(None, WORK_ID, None, None)
    nodes = {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}
    return sorted(read_works(served.store, nodes), key=lambda work: work.id)


def _cited(
    served: Served, form: Format, parameters: Mapping[str, str], nodes: list[NamedNode]
) -> Response:
    works = read_works(served.store, nodes)
    pieces = form.many(served.store, works, parameters)
    return answers.stream(served, pieces, form.content_type(parameters))


def _row(served: Served, work: CitedWork) -> dict[str, object]:
    row = {
        "id": work.id,
        "doi": work.doi,
        "label": work.label,
        "title": work.title,
        "year": work.year,
        "work": work.node.value,
        "page": served.root + address.work_path(work),
    }
    return {name: value for name, value in row.items() if value is not None}
