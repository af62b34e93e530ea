"""Opens versions at random and reads them through while others prune them.

Usage: read_on.py FOLDER SECONDS SEED. Prints how many were read and how many were gone already.
Version n holds the counter at n - 1; anything else, or any error but Missing, fails.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from changes import LIMITS, value

from peerprov.errors import Missing
from peerprov.graph.store import VersionedStore


def main(root: Path, seconds: float, seed: int) -> None:
    choose = random.Random(seed)  # noqa: S311
    store = VersionedStore(root, limits=LIMITS)
    read, gone = 0, 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        current = store.current()
        assert current is not None
        number = max(1, current.number - choose.randrange(4))
        store.close()
        try:
            snapshot = store.open(number)
        except Missing:
            gone += 1
            continue
        assert snapshot.version.number == number
        assert value(snapshot.store) == number - 1
        assert sum(1 for _ in snapshot.store) == sum(
            count.total for count in snapshot.version.graphs.values()
        )
        read += 1
    sys.stdout.write(f"{read} {gone}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
