"""Writes works as CSL-JSON (Citation Style Language 1.0.2, ``csl-data.json``)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from peerprov.server.citations.kinds import kind_of
from peerprov.server.citations.work import Author, CitedWork

CUT = "The list of authors is incomplete."

Item = dict[str, object]


def item(work: CitedWork) -> Item:
    """Makes the CSL-JSON object of a work; fields that the graph lacks are left out."""
    fields: Item = {
        "id": work.id,
        "type": kind_of(work).csl,
        "title": work.title,
        "author": [_name(author) for author in work.authors] or None,
        "issued": {"date-parts": [[work.year]]} if work.year is not None else None,
        "container-title": work.container,
        "publisher": work.publisher,
        "volume": work.volume,
        "issue": work.issue,
        "page": work.pages,
        "page-first": work.first_page,
        "DOI": work.doi,
        "ISBN": work.isbn,
        "PMID": work.pmid,
        "PMCID": work.pmcid,
        "URL": work.address,
        "note": CUT if work.authors_complete is False else None,
    }
    return {name: value for name, value in fields.items() if value is not None}


def write_one(work: CitedWork) -> bytes:
    """Writes one work as one object, as DOI services do."""
    return _dump(item(work))


def write_many(works: Iterable[CitedWork]) -> Iterator[bytes]:
    """Writes works as one array, piece by piece."""
    lead = b"["
    for work in works:
        yield lead + _dump(item(work))
        lead = b",\n"
    yield b"[]" if lead == b"[" else b"]"


def _name(author: Author) -> dict[str, str]:
    if author.family is None or author.corporate:
        return {"literal": author.name}
    parts = {"family": author.family}
    return parts | {"given": author.given} if author.given else parts


def _dump(value: Item) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
