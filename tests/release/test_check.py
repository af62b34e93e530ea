"""``peerprov check``: one dry run tells everything, and writes nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from peerprov.graph.build import Build
from peerprov.graph.evidence.load import FOLDER as WORKS
from peerprov.graph.release.content import Content, read_content
from peerprov.graph.release.dryrun import DryRun, dry_run
from peerprov.graph.release.memory import remembered
from peerprov.graph.store import Snapshot
from peerprov.ontology.edit.files import Draft, own_folders
from peerprov.ontology.vocabulary import FOLDER
from peerprov.server.cli.answers import answers

Check = Callable[..., DryRun]


@pytest.fixture(scope="session")
def before(snapshot: Snapshot) -> Content:
    return read_content(snapshot.store, answers(snapshot.store))


@pytest.fixture
def check(before: Content, tmp_path: Path) -> Check:
    """Runs changed copies of tables and works dry: (file, old text, new text), ..."""

    def run(*edits: tuple[str, str, str]) -> DryRun:
        draft = Draft(own_folders())
        for name, old, new in edits:
            source = (WORKS if name.endswith(".yaml") else FOLDER) / name
            copy = tmp_path / source.name
            text = (copy if copy.exists() else source).read_text("utf-8")
            assert text.count(old) == 1, (name, old, text.count(old))
            copy.write_text(text.replace(old, new), "utf-8")
            draft.lay(copy)
        with draft.laid_out() as folders:
            return dry_run(folders, answers, lambda: before)

    return run


def told(run: DryRun, kind: str) -> list[str]:
    return [change.text for change in run.changes or () if change.kind == kind]


def test_what_is_published_has_no_fault_and_no_difference(check: Check) -> None:
    run = check()

    assert run.faults == []
    assert run.changes == []
    assert set(run.seconds) == {"tables", "works", "reasoner", "difference", "shapes"}


def test_a_renamed_term_is_told_as_one(check: Check) -> None:
    run = check(
        ("terms/competency.tsv", "\tactive listening\t", "\tattentive listening\t"),
        ("sunderland-2013.yaml", "term: active listening", "term: attentive listening"),
    )

    assert run.faults == []
    assert told(run, "renamed") == [
        "'active listening' (PEERPROV:0001711) is now 'attentive listening'"
    ]
    assert told(run, "finding changed") == []


def test_a_plainer_wording_is_told_with_both_wordings(check: Check) -> None:
    old, new = "Listening with real interest, as an equal.", "Listening as an equal."
    run = check(("terms/competency.tsv", old, new))

    assert [change.kind for change in run.changes or ()] == ["redefined"]
    assert repr(old) in told(run, "redefined")[0]
    assert repr(new) in told(run, "redefined")[0]


def test_a_finding_that_loses_its_influence_takes_its_barrier_away(check: Check) -> None:
    """Two works made the axiom; with one of them silent it is gone, and answers change."""
    run = check(
        (
            "gates-2007.yaml",
            "    term: high role conflict of peer providers\n",
            "    term: low clarity of the peer provider role\n",
        )
    )

    assert run.faults == []
    assert "'high role conflict of peer providers' is a kind of 'barrier to peer provision'" in (
        told(run, "inference lost")
    )
    assert any(text.startswith("barriers: ") for text in told(run, "answer"))
    assert told(run, "finding changed") == [
        "gates-2007 f02: aboutConcept was 'high role conflict of peer providers', "
        "is 'low clarity of the peer provider role'"
    ]


def test_a_contradiction_is_named_by_label_and_row(check: Check) -> None:
    row = "PEERPROV:0002100\tclarity of the peer provider role\t"
    run = check(("terms/determinant.tsv", row, f"{row}BFO:0000015|"))

    named = [fault for fault in run.faults if "'clarity of the peer provider role'" in fault.what]
    assert named
    assert named[0].file == "ontology/terms/determinant.tsv"
    assert named[0].line is not None
    assert "'clarity of the peer provider role' SubClassOf 'process'" in (named[0].repair or "")
    assert run.changes is None
    assert run.skipped


def test_faults_of_works_and_rules_on_tables_are_told_together(check: Check) -> None:
    run = check(
        (
            "asad-2016.yaml",
            "kind: determinant\n    concept: role ambiguity",
            "kind: determinan\n    concept: role ambiguity",
        ),
        ("terms/competency.tsv", "A relational competency that consists in listening", "Listening"),
    )

    files = {fault.file for fault in run.faults}
    assert files == {"graph/works/asad-2016.yaml", "ontology/terms/competency.tsv"}
    assert all(fault.line for fault in run.faults)


def test_what_the_shapes_remark_on_has_file_and_row(check: Check) -> None:
    run = check()

    remarks = [fault for fault in run.remarks if fault.what.startswith("asad-2016 f03: The stage")]
    assert [fault.file for fault in remarks] == ["graph/works/asad-2016.yaml"]
    line = remarks[0].line
    assert line is not None
    assert "id: f03" in (WORKS / "asad-2016.yaml").read_text("utf-8").split("\n")[line - 1]


def test_what_is_remembered_is_what_was_made(before: Content, tmp_path: Path) -> None:
    made: list[int] = []

    def make() -> Content:
        made.append(1)
        return before

    first = remembered(tmp_path, "key", make)
    again = remembered(tmp_path, "key", make)

    assert again == first == before
    assert made == [1]
    for number in range(6):
        remembered(tmp_path, f"other {number}", make)
    assert len(list(tmp_path.iterdir())) == 4


def test_a_damaged_memory_costs_time_and_nothing_else(before: Content, tmp_path: Path) -> None:
    remembered(tmp_path, "key", lambda: before)
    (path,) = tmp_path.iterdir()
    path.write_text("{")

    assert remembered(tmp_path, "key", lambda: before) == before


def peerprov(*arguments: object, cache: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from peerprov.server.cli import main; main()"]
    return subprocess.run(
        [*command, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        env={**os.environ, "NO_COLOR": "1", "XDG_CACHE_HOME": str(cache)},
    )


def test_the_command_ends_with_one_where_there_is_a_fault(
    data: Path, built: Build, tmp_path: Path
) -> None:
    table = tmp_path / "competency.tsv"
    text = (FOLDER / "terms" / "competency.tsv").read_text("utf-8")
    table.write_text(
        text.replace("\trelational competency\t", "\trelational competence\t", 1), "utf-8"
    )

    good = peerprov("check", "--data", data, cache=tmp_path / "cache")
    bad = peerprov("check", table, "--data", data, cache=tmp_path / "cache")

    assert built.version.number == 1
    assert (good.returncode, bad.returncode) == (0, 1)
    assert "Against version 1: no difference" in good.stdout
    assert "ontology/terms/competency.tsv:" in bad.stdout
    assert "nothing would be published" in bad.stdout
    assert bad.stderr == good.stderr == ""


def test_without_a_served_version_the_checks_are_made_all_the_same(tmp_path: Path) -> None:
    done = peerprov("check", "--data", tmp_path / "none", cache=tmp_path / "cache")

    assert done.returncode == 0
    assert "There is no served version to compare with" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_term_commands_write_only_what_holds(tmp_path: Path) -> None:
    ignore = shutil.ignore_patterns("*.py", "__pycache__")
    shutil.copytree(FOLDER, tmp_path / "ontology", ignore=ignore)
    shutil.copytree(WORKS, tmp_path / "graph" / "works", ignore=ignore)
    strategy = tmp_path / "ontology" / "terms" / "strategy.tsv"
    before = strategy.read_bytes()
    words = ["term", "new", "--project", tmp_path, "--branch", "strategy", "--source", "asad-2016"]
    words += ["--label", "opening the door", "--parent", "strategy for peer provision"]
    words += ["--plain", "Letting peers in.", "--basis", "grouping", "--definition"]

    bad = peerprov(*words, "Opening the door", cache=tmp_path)
    assert strategy.read_bytes() == before
    good = peerprov(*words, "A strategy for peer provision that lets peers in.", cache=tmp_path)

    assert (bad.returncode, good.returncode) == (1, 0)
    assert "the form of the definition" in bad.stderr
    assert "'opening the door' is in ontology/terms/strategy.tsv" in good.stdout
    assert strategy.read_bytes() != before
    depends = peerprov("term", "depends", "hope", "--project", tmp_path, cache=tmp_path)
    assert "bellamy-2017 f04  graph/works/bellamy-2017.yaml" in depends.stdout
