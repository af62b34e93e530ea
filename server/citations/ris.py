"""Writes works as RIS: one tag a line, CRLF, UTF-8.

PubMed numbers go where EndNote and Zotero look for them: ``AN`` and ``C2``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from peerprov.server.citations.csl import CUT
from peerprov.server.citations.kinds import kind_of
from peerprov.server.citations.work import Author, CitedWork


def write_one(work: CitedWork) -> bytes:
    """Writes one record, from ``TY`` to ``ER``."""
    tags: list[tuple[str, str | None]] = [
        ("TY", kind_of(work).ris),
        ("ID", work.id),
        ("TI", work.title),
        *(("AU", _name(author)) for author in work.authors),
        ("PY", str(work.year) if work.year is not None else None),
        ("T2", work.container),
        ("VL", work.volume),
        ("IS", work.issue),
        ("SP", work.first_page or work.pages),
        ("EP", work.last_page),
        ("PB", work.publisher),
        ("SN", work.isbn),
        ("DO", work.doi),
        ("UR", work.address),
        ("AN", work.pmid),
        ("C2", work.pmcid),
        ("N1", CUT if work.authors_complete is False else None),
    ]
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in tags if value]
    return ("\r\n".join([*lines, "ER  - "]) + "\r\n").encode()


def write_many(works: Iterable[CitedWork]) -> Iterator[bytes]:
    """Writes records one after the other, with an empty line between them."""
    for number, work in enumerate(works):
        yield (b"\r\n" if number else b"") + write_one(work)


def _name(author: Author) -> str:
    if author.family is None or author.corporate:
        return author.name
    return f"{author.family}, {author.given}" if author.given else author.family
