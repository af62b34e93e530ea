"""The rules of the house: who imports whom, how long a file may be, what must not stand in it."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAY_IMPORT = {
    "ontology": set(),
    "shapes": set(),
    "graph": {"ontology", "shapes"},
    "queries": {"graph", "ontology"},
    "server": {"graph", "ontology", "queries", "shapes"},
}
ONLY_IN = {
    "flask": {"server"},
    "granian": {"server"},
    "pyshacl": {"shapes"},
    "pyshacl_turbo": {"shapes"},
    "owlready2": {"ontology"},
    "rustdl": {"ontology"},
}
LINES = 400


def tracked(*suffixes: str) -> list[Path]:
    try:
        listed = subprocess.run(
            ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no git checkout, so what belongs to the project is not known")
    return [ROOT / name for name in listed if name.endswith(suffixes) and (ROOT / name).is_file()]


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_data_flows_from(room: str) -> None:
    files = [path for path in tracked(".py") if path.relative_to(ROOT).parts[0] == room]
    assert files

    for path in files:
        rooms = {name.split(".")[1] for name in imports(path) if name.startswith("peerprov.")}
        wrong = (rooms & set(MAY_IMPORT)) - MAY_IMPORT[room] - {room}
        assert not wrong, f"{path.relative_to(ROOT)} imports {wrong}"


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_is_known_to_one_room(library: str) -> None:
    users = {
        path.relative_to(ROOT).parts[0]
        for path in tracked(".py")
        if any(name.split(".")[0] == library for name in imports(path))
    } - {"tests"}

    assert users == ONLY_IN[library]


def test_no_file_is_longer_than_one_can_hold_in_the_head() -> None:
    files = tracked(".py", ".js", ".ts", ".css", ".rq")
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files}

    assert not {str(path.relative_to(ROOT)): n for path, n in lengths.items() if n > LINES}


def test_nothing_in_the_project_knows_the_machine_it_was_made_on() -> None:
    paths = re.compile(r"(?<![\w.}])/(?:work/(?:main|shared)|root|home|farm)/|/tmp/\w")
    texts = tracked(".py", ".md", ".toml", ".yaml", ".tsv", ".ttl", ".rq", ".json", ".lock", ".cff")

    found = {
        str(path.relative_to(ROOT)): match.group()
        for path in texts
        if path != Path(__file__) and (match := paths.search(path.read_text(encoding="utf-8")))
    }

    assert not found


def test_nothing_is_left_for_later_in_the_code() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")

    found = [
        str(path.relative_to(ROOT))
        for path in tracked(".py", ".js", ".ts")
        if path != Path(__file__) and marks.search(path.read_text(encoding="utf-8"))
    ]

    assert not found
