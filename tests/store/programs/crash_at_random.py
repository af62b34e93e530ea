"""Kills a process that counts up, again and again, and compares with what it acknowledged.

Usage: crash_at_random.py FOLDER KILLS SEED. Prints the number of acknowledged writes.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from changes import LIMITS, check, count_up, first
from children import in_child, start_child, told_by_child

from peerprov.graph.store import VersionedStore

LONGEST_SECONDS = 0.2
PIPE_BYTES = 65536


def count_for_ever(root: Path, acknowledge: int) -> None:
    """Counts up and says each number as soon as it is published."""
    store = VersionedStore(root, limits=LIMITS)
    while True:
        os.write(acknowledge, f"{count_up(store)}\n".encode())


def main(root: Path, kills: int, seed: int) -> None:
    moments = random.Random(seed)  # noqa: S311
    in_child(lambda: first(root))
    last, acknowledged = 0, 0
    for _ in range(kills):
        reading, writing = os.pipe()
        child = start_child(lambda pipe=writing: count_for_ever(root, pipe))
        os.close(writing)
        time.sleep(moments.uniform(0.01, LONGEST_SECONDS))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        said = [int(line) for line in os.read(reading, PIPE_BYTES).split()]
        os.close(reading)
        assert said == list(range(last + 1, last + 1 + len(said))), f"{last}, then {said}"
        version, counted = told_by_child(lambda: check(root))
        assert counted - (last + len(said)) in (0, 1), f"{said} acknowledged, {counted} found"
        assert version == counted + 1
        last, acknowledged = counted, acknowledged + len(said)
    sys.stdout.write(f"{acknowledged}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
