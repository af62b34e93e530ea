"""Open versions: read-only stores that no pruning takes away while they are in use."""

from __future__ import annotations

import fcntl
import os
import threading
import weakref
from collections import OrderedDict
from pathlib import Path

from pyoxigraph import Store

from peerprov.errors import Missing, StoreFailed
from peerprov.graph.store.engine import engine_errors
from peerprov.graph.store.files import size_faults
from peerprov.graph.store.layout import Layout
from peerprov.graph.store.log import commit_mark
from peerprov.graph.store.manifest import Version, read_manifest

KEPT_OPEN = 8
"""Versions a process keeps open for the next caller."""


class Snapshot:
    """A version opened for reading.

    Keep the snapshot for as long as its store is used: RocksDB opens most of its files only when
    they are needed, so open files alone would not outlive the removal of the directory. The
    snapshot holds a shared lock on the manifest, and pruning leaves a locked version alone.
    Dropping the snapshot closes it.

    Attributes:
        version: the manifest.
        store: the content, read-only. Query iterators must stay in the thread that made them.
    """

    def __init__(self, version: Version, store: Store, lease: int) -> None:
        self.version = version
        self.store = store
        self._release = weakref.finalize(self, os.close, lease)


class Snapshots:
    """The versions that this process has open, the latest used ones kept for the next caller."""

    def __init__(self, layout: Layout, kept: int = KEPT_OPEN) -> None:
        self._layout = layout
        self._kept = kept
        self._open: OrderedDict[int, Snapshot] = OrderedDict()
        self._inherited: list[Snapshot] = []
        self._process = os.getpid()
        self._guard = threading.Lock()

    def open(self, number: int) -> Snapshot:
        """Opens a version, or returns the one already open.

        Raises:
            Missing: there is no such version, or it has just been pruned.
            StoreFailed: its files are not those that were published.
        """
        with self._guard:
            self._leave_to_parent()
            snapshot = self._open.get(number) or _open(self._layout, number)
            self._open[number] = snapshot
            self._open.move_to_end(number)
            while len(self._open) > self._kept:
                self._open.popitem(last=False)
            return snapshot

    def close(self) -> None:
        """Forgets all open versions; those still in use elsewhere close when they are dropped."""
        with self._guard:
            self._leave_to_parent()
            self._open.clear()

    def _leave_to_parent(self) -> None:
        """In a forked child, sets stores aside that have no threads here to close them."""
        if self._process != os.getpid():
            self._inherited.extend(self._open.values())
            self._open.clear()
            self._process = os.getpid()


def _open(layout: Layout, number: int) -> Snapshot:
    lease = _lease(layout.manifest(number), number)
    try:
        version = read_manifest(layout.manifest(number))
        store = open_directory(layout.directory(number), version)
    except BaseException:
        os.close(lease)
        raise
    return Snapshot(version, store, lease)


def _lease(manifest: Path, number: int) -> int:
    """Locks a manifest against pruning; returns the file handle that holds the lock."""
    gone = Missing(f"There is no version {number} any more, or there never was.")
    try:
        lease = os.open(manifest, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        raise gone from None
    try:
        fcntl.flock(lease, fcntl.LOCK_SH | fcntl.LOCK_NB)
        if not manifest.exists():  # pruned between the two lines above
            raise gone
    except BlockingIOError:
        os.close(lease)
        raise gone from None
    except BaseException:
        os.close(lease)
        raise
    return lease


def open_directory(directory: Path, version: Version) -> Store:
    """Opens the files of a version read-only, after comparing them with its manifest.

    Raises:
        StoreFailed: a file is missing or has another size, the engine refuses them, or they hold an
            earlier state than they should.
    """
    name = f"Version {version.number}"
    if faults := size_faults(directory, version.files):
        raise StoreFailed(
            f"{name} is damaged: {'; '.join(faults)}. "
            "Restore a backup, or publish an older version again."
        )
    with engine_errors(f"{name} cannot be opened"):
        store = Store.read_only(str(directory))
        if version.logged and commit_mark(version) not in store:
            raise StoreFailed(
                f"{name} is damaged: the last thing written to it is not there. "
                "Restore a backup, or publish an older version again."
            )
    return store
