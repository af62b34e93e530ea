"""What was typed, taken apart: words, the words of the index they may stand for, years."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from peerprov.graph.search.words import fold, stem

LONGEST: Final = 2000
"""Characters of a text that are read; a long reference has some hundred."""
_WORDS: Final = 60
_SLIP: Final = 0.08
"""What each wrong, missing, added or swapped letter takes off."""
_BEGUN: Final = 0.95
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The stems of an index.

    Attributes:
        rarity: stem -> how much it tells, from about 0.7 (in all entries) up.
        unknown: what a word tells that no entry has.
        ordered: the stems, sorted.
        sound: stems that a mistyped word may stand for.
    """

    rarity: Mapping[str, float]
    unknown: float
    ordered: Sequence[str]
    sound: Sequence[str]

    @classmethod
    def of(cls, frequency: Mapping[str, int], entries: int) -> Vocabulary:
        """Weighs stems by the number of entries that have them."""
        rarity = {each: log(1 + entries / count) for each, count in frequency.items()}
        sound = [each for each in frequency if len(each) > 3 and each.isalpha()]
        return cls(rarity, log(1 + entries), sorted(frequency), sound)

    def meant(self, word: str, last: bool) -> dict[str, float]:
        """Gives the stems that a word may stand for -> how sure that is, from 0 to 1.

        Args:
            word: folded.
            last: it is the last word typed, so it may be unfinished.
        """
        plain = stem(word)
        found = {plain: 1.0} if plain in self.rarity else {}
        if last and len(word) > 1:
            found |= {each: _BEGUN for each in self._begun(word) if each != plain}
        if not found and len(word) > 3 and word.isalpha():
            found = self._corrected(plain)
        return found

    def _begun(self, word: str) -> list[str]:
        from bisect import bisect_left

        start = bisect_left(self.ordered, word)
        found = []
        for each in self.ordered[start : start + 200]:
            if not each.startswith(word):
                break
            found.append(each)
        return found

    def _corrected(self, word: str) -> dict[str, float]:
        most = 1 if len(word) < 6 else 2 if len(word) < 10 else 3
        close = process.extract(
            word,
            self.sound,
            scorer=OSA.distance,
            score_cutoff=most,
            limit=4,
        )
        best = min((slips for _, slips, _ in close), default=0)
        return {each: 1 - _SLIP * slips for each, slips, _ in close if slips == best}


@dataclass(frozen=True, slots=True)
class Query:
    """A text to search for.

    Attributes:
        text: folded.
        words: folded, each with the stems it may stand for and how much it tells.
        sure: stem -> the best that any word says for it.
        years: that look like years of publication.
        plain: (stem, what it adds to a share) of the words that stand for one stem.
        total: what all words tell.
    """

    text: str
    words: tuple[tuple[str, Mapping[str, float], float], ...]
    sure: Mapping[str, float]
    years: frozenset[int]
    plain: tuple[tuple[str, float], ...]
    total: float

    @classmethod
    def of(cls, text: str, vocabulary: Vocabulary) -> Query:
        """Takes a text apart."""
        folded = fold(text[:LONGEST])
        typed = folded.split()[:_WORDS]
        words = []
        sure: dict[str, float] = {}
        for place, word in enumerate(typed):
            meant = vocabulary.meant(word, last=place == len(typed) - 1)
            known = [vocabulary.rarity[each] for each in meant]
            words.append((word, meant, min(known, default=vocabulary.unknown)))
            for each, strength in meant.items():
                sure[each] = max(strength, sure.get(each, 0.0))
        years = frozenset(int(year) for year in _YEAR.findall(folded))
        plain = tuple(
            (each, worth * strength)
            for _, meant, worth in words
            if len(meant) == 1
            for each, strength in meant.items()
        )
        total = sum(worth for _, _, worth in words)
        return cls(folded, tuple(words), sure, years, plain, total)

    def share(self, stems: Mapping[str, float] | frozenset[str]) -> float:
        """How much of what was asked stands among some stems, from 0 to 1."""
        found = sum([worth for each, worth in self.plain if each in stems])
        for _, meant, worth in self.words:
            if len(meant) > 1:
                found += worth * max([meant[each] for each in meant if each in stems], default=0.0)
        return found / self.total if self.total else 0.0

    def covers(
        self, stems: Mapping[str, float] | frozenset[str], rarity: Mapping[str, float]
    ) -> float:
        """How much of some stems was asked for, from 0 to 1."""
        total = found = 0.0
        for each in stems:
            total += rarity[each]
            if each in self.sure:
                found += rarity[each] * self.sure[each]
        return found / total if total else 0.0
