"""Words as searching compares them: no case, no accents, no plural ending."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from unicodedata import category, normalize

_WORD: Final = re.compile(r"[^\W_]+")
_LETTERS: Final = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ð": "d"})


def fold(text: str) -> str:
    """Gives the words of a text in one spelling, with single spaces between them.

    >>> fold("  Åkerblom & Ness: Co-production ")
    'akerblom ness co production'
    """
    if text.isascii():
        return " ".join(_WORD.findall(text.casefold()))
    plain = normalize("NFKD", text.casefold()).translate(_LETTERS)
    return " ".join(_WORD.findall("".join(c for c in plain if not category(c).startswith("M"))))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Takes the plural ending off a folded word.

    >>> stem("barriers"), stem("competencies"), stem("stress"), stem("2016")
    ('barrier', 'competency', 'stress', '2016')
    """
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def stems(text: str) -> list[str]:
    """Gives the stems of the words of a text, in their order."""
    return [stem(word) for word in fold(text).split()]
