"""A look at a SPARQL text before it is handed to an executor: size, nesting, SERVICE, FROM.

One pass over the tokens, linear in the length. It need not be a parser: what gets past it meets the
walls of the executor. But it makes cheap things cheap, and its refusals say what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from peerprov.errors import Fault, ServiceDisabled, TooDeep, TooLarge

TEXT_BYTES = 1 << 20
DEPTH = 100

# a string that does not end is taken as one, or each quote in it would be looked at again
TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\n\r]*)
    | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\[uU][0-9A-Fa-f]{4,8})*>)
    | (?P<string>\"{3}(?:[^"\\]|\\.|\"{1,2}(?!\"))*(?:\"{3})?
        | '{3}(?:[^'\\]|\\.|'{1,2}(?!'))*(?:'{3})?
        | "(?:[^"\\\n\r]|\\.)*"? | '(?:[^'\\\n\r]|\\.)*'?)
    | (?P<variable>[?$]\w+)
    | (?P<tag>@[A-Za-z0-9-]+)
    | (?P<word>[\w:%](?:[\w:%.\-]*[\w:%\-])?)
    | (?P<open>[\[({]) | (?P<close>[\])}])
    | (?P<other>[^\s\w<"'\#?$@{}()\[\]:%]+|\S)
    """,
    re.VERBOSE | re.DOTALL,
)
_SURE_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")
_DOUBTFUL = re.compile(r"[)'#]")
_VOLATILE = re.compile(r"\b(?:now|rand|uuid|struuid)\b", re.IGNORECASE)
_WATCHED = re.compile(r"service|load|from", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scan:
    """What the tokens of a text tell.

    Attributes:
        services: the host of each SERVICE or LOAD, None where it is not a plain http(s) IRI.
        states_dataset: has FROM, so its dataset is its own.
        volatile: may give another answer on the same version (NOW, RAND, UUID).
        network: SERVICE or LOAD is there, and every host of it is allowed.
    """

    services: tuple[str | None, ...] = ()
    states_dataset: bool = False
    volatile: bool = False
    network: bool = False


_PLAIN = Scan()


def scan(text: str, allowed_hosts: frozenset[str] = frozenset(), limit: int = TEXT_BYTES) -> Scan:
    """Looks through a text and refuses what is too large, too deep, or reaches out.

    Args:
        text: a SPARQL query or update.
        allowed_hosts: hosts (``host``, ``host:port`` or ``host:*``) that SERVICE and LOAD may name.
        limit: most bytes.

    Raises:
        TooLarge: over the limit.
        TooDeep: brackets nested deeper than `DEPTH`.
        ServiceDisabled: SERVICE or LOAD towards a host that is not allowed.
    """
    size = len(text) if text.isascii() else len(text.encode())
    if size > limit:
        what = f"The query text has {size:,} bytes"
        raise TooLarge(Fault(what, expected=f"at most {limit:,}"))
    volatile = _VOLATILE.search(text) is not None
    openings = text.count("{") + text.count("(") + text.count("[")
    if openings <= DEPTH and _WATCHED.search(text) is None:
        return Scan(volatile=True) if volatile else _PLAIN
    found = _Reader(text)
    found.read()
    found.services += [None] if found.services and allowed_hosts and found.doubtful else []
    forbidden = [host for host in found.services if not is_allowed(host, allowed_hosts)]
    if forbidden:
        raise _disabled(forbidden, allowed_hosts)
    return Scan(tuple(found.services), found.states_dataset, volatile, bool(found.services))


def first_word(text: str) -> str:
    """Returns the first keyword after the prologue in capitals, such as SELECT, or nothing."""
    after_prologue = ""
    for kind, token in _tokens(text):
        if (
            kind == "word"
            and token.isalpha()
            and after_prologue not in ("PREFIX", "BASE", "VERSION")
        ):
            if token.upper() not in ("PREFIX", "BASE", "VERSION"):
                return token.upper()
            after_prologue = token.upper()
        elif kind in ("iri", "string"):
            after_prologue = ""
        elif kind in ("open", "other"):
            return ""
    return ""


def is_allowed(host: str | None, allowed: frozenset[str]) -> bool:
    """Says whether a host is on a list of hosts (see `scan`)."""
    if host is None:
        return False
    name, colon, _ = host.rpartition(":")
    return host in allowed or f"{name if colon else host}:*" in allowed


def _disabled(services: list[str | None], allowed: frozenset[str]) -> ServiceDisabled:
    hosts = sorted({host or "a host that is not named by a plain http IRI" for host in services})
    listed = ", ".join(sorted(allowed)) or "none"
    return ServiceDisabled(
        f"SERVICE and LOAD are disabled here for {', '.join(hosts)}; allowed hosts: {listed}. "
        "Run the other part of the query at that endpoint, or ask the operator to allow the host."
    )


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    for match in TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind != "comment":
            yield kind, match[0]


class _Reader:
    """Walks over the tokens once and remembers what matters."""

    def __init__(self, text: str) -> None:
        self.services: list[str | None] = []
        self.states_dataset = False
        self.doubtful = False
        self._tokens = _tokens(text)
        self._depth = 0
        self._before = ""

    def read(self) -> None:
        for kind, token in self._tokens:
            self._step(kind, token)

    def _step(self, kind: str, token: str) -> None:
        if kind == "open":
            self._depth += 1
            if self._depth > DEPTH:
                raise TooDeep(
                    Fault("The query nests too deeply", expected=f"at most {DEPTH} levels")
                )
        elif kind == "close":
            self._depth -= 1
        elif kind == "iri":
            self.doubtful |= _is_doubtful(token)
        elif kind == "word":
            self._word(token)
        self._before = token.upper()

    def _word(self, token: str) -> None:
        head, colon, _ = token.upper().partition(":")
        if head == "FROM" and not colon and self._depth == 0:
            self.states_dataset = True
        elif not colon and ("SERVICE" in head or (head == "LOAD" and self._depth == 0)):
            self._reaches_out()
        elif "SERVICE" in head and self._before not in ("GRAPH", "PREFIX"):
            kind, following = next(self._tokens, ("", ""))
            if following == "{":  # SERVICE:x{, a prefixed name after the keyword
                self.services.append(None)
            self._step(kind, following)

    def _reaches_out(self) -> None:
        kind, token = next(self._tokens, ("", ""))
        if token.upper() == "SILENT":
            kind, token = next(self._tokens, ("", ""))
        host = _host(token) if kind == "iri" else None
        self.services.append(host)
        if host is None:
            self._step(kind, token)


def _host(token: str) -> str | None:
    """Returns the host (and port, if written) of an http(s) IRI in angle brackets."""
    try:
        parts = urlsplit(token[1:-1])
    except ValueError:
        return None
    plain = (
        parts.scheme.lower() in ("http", "https") and "@" not in parts.netloc and "\\" not in token
    )
    return parts.netloc.lower() if plain and parts.netloc else None


def _is_doubtful(token: str) -> bool:
    """Says whether this may be a comparison that runs into something else, as in ``?a<?b)#>``."""
    return _SURE_IRI.match(token) is None and _DOUBTFUL.search(token) is not None
