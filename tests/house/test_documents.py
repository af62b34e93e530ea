"""The documents say what is so: names, versions, commands and addresses that exist."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml
from pyoxigraph import NamedNode

from peerprov.graph.store import Snapshot
from peerprov.namespaces import BASE
from peerprov.queries import catalogue
from peerprov.server.cli import COMMANDS

ROOT = Path(__file__).parents[2]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_citation_names_the_version_of_the_package() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]

    assert yaml.safe_load(read("CITATION.cff"))["version"] == project["version"]


def test_every_command_in_the_documents_exists() -> None:
    for name in ("README.md", "CONTRIBUTING.md"):
        used = set(re.findall(r"^    (?:\.venv/bin/)?peerprov (\w+)", read(name), re.MULTILINE))
        assert used
        assert used <= set(COMMANDS), name


def test_every_query_in_the_readme_exists() -> None:
    used = re.findall(r"peerprov query ([\w-]+)", read("README.md"))
    known = {query.name for query in catalogue.load()}

    assert used
    assert set(used) <= known


def test_every_folder_in_the_readme_exists() -> None:
    for name in re.findall(r"^\| `([\w/]+)/` \|", read("README.md"), re.MULTILINE):
        assert (ROOT / name).is_dir(), name


def test_the_data_model_names_every_property_of_ours_in_the_graph(snapshot: Snapshot) -> None:
    said = set(re.findall(r"`pp:(\w+)`", read("docs/data-model.md")))
    used = {
        quad.predicate.value.removeprefix(BASE)
        for quad in snapshot.store
        if quad.predicate.value.startswith(BASE)
    }

    assert used - said == set()


def test_every_property_and_class_of_ours_in_use_is_declared(snapshot: Snapshot) -> None:
    store = snapshot.store
    rdf_type = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    used = {quad.predicate for quad in store if quad.predicate.value.startswith(BASE)}
    used |= {
        quad.object
        for quad in store.quads_for_pattern(None, rdf_type, None)
        if isinstance(quad.object, NamedNode) and quad.object.value.startswith(BASE)
    }

    undeclared = {
        node.value for node in used if not any(store.quads_for_pattern(node, rdf_type, None))
    }
    assert not undeclared
