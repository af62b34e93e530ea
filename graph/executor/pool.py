"""A pool of executors: lends them to queries, replaces the ones that were killed.

One pool belongs to one web process. All executors are started by one thread of the pool, its
keeper, because the kernel ties the life of a process to the thread that started it.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from peerprov.errors import PeerError, TimedOut
from peerprov.graph.executor.executor import Executor, Stopped
from peerprov.graph.executor.query import Busy, Counts, Form, Limits, Query, Version

RETRY_SECONDS = 0.5  # after an executor that did not come up
PATIENCE_SECONDS = 0.03  # an executor is waited for this long before another one is started


@dataclass(frozen=True, slots=True)
class _Run:
    query: Query
    seconds: float
    deadline: float
    stopped: Callable[[], bool] | None


class Answer:
    """The answer to a query, as parts of some 64 kB; the first is already there.

    Iterate to the end or close: an answer that is left before its end costs the executor its life,
    which is how a query is stopped. Failures after the first part are raised from the iteration.
    """

    def __init__(self, pool: Pool, executor: Executor, run: _Run) -> None:
        """Waits for the first part."""
        self._pool, self._executor, self._run = pool, executor, run
        self._held = True
        last, self.form, self._first = self._read()
        self.complete = last

    def __iter__(self) -> Iterator[bytes]:
        """Gives the parts, once."""
        yield self._first
        last, stopped = self.complete, self._run.stopped
        while not last:
            if stopped is not None and stopped():
                self._give_back("Stopped")
                raise Stopped("The query was stopped by its caller")
            last, _, part = self._read()
            yield part

    def whole(self) -> bytes:
        """Joins the parts."""
        return self._first if self.complete else b"".join(self)

    def close(self) -> None:
        """Stops the query if it still runs."""
        if self._held:
            self._give_back("left")

    def __enter__(self) -> Self:
        """Returns itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Closes."""
        self.close()

    def _read(self) -> tuple[bool, Form, bytes]:
        run = self._run
        try:
            part = self._executor.read(run.query, run.deadline, run.stopped)
        except TimedOut:
            self._give_back(None)
            what = f"The query was stopped after {run.seconds:g} seconds, its time limit"
            raise TimedOut(what) from None
        except PeerError:
            self._give_back(None)
            raise
        if part[0]:
            self._give_back(None)
        return part

    def _give_back(self, lost: str | None) -> None:
        self._held = False
        self._pool.take_back(self._executor, lost)


class Pool:
    """Lends executors to queries.

    Usable from any number of threads. At most ``limits.most`` executors run, ``limits.keep`` are
    kept ready. An executor follows to whatever version it is asked for.
    """

    def __init__(self, limits: Limits, current: Callable[[], Version | None] | None = None) -> None:
        """Starts the keeper and ``limits.keep`` executors.

        Args:
            limits: what a query may use.
            current: gives the version that a new executor opens ahead of its first query.
        """
        self.limits = limits
        self.counts = Counts()
        self.walls: tuple[str, ...] = ()
        self._current = current
        self._idle: dict[bool, queue.SimpleQueue[Executor]] = {
            network: queue.SimpleQueue() for network in (False, True)
        }
        self._changed = threading.Condition()  # guards what follows
        self._alive = 0
        self._waiting = 0
        self._wanted: list[bool] = [False] * limits.keep  # to start: with the network or not
        self._starting = False
        self._closed = False
        self._keeper = threading.Thread(target=self._keep, name="executor keeper", daemon=True)
        self._keeper.start()

    def run(
        self,
        query: Query,
        version: Version,
        seconds: float | None = None,
        stopped: Callable[[], bool] | None = None,
    ) -> Answer:
        """Runs a query and returns when the first part of its answer, or its failure, is known.

        Args:
            query: what is asked.
            version: what it is asked of.
            seconds: a time limit shorter than the pool's.
            stopped: asked now and then while the query runs; True gives it up.

        Raises:
            BadQuery: the text does not parse or asks for what is not there.
            TimedOut, OutOfMemory, Crashed: it was tried.
            Busy: it was not tried.
            Stopped: ``stopped`` said so.
        """
        limit = self.limits.seconds if seconds is None else min(seconds, self.limits.seconds)
        path = str(version.path)
        executor = self._lend(path, query.network)
        run = _Run(query, limit, time.monotonic() + limit, stopped)
        try:
            executor.ask(query, path)
        except PeerError:
            self.take_back(executor, None)
            raise
        answer = Answer(self, executor, run)
        self.counts.answered += 1
        return answer

    def take_back(self, executor: Executor, lost: str | None) -> None:
        """Takes an executor back; ``lost`` says why it must not be used again."""
        lost = executor.lost or lost or ("grown" if executor.worn else None)
        if lost is None and not self._closed:
            self._idle[executor.network].put(executor)
            return
        executor.kill()
        with self._changed:
            self._alive -= 1
            self.counts.end(lost or "closed")
            if self._alive + len(self._wanted) < self.limits.keep:
                self._wanted.append(executor.network)
                self._changed.notify_all()

    def ready(self) -> bool:
        """Says whether an executor has come up."""
        return bool(self.walls)

    def close(self) -> None:
        """Ends all executors; queries that run are cut off."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._keeper.join()
        for network in (False, True):
            while (executor := self._pick("", network)) is not None:
                executor.kill()

    def _lend(self, path: str, network: bool) -> Executor:
        executor = self._pick(path, network)
        if executor is not None:
            return executor
        with self._changed:
            if self._waiting >= self.limits.queue:
                self.counts.refused += 1
                raise Busy("Too many queries are waiting; try again in a moment")
            self._waiting += 1
        try:
            return self._queue(network)
        finally:
            with self._changed:
                self._waiting -= 1

    def _pick(self, path: str, network: bool) -> Executor | None:
        """Takes an idle executor, if there is one; rather one that has the version open."""
        idle = self._idle[network]
        others: list[Executor] = []
        try:
            while (executor := idle.get_nowait()).path != path:
                others.append(executor)
        except queue.Empty:
            if not others:
                return None
            executor = others.pop()
        for other in others:
            idle.put(other)
        return executor

    def _queue(self, network: bool) -> Executor:
        """Waits for an executor; has another one started if none comes free at once."""
        idle = self._idle[network]
        end = time.monotonic() + self.limits.queue_seconds
        wait = PATIENCE_SECONDS
        while not self._closed:
            try:
                return idle.get(timeout=wait)
            except queue.Empty:
                coming = self._want(network)
            left = end - time.monotonic()
            if left <= 0 and not coming:
                break
            wait = min(max(left, 0.05), 0.25)
        self.counts.refused += 1
        raise Busy("All executors are busy; try again in a moment")

    def _want(self, network: bool) -> bool:
        """Asks the keeper for one executor more, if there is room; says whether one is coming."""
        with self._changed:
            if self._wanted or self._starting:
                return True
            if self._alive >= self.limits.most:
                other = self._pick("", not network)
                if other is None:
                    return False
                other.kill()
                self._alive -= 1
            self._wanted.append(network)
            self._changed.notify_all()
            return True

    def _keep(self) -> None:
        while True:
            with self._changed:
                while not self._wanted and not self._closed:
                    self._changed.wait()
                if self._closed:
                    return
                network = self._wanted.pop(0)
                self._alive += 1
                self._starting = True
            executor = self._start(network)
            if executor is not None:
                self._idle[network].put(executor)
            with self._changed:
                self._starting = False
                if executor is None:
                    self._alive -= 1
                    self._changed.wait(RETRY_SECONDS)

    def _start(self, network: bool) -> Executor | None:
        """Starts an executor on the current version; None where it does not come up."""
        executor = Executor(self.limits, network)
        self.counts.started += 1
        try:
            executor.wait_ready()
            version = self._current() if self._current else None
            if version is not None:
                executor.open(str(version.path))
        except PeerError:
            executor.kill()
            self.counts.end("start")
            return None
        self.walls = executor.walls
        return executor
