"""Holds the write lock, says so, and waits to be killed. Usage: hold.py FOLDER."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from changes import LIMITS

from peerprov.graph.store import VersionedStore

if __name__ == "__main__":
    store = VersionedStore(Path(sys.argv[1]), limits=LIMITS)
    with store.writing(who="holder", why="to hold the lock"):
        sys.stdout.write("held\n")
        sys.stdout.flush()
        time.sleep(600)
