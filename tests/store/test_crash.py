"""kill -9 at every moment: the last version is served, nothing is half published."""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

EVERY_MOMENT = bool(os.environ.get("PEERPROV_NIGHTLY"))
KILLS = 1000 if EVERY_MOMENT else 50
STEPS = {"update": 10, "build": 12, "restore": 10, "prune": 2, "release": 1}


@pytest.mark.parametrize(("change", "steps"), STEPS.items())
def test_a_crash_at_a_step_leaves_the_last_version(
    program: Run, memory: Path, change: str, steps: int
) -> None:
    done = program("crash_everywhere.py", memory / "data", change, "steps", 1)

    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == steps


@pytest.mark.parametrize("change", STEPS)
def test_a_crash_between_file_operations_leaves_the_last_version(
    program: Run, memory: Path, change: str
) -> None:
    stride = 1 if EVERY_MOMENT else 9

    done = program("crash_everywhere.py", memory / "data", change, "files", stride)

    assert done.returncode == 0, done.stderr
    assert int(done.stdout) * stride > STEPS[change]


def test_no_acknowledged_write_is_lost_when_the_writer_is_killed(
    program: Run, memory: Path
) -> None:
    seed = random.randrange(1 << 32)  # noqa: S311

    done = program("crash_at_random.py", memory / "data", KILLS, seed)

    assert done.returncode == 0, f"seed {seed}: {done.stderr}"
    assert int(done.stdout) > KILLS // 5, "the writer was hardly ever given time to write"
