"""Real stores in a temporary folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from peerprov.graph.store import Limits, Version, VersionedStore
from peerprov.namespaces import graph

collect_ignore = ["programs"]
PROGRAMS = Path(__file__).parent / "programs"
LIMITS = Limits(reserve=1 << 20)
ROOM_BYTES = 256 << 20


def accept(_candidate: Store) -> None:
    """Validates nothing."""


def statement(name: str, value: object, in_graph: str = "work/a") -> Quad:
    """States a value of a named thing, in a graph of ours."""
    subject = NamedNode(f"https://example.org/{name}")
    predicate = NamedNode("https://example.org/says")
    return Quad(subject, predicate, Literal(str(value)), graph(in_graph))


@pytest.fixture
def quad() -> Callable[..., Quad]:
    """Makes statements: ``quad("one", 1, "work/b")``."""
    return statement


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def store(folder: Path) -> Iterator[VersionedStore]:
    opened = VersionedStore(folder, limits=LIMITS)
    yield opened
    opened.close()


@pytest.fixture
def built(store: VersionedStore) -> VersionedStore:
    """A store whose version 1 holds three statements in two curated graphs."""
    with store.writing(who="curator", why="First build", base="empty") as candidate:
        candidate.load([statement("one", 1), statement("two", 2), statement("three", 3, "work/b")])
        candidate.publish(accept)
    return store


@pytest.fixture
def add(built: VersionedStore) -> Callable[..., Version]:
    """Publishes a version of the built store with some quads more."""

    def publish(*quads: Quad) -> Version:
        with built.writing(who="curator", why="More") as candidate:
            candidate.store.extend(quads)
            return candidate.publish(accept)

    return publish


@pytest.fixture
def program() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs one of the programs beside the tests in a process of its own."""

    def run(name: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-W", "error", PROGRAMS / name, *map(str, arguments)],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return run


@pytest.fixture
def tree(folder: Path) -> Callable[[], dict[str, bytes]]:
    """Reads all files of the data folder but the lock."""

    def read() -> dict[str, bytes]:
        paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "lock")
        return {str(path.relative_to(folder)): path.read_bytes() for path in paths}

    return read


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one, for tests whose writes would wait for the disk."""
    shared = Path("/dev/shm")  # noqa: S108
    if not os.access(shared, os.W_OK) or shutil.disk_usage(shared).free < ROOM_BYTES:
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(prefix="peerprov-", dir=shared) as name:
        yield Path(name)
