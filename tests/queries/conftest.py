"""What the tests of the stored queries share."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from pyoxigraph import Store

from peerprov.graph.store import Snapshot
from peerprov.queries.answer import run, write
from peerprov.queries.catalogue import load
from peerprov.queries.model import Catalogue

Rows = list[dict[str, str]]
Ask = Callable[..., Rows]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--renew-answers",
        action="store_true",
        help="write the answers of the stored queries as they are now; review the difference",
    )


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load()


@pytest.fixture(scope="session")
def store(snapshot: Snapshot) -> Store:
    """The published graph."""
    return snapshot.store


@pytest.fixture(scope="session")
def ask(catalogue: Catalogue, store: Store) -> Ask:
    """Runs a stored query and gives its rows as a reader of its CSV sees them."""

    def asked(name: str, **arguments: str) -> Rows:
        text = write(run(catalogue.get(name), store, arguments), "csv").decode()
        return list(csv.DictReader(io.StringIO(text, newline="")))

    return asked


@cache
def _works() -> dict[str, dict[str, Any]]:
    folder = files("peerprov") / "graph" / "works"
    assert isinstance(folder, Path)
    read = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in folder.glob("*.yaml")]
    return {work["id"]: work for work in sorted(read, key=lambda work: str(work["id"]))}


@pytest.fixture(scope="session")
def works() -> dict[str, dict[str, Any]]:
    """The works as their YAML files say, by identifier, read without any code of ours."""
    return _works()


@pytest.fixture(scope="session")
def findings(works: dict[str, dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """Every finding with the identifier of its work."""

    def all_of_them() -> Iterator[tuple[str, dict[str, Any]]]:
        for identifier, work in works.items():
            for finding in work["findings"]:
                yield identifier, finding

    return list(all_of_them())
