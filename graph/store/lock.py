"""The lock that lets one process at a time write; without it, updates lose each other unnoticed."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from peerprov.errors import Conflict

FIRST_PAUSE_SECONDS = 0.001
LONGEST_PAUSE_SECONDS = 0.02


@contextmanager
def write_lock(path: Path, wait: float) -> Iterator[None]:
    """Holds a lock across processes and threads; the system frees it when the process dies.

    Args:
        path: the lock file, made when missing; while held it contains the process number of the
            holder.
        wait: seconds to wait for another holder; 0 to try once.

    Raises:
        Conflict: another process still holds the lock after that time.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _acquire(handle, wait)
        os.ftruncate(handle, 0)
        with suppress(OSError):  # a full disk must not keep anybody from pruning
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        try:
            yield
        finally:
            os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def _acquire(handle: int, wait: float) -> None:
    deadline = time.monotonic() + wait
    pause = FIRST_PAUSE_SECONDS
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise Conflict(_held(handle, wait)) from None
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
        else:
            return


def _held(handle: int, wait: float) -> str:
    holder = os.pread(handle, 32, 0).decode("ascii", "replace").strip()
    by = f"process {holder}" if holder else "another process"
    return f"The store is being written by {by}; waited {wait:g} s. Try again when it has finished."
