"""The answers given to requests with an Idempotency-Key, so that a repeated one has no effect.

A file beside the versions, one JSON line an answer. Lines are on the disk before the version they
belong to is named, and count only if it was: the version says so by the digest of the requests it
was made from. All methods are called under the lock of the writer.
"""

from __future__ import annotations

import json
import os
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from hashlib import sha256

from peerprov.errors import Missing
from peerprov.graph.store import VersionedStore
from peerprov.graph.store.durable import replace_text, sync_directory
from peerprov.graph.writing.request import Outcome, Write

KEPT = 10_000
"""Answers remembered; when twice as many are in the file, the older half goes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer that was given, or was about to be.

    Attributes:
        key: digest of the key.
        request: digest of what was wanted.
        group: digest of the requests that the version was made from; empty where the answer needs
            no version.
        version: the version of the answer.
        changed: as in `Outcome`.
        created: as in `Outcome`.
    """

    key: str
    request: str
    group: str
    version: int
    changed: bool
    created: bool

    @property
    def outcome(self) -> Outcome:
        """The answer."""
        return Outcome(self.version, self.changed, self.created, repeated=True)


class Journal:
    """Reads and writes the file; knows what other processes have added when it is asked to look."""

    def __init__(self, store: VersionedStore) -> None:
        self._store = store
        self._path = store.layout.root / "requests.jsonl"
        self._inode = 0
        self._read = 0
        self._answers: OrderedDict[str, Entry] = OrderedDict()

    def look(self) -> None:
        """Reads what has been added since, and forgets what was never published."""
        try:
            found = os.stat(self._path)
        except FileNotFoundError:
            self._inode, self._read = 0, 0
            self._answers.clear()
            return
        if found.st_ino != self._inode or found.st_size < self._read:
            self._inode, self._read = found.st_ino, 0
            self._answers.clear()
        if found.st_size == self._read:
            return
        with self._path.open("rb") as file:
            file.seek(self._read)
            lines = file.read().splitlines(keepends=True)
        fresh = []
        for line in lines:
            self._read += len(line)
            if line.endswith(b"\n"):
                fresh.append(Entry(**json.loads(line)))
        published = [entry for entry in fresh if self._published(entry)]
        self._take(published)
        if len(published) < len(fresh):  # once pruned, versions cannot be asked any more
            self._rewrite(list(self._answers.values()))

    def find(self, write: Write) -> tuple[Entry, bool] | None:
        """Finds the answer to a key: (the answer, was it to the same request)."""
        if write.key is None:
            return None
        entry = self._answers.get(key_digest(write.key))
        return (entry, entry.request == request_digest(write)) if entry else None

    def note(self, entries: list[Entry]) -> None:
        """Puts answers on the disk, before their version is named."""
        self._mend()
        text = "".join(f"{json.dumps(asdict(entry))}\n" for entry in entries)
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            os.write(handle, text.encode())
            os.fsync(handle)
            self._inode = os.fstat(handle).st_ino
            self._read = os.fstat(handle).st_size
        finally:
            os.close(handle)
        sync_directory(self._path.parent)

    def confirm(self, entries: list[Entry]) -> None:
        """Counts answers whose version is named now."""
        self._take(entries)
        if len(self._answers) >= 2 * KEPT:
            self._rewrite(list(self._answers.values())[-KEPT:])

    def _rewrite(self, kept: list[Entry]) -> None:
        text = "".join(f"{json.dumps(asdict(entry))}\n" for entry in kept)
        replace_text(self._path, text, self._store.layout.scratch)
        self._answers = OrderedDict((entry.key, entry) for entry in kept)
        found = os.stat(self._path)
        self._inode, self._read = found.st_ino, found.st_size

    def _take(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self._answers[entry.key] = entry

    def _mend(self) -> None:
        """Cuts off a line that a full disk left unfinished."""
        if self._path.exists() and self._path.stat().st_size:
            with self._path.open("rb+") as file:
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":
                    file.seek(0)
                    file.truncate(file.read().rfind(b"\n") + 1)

    def _published(self, entry: Entry) -> bool:
        if not entry.group:
            return True
        if entry.version > self._store.layout.pointed():
            return False
        try:
            return self._store.version(entry.version).inputs == entry.group
        except Missing:  # pruned, so it was there
            return True


def key_digest(key: str) -> str:
    """Digests a key."""
    return sha256(key.encode()).hexdigest()[:32]


def request_digest(write: Write) -> str:
    """Digests what is wanted, so that a key is not taken for another request.

    The base is left out: it follows the name by which the caller reached the service.
    """
    parts = (write.action, write.text, write.using, write.using_named, write.graph)
    digest = sha256(repr(parts).encode())
    for document in write.documents:
        digest.update(document.format.encode() + b"\n" + document.content)
    return digest.hexdigest()[:32]
