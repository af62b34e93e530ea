"""The files that editors change: where they are, how they will be, and how they get written.

A change is first made on a :class:`Draft`, which is laid out as folders of its own to be checked,
and is then written: every file in one step each, and none before all are ready.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from peerprov.errors import BadInput, Fault
from peerprov.ontology.vocabulary import FOLDER

KINDS = ("*.tsv", "*.ttl", "terms/*.tsv", "curation/*.tsv")
"""What the folder of the ontology holds that editors may change."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the files are.

    Attributes:
        ontology: the tables.
        works: one YAML per work.
        readers: folders whose queries, shapes and code may name terms; nothing is written there.
    """

    ontology: Path
    works: Path
    readers: tuple[Path, ...] = ()

    def files(self) -> Iterator[Path]:
        """Yields every file that an editor may change, tables first."""
        for kind in KINDS:
            yield from sorted(self.ontology.glob(kind))
        yield from sorted(self.works.glob("*.yaml"))

    def shown(self, path: Path) -> str:
        """The path of a file as faults name it: ``ontology/terms/role.tsv``."""
        for folder, name in ((self.ontology, "ontology"), (self.works, "graph/works")):
            if path.is_relative_to(folder):
                return f"{name}/{path.relative_to(folder).as_posix()}"
        for folder in self.readers:
            if path.is_relative_to(folder):
                return f"{folder.name}/{path.relative_to(folder).as_posix()}"
        return path.as_posix()

    def renamed(self, faults: Iterable[Fault]) -> list[Fault]:
        """Names the files of faults as they stand in the project."""
        start = f"{self.works.as_posix()}/"
        return [
            replace(fault, file=f"graph/works/{fault.file.removeprefix(start)}")
            if fault.file and fault.file.startswith(start)
            else fault
            for fault in faults
        ]


def folders_of(root: Path) -> Folders:
    """The folders below a project's root."""
    readers = tuple(root / name for name in ("ontology", "shapes", "queries", "graph", "server"))
    return Folders(root / "ontology", root / "graph" / "works", readers)


def own_folders() -> Folders:
    """The folders of the package itself."""
    return folders_of(FOLDER.parent)


@dataclass
class Draft:
    """Files as they will be; whatever is not in it stays as it is on the disk."""

    folders: Folders
    changed: dict[Path, bytes] = field(default_factory=dict)

    def text(self, path: Path) -> str:
        """The text of a file, line ends as they are.

        Raises:
            BadInput: the file is missing or not UTF-8.
        """
        try:
            return self.changed.get(path, b"").decode() if path in self.changed else _text(path)
        except FileNotFoundError:
            raise BadInput(Fault("the file is missing", self.folders.shown(path))) from None
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            fault = Fault("this line is not UTF-8", self.folders.shown(path), line)
            raise BadInput(fault) from None

    def put(self, path: Path, content: str | bytes) -> None:
        """Says how a file will be; a content like that on the disk is no change."""
        data = content.encode() if isinstance(content, str) else content
        self.changed.pop(path, None)
        if not path.exists() or path.read_bytes() != data:
            self.changed[path] = data

    def lay(self, given: Path) -> Path:
        """Puts a copy of a table or work in the place of the one of that name.

        Returns:
            The file that it stands for.

        Raises:
            BadInput: it is neither; or several files have that name.
        """
        known = [path for path in self.folders.files() if path.name == given.name]
        if not known and given.suffix == ".yaml":
            known = [self.folders.works / given.name]
        if len(known) != 1:
            expected = "a table of ontology/ or a work of graph/works, under its own name"
            raise BadInput(Fault("no file of this name is known", given.as_posix(), None, None,
                                 None, expected))  # fmt: skip
        self.put(known[0], given.read_bytes())
        return known[0]

    @contextmanager
    def laid_out(self) -> Iterator[Folders]:
        """Lays the files out as they will be, in folders that are gone afterwards."""
        with tempfile.TemporaryDirectory(prefix="peerprov-") as made:
            root = Path(made)
            ontology, works = root / "ontology", root / "works"
            for folder in (ontology / "terms", ontology / "curation", works):
                folder.mkdir(parents=True)
            moves = ((self.folders.ontology, ontology), (self.folders.works, works))
            for path in {*self.folders.files(), *self.changed}:
                for source, target in moves:
                    if path.is_relative_to(source):
                        self._place(path, target / path.relative_to(source))
            yield Folders(ontology, works, self.folders.readers)

    def write(self) -> list[Path]:
        """Writes every changed file, each in one step, after all of them are on the disk.

        Returns:
            The files written.
        """
        ready: list[tuple[str, Path]] = []
        try:
            for path, data in self.changed.items():
                number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
                ready.append((name, path))
                with os.fdopen(number, "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                os.chmod(name, path.stat().st_mode if path.exists() else 0o644)
            for name, path in ready:
                os.replace(name, path)
        finally:
            for name, _ in ready:
                Path(name).unlink(missing_ok=True)
        return [path for _, path in ready]

    def _place(self, path: Path, target: Path) -> None:
        if path in self.changed:
            target.write_bytes(self.changed[path])
        else:
            target.symlink_to(path.resolve())


def _text(path: Path) -> str:
    return path.read_bytes().decode()
