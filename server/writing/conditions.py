"""The headers of a write: what it depends on, and what makes it safe to repeat."""

from __future__ import annotations

import re
from typing import TypedDict

from peerprov.errors import BadInput, Fault
from peerprov.server.exchange import Environ
from peerprov.server.writing.access import Grant

KEY_CHARACTERS = 255

_TAG = re.compile(r'(?:W/)?"([^"]*)"')
_VERSION = re.compile(r"\d{1,12}")
NEVER = -1
"""A version that is never current, for a condition that cannot be met."""


class Conditions(TypedDict, total=False):
    """The fields of a write that come from headers."""

    if_version: int
    if_graph: tuple[str, ...]
    if_absent: bool
    key: str


def of_update(environ: Environ, grant: Grant) -> Conditions:
    """Reads If-Match as a version: the number that begins every ETag of the SPARQL endpoint."""
    found = _key(environ, grant)
    header = environ.get("HTTP_IF_MATCH", "").strip()
    if header and header != "*":
        number = _VERSION.match(tag[1]) if (tag := _TAG.match(header)) else None
        found["if_version"] = int(number[0]) if number else NEVER
    return found


def of_graph(environ: Environ, grant: Grant) -> Conditions:
    """Reads If-Match and If-None-Match against the ETag of a graph, whatever its format."""
    found = _key(environ, grant)
    header = environ.get("HTTP_IF_MATCH", "").strip()
    if header:
        tags = tuple(tag.partition(".")[0] for tag in _TAG.findall(header))
        found["if_graph"] = ("*",) if header == "*" else tags or ("",)
    if environ.get("HTTP_IF_NONE_MATCH", "").strip() == "*":
        found["if_absent"] = True
    return found


def _key(environ: Environ, grant: Grant) -> Conditions:
    key = environ.get("HTTP_IDEMPOTENCY_KEY", "").strip()
    if len(key) > KEY_CHARACTERS:
        what = f"The Idempotency-Key has {len(key):,} characters"
        raise BadInput(Fault(what, expected=f"at most {KEY_CHARACTERS}"))
    return {"key": f"{grant.name}\n{key}"} if key else {}
