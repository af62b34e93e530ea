"""The files of a version as its manifest knows them: sizes for opening, digests for a check."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from peerprov.graph.store.durable import FileKey


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a version.

    Attributes:
        size: bytes.
        digest: SHA-256 in hexadecimal.
    """

    size: int
    digest: str


def describe_files(
    directory: Path, known: Mapping[FileKey, StoredFile] | None = None
) -> dict[str, StoredFile]:
    """Describes the files of a flat directory, sorted by name.

    Args:
        directory: a sealed RocksDB directory.
        known: files described before, by name and inode; not read again.
    """
    known = known or {}
    described = {}
    for path in sorted(directory.iterdir()):
        found = path.stat()
        described[path.name] = known.get((path.name, found.st_ino)) or StoredFile(
            found.st_size, _digest(path)
        )
    return described


def size_faults(directory: Path, files: Mapping[str, StoredFile]) -> list[str]:
    """Says in words which files are missing or have another size; reads none of them."""
    faults = []
    for name, wanted in sorted(files.items()):
        try:
            size = (directory / name).stat().st_size
        except FileNotFoundError:
            faults.append(f"the file {name} is missing")
        else:
            if size != wanted.size:
                faults.append(f"the file {name} has {size} bytes instead of {wanted.size}")
    return faults


def content_faults(directory: Path, files: Mapping[str, StoredFile]) -> list[str]:
    """Says in words which files are not as they were; reads all of them, some 500 MB a second."""
    return size_faults(directory, files) or [
        f"the file {name} has changed"
        for name, wanted in sorted(files.items())
        if _digest(directory / name) != wanted.digest
    ]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
