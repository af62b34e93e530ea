"""What Zotero makes of a page: the rules of its translator for embedded metadata, re-told.

Source: zotero/translators, ``Embedded Metadata.js``, functions ``init``, ``processFields`` and
``addHighwireMetadata``; only what HighWire tags decide.
"""

from __future__ import annotations

from html.parser import HTMLParser

TYPES = {
    "citation_journal_title": "journalArticle",
    "citation_technical_report_institution": "report",
    "citation_conference_title": "conferencePaper",
    "citation_book_title": "bookSection",
    "citation_dissertation_institution": "thesis",
}
FIELDS = {
    "citation_title": "title",
    "citation_publication_date": "date",
    "citation_journal_title": "publicationTitle",
    "citation_book_title": "bookTitle",
    "citation_volume": "volume",
    "citation_issue": "issue",
    "citation_conference_title": "conferenceName",
    "citation_dissertation_institution": "university",
    "citation_technical_report_institution": "institution",
    "citation_publisher": "publisher",
    "citation_isbn": "ISBN",
    "citation_doi": "DOI",
}
RDF_PREFIXES = {"bib", "bibo", "dc", "dcterms", "prism", "foaf", "og", "article", "book", "eprints"}


class _Metas(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "meta" and given.get("name") and given.get("content"):
            self.found.append((str(given["name"]), str(given["content"])))


def item(html: str) -> dict[str, object]:
    """The item that Zotero would save from a page."""
    metas = _Metas()
    metas.feed(html)
    kind, guess = "", ""
    made: dict[str, object] = {"creators": []}
    creators: list[tuple[str, str]] = []
    for name, content in metas.found:
        assert name.split(":")[0].split(".")[0].split("_")[0].lower() not in RDF_PREFIXES
        kind = TYPES.get(name, kind)
        if name == "citation_title":
            guess = guess or "journalArticle"
        if name == "citation_isbn":
            guess = "book"
        if name in FIELDS:
            made[FIELDS[name]] = " ".join(content.split())
        if name == "citation_author":
            last, _, first = content.partition(", ")
            creators.append((last, first))
    told = dict(metas.found)
    first, last = told.get("citation_firstpage", ""), told.get("citation_lastpage", "")
    if first:
        made["pages"] = f"{first}-{last}" if last else first
    return made | {"itemType": kind or guess, "creators": creators}
