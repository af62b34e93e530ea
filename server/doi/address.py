"""Addresses of works on this server, and finding the work that an address means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from pyoxigraph import NamedNode, Store

from peerprov.errors import Missing
from peerprov.graph import doi
from peerprov.namespaces import BASE
from peerprov.server.citations.read import doi_node, find_by_doi, find_by_id
from peerprov.server.citations.work import CitedWork, WorkName

_SAFE: Final = "/:;()@!$&'*+,=~-._"
_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Named:
    """What the name in an address means.

    Attributes:
        work: the work, or None where the graph has no record of it.
        path: the one path of the work, or of the DOI, below the root of the server.
        canonical: whether the name was written as in that path.
    """

    work: NamedNode | None
    path: str
    canonical: bool


def by_doi(store: Store, text: str) -> Named:
    """Finds the work of a DOI in any written form.

    Raises:
        Missing: it is no DOI, or nothing in the graph has it.
    """
    read = doi.normalise(text)
    if read.value is None:
        meant = f" Did you mean {read.guess}?" if read.guess else ""
        raise Missing(f"{_short(text)} cannot be read as a DOI: {read.reason}.{meant}")
    found = find_by_doi(store, read.value)
    node = doi_node(read.value)
    if node is None or (found is None and not is_mentioned(store, node)):
        raise Missing(f"No work with the DOI {_short(read.value)} is in the graph.")
    return Named(found, doi_path(read.value), read.value == text)


def by_id(store: Store, text: str) -> Named:
    """Finds a work by its id, or else by its DOI; the path of a work with a DOI is that of the DOI.

    Raises:
        Missing: nothing in the graph is called so.
    """
    found = find_by_id(store, text)
    if found is None:
        if doi.normalise(text).value is None:
            raise Missing(f"No work with the id {_short(text)} is in the graph.")
        named = by_doi(store, text)
        return Named(named.work, named.path, False)
    of_doi = doi.from_iri(found)
    if of_doi is not None:
        return Named(found, doi_path(of_doi), False)
    return Named(found, f"works/{text}", True)


def by_name(store: Store, text: str) -> Named:
    """Finds a work by its id or DOI; either is canonical as it stands in the path of the work.

    Raises:
        Missing: nothing in the graph is called so.
    """
    named = by_id(store, text)
    return Named(named.work, named.path, named.path.split("/", 1)[1] == escaped(text))


def escaped(text: str) -> str:
    """Percent-encodes a name for the path of a URL, where it needs that."""
    return quote(text, safe=_SAFE)


def is_mentioned(store: Store, node: NamedNode) -> bool:
    """Whether anything at all is said of a node."""
    patterns = ((node, None, None, None), (None, None, node, None))
    return any(next(store.quads_for_pattern(*each), None) for each in patterns)


def doi_path(canonical: str) -> str:
    """The path of a DOI below the root, percent-encoded where a URL needs it."""
    return f"doi/{escaped(canonical)}"


def work_path(work: CitedWork | WorkName) -> str:
    """The path of a work below the root: by its DOI, else by its id."""
    return doi_path(work.doi) if work.doi else f"works/{work.id}"


def name_of(work: CitedWork) -> str:
    """The part of the path that names the work: its DOI or its id."""
    return work_path(work).split("/", 1)[1]


def permanent(work: CitedWork) -> str:
    """The permanent address of our record of a work, which leads back to its page here."""
    return f"{BASE}work/{work.id}"


def _short(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")
