"""One executor as its owner sees it: a process at the other end of a socket pair."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable

from peerprov.errors import Crashed, OutOfMemory, PeerError, TimedOut, Unavailable
from peerprov.graph.executor import messages
from peerprov.graph.executor.frames import Kind, ReplyReader, send_request
from peerprov.graph.executor.query import Form, Limits, Query
from peerprov.graph.executor.scan import first_word

TICK_SECONDS = 0.1  # how often a waiting owner looks at the clock and at its caller
START_SECONDS = 20.0
_MODULE = "peerprov.graph.executor.process"


class Stopped(Unavailable):
    """The caller wants no answer any more."""


class Executor:
    """A process that evaluates one query at a time and can be killed at any moment.

    Must be started from a thread that lives as long as the owner: the kernel ends the process when
    the *thread* that started it ends.
    """

    def __init__(self, limits: Limits, network: bool = False) -> None:
        """Starts the process; `wait_ready` tells when it answers."""
        self.network = network
        self.path = ""
        self.worn = False
        self.lost: str | None = None
        self.walls: tuple[str, ...] = ()
        self._limits = limits
        self._link, theirs = socket.socketpair()
        self._link.settimeout(TICK_SECONDS)
        self._reader = ReplyReader(self._link)
        numbers = (theirs.fileno(), limits.memory_mb, limits.stack_mb, int(network), os.getpid())
        self._process = subprocess.Popen(  # noqa: S603 - our own module, numbers as arguments
            [sys.executable, "-P", "-m", _MODULE, *map(str, numbers)],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "MALLOC_ARENA_MAX": "2"},
        )
        theirs.close()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def wait_ready(self) -> None:
        """Waits for the greeting and notes which walls stand."""
        _, _, body = self._read(time.monotonic() + START_SECONDS, None)
        self.walls = tuple(json.loads(body))

    def open(self, path: str) -> None:
        """Opens a version ahead of the first query on it."""
        send_request(self._link, {"text": None, "path": path})
        kind, _, body = self._read(time.monotonic() + START_SECONDS, None)
        if kind is Kind.FAIL:
            raise messages.evaluation_error(**json.loads(body))
        self.path = path

    def ask(self, query: Query, path: str) -> None:
        """Hands over a query; `read` gives the answer."""
        wanted: dict[str, object] = {
            "text": query.text,
            "path": path,
            "table": query.table,
            "graph": query.graph,
            "union": query.union,
            "base": query.base,
        }
        if query.default_graphs is not None or query.named_graphs is not None:
            wanted["default"] = query.default_graphs or ()
            wanted["named"] = query.named_graphs or ()
        try:
            send_request(self._link, wanted)
        except OSError as error:
            raise self._obituary() from error
        self.path = path

    def read(
        self, query: Query, deadline: float, stopped: Callable[[], bool] | None
    ) -> tuple[bool, Form, bytes]:
        """Waits for the next part of the answer.

        Args:
            query: what was asked, for messages.
            deadline: on the clock of `time.monotonic`.
            stopped: asked every `TICK_SECONDS`; True gives the query up.

        Returns:
            (is this the last part, form of the answer, bytes).

        Raises:
            BadQuery: the engine refused the text; the executor is as good as before.
            TimedOut, OutOfMemory, Crashed, Stopped: the executor is ``lost`` and has to be killed.
        """
        kind, note, body = self._read(deadline, stopped)
        if kind is Kind.FAIL:
            failure = json.loads(body)
            if failure["kind"] == "syntax":
                raise messages.syntax_error(failure["message"], query.text, first_word(query.text))
            raise messages.evaluation_error(**failure)
        self.worn |= kind is Kind.LAST_OF_ALL
        return kind is not Kind.MORE, Form(note), body

    def kill(self) -> None:
        """Ends the process, whatever it is doing."""
        self._link.close()
        self._process.kill()
        self._process.wait()

    def _read(self, deadline: float, stopped: Callable[[], bool] | None) -> tuple[Kind, int, bytes]:
        while True:
            if time.monotonic() >= deadline:
                raise self._lose(TimedOut("The query was stopped at its time limit"))
            try:
                frame = self._reader.read()
            except TimeoutError:
                if stopped is not None and stopped():
                    raise self._lose(Stopped("The query was stopped by its caller")) from None
                continue
            if frame is None:
                raise self._obituary()
            return frame

    def _lose(self, error: PeerError) -> PeerError:
        self.lost = type(error).__name__
        return error

    def _obituary(self) -> PeerError:
        code = self._process.wait()
        if code in (-signal.SIGABRT, -signal.SIGKILL):  # Rust aborts where memory is refused
            limit = f"{self._limits.memory_mb:,} MB"
            return self._lose(
                OutOfMemory(f"The query needs more than the {limit} that a query may use")
            )
        return self._lose(
            Crashed("The query could not be evaluated; the process that ran it ended")
        )
