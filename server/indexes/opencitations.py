"""The rows of OpenCitations Index v2 and v1 and of OpenCitations Meta v1; all values are text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from pyoxigraph import NamedNode

from peerprov.server.citations.kinds import kind_of
from peerprov.server.citations.work import CitedWork
from peerprov.server.indexes.catalogue import (
    Catalogue,
    Citation,
    agent_iri,
    has_doi,
    identifiers,
    oci,
    omid,
)
from peerprov.server.indexes.operations import Row

CITATION: Final = ("oci", "citing", "cited", "creation", "timespan", "journal_sc", "author_sc")
METADATA_V1: Final = (
    *("author", "year", "title", "source_title", "source_id", "volume", "issue", "page", "doi"),
    *("reference", "citation", "citation_count", "oa_link"),
)
META: Final = (
    *("id", "title", "author", "pub_date", "issue", "volume", "venue", "type", "page"),
    *("publisher", "editor"),
)
COUNT: Final = ("count",)

_TYPES: Final = {
    "thesis": "dissertation",
    "chapter": "book chapter",
    "conference paper": "proceedings article",
    "web page": "web content",
    "text": "",
}
_IDS: Final = re.compile(r"__(?=(?:doi|issn|isbn|omid|openalex|pmid|pmcid):)")


def citation_rows(catalogue: Catalogue, citations: Iterable[Citation]) -> list[Row]:
    """Rows of Index v2: both ends by all their identifiers, the OMID first."""
    return [
        _row(
            catalogue,
            each,
            " ".join(identifiers(catalogue, each.citing)),
            " ".join(identifiers(catalogue, each.cited)),
        )
        for each in citations
    ]


def citation_rows_v1(catalogue: Catalogue, citations: Iterable[Citation]) -> list[Row]:
    """Rows of Index v1: both ends by bare DOI; without a DOI on each end there is no row."""
    ends = ((each, has_doi(catalogue, each.citing), has_doi(catalogue, each.cited))
            for each in citations)  # fmt: skip
    return [
        _row(catalogue, each, citing, cited) for each, citing, cited in ends if citing and cited
    ]


def metadata_rows_v1(catalogue: Catalogue, dois: Iterable[str]) -> list[Row]:
    """Rows of ``metadata`` of Index v1, which clients still call."""
    nodes = dict.fromkeys(catalogue.find(f"doi:{each}") for each in dois)
    works = (catalogue.works.get(node) for node in nodes if node)
    return [_metadata_v1(catalogue, work) for work in works if work]


def split_ids(text: str) -> list[str]:
    """Splits identifiers joined by two underscores; a DOI may have such a pair in itself."""
    return _IDS.split(text)


def meta_rows(catalogue: Catalogue, ids: Iterable[str]) -> list[Row]:
    """Rows of Meta v1 of the works that are known by these identifiers, each once."""
    nodes = dict.fromkeys(catalogue.find(each) for each in ids)
    works = (catalogue.works.get(node) for node in nodes if node)
    return [_meta(catalogue, work) for work in works if work]


def author_rows(catalogue: Catalogue, name: str) -> list[Row]:
    """Rows of Meta v1 of the works with an author, by ``omid:ra/...``.

    An author here is a name on one title page; the graph knows no ORCID.
    """
    return [
        _meta(catalogue, work)
        for work in catalogue.works.values()
        if any(omid("ra", agent) == name.lower() for agent in _agents(work))
    ]


def count_rows(count: int) -> list[Row]:
    """The row of a count."""
    return [{"count": str(count)}]


def pub_date(work: CitedWork | None) -> str:
    """The date as far as the graph knows it: a year of four digits, or nothing."""
    return f"{work.year:04d}" if work and work.year and 0 < work.year <= 9999 else ""


def _row(catalogue: Catalogue, citation: Citation, citing: str, cited: str) -> Row:
    ends = catalogue.works.get(citation.citing), catalogue.works.get(citation.cited)
    return {
        "oci": oci(citation),
        "citing": citing,
        "cited": cited,
        "creation": pub_date(ends[0]),
        "timespan": _timespan(*map(pub_date, ends)),
        "journal_sc": _answer(_same_venue(catalogue, citation)),
        "author_sc": _answer(bool(_names(ends[0]) & _names(ends[1]))),
    }


def _timespan(citing: str, cited: str) -> str:
    if not citing or not cited:
        return ""
    years = int(citing) - int(cited)
    return f"{'-' if years < 0 else ''}P{abs(years)}Y"


def _same_venue(catalogue: Catalogue, citation: Citation) -> bool:
    venue = catalogue.venues.get(citation.citing)
    return venue is not None and venue == catalogue.venues.get(citation.cited)


def _names(work: CitedWork | None) -> set[str]:
    return {author.name.casefold() for author in work.authors} if work else set()


def _answer(value: bool) -> str:
    return "yes" if value else "no"


def _metadata_v1(catalogue: Catalogue, work: CitedWork) -> Row:
    citing = _dois(catalogue, (each.citing for each in catalogue.incoming.get(work.node, ())))
    return {
        "author": "; ".join(_plain(author.name) for author in work.authors),
        "year": pub_date(work),
        "title": work.title or "",
        "source_title": work.container or "",
        "source_id": "",
        "volume": work.volume or "",
        "issue": work.issue or "",
        "page": _pages(work),
        "doi": work.doi or "",
        "reference": "; ".join(
            _dois(catalogue, (each.cited for each in catalogue.outgoing.get(work.node, ())))
        ),
        "citation": "; ".join(citing),
        "citation_count": str(len(citing)),
        "oa_link": "",
    }


def _dois(catalogue: Catalogue, nodes: Iterable[NamedNode]) -> list[str]:
    return [found for node in nodes if (found := has_doi(catalogue, node))]


def _meta(catalogue: Catalogue, work: CitedWork) -> Row:
    venue, publisher = catalogue.venues.get(work.node), catalogue.publishers.get(work.node)
    ids = identifiers(catalogue, work.node)
    return {
        "id": " ".join([*ids[1:], ids[0]]),
        "title": work.title or "",
        "author": "; ".join(
            _tagged(author.name, omid("ra", agent))
            for author, agent in zip(work.authors, _agents(work), strict=True)
        ),
        "pub_date": pub_date(work),
        "issue": work.issue or "",
        "volume": work.volume or "",
        "venue": _tagged(work.container, omid("br", venue)) if work.container and venue else "",
        "type": _TYPES.get(kind_of(work).name, kind_of(work).name),
        "page": _pages(work),
        "publisher": _tagged(work.publisher, omid("ra", publisher))
        if work.publisher and publisher
        else "",
        "editor": "",
    }


def _agents(work: CitedWork) -> list[str]:
    return [agent_iri(work, place) for place in range(1, len(work.authors) + 1)]


def _tagged(name: str, omid_: str) -> str:
    return f"{_plain(name)} [{omid_}]"


def _plain(name: str) -> str:
    """A name in a list: clients split at every semicolon."""
    return name.replace(";", ",").strip()


def _pages(work: CitedWork) -> str:
    if work.first_page and work.last_page:
        return f"{work.first_page}-{work.last_page}"
    return work.pages or ""
