"""A real disk, small and full: refused cleanly, nothing lost, and on again with space."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import Quad, Store

from peerprov.errors import DiskFull
from peerprov.graph.store import Limits, VersionedStore, backup, prune

DISK_BYTES = 24 << 20


def accept(_candidate: Store) -> None:
    """Validates nothing."""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    size = f"size={DISK_BYTES}"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", size, "tmpfs", place], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a small disk needs root")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


@pytest.fixture
def store(small_disk: Path) -> VersionedStore:
    return VersionedStore(small_disk / "data", limits=Limits(reserve=0))


def fill(disk: Path, leave: int) -> Path:
    """Fills a disk but for some bytes."""
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(max(0, free - leave)))
    return ballast


@pytest.mark.parametrize("left", [0, 4096, 100_000, 300_000, 1_000_000])
def test_a_full_disk_loses_nothing_and_writing_goes_on_afterwards(
    built: VersionedStore, small_disk: Path, quad: Callable[..., Quad], left: int
) -> None:
    def write(name: str) -> None:
        with built.writing(who="curator", why="More") as candidate:
            candidate.store.extend(quad(name, f"{number} {'x' * 500}") for number in range(4000))
            candidate.publish(accept)

    before = set(built.open().store)
    ballast = fill(small_disk, left)

    with pytest.raises(DiskFull, match="no space is left"):
        write("refused")

    assert [version.number for version in built.versions()] == [1]
    assert set(built.open().store) == before
    ballast.unlink()
    write("accepted")
    assert list((small_disk / "data" / "tmp").iterdir()) == []
    built.verify(2)
    assert set(built.open(1).store) == before


def test_pruning_makes_room_on_a_full_disk(
    built: VersionedStore, small_disk: Path, quad: Callable[..., Quad]
) -> None:
    with built.writing(who="curator", why="More") as candidate:
        candidate.store.add(quad("four", 4))
        candidate.publish(accept)
    built.close()
    fill(small_disk, 0)

    assert prune(built, keep=1) == (1,)
    assert os.statvfs(small_disk).f_bavail > 0


def test_a_backup_onto_a_full_disk_leaves_nothing(built: VersionedStore, small_disk: Path) -> None:
    fill(small_disk, 10_000)

    with pytest.raises(DiskFull, match="no space is left"):
        backup(built, small_disk / "saved")

    assert sorted(path.name for path in small_disk.iterdir()) == ["ballast", "data"]
