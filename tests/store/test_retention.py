"""Pruning: what stays, what goes, and that nobody's reading is cut short."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Quad

from peerprov.errors import BadInput, Conflict, Missing
from peerprov.graph.store import Version, VersionedStore, prune, release, releases

Add = Callable[..., Version]
MakeQuad = Callable[..., Quad]
PROGRAMS = Path(__file__).parent / "programs"


@pytest.fixture
def five(built: VersionedStore, add: Add, quad: MakeQuad) -> VersionedStore:
    """A store with versions 1 to 5, none open."""
    for number in range(2, 6):
        add(quad("more", number))
    built.close()
    return built


def kept(store: VersionedStore) -> list[int]:
    return [version.number for version in store.versions()]


def test_the_newest_versions_stay(five: VersionedStore, folder: Path) -> None:
    assert prune(five, keep=2) == (1, 2, 3)

    assert kept(five) == [4, 5]
    assert sorted(path.name for path in (folder / "versions").iterdir()) == [
        "4",
        "4.json",
        "5",
        "5.json",
    ]
    for number in kept(five):
        five.verify(number)


def test_a_pruned_version_is_missing(five: VersionedStore) -> None:
    prune(five, keep=1)

    with pytest.raises(Missing, match="no version 3 any more"):
        five.open(3)
    with pytest.raises(Missing, match=r"no version 3\. Kept are 5\."):
        five.version(3)


def test_releases_stay(five: VersionedStore) -> None:
    release(five, "2026-12", 2)

    assert prune(five, keep=1) == (1, 3, 4)
    assert releases(five) == {"2026-12": 2}
    five.verify(2)


def test_the_current_version_always_stays(five: VersionedStore) -> None:
    with pytest.raises(BadInput, match="1 or more"):
        prune(five, keep=0)

    assert kept(five) == [1, 2, 3, 4, 5]


def test_a_version_that_is_read_stays_until_it_is_not(five: VersionedStore, folder: Path) -> None:
    reader = VersionedStore(folder)
    snapshot = reader.open(2)

    assert prune(five, keep=1) == (1, 3, 4)
    assert len(list(snapshot.store)) == len(snapshot.store)
    reader.close()
    assert prune(five, keep=1) == ()
    del snapshot
    assert prune(five, keep=1) == (2,)


def test_files_not_yet_opened_stay_for_a_reader(
    built: VersionedStore, add: Add, quad: MakeQuad, folder: Path
) -> None:
    """RocksDB opens sixteen tables at first and the others when it needs them."""
    with built.writing(who="curator", why="Many tables") as candidate:
        for number in range(40):
            candidate.load([quad("many", f"{number} {n}", f"work/{number}") for n in range(30)])
        version = candidate.publish(lambda _: None)
    assert sum(name.endswith(".sst") for name in version.files) > 100
    reader = VersionedStore(folder)
    snapshot = reader.open()
    add(quad("four", 4))

    prune(built, keep=1)

    assert sum(1 for _ in snapshot.store) == len(snapshot.store) > 1200
    reader.close()


def test_nobody_is_served_half_of_a_version_while_versions_are_pruned(
    memory: Path, program: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    assert program("start.py", memory / "data").returncode == 0
    readers = [
        subprocess.Popen(
            [sys.executable, PROGRAMS / "read_on.py", memory / "data", "4", str(seed)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for seed in range(2)
    ]
    pruned = 0
    while any(reader.poll() is None for reader in readers):
        assert program("count_up.py", memory / "data", 3).returncode == 0
        pruned += len(prune(VersionedStore(memory / "data"), keep=2))

    for reader in readers:
        said, error = reader.communicate()
        assert reader.returncode == 0, error
        assert int(said.split()[0]) > 10
    assert pruned > 0


@pytest.mark.parametrize("name", ["", ".", "../x", "a/b", "-x", "é", "x" * 65, "a b"])
def test_a_release_name_cannot_leave_its_folder(five: VersionedStore, name: str) -> None:
    with pytest.raises(BadInput, match="cannot name a release"):
        release(five, name, 1)

    assert releases(five) == {}


def test_a_release_is_given_once(five: VersionedStore) -> None:
    release(five, "2026-12", 2)
    release(five, "2026-12", 2)

    with pytest.raises(Conflict, match="Release 2026-12 is version 2 already"):
        release(five, "2026-12", 3)
    assert releases(five) == {"2026-12": 2}


def test_a_release_of_an_unknown_version_is_refused(five: VersionedStore) -> None:
    with pytest.raises(Missing, match="no version 9"):
        release(five, "2026-12", 9)


def test_numbers_are_not_given_twice(five: VersionedStore, add: Add, quad: MakeQuad) -> None:
    prune(five, keep=1)

    assert add(quad("again", 1)).number == 6
