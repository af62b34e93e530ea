"""What a kind of work is called in each format.

Sources: CSL 1.0.2 types, BibTeX entry types, RIS tags (Research Information Systems, 2011),
schema.org, DataCite Metadata Schema 4.5 ``resourceTypeGeneral``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from peerprov.server.citations.work import CitedWork


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work under its name in each format; ``name`` is for people."""

    name: str
    csl: str
    bibtex: str
    ris: str
    schema: str
    datacite: str


_ARTICLE: Final = Kind(
    "journal article", "article-journal", "article", "JOUR", "ScholarlyArticle", "JournalArticle"
)
_THESIS: Final = Kind("thesis", "thesis", "thesis", "THES", "Thesis", "Dissertation")
_REPORT: Final = Kind("report", "report", "techreport", "RPRT", "Report", "Report")
_TEXT: Final = Kind("text", "document", "misc", "GEN", "CreativeWork", "Text")

_KINDS: Final = {
    "Book": Kind("book", "book", "book", "BOOK", "Book", "Book"),
    "BookChapter": Kind("chapter", "chapter", "incollection", "CHAP", "Chapter", "BookChapter"),
    "ClinicalGuideline": _REPORT,
    "ConferencePaper": Kind(
        "conference paper",
        "paper-conference",
        "inproceedings",
        "CPAPER",
        "ScholarlyArticle",
        "ConferencePaper",
    ),
    "DoctoralThesis": replace(_THESIS, bibtex="phdthesis"),
    "Editorial": _ARTICLE,
    "JournalArticle": _ARTICLE,
    "MastersThesis": replace(_THESIS, bibtex="mastersthesis"),
    "PolicyDocument": _REPORT,
    "Preprint": Kind("preprint", "article", "misc", "GEN", "ScholarlyArticle", "Preprint"),
    "ReportDocument": _REPORT,
    "ReviewArticle": _ARTICLE,
    "Thesis": _THESIS,
    "WebPage": Kind("web page", "webpage", "misc", "ELEC", "WebPage", "Text"),
}


def kind_of(work: CitedWork) -> Kind:
    """Gives the kind under which a work is written.

    A class that does not say where the text stands (``SystematicReview``, ``Expression``) makes an
    article of what stands in a journal, and a plain text of anything else.
    """
    known = _KINDS.get(work.kind or "")
    if known:
        return known
    return _ARTICLE if work.container and (work.volume or work.doi) else _TEXT
