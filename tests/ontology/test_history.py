"""No identifier vanishes or changes its meaning, held against every earlier state of the table."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from peerprov.ontology.identifiers import Identifier, read_identifier
from peerprov.ontology.layout import IDENTIFIERS
from peerprov.ontology.tables import Row
from peerprov.ontology.vocabulary import Ontology

ROOT = Path(__file__).parents[2]
TABLE = "ontology/ids.tsv"


def git(*arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=ROOT, capture_output=True, check=True, timeout=60
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no git checkout, so earlier states are not known")
    return done.stdout.decode("utf-8")


def entries(text: str) -> dict[str, Identifier]:
    rows = [line.split("\t") for line in text.splitlines()[1:]]
    cells = (dict(zip(IDENTIFIERS, row, strict=True)) for row in rows)
    return {row["id"]: read_identifier(Row(n, row)) for n, row in enumerate(cells, 2)}


def broken(before: dict[str, Identifier], after: dict[str, Identifier]) -> list[str]:
    """What an append-only table must not have done."""
    found = []
    for name, old in before.items():
        new = after.get(name)
        if new is None:
            found.append(f"{name} ({old.first_label}) has vanished")
        elif (new.first_label, new.given, new.branch) != (old.first_label, old.given, old.branch):
            found.append(f"{name} has changed from {old.first_label!r} to {new.first_label!r}")
        elif old.is_withdrawn and not new.is_withdrawn:
            found.append(f"{name} ({old.first_label}) was withdrawn and has come back")
    return found


@pytest.fixture(scope="session")
def history() -> list[str]:
    """The commits that touched the table, the latest first."""
    commits = git("log", "--format=%H", "--", TABLE).split()
    if not commits:
        pytest.skip("the history of this checkout does not reach back to the table")
    return commits


def test_no_identifier_has_vanished_or_changed_since_any_commit(history: list[str]) -> None:
    now = entries((ROOT / TABLE).read_text(encoding="utf-8"))
    assert len(now) > 800

    for commit in history:
        then = entries(git("show", f"{commit}:{TABLE}"))
        assert then
        assert broken(then, now) == [], commit


def test_no_definition_was_given_to_another_identifier(
    history: list[str], ontology: Ontology
) -> None:
    """A meaning that moves from one identifier to another has been renumbered."""
    now = {term.definition: term.id for term in ontology.terms}
    moved = []
    for branch in {term.branch for term in ontology.terms}:
        for line in git("show", f"{history[-1]}:ontology/terms/{branch}.tsv").splitlines()[1:]:
            cells = line.split("\t")
            identifier, definition = cells[0], cells[4]
            if now.get(definition, identifier) != identifier:
                moved.append((identifier, now[definition]))

    assert moved == []


BEFORE = (
    "id\tfirst label\tdate\ttable\tstatus\nPEERPROV:0005017\thope\t2026-11-21\toutcome\tdraft\n"
)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (r"PEERPROV:0005017.*\n", "", "has vanished"),
        ("hope", "despair", "has changed from 'hope' to 'despair'"),
        ("outcome", "process", "has changed"),
        ("draft", "withdrawn: a slip", ""),
    ],
)
def test_the_guard_speaks_up(old: str, new: str, says: str) -> None:
    after = re.sub(old, new, BEFORE)
    assert after != BEFORE

    found = broken(entries(BEFORE), entries(after))

    assert [says in text for text in found] == ([True] if says else [])


def test_the_guard_notices_what_comes_back() -> None:
    withdrawn = BEFORE.replace("draft", "withdrawn: a slip")

    assert "has come back" in broken(entries(withdrawn), entries(BEFORE))[0]
