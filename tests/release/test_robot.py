"""ROBOT as an outside judge of a release, where Java and Maven are; it comes from Maven Central."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from peerprov.graph.release.release import Release
from peerprov.namespaces import BASE, iri
from peerprov.ontology.build import ontology_triples
from peerprov.ontology.classify import classify
from peerprov.ontology.vocabulary import load

POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>org.peerprov</groupId><artifactId>judge</artifactId><version>1</version>
  <dependencies><dependency>
    <groupId>org.obolibrary.robot</groupId><artifactId>robot-command</artifactId>
    <version>1.9.8</version>
  </dependency></dependencies>
</project>
"""
FETCH_SECONDS = 240
Robot = list[str]


@pytest.fixture(scope="session")
def robot(tmp_path_factory: pytest.TempPathFactory) -> Robot:
    """The words that start ROBOT."""
    if not shutil.which("java") or not shutil.which("mvn"):
        pytest.skip("Java and Maven are needed to run ROBOT")
    folder = tmp_path_factory.mktemp("robot")
    (folder / "pom.xml").write_text(POM)
    fetch = ["mvn", "-q", "-B", "dependency:build-classpath", "-Dmdep.outputFile=path.txt"]
    try:
        subprocess.run(fetch, cwd=folder, capture_output=True, check=True, timeout=FETCH_SECONDS)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        pytest.skip("ROBOT could not be fetched from Maven Central")
    path = (folder / "path.txt").read_text().strip()
    return ["java", "-Xmx2g", "-cp", path, "org.obolibrary.robot.CommandLineInterface"]


def run(robot: Robot, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*robot, *map(str, arguments)], capture_output=True, text=True, timeout=300, check=False
    )


def test_its_report_has_no_error_and_no_warning_on_our_terms(
    robot: Robot, released: Release, tmp_path: Path
) -> None:
    """Outside terms come by IRI and label alone, so their missing definitions are not ours."""
    report = tmp_path / "report.tsv"
    arguments = ("--base-iri", BASE, "--fail-on", "none", "--output", report)

    done = run(robot, "report", "--input", released.folder / "peerprov.owl", *arguments)

    assert done.returncode == 0, done.stdout + done.stderr
    with report.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert [row for row in rows if row["Level"] in ("ERROR", "WARN")] == []


@pytest.mark.parametrize("profile", ["EL", "DL"])
def test_it_lies_in_the_profile(
    robot: Robot, released: Release, tmp_path: Path, profile: str
) -> None:
    source = released.folder / "peerprov.owl"
    output = tmp_path / "profile.txt"

    done = run(
        robot, "validate-profile", "--profile", profile, "--input", source, "--output", output
    )

    assert done.returncode == 0, output.read_text() if output.exists() else done.stderr
    assert "in profile" in output.read_text()


def test_elk_finds_what_our_reasoner_finds(robot: Robot, released: Release, tmp_path: Path) -> None:
    """Superclasses of every class of ours, by the closure of what each reasoner gives."""
    output = tmp_path / "reasoned.owl"
    source = released.folder / "peerprov.owl"

    done = run(robot, "reason", "--reasoner", "ELK", "--input", source, "--output", output)

    assert done.returncode == 0, done.stdout + done.stderr
    ours = classify(ontology_triples(load()))
    theirs = _superclasses(output)
    different = {
        node.value
        for node, above in ours.superclasses.items()
        if node.value.startswith(f"{BASE}PEERPROV_") and theirs[node] != set(above)
    }
    assert len(ours.superclasses) > 900
    assert different == set()


def _superclasses(path: Path) -> dict[NamedNode, set[NamedNode]]:
    near: dict[NamedNode, set[NamedNode]] = {}
    equivalent = iri("owl:equivalentClass")
    for triple in parse(path=str(path), format=RdfFormat.RDF_XML):
        sub, sup = triple.subject, triple.object
        if not isinstance(sub, NamedNode) or not isinstance(sup, NamedNode):
            continue
        if triple.predicate in (iri("rdfs:subClassOf"), equivalent):
            near.setdefault(sub, set()).add(sup)
        if triple.predicate == equivalent:
            near.setdefault(sup, set()).add(sub)
        if triple.predicate == iri("rdf:type") and sup == iri("owl:Class"):
            near.setdefault(sub, set())
    found = {}
    for start in near:
        above: set[NamedNode] = set()
        todo = list(near[start])
        while todo:
            node = todo.pop()
            if node not in above and node != iri("owl:Thing"):
                above.add(node)
                todo.extend(near.get(node, ()))
        found[start] = above - {start}
    return found
