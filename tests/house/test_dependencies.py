"""What is imported is declared, and what is declared is locked."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("src", "ontology", "graph", "shapes", "queries", "server")


def project() -> dict[str, Any]:
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: dict[str, Any] = content["project"]
    return found


def names(requirements: Iterable[str]) -> set[str]:
    return {re.split(r"[<>=~!\[ ;]", line)[0].lower().replace("_", "-") for line in requirements}


def imported(folders: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        if "node_modules" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.split(".")[0])
    return found - set(sys.stdlib_module_names) - {"peerprov", "tests"}


def distributions(modules: Iterable[str]) -> set[str]:
    known = packages_distributions()
    return {known[name][0].lower().replace("_", "-") for name in modules if name in known}


def test_the_rooms_import_only_what_is_declared() -> None:
    used = distributions(imported(ROOMS))

    assert len(used) > 10
    assert used - names(project()["dependencies"]) == set()


def test_what_is_declared_is_imported() -> None:
    assert names(project()["dependencies"]) - distributions(imported(ROOMS)) == set()


def test_the_tests_import_only_what_is_declared() -> None:
    declared = names(project()["dependencies"]) | names(project()["optional-dependencies"]["dev"])

    assert distributions(imported(["tests"])) - declared == set()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_requirement_is_locked_with_its_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    pinned = {name.lower() for name in re.findall(r"^([\w.-]+)==", text, re.MULTILINE)}
    extras = project()["optional-dependencies"]
    wanted = names(project()["dependencies"]) | names(extras["build"])
    wanted |= names(extras["dev"]) if "dev" in lock else set()

    assert wanted - pinned == set()
    assert text.count("--hash=sha256:") >= len(pinned)
    assert "://" not in text
