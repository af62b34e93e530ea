"""The store: every version kept, one served, the next written apart and named at once."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from peerprov.errors import Conflict, Missing, StoreFailed
from peerprov.graph.store.begin import Base, FromBackup, Reason, begin
from peerprov.graph.store.candidate import Candidate, Limits, Step
from peerprov.graph.store.difference import Change, changes, graph_key, graph_names
from peerprov.graph.store.engine import RESERVE_BYTES, engine_errors, ensure_space, full_disk_told
from peerprov.graph.store.files import content_faults
from peerprov.graph.store.layout import Layout
from peerprov.graph.store.lock import write_lock
from peerprov.graph.store.manifest import Kind, Version, read_manifest
from peerprov.graph.store.recovery import leftovers, sweep
from peerprov.graph.store.snapshots import Snapshot, Snapshots
from peerprov.graph.store.tally import miscounted

WAIT_SECONDS = 10.0
_LIMITS = Limits(RESERVE_BYTES)


def _no_report(_step: str) -> None:
    """Reports to nobody."""


class VersionedStore:
    """The versions in a data folder.

    Reading takes no lock but one on the version read, and needs no right to write. Opening a folder
    sweeps what a crash has left there, unless somebody is writing just now.

    Args:
        root: the data folder; made by the first write.
        on_step: told the name of each step of a write when it is done.
        limits: bounds of writing.
        logged: write the log into the store too, as a graph; without it the content is the
            writers' alone.
    """

    def __init__(
        self,
        root: Path,
        *,
        on_step: Step = _no_report,
        limits: Limits = _LIMITS,
        logged: bool = True,
    ) -> None:
        self.layout = Layout(Path(root).absolute())
        self._pointer = str(self.layout.pointer)
        self.on_step = on_step
        self.limits = limits
        self.logged = logged
        self._snapshots = Snapshots(self.layout)
        self._seen: tuple[tuple[int, int], Version | None] | None = None
        self._sweep_if_idle()

    def current(self) -> Version | None:
        """Tells which version is served, or None when there is none yet; one ``stat`` when nothing
        changed.

        Raises:
            StoreFailed: the pointer or its manifest is damaged or missing.
        """
        try:
            found = os.stat(self._pointer)
        except FileNotFoundError:
            return self._pointed_version()
        signature = (found.st_ino, found.st_mtime_ns)
        seen = self._seen
        if seen is None or seen[0] != signature:
            self._seen = seen = (signature, self._pointed_version())
        return seen[1]

    def version(self, number: int) -> Version:
        """Reads the manifest of a version.

        Raises:
            Missing: there is no such version, or it has been pruned.
        """
        if 0 < number <= self.layout.pointed():
            try:
                return read_manifest(self.layout.manifest(number))
            except FileNotFoundError:
                pass
        raise Missing(f"There is no version {number}. {self._kept_in_words()}")

    def versions(self) -> tuple[Version, ...]:
        """Reads the manifests of all versions kept, the oldest first."""
        served = self.layout.pointed()
        found = []
        for number in self.layout.numbers():
            if number <= served:
                try:
                    found.append(read_manifest(self.layout.manifest(number)))
                except FileNotFoundError:  # pruned since it was listed
                    continue
        return tuple(found)

    def open(self, number: int | None = None) -> Snapshot:
        """Opens a version for reading, the current one if none is named; keep the snapshot while
        reading.

        Raises:
            Missing: there is no such version, or it has been pruned.
            StoreFailed: its files are damaged.
        """
        if number is not None:
            if number > self.layout.pointed():
                raise Missing(f"There is no version {number}. {self._kept_in_words()}")
            return self._snapshots.open(number)
        while True:
            version = self.current()
            if version is None:
                raise Missing("Nothing has been published yet. Build the graph first.")
            try:
                return self._snapshots.open(version.number)
            except Missing:
                if self.layout.pointed() == version.number:
                    raise

    def close(self) -> None:
        """Closes the versions that this process keeps open for the next caller."""
        self._snapshots.close()

    def difference(self, old: int, new: int) -> Iterator[Change]:
        """Yields what went and what came between two versions, graph by graph; equal graphs cost
        nothing.

        The iterator must stay in the thread that made it.

        Raises:
            Missing: one of the versions is not kept.
        """
        before, after = self.open(old), self.open(new)
        names = {graph_key(n): n for s in (before, after) for n in graph_names(s.store)}
        counts = [snapshot.version.graphs for snapshot in (before, after)]
        for key, name in sorted(names.items()):
            one, other = (count.get(key) for count in counts)
            if one is None or other is None or one.digest is None or one.digest != other.digest:
                yield from changes(before.store, after.store, [name])

    def verify(self, number: int) -> None:
        """Compares a version with its manifest, file by file and quad by quad.

        Takes about 8 s per million quads. Files come first: reading a damaged table with the engine
        may never end.

        Raises:
            StoreFailed: it is not what was published.
        """
        snapshot = self.open(number)
        with engine_errors(f"Version {number} is damaged"):
            directory = self.layout.directory(number)
            faults = content_faults(directory, snapshot.version.files)
            faults = faults or miscounted(snapshot.store, snapshot.version.graphs)
        if faults:
            raise StoreFailed(
                f"Version {number} is damaged: {'; '.join(faults)}. Restore a backup."
            )

    @contextmanager
    def writing(
        self,
        *,
        who: str,
        why: str,
        base: Base = "current",
        kind: Kind | None = None,
        inputs: str | None = None,
        wait: float = WAIT_SECONDS,
    ) -> Iterator[Candidate]:
        """Gives a candidate to write to; whatever happens but its publication leaves no trace.

        Several small changes may share a candidate and so a version.

        Args:
            who: for the log: a person or service.
            why: for the log: the change in words.
            base: what the candidate starts from.
            kind: for the log; by default a build from nothing, an update of the current version,
                and a restoration otherwise.
            inputs: digest of what a build is made from.
            wait: seconds to wait for another writer.

        Raises:
            BadInput: who or why is empty or holds control characters.
            Conflict: another process writes for longer than that.
            DiskFull: the disk is nearly or quite full.
            Missing: the base is a version that is not kept.
            StoreFailed: the store is damaged.
        """
        reason = Reason(who, why, kind, inputs, self.logged)
        with self.exclusively(wait):
            ensure_space(self.layout.root, self.limits.reserve)
            parent = self._parent(base)
            candidate = None
            try:
                with engine_errors("Writing has failed"):
                    candidate = begin(self.layout, parent, base, reason, self.limits, self.on_step)
                with full_disk_told():
                    yield candidate
            finally:
                if candidate is not None:
                    candidate.close()
                sweep(self.layout)

    @contextmanager
    def exclusively(self, wait: float = WAIT_SECONDS) -> Iterator[None]:
        """Holds the write lock on a folder that is complete and swept.

        Raises:
            Conflict: another process holds it for longer than ``wait`` seconds.
        """
        self.layout.root.mkdir(parents=True, exist_ok=True)
        with write_lock(self.layout.lock, wait):
            with engine_errors("The data folder cannot be prepared"):
                self.layout.create()
                sweep(self.layout)
            self.on_step("locked")
            yield

    def _parent(self, base: Base) -> Snapshot | None:
        """Opens the current version, and another base too, so that damage is not built upon."""
        if isinstance(base, int):
            self.open(base)
        if self.current() is None:
            return None
        try:
            return self.open()
        except StoreFailed:
            if isinstance(base, FromBackup):
                return None
            raise

    def _pointed_version(self) -> Version | None:
        number = self.layout.pointed()
        while number:
            try:
                return read_manifest(self.layout.manifest(number))
            except FileNotFoundError:
                before, number = number, self.layout.pointed()  # superseded and pruned meanwhile
                if number == before:
                    raise StoreFailed(
                        f"The manifest of version {number}, which is current, is missing. "
                        "Restore a backup into a new folder."
                    ) from None
        return None

    def _kept_in_words(self) -> str:
        kept = [version.number for version in self.versions()]
        return f"Kept are {', '.join(map(str, kept))}." if kept else "None has been published yet."

    def _sweep_if_idle(self) -> None:
        """Sweeps leftovers, unless a writer is at work or the folder is read-only."""
        try:
            if self.layout.pointer.exists() and leftovers(self.layout):
                with self.exclusively(wait=0):
                    pass
        except (Conflict, StoreFailed):
            return  # said again, and loudly, by whoever reads or writes
        except OSError as error:
            if error.errno not in (errno.EROFS, errno.EACCES, errno.EPERM):
                raise
