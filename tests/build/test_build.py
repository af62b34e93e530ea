"""The build on the real tables and works: what it makes, refuses and leaves standing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, Store

import peerprov.graph
from peerprov.errors import BadInput, DoesNotConform
from peerprov.graph.build import Build, Inputs, build
from peerprov.graph.store import Snapshot, VersionedStore
from peerprov.namespaces import BASE, graph, iri

WORKS = Path(peerprov.graph.__file__).parent / "works"

MISTAKES = {
    "wrong field": ("asad-2016", "    locator: ", "    place: ", ["place", "locator"]),
    "DOI with a full stop": (
        "asad-2016",
        "  doi: 10.1007/s10597-015-9970-5",
        "  doi: 10.1007/s10597-015-9970-5.",
        ["10.1007/s10597-015-9970-5."],
    ),
    "unknown term": (
        "zeng-2020",
        "    term: authenticity of peer work",
        "    term: authentity of peer work",
        ["authentity of peer work", "authenticity of peer work"],
    ),
    "duplicate finding id": ("zeng-2020", "  - id: f02", "  - id: f01", ["f01"]),
    "missing locator": ("zeng-2020", "    locator: Abstract, purpose\n", "", ["locator"]),
}


@pytest.fixture
def works(tmp_path: Path) -> Path:
    return shutil.copytree(WORKS, tmp_path / "works")


def test_every_work_and_finding_is_counted(built: Build) -> None:
    assert built.summary is not None
    files = list(WORKS.glob("*.yaml"))
    findings = sum(
        line.startswith("  - id: f") for path in files for line in path.read_text().splitlines()
    )

    assert built.summary.works == len(files)
    assert sum(built.summary.findings.values()) == findings > 900
    assert sum(built.summary.terms.values()) >= 875
    assert sum(built.summary.triples.values()) == built.version.total


def test_a_second_build_of_the_same_inputs_publishes_nothing(data: Path, built: Build) -> None:
    again = build(data)

    assert not again.changed
    assert again.version == built.version


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_work_stops_the_build_with_file_and_line(
    mistake: str, works: Path, data: Path, built: Build
) -> None:
    name, right, wrong, words = MISTAKES[mistake]
    path = works / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    line = text[: text.index(right)].count("\n") + 1

    with pytest.raises(BadInput) as caught:
        build(data, inputs=Inputs(works=works))

    faults = [fault for fault in caught.value.faults if (fault.file or "").endswith(path.name)]
    assert faults == list(caught.value.faults)
    # A missing field has no line of its own: its finding's is named.
    assert any(
        abs((fault.line or 0) - line) <= (20 if mistake == "missing locator" else 0)
        for fault in faults
    )
    for word in words:
        assert word in str(caught.value)
    current = VersionedStore(data).current()
    assert current == built.version


def test_what_the_shapes_refuse_is_not_published(data: Path, built: Build, works: Path) -> None:
    finding = NamedNode(f"{BASE}finding/asad-2016/f01")
    two = Quad(finding, iri("pp:locatorText"), finding, graph("work/asad-2016"))

    with pytest.raises(DoesNotConform, match="asad-2016 f01"):
        build(data, inputs=Inputs(works=works), publications=lambda _store: [two])

    assert VersionedStore(data).current() == built.version


def test_two_builds_make_the_same_triples(snapshot: Snapshot, tmp_path: Path) -> None:
    from peerprov.server.cli.build import publications

    other = build(tmp_path / "other", publications=publications).version

    log = graph("log").value
    assert {name: count.digest for name, count in other.graphs.items() if name != log} == {
        name: count.digest for name, count in snapshot.version.graphs.items() if name != log
    }


STEPS = ("Reading the works", "Writing", "Counting", "Validating")


@pytest.mark.parametrize("step", STEPS)
def test_a_crash_at_any_step_leaves_the_version_served(
    step: str, data: Path, built: Build, works: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "data"
    shutil.copytree(data, copy)
    (works / "zeng-2020.yaml").write_text(
        (works / "zeng-2020.yaml").read_text(encoding="utf-8") + "\n", encoding="utf-8"
    )
    script = (
        "import os, signal, sys; from pathlib import Path; from peerprov.graph.build import *\n"
        "die = lambda step: step.startswith(sys.argv[3]) and os.kill(os.getpid(), signal.SIGKILL)\n"
        "build(Path(sys.argv[1]), inputs=Inputs(works=Path(sys.argv[2])), watch=die)"
    )

    ended = subprocess.run([sys.executable, "-c", script, str(copy), str(works), step], check=False)

    assert ended.returncode == -9
    store = VersionedStore(copy)
    assert store.current() == built.version
    assert any(True for _ in store.open().store)
    store.close()
    assert sorted(os.listdir(copy / "versions")) == ["1", "1.json"]


def test_workspaces_outlive_a_build(data: Path, built: Build, works: Path, tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(data, copy)
    store = VersionedStore(copy)
    note = Quad(NamedNode("urn:x"), iri("rdfs:comment"), NamedNode("urn:y"), workspace("mine"))
    with store.writing(who="test", why="note") as candidate:
        candidate.store.add(note)
        candidate.publish(lambda _store: None)

    assert not build(copy).changed
    rebuilt = build(copy, inputs=Inputs(works=works))

    assert rebuilt.version.number == 3
    with_note: Store = VersionedStore(copy).open().store
    assert note in with_note


def workspace(name: str) -> NamedNode:
    return graph(f"workspace/{name}")
