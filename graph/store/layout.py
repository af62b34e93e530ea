"""Where things lie in a data folder.

::

    DATA/current           the number of the version served, as text; 0 when there is none yet
    DATA/lock              held by the one process that writes
    DATA/versions/7/       the RocksDB files of version 7; never changed once they are here
    DATA/versions/7.json   its manifest; readers lock it while they read the version
    DATA/releases/2026-12  the number of the version released under that name
    DATA/tmp/              everything unfinished; swept, never opened
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from peerprov.errors import StoreFailed
from peerprov.graph.store.durable import replace_text, sync_directory


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of a data folder.

    Attributes:
        root: the data folder itself.
    """

    root: Path

    @property
    def pointer(self) -> Path:
        """The file that names the version served."""
        return self.root / "current"

    @property
    def lock(self) -> Path:
        """The file that the writing process locks."""
        return self.root / "lock"

    @property
    def versions(self) -> Path:
        """The folder of finished versions."""
        return self.root / "versions"

    @property
    def releases(self) -> Path:
        """The folder of release names."""
        return self.root / "releases"

    @property
    def scratch(self) -> Path:
        """The folder of everything unfinished, on the same file system as the versions."""
        return self.root / "tmp"

    def directory(self, number: int) -> Path:
        """The RocksDB directory of a version."""
        return self.versions / str(number)

    def manifest(self, number: int) -> Path:
        """The manifest of a version."""
        return self.versions / f"{number}.json"

    def numbers(self) -> list[int]:
        """Lists the versions that have a manifest, ascending, served or not."""
        return sorted(number for number, is_manifest in self.entries() if is_manifest)

    def entries(self) -> Iterator[tuple[int, bool]]:
        """Yields (number, is it a manifest) for each manifest and directory of a version."""
        if not self.versions.is_dir():
            return
        for path in self.versions.iterdir():
            stem = path.name.removesuffix(".json")
            if stem.isascii() and stem.isdigit():
                yield int(stem), stem != path.name

    def pointed(self) -> int:
        """Reads the number of the version served; 0 when there is none yet.

        Raises:
            StoreFailed: the pointer is damaged, or gone although there are versions.
        """
        try:
            text = self.pointer.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            text = "0"
            if (kept := self.numbers()) and not self.pointer.exists():
                raise StoreFailed(
                    f"The file {self.pointer.name} is missing although versions are kept. "
                    f"Write {kept[-1]} into it, or restore a backup into a new folder."
                ) from None
        except UnicodeDecodeError:
            text = ""
        if not (text.isascii() and text.isdigit()):
            raise StoreFailed(
                f"The file {self.pointer.name} does not hold a version number. Write "
                f"{(self.numbers() or [0])[-1]} into it, or restore a backup into a new folder."
            )
        return int(text)

    def create(self) -> None:
        """Makes what is missing of the folders and the pointer, durably."""
        if self.pointer.exists():
            return
        for folder in (self.root, self.versions, self.releases, self.scratch):
            folder.mkdir(parents=True, exist_ok=True)
        self.pointed()
        replace_text(self.pointer, "0\n", self.scratch)
        sync_directory(self.root.parent)
