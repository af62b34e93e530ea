"""Where the engine reads a text otherwise than the standard says: mended before it sees it.

Each mend is one that the tokens alone decide. What would need the algebra (paths of length zero,
``GRAPH ?g`` around a sub-select) stays as the engine does it and is told in docs/conformance.md.
"""

from __future__ import annotations

import re

from peerprov.errors import BadQuery, Fault
from peerprov.graph.executor.scan import TOKEN

_AGGREGATES = frozenset({"AVG", "COUNT", "GROUP_CONCAT", "MAX", "MIN", "SAMPLE", "SUM"})
_EXPRESSIONS = frozenset({"BIND", "FILTER"})
_TRUTH = frozenset({"TRUE", "FALSE"})
_AGGREGATE = rf"\b(?:{'|'.join(sorted(_AGGREGATES)).lower()})\b"
_SIGNS = ("group_concat", "<<(", "true", "false")
_NESTED = re.compile(rf"{_AGGREGATE}\s*\([^{{}}]*?{_AGGREGATE}\s*\(")
_OPENING = re.compile(r"\s*\(")
_NUMBER = re.compile(r"[+-]|\.?[0-9]")


def mended(text: str) -> str:
    """Gives the text that makes the engine do what the standard says about this one.

    - ``TRUE`` and ``False`` are truth values, as every keyword in any case (SPARQL 1.1, 19.8).
    - GROUP_CONCAT gives a plain string, whatever languages its parts have (18.5.1.7).

    Raises:
        BadQuery: an aggregate inside of another, or in an expression a triple term whose subject is
            a literal or a triple term (grammar of SPARQL 1.2); the engine takes both.
    """
    lower = text.lower()
    if not any(sign in lower for sign in _SIGNS) and _NESTED.search(lower) is None:
        return text
    tokens = [match for match in TOKEN.finditer(text) if match.lastgroup != "comment"]
    return _Mender(text, tokens).mend()


class _Mender:
    """Walks over the tokens once, and keeps the pieces of the new text."""

    def __init__(self, text: str, tokens: list[re.Match[str]]) -> None:
        self._text, self._tokens = text, tokens
        self._parts: list[str] = []
        self._done = 0
        self._open: list[str] = []  # what stands before each bracket that is open

    def mend(self) -> str:
        before, term = "", False
        for token in self._tokens:
            kind, word = token.lastgroup, token[0].upper()
            if term and self._within(_EXPRESSIONS):
                _check_subject(self._text, token)
            term = kind == "open" and self._text[token.start() - 2 : token.end()] == "<<("
            if kind == "open":
                self._open.append(before if token[0] == "(" else token[0])
            elif kind == "close":
                self._close(token)
            elif kind == "word" and word in _TRUTH and token[0] != word.lower():
                self._put(token, word.lower())
            elif kind == "word" and word in _AGGREGATES:
                self._aggregate(token, word)
            before = word if kind == "word" else ""
        return "".join([*self._parts, self._text[self._done :]])

    def _within(self, names: frozenset[str]) -> bool:
        """Says whether a bracket of one of these is open, in the same group of the pattern."""
        for name in reversed(self._open):
            if name == "{":
                return False
            if name in names:
                return True
        return False

    def _aggregate(self, token: re.Match[str], word: str) -> None:
        if _OPENING.match(self._text, token.end()) is None:
            return
        if self._within(_AGGREGATES):
            what = f"An aggregate, {word}, stands inside of another"
            raise _at(self._text, token.start(), what, "Compute the inner one in a sub-select")
        if word == "GROUP_CONCAT":
            self._put(token, f"STR({token[0]}")

    def _close(self, token: re.Match[str]) -> None:
        opened = self._open.pop() if self._open else ""
        if opened == "GROUP_CONCAT" and token[0] == ")":
            self._put(token, "))")

    def _put(self, token: re.Match[str], new: str) -> None:
        self._parts += [self._text[self._done : token.start()], new]
        self._done = token.end()


def _check_subject(text: str, subject: re.Match[str]) -> None:
    """Refuses ``"a" …`` and ``<<( …`` at the beginning of a triple term."""
    literal = subject.lastgroup == "string" or _NUMBER.match(subject[0])
    if literal or subject[0].upper() in _TRUTH or text.startswith("<<(", subject.start()):
        what = "The subject of a triple term in an expression is a literal or a triple term"
        raise _at(text, subject.start(), what, "Begin it with an IRI or a variable")


def _at(text: str, offset: int, what: str, repair: str) -> BadQuery:
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    return BadQuery(Fault(what, line=line, column=column, repair=repair))
