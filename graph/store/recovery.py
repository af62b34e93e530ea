"""Clearing away what a crash has left behind; only ever done under the write lock."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from peerprov.errors import StoreFailed
from peerprov.graph.store.durable import sync_directory
from peerprov.graph.store.layout import Layout


def leftovers(layout: Layout) -> list[Path]:
    """Lists what is not part of a finished version, in the order in which it must go.

    Manifests first, so that none is without its directory; then directories of versions; then all
    of ``tmp``, last because the folders there tell which versions were in the making. A process
    that is writing has leftovers too: only the holder of the lock may take them for such.

    Raises:
        StoreFailed: a version is newer than the one served, and was not in the making.
    """
    served = layout.pointed()
    described = set(layout.numbers())
    unfinished = sorted(layout.scratch.iterdir()) if layout.scratch.is_dir() else []
    making = {path.name.partition("-")[0] for path in unfinished}
    manifests, directories = [], []
    for number, is_manifest in sorted(layout.entries()):
        if number > served and str(number) not in making:
            raise StoreFailed(
                f"Version {number} exists although {layout.pointer.name} says {served}. "
                f"Write the right number into {layout.pointer.name} before anything is written."
            )
        if is_manifest and number > served:
            manifests.append(layout.manifest(number))
        elif not is_manifest and (number > served or number not in described):
            directories.append(layout.directory(number))
    return manifests + directories + unfinished


def sweep(layout: Layout) -> None:
    """Removes the leftovers.

    Raises:
        StoreFailed: as :func:`leftovers`.
    """
    found = leftovers(layout)
    published = [path for path in found if path.parent == layout.versions]
    for path in published:
        remove(path)
    if published:
        sync_directory(layout.versions)
    for path in found[len(published) :]:
        remove(path)


def remove(path: Path) -> None:
    """Removes a file or a directory with all in it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, onerror=_unless_gone)
    else:
        path.unlink(missing_ok=True)


def _unless_gone(_call: object, _path: str, error: Any) -> None:
    """Lets pass what is gone already: an engine that closes late removes files, too."""
    if not isinstance(error[1], FileNotFoundError):
        raise error[1]
