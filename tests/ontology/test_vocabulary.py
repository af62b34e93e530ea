"""What the graph asks of the vocabulary: terms by label, values by code, kinds by branch."""

from __future__ import annotations

import pytest

from peerprov.namespaces import term
from peerprov.ontology import layout
from peerprov.ontology.vocabulary import Ontology

RELATIONSHIP = "high quality of the relationship between peer providers and non-peer staff"


def test_a_term_is_found_by_its_exact_label(ontology: Ontology) -> None:
    found = ontology.term_by_label("peer provider role")

    assert found is not None
    assert found.iri == term("PEERPROV:0001000")
    assert ontology.term_by_label("Peer provider role") is None


def test_a_slip_of_the_pen_brings_the_label_that_was_meant(ontology: Ontology) -> None:
    assert ontology.nearest("peer provder role")[0] == "peer provider role"
    assert ontology.nearest("qwertz") == []


def test_a_synonym_brings_the_label_of_its_term(ontology: Ontology) -> None:
    withdrawn = "satisfaction of peer providers with their job"

    assert ontology.term_by_label(withdrawn) is None
    assert ontology.withdrawn_as(withdrawn) == "PEERPROV:0005075"
    assert ontology.nearest(withdrawn)[0] == "job satisfaction of peer providers"


@pytest.mark.parametrize(
    ("field", "code", "identifier"),
    [
        ("influence", "hinders", "PEERPROV:0008016"),
        ("outcome.direction", "no difference", "PEERPROV:0008059"),
        ("outcome.comparator_kind", "before\u2013after", "PEERPROV:0008072"),
        ("outcome.effect_estimate.type", "SMD", "PEERPROV:0008078"),
        ("methods.setting_type", "peer-run", "PEERPROV:0008100"),
        ("methods.design_type", "cohort", "PEERPROV:0007009"),
        ("methods.design_type", "not stated", "PEERPROV:0008106"),
        ("work_type", "scoping review", "PEERPROV:0008113"),
    ],
)
def test_a_code_stands_for_a_value(
    ontology: Ontology, field: str, code: str, identifier: str
) -> None:
    assert ontology.value(field, code) == term(identifier)
    assert code in ontology.codes(field)


def test_an_unknown_code_stands_for_nothing(ontology: Ontology) -> None:
    assert ontology.value("influence", "cohort") is None
    assert ontology.value("design_type", "cohort") is None


def test_a_stage_is_found_by_the_word_of_the_codebook(ontology: Ontology) -> None:
    assert ontology.stage("leadership") == term("PEERPROV:0003901")
    assert ontology.stage("start") is None


@pytest.mark.parametrize(
    ("kind", "label", "allowed"),
    [
        ("role", "peer provider role", True),
        ("role", "peer provider", True),
        ("role", "hope", False),
        ("function", "peer support by a peer provider", True),
        ("function", "peer support", False),
        ("determinant", "low clarity of the peer provider role", True),
        ("determinant", "contact with peers", True),
        ("determinant", "hope", False),
        ("outcome", "hope", True),
        ("outcome", "wellbeing of peer providers", True),
        ("outcome", RELATIONSHIP, True),
        ("outcome", "low clarity of the peer provider role", False),
        ("outcome", "hope score", False),
        ("strategy", "defining the peer provider role", True),
        ("context", "hope", True),
        ("gap", "cohort design", True),
        ("context", "leadership stage", False),
        ("definition", "hinders (influence)", False),
        ("gap", "role clarity and boundaries determinant", False),
    ],
)  # fmt: skip
def test_a_kind_of_finding_takes_terms_of_its_branch_or_so_marked(
    ontology: Ontology, kind: str, label: str, allowed: bool
) -> None:
    term_ = ontology.term_by_label(label)

    assert term_ is not None
    assert ontology.is_allowed(kind, term_) is allowed


def test_kinds_that_are_no_branch_take_any_topic(ontology: Ontology) -> None:
    assert ontology.branches_for_kind("strategy") == ("strategy",)
    assert ontology.branches_for_kind("gap") == layout.TOPICS
    assert not {"theme", "stage", "value"} & set(layout.TOPICS)


def test_no_identifier_vanishes_from_the_tables_without_being_withdrawn(ontology: Ontology) -> None:
    listed = {entry.id: entry for entry in ontology.identifiers}
    in_use = {item.id for item in ontology.terms}

    assert in_use == {name for name, entry in listed.items() if not entry.is_withdrawn}
    assert len(listed) >= 881
