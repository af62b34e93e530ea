"""A writing process as its owner sees it: groups of writes go in, what became of them comes out."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from peerprov.errors import (
    Crashed,
    Fault,
    OutOfMemory,
    PeerError,
    StoreFailed,
    TimedOut,
    TooDeep,
    TooLarge,
)
from peerprov.graph.executor.executor import START_SECONDS, TICK_SECONDS
from peerprov.graph.executor.frames import Kind, ReplyReader, send_request
from peerprov.graph.writing.request import Write
from peerprov.graph.writing.wire import Fate, pack_write, unpack_fate

OWN_SECONDS = 300.0
"""For waiting for the lock, comparing, counting, validating and syncing, which are our own work."""
_MODULE = "peerprov.graph.writing.process"


@dataclass(frozen=True, slots=True)
class Plan:
    """How a service writes.

    Attributes:
        data: the folder of its versions.
        protected: graphs other than workspaces are built from files, and shapes hold.
        union: the default graph of a pattern is the union of all graphs.
        logged: the store holds its own log.
        seconds: time limit of an update, and of reading the uploads of a write.
        memory_mb: address space of the writing process beyond what it needs to start.
        stack_mb: stack of its working thread.
        reserve_mb: disk space below which nothing is written.
        kept: newest versions that stay.
        hosts: hosts that SERVICE and LOAD may name.
    """

    data: Path
    protected: bool = True
    union: bool = True
    logged: bool = True
    seconds: float = 10.0
    memory_mb: int = 2048
    stack_mb: int = 512
    reserve_mb: int = 1024
    kept: int = 1000
    hosts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Lost:
    """The process ended, or was ended, before it answered.

    Attributes:
        culprit: which of the writes was at fault, or None.
        reason: what happened.
        digest: of the group, where it was about to be published, else "".
        version: the number that it was about to get.
        fates: what would have become of each write.
    """

    culprit: int | None
    reason: PeerError
    digest: str = ""
    version: int = 0
    fates: tuple[Fate, ...] = ()


@dataclass(frozen=True, slots=True)
class Parted:
    """The writes do not pass together."""


class Worker:
    """A process that carries out one group of writes at a time and can be killed at any moment.

    Must be started from a thread that lives as long as the owner: the kernel ends the process when
    the *thread* that started it ends.
    """

    def __init__(self, plan: Plan, network: bool = False) -> None:
        """Starts the process and waits until it answers; raises `PeerError` where it does not."""
        self.network = network
        self._plan = plan
        self._link, theirs = socket.socketpair()
        self._link.settimeout(TICK_SECONDS)
        self._reader = ReplyReader(self._link)
        numbers = (theirs.fileno(), plan.memory_mb, plan.stack_mb, int(network), os.getpid())
        rest = {**asdict(plan), "data": str(plan.data), "hosts": sorted(plan.hosts)}
        self._process = subprocess.Popen(  # noqa: S603 - our own module, numbers and a plan
            [sys.executable, "-P", "-m", _MODULE, *map(str, numbers), json.dumps(rest)],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "MALLOC_ARENA_MAX": "2"},
        )
        theirs.close()
        if self._read(time.monotonic() + START_SECONDS) is None:
            self.kill()
            raise StoreFailed("Writing is not possible now; the process for it does not start")

    def run(self, writes: Sequence[Write]) -> list[Fate] | Parted | Lost:
        """Has a group carried out; after `Lost` the process is gone.

        Raises:
            PeerError: nothing was written, and trying again now would not help.
        """
        content = {"writes": [pack_write(write) for write in writes]}
        about: dict[str, Any] = {}
        try:
            self._link.settimeout(START_SECONDS)
            send_request(self._link, content)
        except OSError:
            return self._lost(about)
        finally:
            self._link.settimeout(TICK_SECONDS)
        deadline = time.monotonic() + self._seconds(about)
        while (frame := self._read(deadline)) is not None:
            kind, body = frame
            if kind is Kind.MORE:
                about = body
                deadline = time.monotonic() + self._seconds(about)
            elif kind is Kind.FAIL:
                failure = unpack_fate(body)
                raise failure if isinstance(failure, PeerError) else StoreFailed("No answer")
            else:
                return Parted() if "split" in body else [unpack_fate(f) for f in body["fates"]]
        return self._lost(about)

    def kill(self) -> None:
        """Ends the process, whatever it is doing."""
        self._link.close()
        self._process.kill()
        self._process.wait()

    def _seconds(self, about: dict[str, Any]) -> float:
        return self._plan.seconds if about.get("step") in ("read", "apply") else OWN_SECONDS

    def _read(self, deadline: float) -> tuple[Kind, dict[str, Any]] | None:
        """Waits for a frame; None when the process is gone or the time is up."""
        while time.monotonic() < deadline:
            try:
                frame = self._reader.read()
            except TimeoutError:
                continue
            return None if frame is None else (frame[0], _content(frame[2]))
        return None

    def _lost(self, about: dict[str, Any]) -> Lost:
        code = self._process.poll()
        if code is None:
            try:
                code = self._process.wait(TICK_SECONDS)  # its socket closes a moment before it ends
            except subprocess.TimeoutExpired:
                code = None
        self.kill()
        step, reason = about.get("step"), self._reason(code)
        if step == "publish":
            fates = tuple(unpack_fate(fate) for fate in about["fates"])
            return Lost(None, reason, about["digest"], about["version"], fates)
        if step == "read":
            reason = _unreadable(reason)
        return Lost(about.get("write"), reason)

    def _reason(self, code: int | None) -> PeerError:
        if code is None:
            seconds = self._plan.seconds
            return TimedOut(f"The write was stopped after {seconds:g} seconds, its time limit")
        if code in (-signal.SIGABRT, -signal.SIGKILL):  # Rust aborts where memory is refused
            limit = f"{self._plan.memory_mb:,} MB"
            return OutOfMemory(f"The write needs more than the {limit} that a write may use")
        return Crashed("The write could not be carried out; the process for it ended")


def _content(body: bytes) -> dict[str, Any]:
    found = json.loads(body)
    return found if isinstance(found, dict) else {}


def _unreadable(reason: PeerError) -> PeerError:
    if isinstance(reason, Crashed):
        return TooDeep(Fault("The document nests too deeply to be read"))
    return TooLarge(Fault("The document takes too much time or memory to be read"))
