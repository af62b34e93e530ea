"""A release opens elsewhere, says the same in every format, and never changes."""

from __future__ import annotations

import csv
import io
import json
import shutil
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, parse

from peerprov.errors import Conflict, Missing
from peerprov.graph.build import Inputs
from peerprov.graph.evidence.load import FOLDER as WORKS
from peerprov.graph.release.release import Release, release
from peerprov.namespaces import BASE, graph, iri
from peerprov.ontology.build import IRI
from peerprov.ontology.edit.files import Draft, Folders
from peerprov.ontology.edit.operations import Editor
from peerprov.ontology.vocabulary import FOLDER, Ontology, load
from peerprov.server.cli.answers import answers
from peerprov.server.cli.build import publications

DAY = date(2026, 11, 22)
SAME = ("peerprov.ttl", "peerprov.owl", "peerprov.jsonld")
FORMATS = {"ttl": RdfFormat.TURTLE, "owl": RdfFormat.RDF_XML, "jsonld": RdfFormat.JSON_LD}


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    return load()


def triples(path: Path) -> set[str]:
    format = FORMATS[path.suffix[1:]]
    store = Store()
    store.bulk_load(path=str(path), format=format)
    return {str(quad) for quad in store if "_:" not in str(quad)}


def test_every_file_has_its_sum(released: Release) -> None:
    lines = (released.folder / "SHA256SUMS").read_text().splitlines()
    found = {path.name for path in released.folder.iterdir()} - {"SHA256SUMS"}

    assert {line.split("  ")[1] for line in lines} == found
    for line in lines:
        digest, name = line.split("  ")
        assert sha256((released.folder / name).read_bytes()).hexdigest() == digest


def test_the_same_day_gives_the_same_bytes(released: Release, tmp_path: Path) -> None:
    again = release(tmp_path, DAY, answers, publications)

    assert again.files == released.files
    assert again.folder.name == "2026-11-22"


def test_the_same_release_twice_is_no_mistake(out: Path, released: Release) -> None:
    assert release(out, DAY, answers, publications) == released


def test_a_release_never_changes(released: Release, tmp_path: Path) -> None:
    copied = tmp_path / released.folder.name
    shutil.copytree(released.folder, copied)
    (copied / "CHANGES.md").write_text("something else")

    with pytest.raises(Conflict, match=r"other content \(CHANGES.md\)"):
        release(tmp_path, DAY, answers, publications)


def test_turtle_xml_and_json_say_the_same(released: Release) -> None:
    first, *others = (triples(released.folder / name) for name in SAME)

    assert len(first) > 10_000
    assert all(other == first for other in others)


def test_the_header_names_version_licence_and_day(released: Release) -> None:
    header = {
        triple.predicate: triple.object
        for triple in parse(path=str(released.folder / "peerprov.ttl"), format=RdfFormat.TURTLE)
        if triple.subject == IRI
    }

    assert header[iri("owl:versionIRI")] == NamedNode(f"{BASE}release/2026-11-22/peerprov.ttl")
    assert iri("dcterms:license") in header
    assert str(header[iri("dcterms:issued")]).startswith('"2026-11-22"')


def test_owlready2_opens_it_and_sees_every_class(released: Release, ontology: Ontology) -> None:
    import owlready2

    world = owlready2.World()
    opened = world.get_ontology((released.folder / "peerprov.owl").as_uri()).load()
    seen = {found.iri for found in opened.classes()}

    classes = {term.iri.value for term in ontology.terms if not term.is_value}
    assert classes <= seen
    hope = world[f"{BASE}PEERPROV_0005017"]
    assert [str(label) for label in hope.label] == ["hope"]
    assert f"{BASE}PEERPROV_0005007" in {getattr(parent, "iri", "") for parent in hope.is_a}


def test_the_obo_graph_has_every_term_with_its_definition(
    released: Release, ontology: Ontology
) -> None:
    (found,) = json.loads((released.folder / "peerprov.json").read_bytes())["graphs"]
    nodes = {node["id"]: node for node in found["nodes"]}

    for term in ontology.terms:
        node = nodes[term.iri.value]
        assert node["lbl"] == term.label
        assert node["meta"]["definition"]["val"] == term.definition
        assert node["type"] == ("INDIVIDUAL" if term.is_value else "CLASS")
    edges = {(edge["sub"], edge["pred"], edge["obj"]) for edge in found["edges"]}
    hope, parent = f"{BASE}PEERPROV_0005017", f"{BASE}PEERPROV_0005007"
    assert (hope, "is_a", parent) in edges
    assert nodes[f"{BASE}PEERPROV_0005087"]["meta"]["deprecated"] is True
    barrier = next(
        axiom
        for axiom in found["logicalDefinitionAxioms"]
        if axiom["definedClassId"] == f"{BASE}PEERPROV_0002001"
    )
    assert barrier["genusIds"] == [f"{BASE}PEERPROV_0002000"]
    assert barrier["restrictions"] == [
        {"propertyId": f"{BASE}hinders", "fillerId": f"{BASE}PEERPROV_0000100"}
    ]


def test_the_skos_view_has_one_concept_for_each_term(released: Release, ontology: Ontology) -> None:
    store = Store()
    path = str(released.folder / "peerprov-skos.ttl")
    store.bulk_load(path=path, format=RdfFormat.TURTLE)
    concepts = {
        q.subject for q in store.quads_for_pattern(None, iri("rdf:type"), iri("skos:Concept"))
    }

    assert len(concepts) == len(ontology.terms)
    for concept in concepts:
        (label,) = store.quads_for_pattern(concept, iri("skos:prefLabel"), None)
        alternatives = store.quads_for_pattern(concept, iri("skos:altLabel"), None)
        assert label.object not in {quad.object for quad in alternatives}


def test_the_table_has_a_row_for_every_identifier(released: Release, ontology: Ontology) -> None:
    text = (released.folder / "peerprov.csv").read_bytes().decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))

    assert {row["id"] for row in rows} == {entry.id for entry in ontology.identifiers}
    assert sum(row["deprecated"] == "true" for row in rows) == 6


def test_the_quads_are_the_whole_graph(released: Release) -> None:
    store = Store()
    store.bulk_load(path=str(released.folder / "graph.nq"), format=RdfFormat.N_QUADS)
    names = {quad.graph_name for quad in store}

    assert {graph(name) for name in ("ontology", "reported", "void", "queries")} <= names
    assert graph("work/asad-2016") in names
    assert graph("log") not in names
    assert len(store) > 60_000


def test_the_next_release_tells_what_has_changed(released: Release, tmp_path: Path) -> None:
    folders = Folders(tmp_path / "ontology", tmp_path / "works")
    for source, target in ((FOLDER, folders.ontology), (WORKS, folders.works)):
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for edit in (
        lambda editor: editor.rename("hope", "hopefulness"),
        lambda editor: editor.move("active listening", ["competency of a peer provider"]),
        lambda editor: editor.merge("social network", "social relations"),
    ):
        draft = Draft(folders)
        edit(Editor(draft, load(folders.ontology), "2026-11-23"))
        draft.write()

    done = release(
        tmp_path / "out",
        date(2026, 11, 23),
        answers,
        publications,
        inputs=Inputs(folders.ontology, folders.works),
        against=released.folder,
    )

    notes = (done.folder / "CHANGES.md").read_text(encoding="utf-8")
    assert "Against the release of 2026-11-22." in notes
    assert "- 'hope' (PEERPROV:0005017) is now 'hopefulness'" in notes
    assert "- 'active listening' (PEERPROV:0001711): now a kind of 'competency" in notes
    assert "- 'social network' (PEERPROV:0005056); PEERPROV:0005055 takes its place" in notes
    assert "## Answers changed" in notes
    assert "Terms lost" not in notes
    lines = (done.folder / "changes.kgcl").read_text(encoding="utf-8").splitlines()
    assert "rename PEERPROV:0005017 from 'hope' to 'hopefulness'" in lines
    assert "obsolete PEERPROV:0005056 with replacement PEERPROV:0005055" in lines
    assert "create exact synonym 'hope' for PEERPROV:0005017" in lines


def test_what_is_no_release_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Missing, match="is no release"):
        release(tmp_path / "out", DAY, answers, publications, against=tmp_path)
    assert not (tmp_path / "out").exists()
