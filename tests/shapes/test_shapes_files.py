"""The shapes as such: valid SHACL, readable, and without rules that nobody uses."""

from __future__ import annotations

import pyshacl_turbo
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Store

from peerprov.errors import BadDocument
from peerprov.namespaces import PREFIXES, graph, iri
from peerprov.shapes.catalogue import fields, read_file, shapes_quads

SHAPES = Store()
SHAPES.extend(shapes_quads())


def said(predicate: str) -> list[tuple[NamedNode | BlankNode, NamedNode | BlankNode | Literal]]:
    found = SHAPES.quads_for_pattern(None, iri(predicate), None)
    return [(quad.subject, quad.object) for quad in found]


def test_the_shapes_are_valid_shacl():
    text = "\n".join(f"{quad.triple} ." for quad in shapes_quads())

    conforms, _, report = pyshacl_turbo.meta_validate(text, shacl_graph_format="nt")

    assert conforms, report


def test_two_readings_of_the_shapes_are_equal():
    first = shapes_quads()
    shapes_quads.cache_clear()

    assert shapes_quads() == first
    assert {quad.graph_name for quad in first} == {graph("shapes")}


def test_every_shape_that_can_be_reported_has_one_message_that_is_a_sentence():
    reported = {shape for shape, _ in said("sh:path") if isinstance(shape, NamedNode)}
    reported |= {constraint for _, constraint in said("sh:sparql")}
    messages: dict[object, list[str]] = {shape: [] for shape in reported}
    for shape, message in said("sh:message"):
        messages.setdefault(shape, []).append(message.value)

    assert len(reported) > 150
    wrong = {
        shape: found
        for shape, found in messages.items()
        if len(found) != 1
        or (not found[0][0].isupper() and not found[0].startswith(("pp:", "cito:", "oboInOwl:")))
        or not found[0].endswith(".")
    }
    assert not wrong


def test_every_named_property_shape_is_used():
    used = {shape for _, shape in said("sh:property")}
    named = {shape for shape, _ in said("sh:path") if isinstance(shape, NamedNode)}

    assert named
    assert not named - used


def test_severity_is_a_warning_or_goes_without_saying():
    severities = {value for _, value in said("sh:severity")}

    assert severities == {iri("sh:Warning")}


def test_datatypes_are_those_that_the_store_keeps():
    names = ["string", "integer", "decimal", "boolean", "date", "dateTime", "gYear", "anyURI"]
    kept = {iri(f"xsd:{name}") for name in names}
    asked = {value for _, value in said("sh:datatype")}

    assert asked
    assert asked <= kept


def test_declared_prefixes_are_those_of_the_project():
    prefixes = {node: value.value for node, value in said("sh:prefix")}
    namespaces = {node: value.value for node, value in said("sh:namespace")}
    declared = {prefixes[node]: namespaces[node] for node in prefixes}

    assert declared
    assert declared.items() <= PREFIXES.items()


def test_shapes_name_the_field_in_which_to_edit():
    found = {shape.value.rpartition("/")[2]: field for shape, field in fields().items()}

    assert found["finding-locator"] == "locator"
    assert found["effect-ci-low"] == "outcome/effect_estimate/ci_low"
    assert found["term-definition"] == "definition"


def test_a_broken_file_of_shapes_is_named_with_its_line():
    with pytest.raises(BadDocument) as caught:
        read_file("works.ttl", b"@prefix sh: <http://www.w3.org/ns/shacl#> .\nsh:x sh:y .\n")

    fault = caught.value.faults[0]
    assert (fault.file, fault.line) == ("shapes/works.ttl", 2)
