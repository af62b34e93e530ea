"""The built wheel carries everything: it builds, asks and serves from another folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel unpacked, without its dependencies."""
    made, target = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("installed")
    source = tmp_path_factory.mktemp("source") / "peerprov"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("this is no git checkout, so what belongs to the project is not known")
    # Only what belongs to the project is copied: a build leaves folders behind.
    for name in filter(None, listed.stdout.split("\0")):
        target_file = source / name
        target_file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target_file, follow_symlinks=False)
    for command in (
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(made), "."],
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target)],
    ):
        wheels = [str(path) for path in made.glob("*.whl")] if "pip" in command else []
        subprocess.run([*command, *wheels], cwd=source, check=True, capture_output=True)
    return target


def run(installed: Path, folder: Path, *command: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    ended = subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_the_installed_package_is_the_one_that_runs(installed: Path, tmp_path: Path) -> None:
    where = run(installed, tmp_path, "-c", "import peerprov; print(peerprov.__file__)")

    assert Path(where.strip()).is_relative_to(installed)


def test_the_wheel_builds_and_answers_from_another_folder(installed: Path, tmp_path: Path) -> None:
    command = str(installed / "bin" / "peerprov")

    run(installed, tmp_path, command, "build", "--data", "graph")
    answer = run(
        installed, tmp_path, command, "query", "works", "--data", "graph", "--format", "csv"
    )

    assert len(answer.splitlines()) == 72


def test_the_wheel_has_every_file_that_the_rooms_need(installed: Path) -> None:
    for room, kind in (
        ("ontology", "**/*.tsv"),
        ("ontology", "*.ttl"),
        ("shapes", "*.ttl"),
        ("graph/works", "*.yaml"),
        ("queries", "*.rq"),
        ("server/templates", "**/*.html"),
    ):
        ours = {path.relative_to(ROOT / room) for path in (ROOT / room).glob(kind)}
        theirs = {
            path.relative_to(installed / "peerprov" / room)
            for path in (installed / "peerprov" / room).glob(kind)
        }
        assert ours
        assert ours <= theirs | {path for path in ours if not is_tracked(ROOT / room / path)}


def is_tracked(path: Path) -> bool:
    listed = subprocess.run(
        ["git", "ls-files", "--error-unmatch", str(path)], cwd=ROOT, capture_output=True
    )
    return listed.returncode == 0
