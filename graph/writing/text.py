"""Reading an update text as far as needed: its operations, and where a dataset is put into them.

This is no parser: the engine parses what comes out of here, and what an update has changed is told
from the store afterwards, never from its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from peerprov.errors import BadQuery, Fault
from peerprov.graph.executor.scan import TOKEN

_PROLOGUE = frozenset({"PREFIX", "BASE", "VERSION"})
_DATASET_WORDS = frozenset({"WITH", "USING"})
_IRI_IN_TEXT = re.compile(r'[^<>"{}|^`\\\x00-\x20]+')


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of an update.

    Attributes:
        begin: where it begins in the text, its prologue included.
        start: where its first keyword stands.
        end: where it ends, the semicolon left out.
        words: its keywords outside of braces, in capitals, such as ``DELETE INSERT WHERE``.
        where: where its WHERE stands, or None.
        braces: (start, end) of its groups in braces.
    """

    begin: int
    start: int
    end: int
    words: tuple[str, ...]
    where: int | None
    braces: tuple[tuple[int, int], ...]

    @property
    def is_data(self) -> bool:
        """Whether it is INSERT DATA or DELETE DATA."""
        return self.words in (("INSERT", "DATA"), ("DELETE", "DATA"))

    @property
    def is_short_delete(self) -> bool:
        """Whether it is DELETE WHERE, which has no place for USING."""
        return self.words == ("DELETE", "WHERE") and len(self.braces) == 1

    @property
    def has_pattern(self) -> bool:
        """Whether it looks for solutions."""
        return self.where is not None and self.words[0] in ("DELETE", "INSERT", "WITH")

    @property
    def states_dataset(self) -> bool:
        """Whether it has WITH or USING."""
        return bool(_DATASET_WORDS & set(self.words))


def operations(text: str) -> list[Operation]:
    """Takes an update apart; a text that is no update gives something, which the engine refuses."""
    found = []
    reader = _Reader(text)
    while (operation := reader.next()) is not None:
        found.append(operation)
    return found


def with_dataset(text: str, default: Iterable[str], named: Iterable[str], forced: bool) -> str:
    """Puts USING clauses into the operations that look for solutions.

    Args:
        text: an update.
        default: IRIs of the graphs that make up the default graph.
        named: IRIs of the graphs that GRAPH sees.
        forced: the caller asked for this dataset; otherwise operations that state their own keep
            it, and DELETE WHERE stays as it is.

    Raises:
        BadQuery: the caller asked for a dataset, and the text states one too.
    """
    clauses = _clauses("USING", default) + _clauses("USING NAMED", named)
    parts, done = [], 0
    for operation in operations(text):
        if forced and operation.states_dataset:
            raise BadQuery(
                Fault(
                    "The update has USING or WITH, and the request using-graph-uri",
                    expected="one of the two",
                )
            )
        if not operation.has_pattern or operation.states_dataset:
            continue
        if operation.is_short_delete:
            if forced and operation.braces and operation.where is not None:
                start, end = operation.braces[0]
                parts += [text[done : operation.where], text[start:end], " ", clauses]
                done = operation.where
            continue
        parts += [text[done : operation.where], clauses]
        done = operation.where or done
    return "".join([*parts, text[done:]])


def _clauses(keyword: str, graphs: Iterable[str]) -> str:
    names = list(graphs)
    wrong = [name for name in names if not _IRI_IN_TEXT.fullmatch(name) or ":" not in name]
    if wrong:
        raise BadQuery(
            *(Fault(f"{name!r} names no graph", expected="an absolute IRI") for name in wrong)
        )
    return "".join(f"{keyword} <{name}> " for name in names)


class _Reader:
    """Walks over the tokens of an update, operation by operation."""

    def __init__(self, text: str) -> None:
        self._tokens: Iterator[re.Match[str]] = TOKEN.finditer(text)
        self._length = len(text)
        self._at = 0

    def next(self) -> Operation | None:
        begin, self._words, self._where = self._at, [], None
        self._start: int | None = None
        self._braces: list[tuple[int, int]] = []
        self._depth, self._opened, self._in_prologue = 0, 0, False
        for match in self._tokens:
            if self._depth == 0 and match.lastgroup == "other" and ";" in match[0]:
                self._at = match.end()
                return self._made(begin, match.start())
            self._step(match)
        self._at = self._length
        return self._made(begin, self._length) if self._words else None

    def _made(self, begin: int, end: int) -> Operation:
        start = end if self._start is None else self._start
        return Operation(begin, start, end, tuple(self._words), self._where, tuple(self._braces))

    def _step(self, match: re.Match[str]) -> None:
        kind = match.lastgroup
        if kind == "open":
            self._opened = self._opened if self._depth else match.start()
            self._depth += 1
        elif kind == "close":
            self._depth -= 1
            if self._depth == 0:
                self._braces.append((self._opened, match.end()))
        elif self._depth == 0 and kind == "word" and ":" not in match[0]:
            self._word(match)

    _words: list[str]
    _where: int | None

    def _word(self, match: re.Match[str]) -> None:
        word = match[0].upper()
        if word in _PROLOGUE and self._start is None:
            return
        self._start = match.start() if self._start is None else self._start
        self._words.append(word)
        if word == "WHERE" and self._where is None:
            self._where = match.start()
