"""Forked children that may die; the parent opens no store, for RocksDB's threads do not fork."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable

REPORT_BYTES = 4096


def in_child(action: Callable[[], object]) -> int:
    """Runs an action in a forked child; returns its exit status, negative for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(start_child(action), 0)[1])


def start_child(action: Callable[[], object]) -> int:
    """Starts an action in a forked child; returns its process number."""
    if (child := os.fork()) == 0:
        try:
            action()
        except BaseException:
            sys.excepthook(*sys.exc_info())
            os._exit(1)
        os._exit(0)
    return child


def told_by_child(action: Callable[[], list[int]]) -> list[int]:
    """Runs an action in a forked child, which must succeed, and returns what it returns."""
    reading, writing = os.pipe()
    status = in_child(lambda: os.write(writing, json.dumps(action()).encode()))
    os.close(writing)
    answer = os.read(reading, REPORT_BYTES)
    os.close(reading)
    assert status == 0, f"a check failed with status {status}"
    return [int(number) for number in json.loads(answer)]
