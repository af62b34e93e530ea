"""What a version consists of is on the disk before the version is named."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Quad

from peerprov.graph.store import VersionedStore
from peerprov.graph.store.durable import file_keys

PROGRAMS = Path(__file__).parent / "programs"


def inode(handle: int) -> int:
    return os.fstat(handle).st_ino


def test_all_new_files_are_synced_before_the_pointer_moves(
    built: VersionedStore,
    folder: Path,
    quad: Callable[..., Quad],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    events: list[tuple[str, int]] = []
    replace, fdatasync, fsync = os.replace, os.fdatasync, os.fsync

    def watched_replace(source: Path, target: Path) -> None:
        events.append((Path(target).name, os.stat(source).st_ino))
        replace(source, target)

    monkeypatch.setattr(os, "replace", watched_replace)
    monkeypatch.setattr(
        os, "fdatasync", lambda file: (events.append(("data", inode(file))), fdatasync(file))[1]
    )
    monkeypatch.setattr(
        os, "fsync", lambda file: (events.append(("directory", inode(file))), fsync(file))[1]
    )

    with built.writing(who="curator", why="More") as candidate:
        candidate.store.add(quad("four", 4))
        candidate.publish(lambda _: None)

    named = next(place for place, event in enumerate(events) if event[0] == "current")
    synced = {number for _, number in events[:named]}
    new = file_keys(folder / "versions" / "2") - file_keys(folder / "versions" / "1")
    assert len(new) > 5
    assert {number for _, number in new} <= synced
    assert (folder / "versions" / "2").stat().st_ino in synced
    assert (folder / "versions").stat().st_ino in synced
    assert (folder / "versions" / "2.json").stat().st_ino in synced
    assert ("data", (folder / "current").stat().st_ino) in events[:named]
    assert ("directory", folder.stat().st_ino) in events[named:]


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_the_system_is_asked_to_sync_each_new_file(folder: Path, tmp_path: Path) -> None:
    """The same from outside: what the kernel is asked, RocksDB's own calls included."""
    trace = tmp_path / "trace"
    command = [sys.executable, str(PROGRAMS / "start.py"), str(folder)]
    traced = subprocess.run(
        ["strace", "-f", "-y", "-e", "trace=fsync,fdatasync,rename", "-o", str(trace), *command],
        capture_output=True,
        text=True,
        check=False,
    )
    if "ptrace" in traced.stderr.lower():
        pytest.skip("this system does not allow strace")
    assert traced.returncode == 0, traced.stderr

    lines = trace.read_text().splitlines()
    named = max(n for n, line in enumerate(lines) if re.search(r'rename\(.*/current"', line))
    synced = "\n".join(line for line in lines[:named] if "sync(" in line)
    for path in sorted((folder / "versions" / "1").iterdir()):
        assert re.search(rf"sync\(\d+<[^>]*sealed/{re.escape(path.name)}>", synced), path.name
    assert re.search(r"sync\(\d+<[^>]*/sealed>", synced)
