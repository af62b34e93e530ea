"""Splits a SPARQL text into tokens: enough to find its variables, its prefixes and its WHERE."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_TOKEN: Final = re.compile(
    r"""
      (?P<comment> \#[^\n]* )
    | (?P<text> \"{3} (?:[^"\\]|\\.|"(?!""))* \"{3}
              | '{3} (?:[^'\\]|\\.|'(?!''))* '{3}
              | " (?:[^"\\\n]|\\.)* "
              | ' (?:[^'\\\n]|\\.)* ' )
    | (?P<iri> <[^<>"{}|^`\\\x00-\x20]*> )
    | (?P<variable> [?$]\w+ )
    | (?P<blank> _:\w+ )
    | (?P<name> (?:[A-Za-z][\w-]*)? : (?:[\w:%-]|\\.|\.(?=\w))* )
    | (?P<word> [A-Za-z]\w* )
    | (?P<space> \s+ )
    | (?P<sign> . )
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a SPARQL text.

    Attributes:
        kind: ``comment``, ``text``, ``iri``, ``variable``, ``blank``, ``name`` (a prefixed one),
            ``word`` or ``sign``.
        value: the piece as written.
        start: offset of its first character.
    """

    kind: str
    value: str
    start: int


def tokens(text: str) -> Iterator[Token]:
    """Yields the tokens of a SPARQL text in order, white space left out.

    >>> [token.value for token in tokens('SELECT ?x { ?x pp:a $y }  # why')]
    ['SELECT', '?x', '{', '?x', 'pp:a', '$y', '}', '# why']
    """
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "sign"
        if kind != "space":
            yield Token(kind, match.group(), match.start())


def place(text: str, offset: int) -> tuple[int, int]:
    r"""Tells the 1-based line and column of an offset.

    >>> place("ab\ncd", 4)
    (2, 2)
    """
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def group_start(text: str) -> int | None:
    """Tells the offset just after the brace that opens the outermost WHERE group, or None."""
    seen_where = False
    for token in tokens(text):
        if token.kind == "word" and token.value.upper() == "WHERE":
            seen_where = True
        elif seen_where and token.value == "{":
            return token.start + 1
    return None
