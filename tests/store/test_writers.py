"""Several writers: one at a time, none lost, and a sentence for the one that waited too long."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Quad

from peerprov.errors import Conflict
from peerprov.graph.store import Limits, VersionedStore, prune

PROGRAMS = Path(__file__).parent / "programs"
WRITERS = 4
TIMES = 50


@pytest.fixture
def holder(folder: Path) -> subprocess.Popen[str]:
    """A process that holds the write lock."""
    process = subprocess.Popen(
        [sys.executable, PROGRAMS / "hold.py", folder], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_a_second_writer_is_told_who_writes(
    holder: subprocess.Popen[str], store: VersionedStore
) -> None:
    with (
        pytest.raises(Conflict, match=rf"being written by process {holder.pid}; waited 0\.05 s"),
        store.writing(who="curator", why="Me too", wait=0.05),
    ):
        pytest.fail("a candidate was given")


def test_pruning_waits_for_the_writer_too(
    holder: subprocess.Popen[str], store: VersionedStore
) -> None:
    with pytest.raises(Conflict, match=f"process {holder.pid}"):
        prune(store, keep=1, wait=0)


def test_a_reader_does_not_sweep_what_a_writer_is_making(
    holder: subprocess.Popen[str], folder: Path
) -> None:
    making = sorted((folder / "tmp").rglob("*"))
    assert making

    VersionedStore(folder)

    assert sorted((folder / "tmp").rglob("*")) == making


def test_the_lock_of_a_killed_writer_is_free_and_its_leftovers_go(
    holder: subprocess.Popen[str], folder: Path, quad: Callable[..., Quad]
) -> None:
    holder.kill()
    holder.wait()
    assert list((folder / "tmp").iterdir())

    store = VersionedStore(folder, limits=Limits(reserve=0))

    assert list((folder / "tmp").iterdir()) == []
    with store.writing(who="curator", why="After all", wait=0) as candidate:
        candidate.store.add(quad("one", 1))
        candidate.publish(lambda _: None)
    assert quad("one", 1) in store.open().store


def test_a_thread_waits_for_another(built: VersionedStore, quad: Callable[..., Quad]) -> None:
    def write(name: str) -> None:
        with built.writing(who=name, why="At the same time", wait=60) as candidate:
            candidate.store.add(quad(name, 1))
            candidate.publish(lambda _: None)

    threads = [threading.Thread(target=write, args=(f"writer{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert built.current() == built.version(5)
    assert all(quad(f"writer{n}", 1) in built.open().store for n in range(4))


def test_increments_of_many_processes_are_all_counted(
    memory: Path, program: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    assert program("start.py", memory / "data").returncode == 0

    command = [sys.executable, PROGRAMS / "count_up.py", memory / "data", str(TIMES)]
    writers = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(WRITERS)]
    errors = [writer.communicate(timeout=300)[1] for writer in writers]

    assert [(writer.returncode, error) for writer, error in zip(writers, errors, strict=True)] == [
        (0, "")
    ] * WRITERS
    store = VersionedStore(memory / "data")
    values = [
        quad.object.value
        for quad in store.open().store
        if quad.predicate.value == "https://example.org/value"
    ]
    store.close()
    assert values == [str(WRITERS * TIMES)]
    assert len(store.versions()) == WRITERS * TIMES + 1
