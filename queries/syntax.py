"""Says where a SPARQL text has its syntax error, in the place where a reader would look for it."""

from __future__ import annotations

import re
from typing import Final

from peerprov.errors import Fault
from peerprov.queries.tokens import place, tokens

_MESSAGE: Final = re.compile(
    r"error at (?P<line>\d+):(?P<column>\d+): (?:expected )?(?:one of )?(?P<rest>.*)", re.DOTALL
)


def syntax_fault(message: str, text: str, file: str) -> Fault:
    """Turns the engine's message into a fault.

    The engine's long lists of character classes are left out. Where it expected a keyword, it names
    the place behind as many characters as the keyword has; the fault names the token before.
    """
    match = _MESSAGE.match(message)
    if not match:
        return Fault(message, file)
    line, column = int(match["line"]), int(match["column"])
    parts = [part.strip() for part in re.split(r", |\n", match["rest"])]
    wanted = [
        part for part in parts if part and "'" not in part and not part.startswith(("[", "|"))
    ]
    keywords = [part for part in wanted if re.fullmatch("[A-Z]+", part)]
    if keywords and keywords == parts:
        line, column = _place_of_token(text, line, column, keywords)
    return Fault("syntax error", file, line, column, expected=", ".join(wanted) or None)


def _place_of_token(text: str, line: int, column: int, keywords: list[str]) -> tuple[int, int]:
    """Goes back by the length of a keyword to the start of a token, as short a way as possible."""
    offset = sum(len(before) for before in text.splitlines(keepends=True)[: line - 1]) + column - 1
    starts = {token.start for token in tokens(text)}
    found = {offset - len(keyword) for keyword in keywords} & starts
    return place(text, max(found)) if found else (line, column)
