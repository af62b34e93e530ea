"""The search index as the search page asks for it: hits with the addresses of pages."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup, escape

from peerprov.graph import search
from peerprov.graph.search import KINDS, OPEN, SHUT, SearchIndex
from peerprov.server.site.edition import Edition
from peerprov.server.site.search import Hit

MOST: Final = 60
"""Hits of a kind on one page."""

__all__ = ["KINDS", "MOST", "Hit", "Index"]


class Index:
    """The index of a version, for pages; stands in for that of `peerprov.server.site.search`."""

    def __init__(self, edition: Edition) -> None:
        """Builds it."""
        self._index = SearchIndex.of(edition.store)
        self._edition = edition

    def find(self, words: str, kind: str, most: int = MOST) -> list[Hit]:
        """Finds entries of a kind, best first; typos and unfinished words are allowed for."""
        made = (self._hit(each) for each in self._index.search(words, (kind,), most))
        return [each for each in made if each is not None]

    def _hit(self, found: search.Hit) -> Hit | None:
        entry = found.entry
        snippet = _marked(found.snippet)
        if entry.kind == "term":
            term = self._edition.terms.get(entry.key)
            if term is None:
                return None
            also = found.matched
            weight = term.works_within
            return Hit("term", term.label, also, term.path, term.branch, weight, snippet)
        source = entry.work if entry.kind == "finding" else entry.key
        work = self._edition.works.by_id(source.removeprefix("work/"))
        if work is None:
            return None
        if entry.kind == "finding":
            path = f"{work.path}/findings#{entry.key.rpartition('/')[2]}"
            return Hit("finding", work.label, entry.name, path, "", 0, snippet)
        year = str(work.year or "")
        return Hit("work", work.title, found.matched, work.path, year, work.findings, snippet)


def _marked(snippet: str) -> Markup:
    shown = escape(snippet)
    return Markup(shown.replace(OPEN, Markup("<mark>")).replace(SHUT, Markup("</mark>")))  # noqa: S704 - the text is escaped, the marks are ours
