"""Opening versions, by number and by what is current."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Quad

from peerprov.errors import Missing, StoreFailed
from peerprov.graph.store import Version, VersionedStore

Add = Callable[..., Version]
MakeQuad = Callable[..., Quad]


@pytest.mark.parametrize("number", [0, 2, 99, -1])
def test_an_unknown_version_is_missing(built: VersionedStore, number: int) -> None:
    with pytest.raises(Missing, match=f"no version {number}"):
        built.open(number)
    with pytest.raises(Missing, match=rf"no version {number}\. Kept are 1\."):
        built.version(number)


def test_an_open_version_is_opened_once(built: VersionedStore) -> None:
    assert built.open(1) is built.open() is built.open(1)


def test_only_so_many_versions_stay_open(built: VersionedStore, add: Add, quad: MakeQuad) -> None:
    for number in range(10):
        add(quad("more", number))
    first = built.open(1)
    for number in range(2, 12):
        built.open(number)

    assert built.open(1) is not first
    assert len(first.store) == len(built.open(1).store)


def test_a_snapshot_outlives_closing(built: VersionedStore, quad: MakeQuad) -> None:
    snapshot = built.open()
    built.close()

    assert quad("one", 1) in snapshot.store
    assert built.open() is not snapshot


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs a Linux /proc")
def test_dropping_a_snapshot_gives_its_files_back(built: VersionedStore) -> None:
    before = set(os.listdir("/proc/self/fd"))
    snapshot = built.open()
    assert len(os.listdir("/proc/self/fd")) > len(before)

    del snapshot
    built.close()

    assert len(os.listdir("/proc/self/fd")) <= len(before)


def test_opening_a_version_writes_nothing(
    built: VersionedStore, folder: Path, tree: Callable[[], dict[str, bytes]]
) -> None:
    before = tree()
    reader = VersionedStore(folder)
    list(reader.open().store)
    reader.close()

    assert tree() == before


def test_a_forked_child_opens_its_own(built: VersionedStore, quad: MakeQuad) -> None:
    snapshot = built.open()
    child = os.fork()
    if child == 0:  # pragma: no cover
        own = built.open()
        os._exit(0 if own is not snapshot and quad("one", 1) in own.store else 1)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert built.open() is snapshot


def test_a_folder_that_is_not_there_holds_nothing_and_is_not_made(tmp_path: Path) -> None:
    store = VersionedStore(tmp_path / "nowhere")

    assert store.current() is None
    assert store.versions() == ()
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("text", ["", "two", "1 2", "-1", "1.json", "\x00", "é"])
def test_a_damaged_pointer_is_told(built: VersionedStore, folder: Path, text: str) -> None:
    (folder / "current").write_text(text, encoding="utf-8")

    with pytest.raises(StoreFailed, match=r"does not hold a version number. Write 1 into it"):
        VersionedStore(folder).current()


def test_a_missing_pointer_is_told_and_never_taken_for_an_empty_store(
    built: VersionedStore, folder: Path
) -> None:
    (folder / "current").unlink()
    store = VersionedStore(folder)

    with pytest.raises(StoreFailed, match=r"is missing although versions are kept. Write 1 into"):
        store.current()
    with (
        pytest.raises(StoreFailed, match="missing"),
        store.writing(who="curator", why="Start anew", base="empty"),
    ):
        pytest.fail("a candidate was given")
    (folder / "current").write_text("1\n", encoding="ascii")
    assert len(VersionedStore(folder).open().store) > 0


def test_versions_newer_than_the_pointer_are_not_swept_away(
    built: VersionedStore, folder: Path, add: Add, quad: MakeQuad
) -> None:
    add(quad("four", 4))
    (folder / "current").write_text("1\n", encoding="ascii")
    store = VersionedStore(folder)

    with (
        pytest.raises(StoreFailed, match="Version 2 exists although current says 1"),
        store.writing(who="curator", why="More"),
    ):
        pytest.fail("a candidate was given")

    (folder / "current").write_text("2\n", encoding="ascii")
    assert quad("four", 4) in VersionedStore(folder).open().store
