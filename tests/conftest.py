"""What all rooms' tests share: the real graph, built once a session through the real pipeline."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from peerprov.graph.build import Build, build
from peerprov.graph.store import Snapshot, VersionedStore
from peerprov.server.cli.build import publications


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the graph of the tables and works as they are; do not write to it."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def built(data: Path) -> Build:
    """The build that filled :func:`data`."""
    return build(data, publications=publications)


@pytest.fixture(scope="session")
def snapshot(data: Path, built: Build) -> Iterator[Snapshot]:
    """The built version, open for reading."""
    assert built.changed
    versions = VersionedStore(data)
    yield versions.open()
    versions.close()
