"""Writes the named graphs of works as RDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Final

from pyoxigraph import RdfFormat, Store, Triple, serialize

from peerprov.namespaces import PREFIXES
from peerprov.server.citations.work import CitedWork

_PREFIXES: Final = {name: PREFIXES[name] for name in sorted(PREFIXES) if name != "doi"}


def write(store: Store, works: Iterable[CitedWork], form: RdfFormat) -> bytes:
    """Writes all that the graphs of some works say: bibliography, study and findings."""
    held = BytesIO()
    serialize(_triples(store, works), held, form, prefixes=_PREFIXES)
    return held.getvalue()


def _triples(store: Store, works: Iterable[CitedWork]) -> Iterator[Triple]:
    for work in works:
        for quad in store.quads_for_pattern(None, None, None, work.graph):
            yield quad.triple
