"""A version in the making: written apart, counted, logged, sealed, validated, then named."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import Quad, Store

from peerprov.errors import StoreFailed
from peerprov.graph.store.difference import GraphName, graph_key
from peerprov.graph.store.durable import FileKey, file_keys, replace_text, sync_tree
from peerprov.graph.store.engine import engine_errors, ensure_space, log_bytes
from peerprov.graph.store.files import StoredFile, describe_files
from peerprov.graph.store.layout import Layout
from peerprov.graph.store.log import log_quads
from peerprov.graph.store.manifest import LOG_NAME, GraphCount, Kind, Version
from peerprov.graph.store.snapshots import open_directory
from peerprov.graph.store.tally import SCAN_QUADS, Before, digest, sum_digests, survey

Validate = Callable[[Store], None]
"""Reads a sealed candidate; raises, mostly DoesNotConform, to refuse it; never keeps the store."""

Step = Callable[[str], None]
"""Told the name of each step when it is done: for progress reports, and tests that stop there."""

COMPACT_FILES = 256
"""Table files beyond which a candidate is compacted; RocksDB itself keeps most chains near 25."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a candidate is to become.

    Attributes:
        number: the version number it gets.
        parent: the version current now, or None.
        kind: build, update or restore.
        who: for the log.
        why: for the log.
        inputs: digest of the inputs of a build, or None.
        keeps_log: whether the candidate starts with the log of the parent.
        logs: whether the log is written into the store.
        fresh: whether it is written from nothing, so that compaction pays.
    """

    number: int
    parent: Version | None
    kind: Kind
    who: str
    why: str
    inputs: str | None
    keeps_log: bool
    logs: bool
    fresh: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of writing.

    Attributes:
        reserve: bytes that must stay free on the disk.
        compact_files: table files that a version may have.
        scan_quads: quads read through to count changes.
    """

    reserve: int
    compact_files: int = COMPACT_FILES
    scan_quads: int = SCAN_QUADS


class Candidate:
    """A store to write to, that becomes the next version when it is published and leaves no trace
    otherwise.

    Made by :meth:`VersionedStore.writing`.

    Attributes:
        order: what it is to become.
    """

    def __init__(
        self,
        layout: Layout,
        folder: Path,
        order: Order,
        before: Store | None,
        limits: Limits,
        step: Step,
    ) -> None:
        self.order = order
        self._layout = layout
        self._folder = folder
        self._before = before
        self._limits = limits
        self._step = step
        self._started = datetime.now(UTC).replace(microsecond=0)
        self._clock = time.monotonic()
        self._work = folder / "work"
        self._store: Store | None = None

    @property
    def store(self) -> Store:
        """The content, read-write, until the candidate is published or given up."""
        if self._store is None:
            raise StoreFailed("This candidate has been published or given up; start a new one.")
        return self._store

    def load(self, quads: Iterable[Quad]) -> None:
        """Adds many quads straight into table files: some 150,000 a second, memory bounded.

        Call it once with all of them: each call makes its own set of files.
        """
        self.store.bulk_extend(quads)
        self._step("loaded")

    def publish(self, validate: Validate, touched: Collection[GraphName] | None = None) -> Version:
        """Makes the candidate the current version, or raises and changes nothing.

        Args:
            validate: reads the sealed candidate, raises to refuse it.
            touched: the graphs that may differ from the parent, so that only these need be counted;
                None when not known. The cost of counting grows with the size of these graphs.

        Returns:
            The new version; by now it is served and survives a power cut.

        Raises:
            ValueError: graphs outside ``touched`` have changed.
            DiskFull: the disk is nearly or quite full.
            StoreFailed: the files could not be written or read back.
            PeerError: whatever ``validate`` raises.
        """
        with engine_errors("The new version cannot be written"):
            version = self._describe(touched)
            sealed = self._seal()
        version = replace(version, files=describe_files(sealed, self._known_files()))
        checked = open_directory(sealed, version)
        validate(checked)
        del checked  # the directory moves next, and RocksDB opens files by path
        self._step("validated")
        return self._place(sealed, replace(version, seconds=self._seconds()))

    def open(self, fill: Callable[[Path], None] | None = None) -> None:
        """Opens the store, after its directory has been filled with the files of a sealed one."""
        if fill is not None:
            fill(self._work)
        self._store = Store(str(self._work))

    def close(self) -> None:
        """Lets go of the store; its directory goes with the sweep."""
        self._store = None
        self._before = None

    def _describe(self, touched: Collection[GraphName] | None) -> Version:
        """Counts the content, then writes the log entry into it as the very last thing."""
        order, parent = self.order, self.order.parent
        graphs = survey(self.store, self._parent_state(touched), self._limits.scan_quads)
        self._check_complete(graphs)
        self._step("counted")
        when = datetime.now(UTC).replace(microsecond=0)
        version = Version(
            number=order.number,
            parent=parent.number if parent else None,
            kind=order.kind,
            started=self._started,
            when=max(when, parent.when) if parent else when,
            who=order.who,
            why=order.why,
            inputs=order.inputs,
            seconds=self._seconds(),
            graphs=graphs,
            files={},
            logged=order.logs,
        )
        if not order.logs:
            return version
        entry = [quad for quad in log_quads([version]) if quad not in self.store]
        self.store.extend(entry)
        graphs[LOG_NAME] = _grown(graphs.get(LOG_NAME), entry)
        self._step("logged")
        return version

    def _parent_state(self, touched: Collection[GraphName] | None) -> Before:
        graphs = self.order.parent.graphs if self.order.parent else {}
        unchanged = set(graphs) if touched is not None else {LOG_NAME}
        unchanged -= {graph_key(name) for name in touched or ()}
        if not self.order.keeps_log:
            unchanged.discard(LOG_NAME)
        return Before(graphs, self._before, frozenset(unchanged))

    def _check_complete(self, graphs: dict[str, GraphCount]) -> None:
        expected = sum(count.total for count in graphs.values())
        if expected <= self._limits.scan_quads and expected != len(self.store):
            raise ValueError(
                "graphs outside `touched`, or the log, have changed; name them or pass None"
            )

    def _seal(self) -> Path:
        """Makes a finished copy of the content, by hard links, and brings it to the disk."""
        if self.order.fresh or len(list(self._work.glob("*.sst"))) > self._limits.compact_files:
            self.store.optimize()
            self._step("compacted")
        ensure_space(self._folder, self._limits.reserve, log_bytes(self._work))
        sealed = self._folder / "sealed"
        self.store.backup(str(sealed))
        self._store = None
        self._step("sealed")
        sync_tree(sealed, self._known_files().keys())
        self._step("synced")
        return sealed

    def _known_files(self) -> dict[FileKey, StoredFile]:
        """The files of the parent version: on the disk already, and described."""
        parent = self.order.parent
        if parent is None:
            return {}
        keys = file_keys(self._layout.directory(parent.number))
        return {key: parent.files[key[0]] for key in keys if key[0] in parent.files}

    def _place(self, sealed: Path, version: Version) -> Version:
        layout = self._layout
        with engine_errors(f"Version {version.number} cannot be published"):
            sealed.rename(layout.directory(version.number))
            self._step("placed")
            replace_text(layout.manifest(version.number), version.to_json(), layout.scratch)
            self._step("described")
            replace_text(layout.pointer, f"{version.number}\n", layout.scratch)
        self._step("published")
        return version

    def _seconds(self) -> float:
        return round(time.monotonic() - self._clock, 3)


def _grown(log: GraphCount | None, entry: list[Quad]) -> GraphCount:
    log = log or GraphCount(0, 0, 0, digest(()))
    found = sum_digests(log.digest, digest(entry)) if log.digest is not None else None
    return GraphCount(log.total + len(entry), log.added + len(entry), log.removed, found)
