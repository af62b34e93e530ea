"""What the engine says about a query, in words for people."""

from __future__ import annotations

import json
import re

from peerprov.errors import (
    BadQuery,
    Crashed,
    Fault,
    PeerError,
    ServiceDisabled,
    ServiceFailed,
    StoreFailed,
)

_REMOTE_CHARACTERS = 200
MOST_NAMED = 6  # more alternatives than this are no help

_PLACE = re.compile(r"^error at (\d+):(\d+): expected (?:one of )?(.*)$", re.S)
_KEYWORD = re.compile(r'(?:^|, )("[^"]{1,12}"|[A-Z]{2,20})(?=,|$)')
# Alternatives that may always begin a part of a pattern: they say nothing of what is missing.
_ALWAYS = {"BIND", "FILTER", "GRAPH", "LATERAL", "MINUS", "OPTIONAL", "SERVICE", "UNION", "VALUES"}
_UNSUPPORTED = re.compile(r"function <([^>]*)> is not supported")
# what the parser says after "expected" where the grammar was met but a rule was not
_RULES = {
    "Prefix not found": ("A prefix is used that is not declared", "Add a PREFIX line for it"),
    "The SELECT contains a variable that is unbound": (
        "A variable of SELECT is neither bound in the pattern nor grouped",
        "Bind it, add it to GROUP BY, or aggregate it",
    ),
    "IRI parsing failed": ("An IRI is not valid", "Percent-encode blanks and other characters"),
    "already": ("A variable is bound twice", "Choose another name after AS"),
}
_UPDATE_WORDS = {
    "INSERT",
    "DELETE",
    "LOAD",
    "CLEAR",
    "DROP",
    "CREATE",
    "ADD",
    "MOVE",
    "COPY",
    "WITH",
}


class UnknownFunction(BadQuery):
    """A legal text that calls a function which is not there (422)."""


def syntax_error(message: str, text: str, first_word: str) -> BadQuery:
    """Makes a readable error of the parser's message about a query text."""
    if first_word in _UPDATE_WORDS:
        return BadQuery(
            Fault(
                f"This is an update ({first_word}), not a query",
                expected="SELECT, ASK, CONSTRUCT or DESCRIBE",
                repair="Send updates by POST as application/sparql-update",
            )
        )
    place = _PLACE.match(message)
    if place is None:
        return BadQuery(Fault("The query does not parse"))
    line, column, wanted = int(place[1]), int(place[2]), place[3]
    for phrase, (what, repair) in _RULES.items():
        if phrase in wanted:
            return BadQuery(Fault(what, line=line, column=column, repair=repair))
    named = {k.strip('"') for k in _KEYWORD.findall(wanted)}
    telling = sorted(named - _ALWAYS)
    column = _before_keyword(text, line, column, named)
    return BadQuery(
        Fault(
            f"The query does not parse{_near(text, line, column)}",
            line=line,
            column=column,
            expected=" or ".join(telling) if 0 < len(telling) <= MOST_NAMED else None,
            repair="Look at this place and what follows it",
        )
    )


def _before_keyword(text: str, line: int, column: int, named: set[str]) -> int:
    """Corrects a column: the parser counts a keyword expected in vain as if it stood there."""
    lines = text.split("\n")
    if not named or not all(name.isalpha() for name in named) or not 0 < line <= len(lines):
        return column
    starts = {match.start() + 1 for match in re.finditer(r"\S+", lines[line - 1])}
    found = {column - len(name) for name in named} & starts
    return max(found, default=column)


def _near(text: str, line: int, column: int) -> str:
    lines = text.split("\n")
    if not 0 < line <= len(lines):
        return ""
    here = lines[line - 1]
    if column > len(here.rstrip()):
        return " at the end of the line" if line < len(lines) else " at its end"
    return f" near {here[max(0, column - 10) : column + 20].strip()!r}"


def evaluation_error(kind: str, message: str) -> PeerError:
    """Makes a readable error of what the engine said while it evaluated."""
    if kind == "rule":
        return BadQuery(*(Fault(**fault) for fault in json.loads(message)))
    if kind == "service":
        told = " ".join(message.split())[:_REMOTE_CHARACTERS]
        return ServiceFailed(
            f"Another service that the text asks did not answer as it should: {told}. "
            "Ask it by itself to see why, or write SERVICE SILENT to go on without it"
        )
    if kind == "store":
        return StoreFailed("This version of the store cannot be opened")
    unknown = _UNSUPPORTED.search(message)
    if unknown:
        return UnknownFunction(
            Fault(
                f"Unknown function <{unknown[1]}>",
                expected="a function of SPARQL 1.1 or an XSD cast",
            )
        )
    if kind == "value":
        return BadQuery(
            Fault("A graph is not named by an absolute IRI", expected="an absolute IRI")
        )
    if "Permission denied" in message or "lookup address" in message:
        return ServiceDisabled(
            "The query reaches out to another service, which is not allowed here"
        )
    return Crashed("The query could not be evaluated")
