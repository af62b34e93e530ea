"""The published tables, the ontology built from them, and copies of the tables to spoil."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Triple

from peerprov.ontology import vocabulary
from peerprov.ontology.build import ontology_triples
from peerprov.ontology.classify import Classification, classify
from peerprov.ontology.vocabulary import Ontology, load

Spoil = Callable[[str, str, str, str], int]


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    return load()


@pytest.fixture(scope="session")
def asserted(ontology: Ontology) -> list[Triple]:
    return ontology_triples(ontology)


@pytest.fixture(scope="session")
def classification(asserted: list[Triple]) -> Classification:
    return classify(asserted)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the tables and of the model."""
    target = tmp_path / "ontology"
    target.mkdir()
    for name in ("terms", "curation"):
        shutil.copytree(vocabulary.FOLDER / name, target / name)
    for path in vocabulary.FOLDER.glob("*.t[st][vl]"):
        shutil.copy(path, target)
    return target


@pytest.fixture
def spoil(folder: Path) -> Spoil:
    """Overwrites a cell: file, key (first or second cell of its row), column, new text -> line."""

    def overwrite(file: str, key: str, column: str, text: str) -> int:
        path = folder / file
        lines = [line.split("\t") for line in path.read_text("utf-8").split("\n")]
        place = lines[0].index(column)
        number = next(n for n, cells in enumerate(lines) if key in cells[:2])
        assert lines[number][place] != text
        lines[number][place] = text
        path.write_text("\n".join("\t".join(cells) for cells in lines), "utf-8")
        return number + 1

    return overwrite
