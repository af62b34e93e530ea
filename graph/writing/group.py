"""A group of writes that share one version: carried out, checked, published together."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pyoxigraph as ox

from peerprov.errors import Conflict, DoesNotConform, PeerError, Refused, Unavailable
from peerprov.graph.executor.query import Busy
from peerprov.graph.store import Candidate, VersionedStore
from peerprov.graph.store.difference import graph_of
from peerprov.graph.writing import guard
from peerprov.graph.writing.apply import Effect, Rules, apply, is_there
from peerprov.graph.writing.conformance import require_conformance
from peerprov.graph.writing.documents import check_graph, read
from peerprov.graph.writing.journal import Entry, Journal, key_digest, request_digest
from peerprov.graph.writing.request import (
    Action,
    KeyReused,
    Malformed,
    Outcome,
    Outdated,
    Write,
)
from peerprov.graph.writing.wire import Fate, pack_fate

COMPARED_QUADS = 200_000
"""Quads up to which a store without protected graphs is compared to tell what has changed."""
LOCK_SECONDS = 30.0

Step = Callable[[dict[str, Any]], None]
"""Told what is done next: ``step`` is read, apply, check or publish, ``write`` which of them."""


class Split(PeerError):
    """The writes do not pass together; fewer of them are to be tried at once."""


@dataclass(frozen=True, slots=True)
class Service:
    """What the writes of a service have in common.

    Attributes:
        store: its versions.
        journal: its answers to requests with a key.
        digests: of its current version.
        protected: graphs other than workspaces are built from files, and shapes hold.
        union: the default graph of a pattern is the union of all graphs.
        hosts: hosts that SERVICE and LOAD may name.
        walled: this process cannot reach any host.
    """

    store: VersionedStore
    journal: Journal
    digests: guard.Digests
    protected: bool
    union: bool
    hosts: frozenset[str] = frozenset()
    walled: bool = False


class Group:
    """Writes of callers with the same scopes, in their order.

    A write that fails leaves the others alone. Conditional writes come first and alone.

    Attributes:
        fates: what became of each; None while it is not known.
    """

    def __init__(self, service: Service, writes: Sequence[Write], step: Step) -> None:
        """Takes the writes; `run` carries them out."""
        self.fates: list[Fate | None] = [None] * len(writes)
        self._service = service
        self._writes = writes
        self._step = step
        self._effects: dict[int, Effect] = {}
        self._documents: dict[int, list[list[ox.Triple]]] = {}
        self._digest = _digest(writes)

    def run(self) -> list[Fate]:
        """Carries the writes out and publishes what they have changed as one version.

        Raises:
            Split: together they change what they may not, or break the shapes.
            Busy: somebody else writes for long.
            DiskFull, StoreFailed: nothing was written.
        """
        self._read_documents()
        self._step({"step": "lock"})
        store = self._service.store
        who = ", ".join(sorted({write.who for write in self._writes}))
        try:
            with store.writing(
                who=who,
                why=_why(self._writes),
                kind="update",
                inputs=self._digest,
                wait=LOCK_SECONDS,
            ) as candidate:
                self._service.journal.look()
                self._apply(candidate.store)
                self._finish(candidate)
        except Conflict as error:
            raise Busy(str(error)) from None
        return [fate for fate in self.fates if fate is not None]

    def _read_documents(self) -> None:
        """Reads all uploads before the lock is taken: they may be slow."""
        for index, write in enumerate(self._writes):
            if not write.documents:
                continue
            self._step({"step": "read", "write": index})
            several = len(write.documents) > 1
            try:
                self._documents[index] = [
                    read(document, write.base, f"document {number}" if several else "the document")
                    for number, document in enumerate(write.documents, 1)
                ]
            except PeerError as error:
                self.fates[index] = _bare(error)

    def _apply(self, store: ox.Store) -> None:
        for index, write in enumerate(self._writes):
            if self.fates[index] is not None:
                continue
            self._step({"step": "apply", "write": index})
            known = self._service.journal.find(write)
            try:
                if known is not None:
                    self.fates[index] = _repeated(*known)
                    continue
                self._check_conditions(write, store)
                service = self._service
                permit = guard.permission(write.scopes, service.protected)
                rules = Rules(service.union, permit, service.hosts, service.walled)
                documents = self._documents.get(index, [])
                self._effects[index] = apply(store, write, documents, rules)
            except Unavailable:
                raise
            except PeerError as error:
                self.fates[index] = _bare(error)

    def _check_conditions(self, write: Write, store: ox.Store) -> None:
        current = self._service.store.current()
        number = current.number if current else 0
        if write.if_version is not None and write.if_version != number:
            raise Outdated(f"Version {number} is current, not {write.if_version}; look again")
        if write.if_absent and is_there(store, write.graph):
            raise Outdated("The graph is there already")
        if write.if_graph:
            count = current.graphs.get(write.graph or "") if current else None
            known = (count.digest if count else None) or str(number)
            if not is_there(store, write.graph) or not {known, "*"} & set(write.if_graph):
                raise Outdated("The graph is not the one you saw; get it again")

    def _finish(self, candidate: Candidate) -> None:
        self._step({"step": "check"})
        touched = self._touched(candidate)
        try:
            if self._service.protected and touched is not None:
                self._refuse_forbidden(candidate, touched)
            if touched and any(effect.touched is None for effect in self._effects.values()):
                for graph in sorted(touched):
                    check_graph(candidate.store, graph_of(graph))
            if self._effects and (touched is None or touched):
                self._publish(candidate, touched)
            else:
                entries = self._settle(candidate.order.number - 1, "")
                self._service.journal.note(entries)
                self._service.journal.confirm(entries)
        except (Refused, DoesNotConform, Malformed) as error:
            if len(self._effects) > 1:
                raise Split(str(error)) from None
            (only,) = self._effects
            self.fates[only] = _bare(error)

    def _touched(self, candidate: Candidate) -> set[str] | None:
        """Tells which graphs have changed; None where only counting all of them could."""
        known = [effect.touched for effect in self._effects.values()]
        sets = [touched for touched in known if touched is not None]
        if len(sets) == len(known):
            return set().union(*sets)
        store = candidate.store
        if not self._comparing(store):
            return None
        parent = candidate.order.parent
        before = self._service.digests.of(
            parent.number if parent else 0, self._service.store.open().store if parent else None
        )
        return guard.differing(before, guard.take(store))

    def _comparing(self, store: ox.Store) -> bool:
        """Says whether graphs are compared to tell what has changed."""
        return self._service.protected or len(store) <= COMPARED_QUADS

    def _refuse_forbidden(self, candidate: Candidate, touched: set[str]) -> None:
        for index, effect in self._effects.items():
            if effect.touched is None:
                permit = guard.permission(self._writes[index].scopes, self._service.protected)
                wrong = guard.forbidden(touched, permit)
                if wrong is not None:
                    before = self._service.store.open().store
                    raise guard.refusal(wrong[1], wrong[0], before, candidate.store)

    def _publish(self, candidate: Candidate, touched: set[str] | None) -> None:
        number = candidate.order.number
        names = None if touched is None else [graph_of(graph) for graph in touched]
        comparing = names is not None and self._comparing(candidate.store)
        fresh = guard.take(candidate.store, names) if comparing else {}
        entries: list[Entry] = []

        def validate(sealed: ox.Store) -> None:
            if self._service.protected and touched:
                require_conformance(sealed, touched)
            entries.extend(self._settle(number, self._digest))
            self._service.journal.note(entries)
            fates = [pack_fate(fate) for fate in self.fates if fate is not None]
            self._step(
                {"step": "publish", "version": number, "digest": self._digest, "fates": fates}
            )

        candidate.publish(validate, names)
        self._service.journal.confirm(entries)
        if touched is not None and comparing:
            self._service.digests.follow(number, touched, fresh)

    def _settle(self, number: int, digest: str) -> list[Entry]:
        """Says of each write that it was carried out; gives the answers to be remembered."""
        entries = []
        for index, effect in self._effects.items():
            changed = bool(digest) and (effect.touched is None or bool(effect.touched))
            self.fates[index] = Outcome(number, changed, effect.created)
            write = self._writes[index]
            if write.key is not None:
                request = request_digest(write)
                key = key_digest(write.key)
                entries.append(Entry(key, request, digest, number, changed, effect.created))
        return entries


def _bare(error: PeerError) -> PeerError:
    """Frees an error of the frames it passed: they hold the store, whose folder goes next."""
    error.__context__ = error.__cause__ = None
    return error.with_traceback(None)


def _repeated(entry: Entry, same: bool) -> Fate:
    if same:
        return entry.outcome
    return KeyReused("This Idempotency-Key came with another request before; take a new one")


def _digest(writes: Sequence[Write]) -> str:
    parts = [secrets.token_hex(16), *(request_digest(write) for write in writes)]
    return sha256("\n".join(parts).encode()).hexdigest()


_IN_WORDS = {
    Action.UPDATE: "SPARQL update",
    Action.REPLACE: "graph replaced",
    Action.ADD: "graph added to",
    Action.REMOVE: "graph removed",
}


def _why(writes: Sequence[Write]) -> str:
    counted = Counter(_IN_WORDS[write.action] for write in writes)
    parts = [words if number == 1 else f"{words} ({number})" for words, number in counted.items()]
    return "; ".join(parts).capitalize().replace("Sparql", "SPARQL")
