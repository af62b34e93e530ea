"""Search over names, definitions, titles and statements: a full-text index in memory by version."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from peerprov.server.site.edition import Edition
from peerprov.server.site.findings import FINDING
from peerprov.server.site.reading import key, rows, text

KINDS: Final = ("term", "work", "finding")
MOST: Final = 60
"""Hits of a kind on one page."""
_WORD: Final = re.compile(r"[^\W_]+")
_WORDS: Final = 12
_OPEN, _SHUT = "\ue000", "\ue001"
"""Marks around what was found, from the private use area, so that they survive escaping."""

_TABLE: Final = """
CREATE VIRTUAL TABLE entry USING fts5(
  name, also, body, kind UNINDEXED, path UNINDEXED, branch UNINDEXED, weight UNINDEXED,
  tokenize = "porter unicode61 remove_diacritics 2", prefix = '2 3'
)
"""
_FIND: Final = """
SELECT name, also, path, branch, weight, snippet(entry, 2, :open, :shut, '…', 28)
FROM entry WHERE entry MATCH :words AND kind = :kind
ORDER BY bm25(entry, 10.0, 6.0, 1.0) - min(weight, 20) * 0.12, name LIMIT :most
"""
_FINDINGS: Final = """
SELECT ?finding ?statement ?concept ?work ?id ?term WHERE {
  ?finding a pp:Finding ; pp:findingId ?id ; pp:reportedIn ?work .
  OPTIONAL { ?finding pp:statementText ?statement }
  OPTIONAL { ?finding pp:conceptText ?concept }
  OPTIONAL { ?finding pp:aboutConcept ?term }
}
"""


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
    """The index of a version."""

    def __init__(self, edition: Edition) -> None:
        """Fills it."""
        self._lock = threading.Lock()
        self._base = sqlite3.connect(":memory:", check_same_thread=False)
        with self._base:
            self._base.execute(_TABLE)
            self._base.executemany(
                "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)", _entries(edition)
            )

    def find(self, words: str, kind: str, most: int = MOST) -> list[Hit]:
        """Finds what has all words, the last one perhaps unfinished; best first."""
        asked = match_words(words)
        if not asked:
            return []
        given = {"words": asked, "kind": kind, "most": most, "open": _OPEN, "shut": _SHUT}
        with self._lock:
            found = self._base.execute(_FIND, given).fetchall()
        wanted = [word.casefold() for word in _WORD.findall(words)]
        return [
            Hit(kind, name, _reason(name, also, wanted), path, branch, weight, _marked(snippet))
            for name, also, path, branch, weight, snippet in found
        ]


def match_words(words: str) -> str:
    """Turns what was typed into a query of FTS5, of quoted words only, so nothing is syntax.

    >>> match_words('role "clar')
    '"role" "clar"*'
    """
    found = _WORD.findall(words)[:_WORDS]
    return " ".join(f'"{word}"' for word in found) + ("*" if found else "")


def _entries(edition: Edition) -> Iterator[tuple[str, str, str, str, str, str, int]]:
    for term in edition.terms:
        also = "\n".join((*term.synonyms, term.curie))
        body = f"{term.plain} {term.definition}".strip()
        yield term.label, also, body, "term", term.path, term.branch, term.works_within
    for work in edition.works:
        also = "\n".join((work.label, work.doi, work.id, *work.authors))
        body = f"{work.container} {work.label}".strip()
        yield work.title, also, body, "work", work.path, str(work.year or ""), work.findings
    for finding, statement, concept, node, name, about in rows(edition.store, _FINDINGS):
        source = edition.works.get(text(node))
        if source is None or not text(finding).startswith(FINDING):
            continue
        concerns = edition.terms.get(key(text(about)))
        also = "\n".join((text(concept), concerns.label if concerns else ""))
        path = f"{source.path}/findings#{text(name)}"
        yield source.label, also, text(statement) or text(concept), "finding", path, "", 0


def _reason(name: str, also: str, wanted: list[str]) -> str:
    """The first other name that has the words that the name lacks."""
    missing = [word for word in wanted if word not in name.casefold()]
    if not missing:
        return ""
    names = also.split("\n")
    return next((each for each in names if all(w in each.casefold() for w in missing)), "")


def _marked(snippet: str) -> Markup:
    shown = escape(snippet)
    return Markup(shown.replace(_OPEN, Markup("<mark>")).replace(_SHUT, Markup("</mark>")))  # noqa: S704 - the text is escaped, the marks are ours
