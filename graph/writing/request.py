"""What somebody wants written, and what became of it."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from peerprov.errors import BadInput, Conflict, DoesNotConform, Fault
from peerprov.namespaces import WORKSPACE

ANY_GRAPH = "*"
"""As a scope: every graph that callers may write at all."""


class Action(enum.StrEnum):
    """What a write does."""

    UPDATE = "update"
    REPLACE = "replace"
    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Document:
    """An RDF document as it came.

    Attributes:
        format: file extension of its format, such as ``ttl``, ``rdf`` or ``jsonld``.
        content: its bytes.
    """

    format: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One request to write.

    Attributes:
        action: an update, or what is done to one graph.
        who: for the log: the name of the token.
        scopes: graphs that may change: IRIs, prefixes that end in ``*``, or `ANY_GRAPH`.
        text: the update.
        base: absolute IRI that relative ones in the text or the documents are resolved against.
        using: IRIs of the graphs that make up the default graph of the update, or None.
        using_named: IRIs of the graphs that ``GRAPH`` sees, or None.
        graph: IRI of the graph that is replaced, added to or removed; None is the default graph.
        documents: what is put into the graph.
        if_version: refuse unless this version is current.
        if_graph: refuse unless the graph has one of these digests; empty for no condition.
        if_absent: refuse if the graph is there.
        key: the Idempotency-Key, made unique to its caller, or None.
        network: may reach hosts on the allow-list; needs a process without the network walls.
    """

    action: Action
    who: str
    scopes: tuple[str, ...]
    text: str = ""
    base: str | None = None
    using: tuple[str, ...] | None = None
    using_named: tuple[str, ...] | None = None
    graph: str | None = None
    documents: tuple[Document, ...] = ()
    if_version: int | None = None
    if_graph: tuple[str, ...] = ()
    if_absent: bool = False
    key: str | None = None
    network: bool = False

    @property
    def conditional(self) -> bool:
        """Whether it depends on the state that its caller saw."""
        return self.if_version is not None or bool(self.if_graph) or self.if_absent

    @property
    def size(self) -> int:
        """Bytes, roughly."""
        return len(self.text) + sum(len(document.content) for document in self.documents)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a write that was carried out.

    Attributes:
        version: the version that holds it; where nothing changed, the one that was current.
        changed: whether anything changed.
        created: whether the graph was not there before.
        repeated: whether this is the answer to an earlier request with the same key.
    """

    version: int
    changed: bool
    created: bool = False
    repeated: bool = False


class Outdated(Conflict):
    """The state is not the one that the caller named as a condition (412)."""


class KeyReused(Conflict):
    """An Idempotency-Key that came with another request before (422)."""


class Malformed(BadInput):
    """A document that parses, but holds what is not taken in (422)."""


class Nonconforming(DoesNotConform):
    """Data that the shapes refuse, with their report.

    Attributes:
        turtle: the ``sh:ValidationReport``.
    """

    def __init__(self, *faults: Fault, turtle: str = "") -> None:
        """Holds the faults and the report."""
        super().__init__(*faults)
        self.turtle = turtle


def in_scope(scopes: tuple[str, ...], graph: str) -> bool:
    """Says whether scopes cover a graph.

    >>> in_scope(("http://e/a", "http://e/b/*"), "http://e/b/c")
    True
    >>> in_scope(("http://e/a",), "http://e/ab")
    False

    Args:
        scopes: as in `Write`.
        graph: its IRI, ``""`` for the default graph.
    """
    return any(
        scope in (ANY_GRAPH, graph) or (scope.endswith("*") and graph.startswith(scope[:-1]))
        for scope in scopes
    )


def is_workspace(graph: str) -> bool:
    """Says whether a graph is one that token holders may write: it has a name below the prefix."""
    return graph.startswith(WORKSPACE) and len(graph) > len(WORKSPACE)
