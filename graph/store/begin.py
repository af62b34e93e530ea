"""Beginning a candidate: which number it gets, and what it starts from."""

from __future__ import annotations

import tempfile
import unicodedata
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from peerprov.errors import BadInput, Fault
from peerprov.graph.store.candidate import Candidate, Limits, Order, Step
from peerprov.graph.store.layout import Layout
from peerprov.graph.store.manifest import Kind
from peerprov.graph.store.seed import carry_log, carry_workspaces, copy_files, link_files
from peerprov.graph.store.snapshots import Snapshot


@dataclass(frozen=True, slots=True)
class FromBackup:
    """A backup to start a candidate from.

    Attributes:
        directory: its RocksDB directory.
        number: the version it was taken of.
    """

    directory: Path
    number: int


Base = Literal["current", "empty"] | int | FromBackup
"""The current version; nothing but the workspaces; an older version; a backup."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What the log will say of a change.

    Attributes:
        who: a person or service.
        why: the change in words.
        kind: build, update or restore; None to tell it from the base.
        inputs: digest of what a build is made from, or None.
        logged: whether the log is to stand in the store itself.

    Raises:
        BadInput: who or why is empty or holds control characters.
    """

    who: str
    why: str
    kind: Kind | None = None
    inputs: str | None = None
    logged: bool = True

    def __post_init__(self) -> None:
        """Refuses words that could not be written as XML."""
        faults = [
            Fault(
                f"{text!r} cannot stand in the log",
                field=field,
                expected="text without control characters",
            )
            for field, text in (("who", self.who), ("why", self.why))
            if not text.strip() or any(unicodedata.category(c) == "Cc" and c != "\n" for c in text)
        ]
        if faults:
            raise BadInput.of(faults)


def begin(
    layout: Layout,
    parent: Snapshot | None,
    base: Base,
    reason: Reason,
    limits: Limits,
    step: Step,
) -> Candidate:
    """Makes a candidate and fills it; the caller holds the write lock and sweeps afterwards.

    Args:
        layout: the data folder.
        parent: the current version, or None when there is none or, for a restoration, when it is
            damaged.
        base: what to start from, checked by the caller.
        reason: for the log.
        limits: bounds of writing.
        step: told the name of each step.
    """
    served = layout.pointed()
    backup = base if isinstance(base, FromBackup) else None
    number = 1 + max(served, backup.number if backup else 0)
    order = Order(
        number=number,
        parent=parent.version if parent else None,
        kind=reason.kind or _kind_of(base),
        who=unicodedata.normalize("NFC", reason.who.strip()),
        why=unicodedata.normalize("NFC", reason.why.strip()),
        inputs=reason.inputs,
        keeps_log=backup is None and reason.logged,
        logs=reason.logged,
        fresh=base == "empty" or parent is None,
    )
    folder = Path(tempfile.mkdtemp(prefix=f"{number}-", dir=layout.scratch))
    candidate = Candidate(layout, folder, order, parent.store if parent else None, limits, step)
    _fill(candidate, layout, parent, base)
    step("opened")
    return candidate


def _fill(candidate: Candidate, layout: Layout, parent: Snapshot | None, base: Base) -> None:
    if isinstance(base, FromBackup):
        candidate.open(partial(copy_files, base.directory))
        if parent:
            carry_log(parent.store, candidate.store, replace=False)
    elif parent is None or base == "empty":
        candidate.open()
        if parent:
            carry_workspaces(parent.store, candidate.store)
    else:
        number = parent.version.number if base == "current" else int(base)
        candidate.open(partial(link_files, layout.directory(number)))
        if number != parent.version.number:
            carry_log(parent.store, candidate.store, replace=True)


def _kind_of(base: Base) -> Kind:
    if base == "empty":
        return "build"
    return "update" if base == "current" else "restore"
