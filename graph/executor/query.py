"""What is asked of an executor, and under which limits."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from peerprov.errors import Unavailable


class Form(enum.IntEnum):
    """What a query gives: rows, a truth value or a graph; told by the engine, not guessed."""

    SOLUTIONS = 1
    BOOLEAN = 2
    GRAPH = 3


class Version(Protocol):
    """A published version of the store: a number and an Oxigraph directory that never changes."""

    @property
    def number(self) -> int:
        """Counts up from 1."""

    @property
    def path(self) -> Path:
        """The directory."""


class Busy(Unavailable):
    """All executors are taken and the queue in front of them is full or too slow."""


@dataclass(frozen=True, slots=True)
class Query:
    """A foreign query and how its answer is wanted.

    Attributes:
        text: SPARQL 1.1.
        table: file extension of the result format for rows and truth values (``srj``, ``srx``,
            ``csv``, ``tsv``), or None where no such format is acceptable to the caller.
        graph: the same for graphs (``ttl``, ``nt``, ``nq``, ``trig``, ``rdf``, ``jsonld``).
        base: absolute IRI that relative ones in the text are resolved against, or None.
        union: let the default graph be the union of all graphs.
        default_graphs: IRIs that replace the default graph, or None; with ``named_graphs`` this is
            the dataset of the request, which takes the place of the one that the text names.
        named_graphs: IRIs of the graphs that ``GRAPH`` sees, or None.
        network: may reach hosts on the allow-list; needs an executor without the network walls.
    """

    text: str
    table: str | None = "srj"
    graph: str | None = "ttl"
    base: str | None = None
    union: bool = False
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    network: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What the executors of one pool may use.

    Attributes:
        seconds: time for a query, from handing it over to the last byte of the answer.
        memory_mb: address space of an executor beyond what it needs to start.
        stack_mb: stack of the evaluating thread; nested syntax overflows the usual 8 MB.
        keep: executors kept ready.
        most: executors that may run at once.
        queue: requests that may wait for an executor.
        queue_seconds: how long one waits.
    """

    seconds: float = 10.0
    memory_mb: int = 2048
    stack_mb: int = 512
    keep: int = 1
    most: int = 4
    queue: int = 32
    queue_seconds: float = 2.0


@dataclass(slots=True)
class Counts:
    """What has become of the queries of a pool; only ever counts up."""

    answered: int = 0
    refused: int = 0
    started: int = 0
    ended: dict[str, int] = field(default_factory=dict)

    def end(self, why: str) -> None:
        """Counts an executor that was ended, by reason."""
        self.ended[why] = self.ended.get(why, 0) + 1
