"""How well an entry fits a query, from 0 to 100, so that a person would agree with the order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log1p
from typing import Final

from rapidfuzz import fuzz

from peerprov.graph.search.entry import Entry
from peerprov.graph.search.query import Query
from peerprov.graph.search.words import fold, stem

EXACT: Final = 100.0
_CLOSE: Final = 96.0
"""The most that a name gets that is not exactly what was asked for."""
_IN_NAME: Final = 84.0
_IN_BODY: Final = 58.0
_REFERENCE: Final = 99.0
_TITLE, _AUTHOR, _YEAR = 0.6, 0.26, 0.14
_SMALL: Final = frozenset({"et", "al", "and", "und", "the", "colleague"})


@dataclass(frozen=True, slots=True)
class Prepared:
    """An entry with its words made ready for comparing.

    Attributes:
        names: folded name, its stems, its worth; in the order of the entry.
        every: stems of names and body.
        authors: stems of the name of each author.
    """

    entry: Entry
    names: tuple[tuple[str, frozenset[str], float], ...]
    every: frozenset[str]
    authors: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, entry: Entry) -> Prepared:
        """Prepares an entry."""
        names = tuple(_name(each.text, each.worth) for each in entry.names)
        authors = tuple(_stems(fold(each)) for each in entry.authors)
        texts = (_stems(fold(entry.body)), *(stems for _, stems, _ in names))
        return cls(entry, names, frozenset().union(*texts), authors)


def score(query: Query, prepared: Prepared, rarity: Mapping[str, float]) -> tuple[float, int]:
    """Rates an entry.

    Args:
        query: what was asked.
        prepared: the entry.
        rarity: of the stems of the index.

    Returns:
        The rate, and the place of the name that won it (-1: the body or the whole reference did).
    """
    best, place = 0.0, -1
    for number, (name, stems, worth) in enumerate(prepared.names):
        rate = _of_name(query, name, stems, rarity) * worth
        if rate > best:
            best, place = rate, number
    other = _IN_BODY * query.share(prepared.every)
    if prepared.entry.kind == "work":
        other = max(other, _of_reference(query, prepared, rarity))
    if other > best:
        best, place = other, -1
    if 0 < best < _IN_NAME:
        best += min(log1p(prepared.entry.weight), 4) / 2
    return best, place


def _of_name(query: Query, name: str, stems: frozenset[str], rarity: Mapping[str, float]) -> float:
    if name == query.text:
        return EXACT
    share = query.share(stems)
    words = _IN_NAME * share * (0.55 + 0.45 * query.covers(stems, rarity))
    alike = max(fuzz.ratio(name, query.text), fuzz.token_sort_ratio(name, query.text) - 1)
    if alike < 75:
        return words
    # Letters alike is not enough: "high" and "low" clarity share nearly all of them.
    return max(words, _CLOSE * (0.5 * alike / 100 + 0.5 * share * query.covers(stems, rarity)))


def _of_reference(query: Query, prepared: Prepared, rarity: Mapping[str, float]) -> float:
    """Rates a work by what a reference says: title, first author, year."""
    author = _author(query, prepared.authors)
    year = _year(query, prepared.entry.year)
    title = query.covers(prepared.names[0][1], rarity)
    rate = _TITLE * title + _AUTHOR * author + _YEAR * year
    if title >= 0.5 and author + year > 0:
        return _REFERENCE * rate
    return _of_short_form(query, prepared, author, year)


def _of_short_form(query: Query, prepared: Prepared, author: float, year: float) -> float:
    """Rates a work by ``Asad & Chreim (2016)`` or ``Asad et al.``: authors and year alone."""
    known = frozenset().union(*prepared.authors) | _SMALL | {str(prepared.entry.year)}
    asked = [
        max((sure for each, sure in meant.items() if each in known), default=0.0)
        if stem(word) not in _SMALL
        else 1.0
        for word, meant, _ in query.words
    ]
    if author < 1 or not asked or min(asked) == 0:
        return 0.0
    complete = sum(1 for each in prepared.authors if each <= query.sure.keys())
    bonus = 3.0 * complete / max(len(prepared.authors), 1)
    return (78.0 + 14.0 * year + bonus) * sum(asked) / len(asked)


def _author(query: Query, authors: tuple[frozenset[str], ...]) -> float:
    """1 where the first author is named, 0.5 where only another one is."""
    named = [bool(each) and each <= query.sure.keys() for each in authors]
    return 1.0 if named[:1] == [True] else 0.5 * any(named)


def _year(query: Query, year: int) -> float:
    """1 for the year itself, 0.5 for one beside it: online first and in print often differ."""
    if year in query.years:
        return 1.0
    return 0.5 if query.years & {year - 1, year + 1} else 0.0


def _name(text: str, worth: float) -> tuple[str, frozenset[str], float]:
    folded = fold(text)
    return folded, _stems(folded), worth


def _stems(folded: str) -> frozenset[str]:
    return frozenset(stem(word) for word in folded.split())
