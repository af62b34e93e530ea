"""Finds what somebody probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(given: str, known: Iterable[str], limit: int = 5) -> list[str]:
    """Lists the known words closest to a given one, best first.

    Words that hold every word of what was given come before those that merely look alike.

    >>> nearest("ambiguity", ["role ambiguity", "hope", "ambition"])
    ['role ambiguity', 'ambition']
    """
    wanted = given.casefold()
    by_folded = {word.casefold(): word for word in known}
    parts = wanted.split()
    holding = [word for word in by_folded if parts and all(part in word for part in parts)]
    holding.sort(key=lambda word: (len(word), word))
    alike = difflib.get_close_matches(wanted, by_folded, n=limit, cutoff=0.55)
    chosen = list(dict.fromkeys([*holding, *alike]))[:limit]
    return [by_folded[word] for word in chosen]


def did_you_mean(given: str, known: Iterable[str]) -> str | None:
    """Words a hint at the nearest known words, or None when nothing is near."""
    words = nearest(given, known)
    return f"Did you mean {' or '.join(repr(word) for word in words)}?" if words else None
