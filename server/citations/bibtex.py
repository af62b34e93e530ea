r"""Writes works as BibTeX in UTF-8.

Only the characters that TeX takes for itself are escaped; letters stay as they are, which BibTeX
8-bit engines, Biber and every reference manager read. ``doi`` and ``url`` are verbatim fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from peerprov.server.citations.kinds import kind_of
from peerprov.server.citations.work import Author, CitedWork

_ESCAPED: Final = {ord(character): f"\\{character}" for character in "&%$#_"} | {
    # BibTeX counts braces behind a backslash too, so they cannot be escaped by one.
    ord("{"): r"\textbraceleft{}",
    ord("}"): r"\textbraceright{}",
    ord("\\"): r"\textbackslash{}",
    ord("~"): r"\textasciitilde{}",
    ord("^"): r"\textasciicircum{}",
}
_KEEPS_CASE: Final = re.compile(r"(?<![\w\\{])(\w*(?:[A-Z]\w*[A-Z]|[a-z]\w*[A-Z])\w*)")
_INSTITUTION: Final = {
    "thesis": "school",
    "phdthesis": "school",
    "mastersthesis": "school",
    "techreport": "institution",
}
_CONTAINER: Final = {"incollection": "booktitle", "inproceedings": "booktitle"}


def write_one(work: CitedWork) -> bytes:
    """Writes one entry; its key is the work id, which never changes."""
    entry = kind_of(work).bibtex
    fields = {
        "title": _title(work.title),
        "author": _authors(work),
        "year": str(work.year) if work.year is not None else None,
        _CONTAINER.get(entry, "journal"): _escape(work.container),
        _INSTITUTION.get(entry, "publisher"): _escape(work.publisher),
        "type": "Thesis" if entry == "thesis" else None,
        "volume": _escape(work.volume),
        "number": _escape(work.issue),
        "pages": _pages(work),
        "doi": _verbatim(work.doi),
        "isbn": work.isbn,
        "url": _verbatim(work.address),
        "pmid": work.pmid,
        "pmcid": work.pmcid,
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return (f"@{entry}{{{work.id},\n" + ",\n".join(lines) + "\n}\n").encode()


def write_many(works: Iterable[CitedWork]) -> Iterator[bytes]:
    """Writes entries one after the other, with a blank line between them."""
    for number, work in enumerate(works):
        yield (b"\n" if number else b"") + write_one(work)


def _escape(text: str | None) -> str | None:
    return " ".join(text.split()).translate(_ESCAPED) if text else None


def _title(text: str | None) -> str | None:
    """Escapes a title and holds words together that a style must not put into lower case."""
    escaped = _escape(text)
    return _KEEPS_CASE.sub(r"{\1}", escaped) if escaped else None


def _authors(work: CitedWork) -> str | None:
    names = [_name(author) for author in work.authors]
    if names and work.authors_complete is False:
        names.append("others")
    return " and ".join(names) or None


def _name(author: Author) -> str:
    """``Family, Given``; braces hold a name together that BibTeX would take apart."""
    if author.family is None or author.corporate:
        return f"{{{_escape(author.name)}}}"
    family = _escape(author.family) or ""
    if "," in family or " and " in family or (not author.given and " " in family):
        family = f"{{{family}}}"
    return f"{family}, {_escape(author.given)}" if author.given else family


def _pages(work: CitedWork) -> str | None:
    if work.first_page and work.last_page:
        return f"{_escape(work.first_page)}--{_escape(work.last_page)}"
    return _escape(work.pages or work.first_page)


def _verbatim(text: str | None) -> str | None:
    """A text as it is, unless its braces would end the field; an address has these encoded."""
    if text and ("{" in text or "}" in text):
        return text.replace("{", "%7B").replace("}", "%7D")
    return text
