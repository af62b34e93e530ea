"""The engine's own errors, and a full disk, in our words."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from peerprov.errors import DiskFull, PeerError, StoreFailed

RESERVE_BYTES = 1 << 30
"""Free space below which nothing is written: a full disk can stop RocksDB for good."""
LOG_FACTOR = 4
"""Free space wanted for each byte of unmerged log, which is rewritten as table files."""

_FULL = ("no space left on device", "disk quota exceeded", "space limit reached")
_BROKEN = ("corruption", "io error", "checksum mismatch")


def ensure_space(directory: Path, reserve: int, log_bytes: int = 0) -> None:
    """Refuses to write while the disk is nearly full.

    Args:
        directory: a folder on the disk in question.
        reserve: bytes that must be free in any case.
        log_bytes: size of the RocksDB logs still to be merged into table files.

    Raises:
        DiskFull: less than the larger of the reserve and four times the logs is free.
    """
    disk = os.statvfs(directory)
    free, wanted = disk.f_bavail * disk.f_frsize, max(reserve, LOG_FACTOR * log_bytes)
    if free < wanted:
        raise DiskFull(
            f"Only {free / 1e6:.1f} MB are free where the store lies, {wanted / 1e6:.1f} MB are "
            "wanted; nothing was written. Free some space and try again."
        )


def log_bytes(directory: Path) -> int:
    """Adds up the RocksDB logs of a directory, in bytes."""
    return sum(path.stat().st_size for path in directory.glob("*.log"))


@contextmanager
def engine_errors(doing: str) -> Iterator[None]:
    """Says errors of the engine and of the file system in our words; passes all others on.

    Args:
        doing: what is being done, to begin the sentence with.

    Raises:
        DiskFull: no space was left.
        StoreFailed: files are damaged, missing or unreadable.
    """
    try:
        yield
    except (OSError, RuntimeError) as error:
        translated = translate(doing, error)
        if translated is None:
            raise
        raise translated from error


@contextmanager
def full_disk_told() -> Iterator[None]:
    """Says a full disk in our words, and passes on all other errors of the caller's own work.

    Raises:
        DiskFull: no space was left.
    """
    try:
        yield
    except (OSError, RuntimeError) as error:
        translated = translate("Writing has failed", error)
        if isinstance(translated, DiskFull):
            raise translated from error
        raise


def translate(doing: str, error: OSError | RuntimeError) -> PeerError | None:
    """Makes our error of one of the engine's, or None when it is not about the files of a store."""
    text = str(error).lower()
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    if full or any(sign in text for sign in _FULL):
        return DiskFull(f"{doing}: no space is left on the disk; nothing was published.")
    if isinstance(error, OSError) or any(sign in text for sign in _BROKEN):
        return StoreFailed(f"{doing}: {_first_sentence(str(error))}")
    return None


def _first_sentence(text: str) -> str:
    """Keeps what happened and drops the engine's repetitions of it."""
    return text.removeprefix("Corruption: ").split("  ")[0].strip()
