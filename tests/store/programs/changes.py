"""What the programs do to a store: each kind of write, and the check that nothing is half done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Store

from peerprov.graph.store import Limits, VersionedStore, backup, prune, release, restore
from peerprov.namespaces import WORKSPACE, graph

LIMITS = Limits(reserve=1 << 20)
COUNTER = NamedNode("https://example.org/counter")
VALUE = NamedNode("https://example.org/value")
COUNTED = NamedNode(f"{WORKSPACE}counter")
CURATED = graph("work/a")


def ignore(_said: object) -> None:
    """Accepts any candidate; reports no step."""


def value(store: Store) -> int:
    """Reads the counter, which must be there exactly once."""
    (found,) = store.quads_for_pattern(COUNTER, VALUE, None, COUNTED)
    return int(found.object.value)


def first(root: Path) -> None:
    """Publishes version 1 with the counter at 0, and a backup of it."""
    store = VersionedStore(root, limits=LIMITS)
    with store.writing(who="tester", why="start", base="empty") as candidate:
        candidate.load([Quad(COUNTER, VALUE, Literal(0), COUNTED)])
        candidate.publish(ignore)
    backup(store, root.parent / "backup")


def count_up(store: VersionedStore) -> int:
    """Adds one to the counter, as read-then-write; returns the new value once it is published."""
    with store.writing(who="tester", why="count", wait=60) as candidate:
        old = value(candidate.store)
        candidate.store.remove(Quad(COUNTER, VALUE, Literal(old), COUNTED))
        candidate.store.add(Quad(COUNTER, VALUE, Literal(old + 1), COUNTED))
        candidate.publish(ignore, touched=[COUNTED])
    return old + 1


def build(store: VersionedStore) -> None:
    """Builds the curated graphs anew; the counter, in a workspace, must be carried over."""
    current = store.current()
    number = current.number if current else 0
    with store.writing(who="tester", why="build", base="empty") as candidate:
        candidate.load([Quad(COUNTER, VALUE, Literal(number + 1), CURATED)])
        candidate.publish(ignore)


def bring_back(store: VersionedStore) -> None:
    """Publishes the backup again."""
    restore(store, store.layout.root.parent / "backup", who="tester", validate=ignore)


def name_release(store: VersionedStore) -> None:
    """Names the current version."""
    current = store.current()
    assert current is not None
    release(store, f"r{current.number}", current.number)


CHANGES: dict[str, Callable[[VersionedStore], object]] = {
    "update": count_up,
    "build": build,
    "restore": bring_back,
    "prune": lambda store: prune(store, keep=1),
    "release": name_release,
}


def check(root: Path) -> list[int]:
    """Opens a folder as after a crash, demands that all is whole, then removes old versions.

    Returns:
        The number of the current version and the value of the counter in it.
    """
    store = VersionedStore(root, limits=LIMITS)
    current = store.current()
    assert current is not None
    for version in store.versions()[-2:]:
        store.verify(version.number)
    expected = {str(version.number) for version in store.versions()}
    expected |= {f"{number}.json" for number in expected}
    assert {path.name for path in store.layout.versions.iterdir()} == expected
    assert list(store.layout.scratch.iterdir()) == []
    found = [current.number, value(store.open().store)]
    store.close()
    prune(store, keep=2)
    return found
