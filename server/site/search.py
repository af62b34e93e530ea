"""Search as pages use it: hits of the index with the addresses of pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from peerprov.graph import search
from peerprov.graph.search import KINDS, OPEN, SHUT
from peerprov.server.site.edition import Edition

MOST: Final = 40
"""Hits of a kind on one page."""
_LEAST: Final = 35.0
"""Score below which a hit has too few of the words to be shown to people."""

__all__ = ["KINDS", "MOST", "Hit", "Index"]


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found.

    Attributes:
        name: a label, or the work of a finding.
        also: another name that was found, where the name itself does not show why.
        snippet: text around what was found, escaped, with ``<mark>``.
        weight: works that report on a term; findings of a work.
    """

    kind: str
    name: str
    also: str
    path: str
    branch: str
    weight: int
    snippet: Markup


class Index:
    """The index of a version, for pages."""

    def __init__(self, edition: Edition) -> None:
        """Takes the index of an edition."""
        self._index = edition.index
        self._edition = edition

    def find(self, words: str, kind: str, most: int = MOST) -> list[Hit]:
        """Finds entries of a kind, best first; typos and unfinished words are allowed for."""
        found = self._index.search(words, (kind,), most)
        made = (self._hit(each) for each in found if each.score >= _LEAST)
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
