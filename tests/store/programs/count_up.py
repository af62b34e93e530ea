"""Counts up the given number of times. Usage: count_up.py FOLDER TIMES."""

from __future__ import annotations

import sys
from pathlib import Path

from changes import LIMITS, count_up

from peerprov.graph.store import VersionedStore

if __name__ == "__main__":
    store = VersionedStore(Path(sys.argv[1]), limits=LIMITS)
    for _ in range(int(sys.argv[2])):
        count_up(store)
