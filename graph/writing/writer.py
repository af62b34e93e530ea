"""The queue of writes of a web process: many small ones share a version, each gets its answer."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field

from peerprov.errors import Missing, PeerError, StoreFailed
from peerprov.graph.executor.query import Busy
from peerprov.graph.store import VersionedStore
from peerprov.graph.writing.request import Outcome, Write
from peerprov.graph.writing.wire import Fate
from peerprov.graph.writing.worker import Lost, Parted, Plan, Worker

QUEUE = 256
"""Writes that may wait; those beyond are told to come back."""
GROUP = 128
GROUP_BYTES = 64 << 20
TRIES = 2
IDLE_SECONDS = 300.0


@dataclass(slots=True)
class _Waiting:
    write: Write
    fate: Fate | None = None
    done: threading.Event = field(default_factory=threading.Event)

    def settle(self, fate: Fate) -> None:
        self.fate = fate
        self.done.set()


@dataclass(slots=True)
class _Batch:
    waiting: list[_Waiting]
    tries: int = 0


class Writer:
    """Carries out what many threads want written.

    While one group is under way the next one gathers: nobody waits longer than for the group
    before. A group holds writes of the same scopes in the order in which they came. The process
    that writes is started by the first write.
    """

    def __init__(self, plan: Plan) -> None:
        """Writes as ``plan`` says."""
        self._plan = plan
        self._versions = VersionedStore(plan.data, logged=plan.logged)
        self._changed = threading.Condition()  # guards what follows
        self._waiting: deque[_Waiting] = deque()
        self._thread: threading.Thread | None = None
        self._closed = False
        self._worker: Worker | None = None  # used by the thread alone

    def write(self, write: Write) -> Outcome:
        """Returns when the write is on the disk and served.

        Raises:
            Busy: too many wait already, or another process writes for long.
            TimedOut, OutOfMemory, Crashed: it was tried, and stopped.
            PeerError: it was refused; nothing of it was done.
        """
        waiting = _Waiting(write)
        with self._changed:
            if self._closed or len(self._waiting) >= QUEUE:
                raise Busy("Too many writes are waiting; try again in a moment")
            self._waiting.append(waiting)
            if self._thread is None:
                self._thread = threading.Thread(target=self._keep, name="writer", daemon=True)
                self._thread.start()
            self._changed.notify_all()
        waiting.done.wait()
        if isinstance(waiting.fate, Outcome):
            return waiting.fate
        raise waiting.fate or StoreFailed("The write could not be carried out")

    def close(self) -> None:
        """Ends the process when the writes that wait are done."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _keep(self) -> None:
        try:
            while (batch := self._next()) is not None:
                self._carry_out(batch)
        finally:
            with self._changed:
                self._thread = None
                left = list(self._waiting)
                self._waiting.clear()
            for waiting in left:
                waiting.done.set()
            self._drop()

    def _next(self) -> _Batch | None:
        with self._changed:
            while not self._waiting:
                if self._closed:
                    return None
                if not self._changed.wait(IDLE_SECONDS):
                    self._drop()
            return _Batch(self._gather())

    def _gather(self) -> list[_Waiting]:
        """Takes the first that waits, and those that may share a version with it."""
        first = self._waiting.popleft()
        group, size = [first], first.write.size
        if first.write.conditional:
            return group
        kept: deque[_Waiting] = deque()
        while self._waiting and len(group) < GROUP and size < GROUP_BYTES:
            other = self._waiting.popleft()
            if _together(first.write, other.write):
                group.append(other)
                size += other.write.size
            else:
                kept.append(other)
                if other.write.scopes == first.write.scopes:
                    break  # what came later from there must not overtake it
        self._waiting.extendleft(reversed(kept))
        return group

    def _carry_out(self, batch: _Batch) -> None:
        left = [batch]
        try:
            while left:
                left.extend(self._attempt(left.pop()))
        finally:
            for waiting in batch.waiting:
                waiting.done.set()

    def _attempt(self, batch: _Batch) -> list[_Batch]:
        """Tries a group; gives what is to be tried next, the last first."""
        waiting = batch.waiting
        try:
            answer = self._ready(waiting[0].write.network).run([w.write for w in waiting])
        except PeerError as error:
            answer = [error] * len(waiting)
        if isinstance(answer, Parted):
            half = len(waiting) // 2
            return [_Batch(waiting[half:]), _Batch(waiting[:half])]
        if isinstance(answer, Lost):
            self._drop()
            return self._after_loss(batch, answer)
        for one, fate in zip(waiting, answer, strict=True):
            one.settle(fate)
        return []

    def _after_loss(self, batch: _Batch, lost: Lost) -> list[_Batch]:
        waiting = batch.waiting
        if lost.digest and self._was_published(lost):
            for one, fate in zip(waiting, lost.fates, strict=True):
                one.settle(fate)
            return []
        if lost.culprit is not None:
            waiting[lost.culprit].settle(lost.reason)
            rest = [one for number, one in enumerate(waiting) if number != lost.culprit]
            return [_Batch(rest, batch.tries)] if rest else []
        if batch.tries + 1 < TRIES:
            return [_Batch(waiting, batch.tries + 1)]
        for one in waiting:
            one.settle(lost.reason)
        return []

    def _was_published(self, lost: Lost) -> bool:
        try:
            return self._versions.version(lost.version).inputs == lost.digest
        except (Missing, StoreFailed):
            return False

    def _ready(self, network: bool) -> Worker:
        if self._worker is not None and self._worker.network != network:
            self._drop()
        if self._worker is None:
            self._worker = Worker(self._plan, network)
        return self._worker

    def _drop(self) -> None:
        if self._worker is not None:
            self._worker.kill()
            self._worker = None


def _together(first: Write, other: Write) -> bool:
    same = (first.scopes, first.network) == (other.scopes, other.network)
    return same and not other.conditional
