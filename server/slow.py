"""Bodies that come slowly or never: a request that is still being sent holds a thread.

The server hands out a body piece by piece and waits for the next one without a limit of its own, so
a few dozen connections that send a head and nothing more would take all threads. Here at most so
many bodies are waited for at once, in all and from one address, and a connection on which nothing
has come for `STALLED_SECONDS` is closed. What trickles is bounded by the numbers alone; a proxy in
front that takes bodies whole before it passes them on ends that too (docs/operations.md).
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from peerprov.server.connections import close_stalled
from peerprov.server.problems import TooMany

STALLED_SECONDS = 10.0
PER_CALLER = 8
_LOOK_SECONDS = 1.0


class Bodies:
    """Counts the bodies that threads wait for, by address."""

    def __init__(self, most: int, per_caller: int = PER_CALLER) -> None:
        """Lets ``most`` be waited for at once, ``per_caller`` of them from one address."""
        self._most, self._per_caller = most, per_caller
        self._changed = threading.Condition()
        self._waiting: Counter[str] = Counter()
        self._since: dict[int, tuple[str, float]] = {}
        self._watcher: threading.Thread | None = None

    def watched(self, body: Any, address: str) -> Any:
        """Returns a body to be read in the place of ``body``."""
        return _Watched(body, self, address)

    def wait(self, address: str, read: Callable[[], bytes]) -> bytes:
        """Waits for a piece; raises `TooMany` where too many are waited for already."""
        with self._changed:
            if self._waiting[address] >= self._per_caller or len(self._since) >= self._most:
                raise TooMany("Too many requests are being sent at once; send the body again")
            self._waiting[address] += 1
            key = threading.get_ident()
            self._since[key] = (address, time.monotonic())
            if self._watcher is None:
                self._watcher = threading.Thread(target=self._watch, name="bodies", daemon=True)
                self._watcher.start()
            elif len(self._since) == 1:
                self._changed.notify_all()
        try:
            return read()
        finally:
            with self._changed:
                del self._since[key]
                self._waiting[address] -= 1
                if not self._waiting[address]:
                    del self._waiting[address]

    def _watch(self) -> None:
        while True:
            with self._changed:
                while not self._since:
                    self._changed.wait()
                late = time.monotonic() - STALLED_SECONDS
                stalled = {address for address, since in self._since.values() if since < late}
            for address in stalled:
                close_stalled(address, STALLED_SECONDS)
            time.sleep(_LOOK_SECONDS)


class _Watched:
    """The body of one request, as WSGI wants it."""

    def __init__(self, body: Any, bodies: Bodies, address: str) -> None:
        self._body, self._bodies, self._address = body, bodies, address

    def read(self, size: int = -1) -> bytes:
        return self._bodies.wait(self._address, lambda: self._body.read(size))

    def readline(self, size: int = -1) -> bytes:
        return self._bodies.wait(self._address, lambda: self._body.readline(size))

    def readlines(self, hint: int = -1) -> list[bytes]:
        lines: list[bytes] = self.read().splitlines(keepends=True)
        return lines

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")
