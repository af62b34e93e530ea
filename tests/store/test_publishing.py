"""Writing a version: what is served before, meanwhile and afterwards."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from peerprov.errors import BadInput, DiskFull, DoesNotConform, Fault, Missing, StoreFailed
from peerprov.graph.store import Limits, Version, VersionedStore
from peerprov.namespaces import WORKSPACE, graph

Tree = Callable[[], dict[str, bytes]]
Add = Callable[..., Version]
MakeQuad = Callable[..., Quad]


def accept(_candidate: Store) -> None:
    """Validates nothing."""


def refuse(_candidate: Store) -> None:
    raise DoesNotConform(Fault("the strategy has no stage"))


def change(
    store: VersionedStore,
    quad: Quad,
    validate: Callable[[Store], None] = accept,
    touched: Sequence[NamedNode] | None = None,
) -> Version:
    """Adds a quad and publishes."""
    with store.writing(who="curator", why="A change") as candidate:
        candidate.store.add(quad)
        return candidate.publish(validate, touched)


def content(store: VersionedStore, number: int | None = None) -> set[Quad]:
    """All quads of a version but the log."""
    return {quad for quad in store.open(number).store if quad.graph_name != graph("log")}


def test_nothing_is_served_before_the_first_version(store: VersionedStore) -> None:
    assert store.current() is None
    assert store.versions() == ()
    with pytest.raises(Missing, match="Nothing has been published yet"):
        store.open()


def test_a_build_is_served_and_counted(built: VersionedStore, quad: MakeQuad) -> None:
    version = built.current()

    assert version is not None
    assert (version.number, version.parent, version.kind) == (1, None, "build")
    assert (version.total, version.added, version.removed) == (3, 3, 0)
    assert version.graphs[graph("work/a").value].total == 2
    assert content(built) == {quad("one", 1), quad("two", 2), quad("three", 3, "work/b")}


def test_a_manifest_is_read_as_it_was_published(add: Add, folder: Path, quad: MakeQuad) -> None:
    published = add(quad("four", 4))

    assert VersionedStore(folder).current() == published


def test_the_manifest_counts_every_quad_that_is_stored(
    built: VersionedStore, add: Add, quad: MakeQuad
) -> None:
    add(quad("four", 4), quad("five", 5, "workspace/x"))

    for version in built.versions():
        stored = len(built.open(version.number).store)
        assert stored == sum(count.total for count in version.graphs.values())


def test_an_update_counts_what_came_and_went(built: VersionedStore, quad: MakeQuad) -> None:
    with built.writing(who="curator", why="Correction") as candidate:
        candidate.store.remove(quad("one", 1))
        candidate.store.extend([quad("one", 10), quad("eleven", 11), quad("two", 2)])
        version = candidate.publish(accept)

    assert (version.number, version.parent, version.kind) == (2, 1, "update")
    assert (version.total, version.added, version.removed) == (4, 2, 1)
    counts = version.graphs[graph("work/b").value]
    assert (counts.total, counts.added, counts.removed) == (1, 0, 0)


def test_earlier_versions_stay_as_they_were(
    built: VersionedStore, add: Add, quad: MakeQuad
) -> None:
    before = content(built)
    add(quad("four", 4))
    with built.writing(who="curator", why="Empty", base="empty") as candidate:
        candidate.publish(accept)

    assert content(built, 1) == before
    assert content(built, 2) == before | {quad("four", 4)}
    assert content(built, 3) == set()


def test_a_published_version_is_never_written_again(
    built: VersionedStore, add: Add, tree: Tree, quad: MakeQuad
) -> None:
    first = {name: data for name, data in tree().items() if name.startswith("versions/1")}

    for number in range(30):
        add(quad("more", number))
        built.open(1)

    assert {name: data for name, data in tree().items() if name.startswith("versions/1/")} | {
        "versions/1.json": tree()["versions/1.json"]
    } == first


def test_a_refused_candidate_leaves_no_trace(
    built: VersionedStore, tree: Tree, quad: MakeQuad
) -> None:
    before = tree()

    with pytest.raises(DoesNotConform, match="no stage"):
        change(built, quad("bad", 0), refuse)

    assert tree() == before
    assert built.current() == built.version(1)


def test_the_validator_sees_what_will_be_served(built: VersionedStore, quad: MakeQuad) -> None:
    seen: list[Quad] = []

    with built.writing(who="curator", why="More") as candidate:
        candidate.store.add(quad("four", 4))
        candidate.publish(lambda sealed: seen.extend(sealed))

    assert set(seen) == set(built.open().store)
    assert quad("four", 4) in seen


def test_the_validator_cannot_change_the_candidate(
    built: VersionedStore, tree: Tree, quad: MakeQuad
) -> None:
    before = tree()

    with (
        pytest.raises(RuntimeError, match="only possible on read-write"),
        built.writing(who="curator", why="Cheat") as candidate,
    ):
        candidate.publish(lambda sealed: sealed.add(quad("bad", 0)))

    assert tree() == before


def test_an_error_while_writing_leaves_no_trace(
    built: VersionedStore, tree: Tree, quad: MakeQuad
) -> None:
    before = tree()

    def half_a_change() -> None:
        with built.writing(who="curator", why="Bad") as candidate:
            candidate.store.add(quad("bad", 0))
            candidate.store.update("INSERT nonsense")

    with pytest.raises(SyntaxError):
        half_a_change()

    assert tree() == before


def test_a_candidate_that_is_not_published_leaves_no_trace(
    built: VersionedStore, tree: Tree, quad: MakeQuad
) -> None:
    before = tree()

    with built.writing(who="curator", why="Second thoughts") as candidate:
        candidate.store.add(quad("four", 4))

    assert tree() == before


def test_a_candidate_ends_with_its_publication(built: VersionedStore) -> None:
    with built.writing(who="curator", why="Once") as candidate:
        candidate.publish(accept)
        with pytest.raises(StoreFailed, match="start a new one"):
            candidate.publish(accept)

    assert len(built.versions()) == 2


def test_writing_to_a_store_kept_after_publication_changes_nothing(
    built: VersionedStore, tree: Tree, quad: MakeQuad
) -> None:
    with built.writing(who="curator", why="Once") as candidate:
        kept = candidate.store
        candidate.publish(accept)
    published = tree()

    kept.add(quad("late", 1))
    del kept

    assert tree() == published
    built.verify(2)


def test_a_build_carries_over_workspaces_and_nothing_else(
    built: VersionedStore, add: Add, quad: MakeQuad
) -> None:
    mine = quad("mine", 1, "workspace/mine")
    add(mine, quad("stray", 1, "elsewhere"))
    with built.writing(who="curator", why="A workspace") as candidate:
        candidate.store.add_graph(NamedNode(f"{WORKSPACE}empty"))
        candidate.publish(accept)

    with built.writing(who="curator", why="Rebuild", base="empty") as candidate:
        candidate.load([quad("new", 1)])
        version = candidate.publish(accept)

    assert content(built) == {mine, quad("new", 1)}
    assert NamedNode(f"{WORKSPACE}empty") in list(built.open().store.named_graphs())
    assert version.graphs[f"{WORKSPACE}mine"].added == 0
    assert (version.added, version.removed) == (1, 4)


def test_a_rebuild_of_the_same_changes_nothing(built: VersionedStore, quad: MakeQuad) -> None:
    with built.writing(who="curator", why="Rebuild", base="empty") as candidate:
        candidate.load([quad("three", 3, "work/b"), quad("two", 2), quad("one", 1)])
        version = candidate.publish(accept)

    assert (version.total, version.added, version.removed) == (3, 0, 0)


def test_an_older_version_can_be_served_again(
    built: VersionedStore, add: Add, quad: MakeQuad
) -> None:
    add(quad("wrong", 4))

    with built.writing(who="curator", why="Version 2 was wrong", base=1) as candidate:
        version = candidate.publish(accept)

    assert (version.number, version.parent, version.kind) == (3, 2, "restore")
    assert (version.added, version.removed) == (0, 1)
    assert content(built) == content(built, 1)


def test_an_unknown_base_is_refused(built: VersionedStore, tree: Tree) -> None:
    before = tree()

    with (
        pytest.raises(Missing, match=r"no version 9\. Kept are 1\."),
        built.writing(who="curator", why="From nowhere", base=9),
    ):
        pytest.fail("a candidate was given")

    assert tree() == before


@pytest.mark.parametrize("words", ["", "  ", "tab\there", "nul\0"])
def test_words_that_cannot_stand_in_the_log_are_refused(
    store: VersionedStore, folder: Path, words: str
) -> None:
    with (
        pytest.raises(BadInput) as caught,
        store.writing(who=words, why=words),
    ):
        pytest.fail("a candidate was given")

    assert [fault.field for fault in caught.value.faults] == ["who", "why"]
    assert not folder.exists()


def test_the_default_graph_is_counted(built: VersionedStore, quad: MakeQuad) -> None:
    plain = Quad(*list(quad("plain", 1))[:3], DefaultGraph())
    with built.writing(who="curator", why="Without a name") as candidate:
        candidate.store.add(plain)
        version = candidate.publish(accept)

    assert (version.graphs[""].total, version.graphs[""].added) == (1, 1)


def test_only_touched_graphs_are_counted_again(built: VersionedStore, quad: MakeQuad) -> None:
    with built.writing(who="curator", why="One graph") as candidate:
        candidate.store.add(quad("four", 4, "work/b"))
        candidate.store.remove(quad("three", 3, "work/b"))
        version = candidate.publish(accept, touched=[graph("work/b")])

    assert (version.total, version.added, version.removed) == (3, 1, 1)
    built.verify(version.number)


def test_a_change_outside_the_touched_graphs_is_refused(
    built: VersionedStore, tree: Tree, quad: MakeQuad
) -> None:
    before = tree()

    with pytest.raises(ValueError, match="outside `touched`"):
        change(built, quad("four", 4), touched=[graph("work/b")])

    assert tree() == before


def test_graphs_too_large_to_read_through_are_counted_by_growth(
    built: VersionedStore, folder: Path, quad: MakeQuad
) -> None:
    small = VersionedStore(folder, limits=replace(built.limits, scan_quads=3))
    with small.writing(who="curator", why="Much") as candidate:
        candidate.store.extend(quad("many", number) for number in range(10))
        candidate.store.remove(quad("one", 1))
        version = candidate.publish(accept)

    count = version.graphs[graph("work/a").value]
    assert (count.total, count.added, count.removed, count.exact) == (11, 9, 0, False)
    assert version.graphs[graph("work/b").value].exact
    assert not version.exact


def test_a_long_chain_stays_small(built: VersionedStore, folder: Path, quad: MakeQuad) -> None:
    steps: list[str] = []
    tight = VersionedStore(
        folder, limits=Limits(built.limits.reserve, compact_files=12), on_step=steps.append
    )
    sizes = []
    for number in range(12):
        with tight.writing(who="curator", why="Another") as candidate:
            candidate.store.add(quad("more", number))
            sizes.append(len(candidate.publish(accept).files))

    assert "compacted" in steps
    assert max(sizes) < 40
    assert len(content(tight)) == 3 + 12


def test_progress_is_reported_in_order(folder: Path, quad: MakeQuad) -> None:
    steps: list[str] = []
    store = VersionedStore(folder, on_step=steps.append, limits=Limits(reserve=0))

    with store.writing(who="curator", why="Build", base="empty") as candidate:
        candidate.load([quad("one", 1)])
        candidate.publish(accept)

    before = ["locked", "opened", "loaded", "counted", "logged", "compacted", "sealed", "synced"]
    assert steps == [*before, "validated", "placed", "described", "published"]


def test_a_nearly_full_disk_is_refused_before_anything_is_written(
    built: VersionedStore, folder: Path, tree: Tree
) -> None:
    before = tree()
    disk = os.statvfs(folder)
    greedy = VersionedStore(folder, limits=Limits(reserve=2 * disk.f_blocks * disk.f_frsize))

    with (
        pytest.raises(DiskFull, match=r"MB are wanted; nothing was written"),
        greedy.writing(who="curator", why="No room"),
    ):
        pytest.fail("a candidate was given")

    assert tree() == before


def test_all_readers_of_a_folder_see_a_new_version_at_once(
    built: VersionedStore, folder: Path, add: Add, quad: MakeQuad
) -> None:
    others = [VersionedStore(folder) for _ in range(3)]
    assert [other.current() for other in others] == [built.current()] * 3

    published = add(quad("four", 4))

    for other in others:
        assert other.current() == published
        assert quad("four", 4) in other.open().store
