"""Copies of a version that stand alone, and publishing one again."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from peerprov.errors import Conflict, Missing, StoreFailed
from peerprov.graph.store.begin import FromBackup
from peerprov.graph.store.candidate import Validate
from peerprov.graph.store.durable import sync_directory, sync_file, sync_tree
from peerprov.graph.store.engine import engine_errors
from peerprov.graph.store.files import content_faults
from peerprov.graph.store.manifest import Version, read_manifest
from peerprov.graph.store.seed import copy_files
from peerprov.graph.store.versions import WAIT_SECONDS, VersionedStore

_MANIFEST = "manifest.json"
_FILES = "store"


def backup(store: VersionedStore, to: Path, number: int | None = None) -> Version:
    """Copies a version into a new folder that shares nothing with the store; writers go on.

    Args:
        store: the store.
        to: the folder to make; it appears only when it is complete and on the disk.
        number: the version, or None for the current one.

    Raises:
        Conflict: the folder exists.
        Missing: there is no such version.
        DiskFull: no space was left.
    """
    if to.exists():
        raise Conflict(f"{to} exists already; name a folder that does not.")
    snapshot = store.open(number)
    draft = None
    try:
        with engine_errors(f"The backup {to.name} cannot be written"):
            to.absolute().parent.mkdir(parents=True, exist_ok=True)
            draft = Path(tempfile.mkdtemp(prefix=f".{to.name}-", dir=to.absolute().parent))
            copy_files(store.layout.directory(snapshot.version.number), draft / _FILES)
            (draft / _MANIFEST).write_text(snapshot.version.to_json(), encoding="utf-8")
            sync_tree(draft / _FILES)
            sync_file(draft / _MANIFEST)
            sync_directory(draft)
            draft.chmod(0o755)
            draft.rename(to)
            sync_directory(to.absolute().parent)
    finally:
        if draft is not None and draft.exists():
            shutil.rmtree(draft)
    return snapshot.version


def restore(
    store: VersionedStore,
    source: Path,
    *,
    who: str,
    validate: Validate,
    wait: float = WAIT_SECONDS,
) -> Version:
    """Publishes a backup as the next version, after comparing all its files with its manifest.

    The store may be new, or its current version damaged; the log of the store is kept where it can
    be read.

    Args:
        store: where to.
        source: the folder that :func:`backup` made.
        who: for the log.
        validate: as in :meth:`Candidate.publish`.
        wait: seconds to wait for a writer.

    Raises:
        Missing: the folder is not a backup.
        StoreFailed: the backup is damaged.
    """
    version = read_backup(source)
    base = FromBackup(source / _FILES, version.number)
    why = f"Restored from a backup of version {version.number}"
    with store.writing(who=who, why=why, base=base, inputs=version.inputs, wait=wait) as candidate:
        return candidate.publish(validate)


def read_backup(source: Path) -> Version:
    """Reads the manifest of a backup and compares its files with it, byte by byte.

    Raises:
        Missing: the folder is not a backup.
        StoreFailed: the backup is damaged.
    """
    try:
        version = read_manifest(source / _MANIFEST)
    except (FileNotFoundError, NotADirectoryError):
        raise Missing(f"{source} is not a backup: it has no {_MANIFEST}.") from None
    with engine_errors(f"The backup {source.name} cannot be read"):
        faults = content_faults(source / _FILES, version.files)
    if faults:
        raise StoreFailed(f"The backup {source.name} is damaged: {'; '.join(faults)}.")
    return version
