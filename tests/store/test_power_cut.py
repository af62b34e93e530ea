"""The power goes: what was acknowledged is on the disk; without the syncs it would not be."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

CUTS = 100 if os.environ.get("PEERPROV_NIGHTLY") else 10
NO_DISK = 77

pytestmark = pytest.mark.skipif(shutil.which("mkfs.ext4") is None, reason="mkfs.ext4 is missing")


def cut(program: Run, folder: Path, cuts: int, how: str) -> tuple[int, int]:
    """Cuts the power so often; gives the writes acknowledged and lost."""
    done = program("power_cut.py", folder, cuts, 1, how)
    if done.returncode == NO_DISK:
        pytest.skip(f"no disk can be mounted: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    acknowledged, lost = map(int, done.stdout.split())
    return acknowledged, lost


def test_no_acknowledged_write_is_lost_when_the_power_is_cut(program: Run, tmp_path: Path) -> None:
    acknowledged, lost = cut(program, tmp_path, CUTS, "synced")

    assert acknowledged > CUTS
    assert lost == 0


def test_the_cut_would_show_a_loss(program: Run, tmp_path: Path) -> None:
    acknowledged, lost = cut(program, tmp_path, 1, "unsynced")

    assert acknowledged > 0
    assert lost > 0
