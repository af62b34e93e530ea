"""The index: SQLite FTS5 in memory finds candidates and snippets, `score` puts them in order."""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Store
from rapidfuzz import fuzz, process

from peerprov.graph import doi
from peerprov.graph.search.entry import EXACT_SYNONYM, KINDS, Entry
from peerprov.graph.search.query import Query, Vocabulary
from peerprov.graph.search.read import read_entries
from peerprov.graph.search.score import EXACT, Prepared, score
from peerprov.namespaces import BASE

OPEN, SHUT = "\ue000", "\ue001"
"""Marks around found words in snippets, from the private use area: they survive escaping."""

_CANDIDATES: Final = 40
_LEAST: Final = 12.0
_COMMON: Final = 1.4
"""Words that tell less than this (in more than a third of all entries) find nothing alone."""
_TABLE: Final = """
CREATE VIRTUAL TABLE entry USING fts5(
  names, body, kind UNINDEXED,
  tokenize = "porter unicode61 remove_diacritics 2", prefix = '2 3'
)
"""
_FIND: Final = """
SELECT rowid FROM entry WHERE entry MATCH :words AND kind = :kind
ORDER BY bm25(entry, 6.0, 1.0) LIMIT :most
"""
_SNIPPET: Final = """
SELECT rowid, snippet(entry, 1, :open, :shut, '…', 28) FROM entry
WHERE entry MATCH :words AND rowid >= :low AND rowid <= :high
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that was found.

    Attributes:
        entry: what was found.
        score: 0 to 100; 100 for the exact identifier or name.
        exact: an identifier, the name to show or an exact synonym is what was asked for, but for
            case, accents and punctuation.
        matched: the name that was found where it is not the one to show; else empty.
        snippet: our own text around what was found, words found between :data:`OPEN` and
            :data:`SHUT`; not escaped.
    """

    entry: Entry
    score: float
    exact: bool
    matched: str
    snippet: str


class SearchIndex:
    """The entries of one version, searchable. Safe to use from several threads."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Takes entries and builds the index in memory."""
        self._prepared = [Prepared.of(entry) for entry in entries]
        frequency = Counter(
            each
            for prepared in self._prepared
            for each in prepared.every.union(*prepared.authors, _year(prepared))
        )
        self._vocabulary = Vocabulary.of(frequency, len(self._prepared))
        self._names = [name for each in self._prepared for name, _, _ in each.names]
        self._owners = [n for n, each in enumerate(self._prepared) for _ in each.names]
        self._by_name: dict[str, list[int]] = {}
        for name, owner in zip(self._names, self._owners, strict=True):
            self._by_name.setdefault(name, []).append(owner)
        self._by_identifier = {
            written.casefold(): each.entry
            for each in self._prepared
            for written in (*each.entry.identifiers, each.entry.key, each.entry.iri)
        }
        self._lock = threading.Lock()
        self._base = self._filled()

    @classmethod
    def of(cls, store: Store) -> SearchIndex:
        """Indexes a version."""
        return cls(read_entries(store))

    @property
    def entries(self) -> list[Entry]:
        """All entries: terms, works, findings, each kind by key."""
        return [each.entry for each in self._prepared]

    def entry(self, written: str) -> Entry | None:
        """Finds an entry by any written form of its identifier, a DOI in any form included."""
        name = " ".join(written.split()).casefold()
        found = self._by_identifier.get(name) or self._by_identifier.get(name.removeprefix(BASE))
        if found is None and "10." in name:
            canonical = doi.normalise(written).value
            found = self._by_identifier.get(canonical) if canonical else None
        return found

    def search(
        self,
        text: str,
        kinds: Collection[str] = KINDS,
        limit: int = 20,
        only: Callable[[Entry], bool] = lambda _: True,
        snippets: bool = True,
    ) -> list[Hit]:
        """Finds entries, best first.

        Args:
            text: identifier, name, words (the last may be unfinished), or a whole reference.
            kinds: of entries.
            limit: how many to give at most.
            only: leaves out entries before they are counted.
            snippets: whether to mark what was found; without, a snippet is the whole text.
        """
        query = Query.of(text, self._vocabulary)
        named = self.entry(text)
        rated = []
        for number in self._candidates(query, kinds, limit):
            prepared = self._prepared[number]
            if (
                prepared.entry.kind in kinds
                and prepared.entry is not named
                and only(prepared.entry)
            ):
                rate, place = score(query, prepared, self._vocabulary.rarity)
                rated.append((rate, place, number))
        rated = [each for each in rated if each[0] >= _LEAST]
        rated.sort(key=lambda each: (-each[0], *self._order(each[2])))
        first = [named] if named and named.kind in kinds and only(named) else []
        hits = [Hit(entry, EXACT, True, "", entry.body) for entry in first]
        return (hits + self._hits(query, rated[:limit], snippets))[:limit]

    def _order(self, number: int) -> tuple[int, int, str]:
        entry = self._prepared[number].entry
        return KINDS.index(entry.kind), -entry.weight, entry.key

    def _candidates(self, query: Query, kinds: Collection[str], limit: int) -> list[int]:
        """Numbers of entries that may fit: by their words, and by names written much alike."""
        found = dict.fromkeys(self._by_name.get(query.text, ()))
        words = _match(query)
        most = max(_CANDIDATES, 2 * limit)
        if words:
            with self._lock:
                for kind in kinds:
                    given = {"words": words, "kind": kind, "most": most}
                    found |= dict.fromkeys(row[0] for row in self._base.execute(_FIND, given))
        if query.text:
            alike = process.extract(
                query.text, self._names, scorer=fuzz.ratio, score_cutoff=70, limit=_CANDIDATES
            )
            found |= dict.fromkeys(self._owners[place] for _, _, place in alike)
        for number in self._of_authors(query) if "work" in kinds else ():
            found[number] = None
        return list(found)

    def _of_authors(self, query: Query) -> list[int]:
        return [
            number
            for number, each in enumerate(self._prepared)
            if each.entry.kind == "work"
            and any(name and name <= query.sure.keys() for name in each.authors[:1])
        ]

    def _hits(self, query: Query, rated: list[tuple[float, int, int]], marked: bool) -> list[Hit]:
        numbers = [number for _, _, number in rated]
        snippets = self._snippets(query, numbers) if marked else {}
        made = []
        for rate, place, number in rated:
            entry = self._prepared[number].entry
            matched = entry.names[place].text if place > 0 else ""
            made.append(
                Hit(
                    entry,
                    round(rate, 2),
                    _is_exact(query, self._prepared[number]),
                    matched,
                    snippets.get(number, entry.body),
                )
            )
        return made

    def _snippets(self, query: Query, numbers: list[int]) -> dict[int, str]:
        words = _match(query)
        if not words:
            return {}
        found: dict[int, str] = {}
        with self._lock:
            for number in numbers:
                given = {"words": words, "open": OPEN, "shut": SHUT, "low": number, "high": number}
                found.update(self._base.execute(_SNIPPET, given))
        return found

    def _filled(self) -> sqlite3.Connection:
        base = sqlite3.connect(":memory:", check_same_thread=False)
        rows = (
            (
                number,
                "\n".join(name.text for name in each.entry.names),
                each.entry.body,
                each.entry.kind,
            )
            for number, each in enumerate(self._prepared)
        )
        with base:
            base.execute(_TABLE)
            base.executemany(
                "INSERT INTO entry (rowid, names, body, kind) VALUES (?, ?, ?, ?)", rows
            )
        return base


def _is_exact(query: Query, prepared: Prepared) -> bool:
    (first, _, _), *others = prepared.names
    return first == query.text or any(
        name == query.text and worth >= EXACT_SYNONYM for name, _, worth in others
    )


def _year(prepared: Prepared) -> frozenset[str]:
    return frozenset({str(prepared.entry.year)} if prepared.entry.year else ())


def _match(query: Query) -> str:
    """Writes a query of FTS5: quoted words only, so that nothing typed is syntax."""
    telling = [each for each in query.words if each[2] >= _COMMON] or query.words
    wanted = dict.fromkeys(f'"{each}"' for word, meant, _ in telling for each in (word, *meant))
    if query.words:
        wanted[f'"{query.words[-1][0]}"*'] = None
    return " OR ".join(wanted)
