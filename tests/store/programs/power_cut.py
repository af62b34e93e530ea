"""Cuts the power of a disk under a process that counts up, and compares with what it acknowledged.

Usage: power_cut.py FOLDER CUTS SEED synced|unsynced. The disk is a file with an ext4 of its own,
mounted by loop. A cut is a copy of that file while the writer stands still: what the file system
had handed to the disk, and nothing of what it still held in memory. ``unsynced`` takes the syncs
away, to show that a loss would be seen. Prints how many acknowledged writes there were and how many
were lost; exits with 77 where no disk can be mounted.
"""

from __future__ import annotations

import contextlib
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from changes import LIMITS, first, value
from children import in_child, start_child, told_by_child
from crash_at_random import PIPE_BYTES, count_for_ever

from peerprov.errors import PeerError
from peerprov.graph.store import VersionedStore

DISK_BYTES = 96 << 20
LONGEST_SECONDS = 1.0
NO_DISK = 77
# the file system writes by itself only seldom, so that what was not synced is still in memory
OPTIONS = "loop,commit=300,noatime"


@contextlib.contextmanager
def mounted(image: Path, place: Path) -> Iterator[Path]:
    """Mounts a disk; exits with `NO_DISK` where that is not allowed."""
    place.mkdir(exist_ok=True)
    done = subprocess.run(
        ["mount", "-o", OPTIONS, image, place], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.stderr.write(done.stderr)
        raise SystemExit(NO_DISK)
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True)


def found(root: Path) -> list[int]:
    """Opens a folder as after a power cut; gives the counter, or -1 where nothing can be read."""
    try:
        store = VersionedStore(root, limits=LIMITS)
        current = store.current()
        if current is None:
            return [-1]
        store.verify(current.number)
        return [value(store.open().store)]
    except (PeerError, ValueError):
        return [-1]


def cut(disk: Path, image: Path, after: float) -> tuple[int, int]:
    """Lets a process count on a disk, cuts its power; gives what was said and what is there."""
    reading, writing = os.pipe()
    child = start_child(lambda pipe=writing: count_for_ever(disk / "data", pipe))
    os.close(writing)
    time.sleep(after)
    os.kill(child, signal.SIGSTOP)
    os.waitpid(child, os.WUNTRACED)
    said = [0]
    if select.select([reading], [], [], 0)[0]:
        said += [int(line) for line in os.read(reading, PIPE_BYTES).split()]
    copy = image.with_suffix(".cut")
    shutil.copyfile(image, copy)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(reading)
    with mounted(copy, image.with_suffix(".after")) as after_cut:
        (there,) = told_by_child(lambda: found(after_cut / "data"))
    return said[-1], there


def main(root: Path, cuts: int, seed: int, synced: bool) -> None:
    moments = random.Random(seed)  # noqa: S311
    if not synced:
        os.fsync = os.fdatasync = lambda _handle: None
    acknowledged, lost = 0, 0
    for number in range(cuts):
        image = root / f"{number}.disk"
        with image.open("wb") as file:
            file.truncate(DISK_BYTES)
        subprocess.run(["mkfs.ext4", "-q", image], check=True)
        with mounted(image, root / "disk") as disk:
            in_child(lambda place=disk: first(place / "data"))
            os.sync()
            said, there = cut(disk, image, moments.uniform(0.3, LONGEST_SECONDS))
        assert there <= said + 1, f"{said} acknowledged, {there} found"
        acknowledged, lost = acknowledged + said, lost + max(0, said - there)
        image.unlink()
    sys.stdout.write(f"{acknowledged} {lost}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4] == "synced")
