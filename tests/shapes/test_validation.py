"""Validation of the real graph: what conforms, what a report says, what is not looked at."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, parse

from peerprov.errors import DoesNotConform
from peerprov.namespaces import BASE, graph, iri
from peerprov.shapes.validate import curated_graphs, validate

LOCATOR = iri("pp:locatorText")


def finding(name: str) -> NamedNode:
    return NamedNode(f"{BASE}finding/{name}")


def test_the_published_data_conforms(real):
    report = validate(real.store)

    assert [str(result.fault) for result in report.violations()] == []
    assert report.conforms
    report.raise_unless_conforms()


def test_what_is_warned_of_in_the_published_data_is_known(real):
    warned = {result.shape.value.rpartition("/")[2] for result in validate(real.store).warnings()}

    assert warned == {
        "strategy-stage-stated",
        "work-population-known",
        "work-reports-something",
        "work-type-known",
    }


def test_every_fault_is_told_with_file_and_field_not_only_the_first(real):
    nodes = [finding(name) for name in ("zeng-2021/f01", "asad-2016/f02", "asad-2016/f01")]
    taken = [quad for node in nodes for quad in real.there(node, LOCATOR)]

    with real.changed(taken, ()) as store, pytest.raises(DoesNotConform) as caught:
        validate(store).raise_unless_conforms()

    assert [(fault.file, fault.field) for fault in caught.value.faults] == [
        ("graph/works/asad-2016.yaml", "findings/f01/locator"),
        ("graph/works/asad-2016.yaml", "findings/f02/locator"),
        ("graph/works/zeng-2021.yaml", "findings/f01/locator"),
    ]
    assert str(caught.value).splitlines()[0] == (
        "graph/works/asad-2016.yaml: findings/f01/locator: asad-2016 f01: A finding has one "
        "locator that is not empty: say where in the text it stands."
    )


def test_a_result_tells_path_value_component_and_shape(real):
    node = finding("cooper-2024/f01")
    put = [Quad(node, iri("pp:hasScope"), iri("pp:nonsense"), graph("work/cooper-2024"))]

    with real.changed((), put) as store:
        results = validate(store, focus=[node]).results

    told = {(result.path, result.component): result for result in results}
    assert told.keys() == {("pp:hasScope", "Class"), ("pp:hasScope", "MaxCount")}
    result = told["pp:hasScope", "Class"]
    assert (result.value, result.severity) == (iri("pp:nonsense"), "Violation")
    assert result.shape == NamedNode(f"{BASE}shape/finding-scope")
    assert "(found pp:nonsense)" in result.fault.what


def test_longer_paths_are_written_as_in_sparql(real):
    node = finding("asad-2016/f01")
    withdrawn = real.values("peerprov:0005111")[0]
    home = graph("work/asad-2016")
    put = [
        Quad(node, iri("pp:aboutConcept"), withdrawn, home),
        Quad(node, iri("pp:conflictsWith"), node, home),
        Quad(node, iri("pp:conflictsWith"), finding("asad-2016/f04"), home),
    ]

    with real.changed((), put) as store:
        paths = {result.path for result in validate(store, focus=[node]).results}

    assert {"pp:aboutConcept/owl:deprecated", "^pp:conflictsWith"} <= paths


def test_a_note_on_a_synonym_leads_to_its_term(real):
    note = real.there(None, iri("oboInOwl:hasSynonymType"))[0].subject
    taken = real.there(note, iri("oboInOwl:hasDbXref"))
    term = real.there(note, iri("owl:annotatedSource"))[0].object

    with real.changed(taken, ()) as store:
        (result,) = validate(store).violations()

    assert isinstance(note, BlankNode)
    assert result.focus == note
    assert term.value.rpartition("_")[2] in result.culprit.name
    assert result.culprit.field == "synonyms"


def test_the_report_is_a_standard_validation_report(real):
    node = finding("asad-2016/f01")

    with real.changed(real.there(node, LOCATOR), ()) as store:
        report = validate(store, focus=[node])

    graph_of_report = Store()
    graph_of_report.extend(parse(report.turtle, RdfFormat.TURTLE))
    asked = """
        SELECT ?focus ?path ?severity WHERE {
            ?report a sh:ValidationReport ; sh:conforms false ; sh:result ?result .
            ?result a sh:ValidationResult ; sh:focusNode ?focus ; sh:resultPath ?path ;
                sh:resultSeverity ?severity ; sh:resultMessage ?message ; sh:sourceShape ?shape .
        }"""
    (row,) = graph_of_report.query(asked, prefixes={"sh": "http://www.w3.org/ns/shacl#"})
    assert (row["focus"], row["path"]) == (node, LOCATOR)
    assert row["severity"] == iri("sh:Violation")


def test_a_warning_does_not_stop_a_build_and_is_reported(real):
    node = finding("anthony-1993/f04")

    with real.changed(real.there(node, iri("pp:hasStageOfProvision")), ()) as store:
        report = validate(store, focus=[node])

    assert report.conforms
    (warning,) = report.warnings()
    assert warning.culprit.name == "anthony-1993 f04"


def test_workspaces_shapes_queries_and_statistics_are_not_looked_at(real):
    bad = finding("nobody-2000/f01")
    places = ("workspace/someone", "shapes", "queries", "void")
    put = [Quad(bad, iri("rdf:type"), iri("pp:Finding"), graph(place)) for place in places]

    with real.changed((), put) as store:
        assert not {graph(place) for place in places} & set(curated_graphs(store))
        assert validate(store).conforms
        named = validate(store, [graph("workspace/someone")])

    assert not named.conforms


def test_a_store_without_anything_conforms():
    report = validate(Store())

    assert report.conforms
    assert report.results == ()


def test_long_values_are_shortened_in_messages(real):
    node = finding("asad-2016/f01")
    put = [Quad(node, iri("pp:hasScope"), Literal("so " * 200), graph("work/asad-2016"))]

    with real.changed(real.there(node, iri("pp:hasScope")), put) as store:
        (result,) = validate(store, focus=[node]).results

    assert len(result.fault.what) < 300
    assert "…" in result.fault.what
