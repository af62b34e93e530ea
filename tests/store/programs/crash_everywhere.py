"""Kills a write at its first moment, its second, and so on until one run gets through.

Usage: crash_everywhere.py FOLDER CHANGE MOMENTS STRIDE. A moment is a step that the store reports
(MOMENTS is ``steps``) or the time before a file operation (``files``); STRIDE 1 tries them all.
Prints the number of runs that were killed.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
from functools import partial
from pathlib import Path

from changes import CHANGES, LIMITS, check, count_up, first
from children import in_child, told_by_child

from peerprov.graph.store import VersionedStore

FILE_EVENTS = ("open", "os.", "shutil.", "fcntl.", "pathlib.")


def killed_at(root: Path, change: str, moments: str, moment: int) -> None:
    """Makes a change and dies at the given moment, unless it is done before."""
    seen = 0

    def pass_moment(_name: object) -> None:
        nonlocal seen
        seen += 1
        if seen == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    if change == "prune":
        count_up(VersionedStore(root, limits=LIMITS))
    if moments == "steps":
        CHANGES[change](VersionedStore(root, limits=LIMITS, on_step=pass_moment))
    else:
        store = VersionedStore(root, limits=LIMITS)
        sys.addaudithook(
            lambda event, _: pass_moment(event) if event.startswith(FILE_EVENTS) else None
        )
        CHANGES[change](store)


def main(root: Path, change: str, moments: str, stride: int) -> None:
    in_child(lambda: first(root))
    after = told_by_child(lambda: check(root))
    killed = 0
    for moment in itertools.count(1, stride):
        before = after
        status = in_child(partial(killed_at, root, change, moments, moment))
        after = told_by_child(lambda: check(root))
        assert after[0] - before[0] in (0, 1), f"{before} became {after}"
        assert change == "restore" or after[1] - before[1] in (0, after[0] - before[0])
        if status == 0:
            break
        assert status == -signal.SIGKILL, f"status {status}"
        killed += 1
    sys.stdout.write(f"{killed}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
