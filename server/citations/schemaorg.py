"""Writes works as schema.org JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Final

from peerprov.server.citations.kinds import kind_of
from peerprov.server.citations.work import Author, CitedWork

CONTEXT: Final = "https://schema.org"

Thing = dict[str, object]


def describe(work: CitedWork) -> Thing:
    """Makes the JSON-LD object of a work, without its context."""
    return _filled(
        {
            "@id": work.node.value,
            "@type": kind_of(work).schema,
            "name": work.title,
            "author": [_agent(author) for author in work.authors],
            "datePublished": f"{work.year:04}" if work.year is not None else None,
            "isPartOf": _container(work),
            "pagination": work.pages,
            "pageStart": work.first_page,
            "pageEnd": work.last_page,
            "publisher": {"@type": "Organization", "name": work.publisher}
            if work.publisher
            else None,
            "identifier": [
                {"@type": "PropertyValue", "propertyID": scheme, "value": value}
                for scheme, value in (
                    ("DOI", work.doi),
                    ("PMID", work.pmid),
                    ("PMCID", work.pmcid),
                    ("ISBN", work.isbn),
                )
                if value
            ],
            "url": work.address,
        }
    )


def write_one(work: CitedWork) -> bytes:
    """Writes one work as one object."""
    return _dump({"@context": CONTEXT} | describe(work))


def write_many(works: Iterable[CitedWork]) -> Iterator[bytes]:
    """Writes works as one graph, piece by piece."""
    yield f'{{"@context":"{CONTEXT}","@graph":['.encode()
    for number, work in enumerate(works):
        yield (b",\n" if number else b"") + _dump(describe(work))
    yield b"]}"


def _agent(author: Author) -> Thing:
    kind = "Organization" if author.corporate else "Person"
    return _filled(
        {
            "@type": kind,
            "name": author.name,
            "familyName": author.family,
            "givenName": author.given,
        }
    )


def _container(work: CitedWork) -> Thing | None:
    """The journal, with the volume and the issue around the work where they are known."""
    whole: Thing | None = None
    if work.container:
        whole = {
            "@type": "Periodical" if kind_of(work).csl == "article-journal" else "CreativeWork",
            "name": work.container,
        }
    if work.volume:
        whole = _filled(
            {"@type": "PublicationVolume", "volumeNumber": work.volume, "isPartOf": whole}
        )
    if work.issue:
        whole = _filled({"@type": "PublicationIssue", "issueNumber": work.issue, "isPartOf": whole})
    return whole


def _filled(thing: Thing) -> Thing:
    return {name: value for name, value in thing.items() if value not in (None, [])}


def _dump(value: Thing) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
