"""Which versions stay: the newest, and every release."""

from __future__ import annotations

import fcntl
import os
import re

from peerprov.errors import BadInput, Conflict, Fault, StoreFailed
from peerprov.graph.store.durable import replace_text, sync_directory
from peerprov.graph.store.layout import Layout
from peerprov.graph.store.recovery import sweep
from peerprov.graph.store.versions import WAIT_SECONDS, VersionedStore

_RELEASE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)


def releases(store: VersionedStore) -> dict[str, int]:
    """Lists release names with the versions they name, sorted by name.

    Raises:
        StoreFailed: the file of a release is damaged.
    """
    folder = store.layout.releases
    found = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        text = path.read_text(encoding="utf-8").strip()
        if not (text.isascii() and text.isdigit()):
            raise StoreFailed(
                f"The release {path.name} names no version; write its number into the file."
            )
        found[path.name] = int(text)
    return found


def release(store: VersionedStore, name: str, number: int, wait: float = WAIT_SECONDS) -> None:
    """Names a version for good, so that it is never pruned.

    Args:
        store: the store.
        name: letters, digits, dots, hyphens and underscores, such as ``2026-12-01``.
        number: the version.
        wait: seconds to wait for a writer.

    Raises:
        BadInput: the name cannot be a release name.
        Conflict: the name is given to another version already.
        Missing: there is no such version.
    """
    if not _RELEASE_NAME.fullmatch(name):
        raise BadInput(
            Fault(
                f"{name!r} cannot name a release",
                expected="letters, digits, dots and hyphens, up to 64",
            )
        )
    with store.exclusively(wait):
        store.version(number)
        taken = releases(store).get(name, number)
        if taken != number:
            raise Conflict(f"Release {name} is version {taken} already; choose another name.")
        replace_text(store.layout.releases / name, f"{number}\n", store.layout.scratch)


def prune(store: VersionedStore, keep: int, wait: float = WAIT_SECONDS) -> tuple[int, ...]:
    """Removes old versions; the newest, releases, and whatever somebody is reading stay.

    Args:
        store: the store.
        keep: how many of the newest versions stay, at least 1.
        wait: seconds to wait for a writer.

    Returns:
        The numbers of the versions removed.
    """
    if keep < 1:
        raise BadInput(Fault(f"{keep} versions cannot be kept", expected="1 or more"))
    with store.exclusively(wait):
        layout = store.layout
        spared = set(layout.numbers()[-keep:]) | set(releases(store).values())
        removed = tuple(n for n in layout.numbers() if n not in spared and _retire(layout, n))
        sync_directory(layout.versions)
        store.on_step("retired")
        sweep(layout)
    return removed


def _retire(layout: Layout, number: int) -> bool:
    """Removes the manifest, unless a reader has it locked; what is left is then a leftover."""
    lease = os.open(layout.manifest(number), os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
        layout.manifest(number).unlink()
    except BlockingIOError:
        return False
    finally:
        os.close(lease)
    return True
