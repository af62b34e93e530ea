"""``peerprov query`` and ``peerprov queries``, run as somebody would type them."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from peerprov.graph.build import Build
from peerprov.queries.model import Catalogue


def _peerprov(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from peerprov.server.cli import main; main()", *arguments]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        env={**os.environ, "COLUMNS": "120", "NO_COLOR": "1"},
    )


@pytest.mark.usefixtures("built")
def test_a_query_prints_a_table(data: Path) -> None:
    done = _peerprov("query", "barriers", "--minimum-works", "6", "--data", str(data))

    assert done.returncode == 0
    assert done.stderr == ""
    assert "low clarity of the peer provider role" in done.stdout
    assert "minimum works: 6" in done.stdout


def test_a_query_prints_csv_that_a_spreadsheet_reads(data: Path, built: Build) -> None:
    done = _peerprov("query", "works", "--format", "csv", "--data", str(data))

    assert built.version.number == 1
    assert len(list(csv.DictReader(io.StringIO(done.stdout)))) == 71


def test_a_query_tells_its_parameters(catalogue: Catalogue) -> None:
    done = _peerprov("query", "barriers-by-perspective", "--help")

    assert done.returncode == 0
    for part in ("--seen-by", "--not-seen-by", "peer providers", "managers", "--format", "--data"):
        assert part in done.stdout
    assert catalogue.get("barriers-by-perspective").title in done.stdout


def test_an_unknown_query_is_answered_with_the_nearest() -> None:
    done = _peerprov("query", "bariers")

    assert done.returncode == 1
    assert "there is no query 'bariers'. Did you mean 'barriers'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("built")
def test_an_argument_that_does_not_fit_is_answered_with_the_nearest(data: Path) -> None:
    arguments = ("--barrier", "role clarty", "--data", str(data))
    done = _peerprov("query", "strategies-for-barrier", *arguments)

    assert done.returncode == 1
    assert "barrier: 'role clarty' is not a term of the graph" in done.stderr
    assert "Nearest: " in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("made", [True, False], ids=["empty folder", "no folder"])
def test_without_a_graph_it_says_how_to_build_one(made: bool, tmp_path: Path) -> None:
    folder = tmp_path / "graph"
    if made:
        folder.mkdir()

    done = _peerprov("query", "barriers", "--data", str(folder))

    assert done.returncode == 1
    assert f"Run `peerprov build --data {folder}` first." in done.stderr
    assert folder.exists() == made


def test_the_list_holds_every_query_by_topic(catalogue: Catalogue) -> None:
    done = _peerprov("queries")

    assert done.returncode == 0
    printed = {line.split()[0] for line in done.stdout.splitlines() if line.strip()}
    assert set(catalogue.names()) <= printed


def test_the_list_may_be_of_one_topic() -> None:
    assert "mechanisms" not in _peerprov("queries", "--topic", "outcomes").stdout
    refused = _peerprov("queries", "--topic", "outcome")
    assert refused.returncode == 1
    assert "Did you mean 'outcomes'?" in refused.stderr


def test_help_lists_the_queries(catalogue: Catalogue) -> None:
    done = _peerprov("query", "--help")

    assert done.returncode == 0
    assert all(name in done.stdout for name in catalogue.names())
