"""Backups stand alone and can be published again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Quad, Store

from peerprov.errors import Conflict, DoesNotConform, Fault, Missing, StoreFailed
from peerprov.graph.store import Limits, Version, VersionedStore, backup, restore
from peerprov.graph.store.log import LOG

Add = Callable[..., Version]
MakeQuad = Callable[..., Quad]


def accept(_candidate: Store) -> None:
    """Validates nothing."""


def content(store: VersionedStore) -> set[Quad]:
    return {quad for quad in store.open().store if quad.graph_name != LOG}


@pytest.fixture
def saved(built: VersionedStore, tmp_path: Path) -> Path:
    backup(built, tmp_path / "saved")
    return tmp_path / "saved"


def test_a_backup_restored_into_a_new_folder_is_the_same_graph(
    built: VersionedStore, saved: Path, tmp_path: Path
) -> None:
    fresh = VersionedStore(tmp_path / "fresh", limits=Limits(reserve=0))

    version = restore(fresh, saved, who="operator", validate=accept)

    assert (version.number, version.parent, version.kind) == (2, None, "restore")
    assert content(fresh) == content(built)
    old = built.version(1)
    assert {k: v.digest for k, v in version.graphs.items() if k != LOG.value} == {
        k: v.digest for k, v in old.graphs.items() if k != LOG.value
    }
    fresh.verify(2)


def test_the_log_survives_a_restoration(
    built: VersionedStore, saved: Path, add: Add, quad: MakeQuad
) -> None:
    add(quad("four", 4))
    before = set(built.open().store.quads_for_pattern(None, None, None, LOG))

    version = restore(built, saved, who="operator", validate=accept)

    after = set(built.open().store.quads_for_pattern(None, None, None, LOG))
    assert (version.number, version.parent) == (3, 2)
    assert (version.added, version.removed) == (0, 1)
    assert before < after
    built.verify(3)


def test_a_store_whose_current_version_is_damaged_can_be_restored(
    built: VersionedStore, saved: Path, folder: Path
) -> None:
    expected = content(built)
    built.close()
    shutil.rmtree(folder / "versions" / "1")
    store = VersionedStore(folder, limits=Limits(reserve=0))
    with pytest.raises(StoreFailed):
        store.open()

    restore(store, saved, who="operator", validate=accept)

    assert content(store) == expected


def test_a_backup_shares_nothing_with_the_store(
    built: VersionedStore, saved: Path, folder: Path
) -> None:
    shutil.rmtree(folder)

    fresh = VersionedStore(folder, limits=Limits(reserve=0))
    restore(fresh, saved, who="operator", validate=accept)

    assert len(content(fresh)) == 3
    inodes = {path.stat().st_ino for path in saved.rglob("*") if path.is_file()}
    assert all(path.stat().st_nlink == 1 for path in saved.rglob("*") if path.is_file())
    assert inodes.isdisjoint(path.stat().st_ino for path in folder.rglob("*"))


def test_an_older_version_can_be_backed_up(
    built: VersionedStore, add: Add, quad: MakeQuad, tmp_path: Path
) -> None:
    add(quad("four", 4))

    assert backup(built, tmp_path / "old", 1).number == 1


def test_a_backup_never_replaces_a_folder(built: VersionedStore, saved: Path) -> None:
    before = sorted(saved.rglob("*"))

    with pytest.raises(Conflict, match="exists already"):
        backup(built, saved)

    assert sorted(saved.rglob("*")) == before


def test_a_backup_that_fails_leaves_nothing(
    built: VersionedStore, folder: Path, tmp_path: Path
) -> None:
    built.open()
    shutil.rmtree(folder / "versions" / "1")

    with pytest.raises(StoreFailed, match="backup half cannot be written"):
        backup(built, tmp_path / "half")

    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_every_damaged_byte_of_a_backup_stops_the_restoration(
    built: VersionedStore, saved: Path, tree: Callable[[], dict[str, bytes]]
) -> None:
    before = tree()
    files = [path for path in (saved / "store").iterdir() if path.stat().st_size]

    for path in files:
        data = path.read_bytes()
        middle = len(data) // 2
        path.write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
        with pytest.raises(StoreFailed, match=f"the file {path.name} has changed"):
            restore(built, saved, who="operator", validate=accept)
        path.write_bytes(data)

    assert tree() == before


def test_a_folder_that_is_no_backup_is_refused(built: VersionedStore, tmp_path: Path) -> None:
    with pytest.raises(Missing, match="is not a backup"):
        restore(built, tmp_path, who="operator", validate=accept)


def test_a_restoration_is_validated(
    built: VersionedStore, saved: Path, tree: Callable[[], dict[str, bytes]]
) -> None:
    def refuse(_candidate: Store) -> None:
        raise DoesNotConform(Fault("shapes have moved on"))

    before = tree()

    with pytest.raises(DoesNotConform):
        restore(built, saved, who="operator", validate=refuse)

    assert tree() == before
