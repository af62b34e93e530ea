"""Which versions there are to serve, as the web layer sees the store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pyoxigraph import Store

from peerprov.errors import Missing
from peerprov.graph.store import VersionedStore
from peerprov.graph.store.difference import Change


@dataclass(frozen=True, slots=True)
class Opened:
    """A version that can be queried.

    Attributes:
        number: counts up from 1.
        path: its Oxigraph directory, which never changes.
    """

    number: int
    path: Path


class Versions(Protocol):
    """A source of versions. `current` is asked with every request, so it has to be quick."""

    def current(self) -> Opened | None:
        """The version served, or None where nothing is published yet."""

    def get(self, number: int) -> Opened:
        """An earlier version; raises `Missing`."""

    def store(self, number: int) -> Store:
        """A version opened in this process, for our own queries only; raises `Missing`."""

    def difference(self, old: int, new: int) -> Iterator[Change]:
        """What went and what came between two versions; equal graphs cost nothing; `Missing`."""


class StoredVersions:
    """The versions in a data folder."""

    def __init__(self, root: Path) -> None:
        """Reads the folder when asked, not yet."""
        self._versioned = VersionedStore(root)
        self._served: Opened | None = None

    def current(self) -> Opened | None:
        """The version served, or None where nothing is published yet."""
        version = self._versioned.current()
        if version is None:
            return None
        served = self._served
        if served is None or served.number != version.number:
            served = self._served = self._opened(version.number)
        return served

    def get(self, number: int) -> Opened:
        """An earlier version; raises `Missing`."""
        return self._opened(self._versioned.version(number).number)

    def store(self, number: int) -> Store:
        """A version opened in this process, for our own queries only; raises `Missing`."""
        return self._versioned.open(number).store

    def difference(self, old: int, new: int) -> Iterator[Change]:
        """What went and what came between two versions; equal graphs cost nothing; `Missing`."""
        return self._versioned.difference(old, new)

    def _opened(self, number: int) -> Opened:
        return Opened(number, self._versioned.layout.directory(number))


def current_version(versions: Versions) -> Opened:
    """The version served; raises `Missing` where there is none."""
    version = versions.current()
    if version is None:
        raise Missing("Nothing has been published yet. Build the graph first: peerprov build")
    return version
