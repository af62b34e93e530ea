"""A full disk under a service: writes are refused, reads go on, and space is all it takes."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.writing.conftest import EX, Starter

DISK_BYTES = 32 << 20


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


@pytest.mark.parametrize("left", [0, 60_000, 2_000_000])
def test_a_full_disk_refuses_writes_until_there_is_space(
    start: Starter, small_disk: Path, left: int
) -> None:
    service = start(small_disk / "data", "--blank", "--writable", "--reserve-mb", "0")
    assert service.put(f"{EX}g", f"<{EX}s> <{EX}p> 1 .").status_code == 201
    free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(free - left))
    big = "".join(f'<{EX}s{n}> <{EX}p> "{n:0500}" .\n' for n in range(4000))

    refused = [
        service.put(f"{EX}g", big),
        service.update(f"INSERT DATA {{ {big} }}", Idempotency_Key="full"),
    ]

    assert [answer.status_code for answer in refused] == [507, 507], refused[0].text
    assert service.rows(f"SELECT ?o {{ GRAPH <{EX}g> {{ ?s ?p ?o }} }}") == [["1"]]
    ballast.unlink()
    assert service.put(f"{EX}g", big).status_code == 204
    assert service.update(f"INSERT DATA {{ {big} }}", Idempotency_Key="full").status_code == 204
    assert service.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == [["4000"]]
