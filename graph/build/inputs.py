"""What a build is made from, and the digest that tells whether any of it has changed."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Final

ROOMS: Final = ("graph", "ontology", "queries", "shapes")
"""Sub-packages whose data or code a build depends on."""

IGNORED: Final = frozenset({".pyc", ".md"})


@dataclass(frozen=True, slots=True)
class Inputs:
    """Where a build reads its tables and works.

    Attributes:
        ontology: folder with ``terms/``, ``ids.tsv`` and so on; None for that of the package.
        works: folder with one YAML per work; None for that of the package.
    """

    ontology: Path | None = None
    works: Path | None = None

    def digest(self) -> str:
        """SHA-256 over all that a build depends on: tables, works, shapes, queries and the code."""
        total = sha256()
        folders = [_package() / room for room in ROOMS]
        folders += [folder for folder in (self.ontology, self.works) if folder is not None]
        for number, folder in enumerate(folders):
            for path in sorted(folder.rglob("*")):
                if path.is_file() and path.suffix not in IGNORED:
                    name = f"{number}/{path.relative_to(folder).as_posix()}"
                    total.update(f"{name}\0{sha256(path.read_bytes()).hexdigest()}\n".encode())
        return total.hexdigest()


def _package() -> Path:
    root = files("peerprov")
    if not isinstance(root, Path):
        raise TypeError("PeerProv must be installed as files, not inside an archive")
    return root
