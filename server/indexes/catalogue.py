"""The works and citations of a version in memory, found by any identifier.

OpenCitations names things by OMID and OCI. Ours are made of 20 digits of a digest of the permanent
IRI, behind ``00``: an OpenCitations supplier prefix has no zero at its second place, so ours can
never be taken for theirs. They stay the same as long as the IRI does.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Final, NamedTuple

from pyoxigraph import NamedNode, Store

from peerprov.graph import doi
from peerprov.namespaces import BASE, iri
from peerprov.server.citations.read import WORK_GRAPH, WORK_ID, doi_node, read_work
from peerprov.server.citations.work import CitedWork
from peerprov.server.versions import Versions, current_version

OWN_PREFIX: Final = "00"
_CITES: Final = iri("cito:cites")
_CITED: Final = iri("cito:isCitedBy")


class Citation(NamedTuple):
    """One work cites another."""

    citing: NamedNode
    cited: NamedNode


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the indexes answer from.

    Attributes:
        number: of the version.
        published: date of the version, ``2026-11-22``; empty where the log does not say it.
        works: all works, by IRI, in the order of their ids.
        citations: all of them, in the order of their OCIs.
        outgoing, incoming: citations by their citing and cited work.
        by_name: identifier such as ``doi:10.1/x`` or ``omid:br/00...`` in lower case -> work.
        venues, publishers: work -> IRI of its container and its publisher.
    """

    number: int
    published: str
    works: Mapping[NamedNode, CitedWork]
    citations: tuple[Citation, ...]
    outgoing: Mapping[NamedNode, tuple[Citation, ...]]
    incoming: Mapping[NamedNode, tuple[Citation, ...]]
    by_name: Mapping[str, NamedNode]
    venues: Mapping[NamedNode, str]
    publishers: Mapping[NamedNode, str]

    def find(self, name: str) -> NamedNode | None:
        """Finds a work by an identifier with its prefix; a DOI may be written in any form."""
        prefix, _, local = name.strip().lower().partition(":")
        if prefix == "doi":
            local = doi.normalise(local).value or local
        return self.by_name.get(f"{prefix}:{local}")


class Catalogues:
    """The catalogue of the current version, made when it is first asked for."""

    def __init__(self, versions: Versions) -> None:
        """Makes nothing yet."""
        self._versions = versions
        self._lock = threading.Lock()
        self._made: Catalogue | None = None

    def current(self) -> Catalogue:
        """Gives it; raises `Missing` where nothing is published."""
        number = current_version(self._versions).number
        made = self._made
        if made is None or made.number != number:
            with self._lock:
                made = self._made
                if made is None or made.number != number:
                    made = self._made = read_catalogue(self._versions.store(number), number)
        return made


def read_catalogue(store: Store, number: int) -> Catalogue:
    """Reads works and citations from curated graphs only."""
    works = {work.node: work for work in sorted(_works(store), key=lambda each: each.id)}
    citations = sorted(_citations(store), key=oci)
    return Catalogue(
        number=number,
        published=_published(store, number),
        works=works,
        citations=tuple(citations),
        outgoing=_grouped(citations, lambda each: each.citing),
        incoming=_grouped(citations, lambda each: each.cited),
        by_name=_names(works, citations),
        venues=dict(_parts(store, works, "dcterms:isPartOf")),
        publishers=dict(_parts(store, works, "dcterms:publisher")),
    )


@lru_cache(maxsize=16384)
def numeral(of: str) -> str:
    """The digits that name something of ours, by its IRI.

    >>> numeral("https://w3id.org/peer-provision/work/asad-2016")[:2]
    '00'
    """
    digest = blake2b(of.removeprefix(BASE).encode(), digest_size=8).digest()
    return f"{OWN_PREFIX}{int.from_bytes(digest):020d}"


def oci(citation: Citation) -> str:
    """Our Open Citation Identifier of a citation, without ``oci:``."""
    return f"{numeral(citation.citing.value)}-{numeral(citation.cited.value)}"


def omid(kind: str, of: str) -> str:
    """Our OMID of something: ``omid:br/...`` of works and venues, ``omid:ra/...`` of agents."""
    return f"omid:{kind}/{numeral(of)}"


def agent_iri(work: CitedWork, place: int) -> str:
    """The IRI of the author at a place of the title page, counted from 1."""
    return f"{BASE}agent/{work.id}/{place}"


def identifiers(catalogue: Catalogue, node: NamedNode) -> list[str]:
    """All identifiers of a work: its OMID, then ``doi:``, ``pmid:``, ``pmcid:`` and ``isbn:``."""
    return _identifiers(node, catalogue.works.get(node))


def _identifiers(node: NamedNode, work: CitedWork | None) -> list[str]:
    known = {
        "doi": work.doi if work else doi.from_iri(node),
        "pmid": work.pmid if work else None,
        "pmcid": work.pmcid if work else None,
        "isbn": work.isbn if work else None,
    }
    told = [f"{name}:{value}" for name, value in known.items() if value and " " not in value]
    return [omid("br", node.value), *told]


def _works(store: Store) -> Iterator[CitedWork]:
    quads = store.quads_for_pattern(None, WORK_ID, None, None)
    for node in {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}:
        work = read_work(store, node)
        if work is not None:
            yield work


def _citations(store: Store) -> set[Citation]:
    found = set()
    for predicate in (_CITES, _CITED):
        for quad in store.quads_for_pattern(None, predicate, None, None):
            ends = quad.subject, quad.object
            graph = quad.graph_name
            curated = isinstance(graph, NamedNode) and graph.value.startswith(WORK_GRAPH)
            if curated and isinstance(ends[0], NamedNode) and isinstance(ends[1], NamedNode):
                citing, cited = ends if predicate == _CITES else reversed(ends)
                found.add(Citation(citing, cited))  # type: ignore[arg-type]
    return found


def _grouped(
    citations: list[Citation], end: Callable[[Citation], NamedNode]
) -> dict[NamedNode, tuple[Citation, ...]]:
    found: defaultdict[NamedNode, list[Citation]] = defaultdict(list)
    for citation in citations:
        found[end(citation)].append(citation)
    return {node: tuple(each) for node, each in found.items()}


def _names(works: Mapping[NamedNode, CitedWork], citations: list[Citation]) -> dict[str, NamedNode]:
    cited = {node for citation in citations for node in citation}
    nodes = [*works, *sorted(cited - works.keys(), key=str)]
    return {name.lower(): node for node in nodes for name in _identifiers(node, works.get(node))}


def _parts(
    store: Store, works: Mapping[NamedNode, CitedWork], curie: str
) -> Iterator[tuple[NamedNode, str]]:
    for node, work in works.items():
        for quad in store.quads_for_pattern(node, iri(curie), None, work.graph):
            if isinstance(quad.object, NamedNode):
                yield node, quad.object.value


def _published(store: Store, number: int) -> str:
    version = NamedNode(f"{BASE}version/{number}")
    for quad in store.quads_for_pattern(version, iri("prov:generatedAtTime"), None, None):
        return str(getattr(quad.object, "value", ""))[:10]
    return ""


def has_doi(catalogue: Catalogue, node: NamedNode) -> str | None:
    """The bare DOI of a work, recorded or only cited."""
    work = catalogue.works.get(node)
    found = work.doi if work else doi.from_iri(node)
    return found if found and doi_node(found) else None
