"""Each rule on terms speaks up when it is broken, and is silent on the published tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from peerprov.ontology.checks import (
    check,
    code_remarks,
    evidence_remarks,
)
from peerprov.ontology.vocabulary import Ontology, load

Spoil = Callable[[str, str, str, str], int]

JOB_SECURITY = "job security of peer providers"
TESTING = "continued testing and revision of practices"
ROOT = "determinant of peer provision"

BROKEN = [
    ("definition_form", "role", "peer coach role", "definition", "Role of a peer coach."),
    ("definition_form", "role", "peer coach role", "definition", "A role that has no end"),
    ("direction_in_label", "strategy", TESTING, "label", "improved testing of practices"),
    ("role_label", "role", "peer coach role", "label", "peer coach"),
    ("plain_definition_long", "role", "peer coach role", "plain_definition", "word " * 28 + "x"),
    ("missing_root", "process", "peer provision", "parent", "skos:Concept"),
    ("branch_root", "determinant", JOB_SECURITY, "parent", "BFO:0000019"),
    ("branch_root", "outcome", "life satisfaction", "parent", "MF:0000033"),
    ("branch_root", "strategy", TESTING, "parent", "COB:0000082"),
    ("branch_root", "theme", "evidence base determinant", "parent", "BFO:0000019"),
    ("one_kind", "determinant", JOB_SECURITY, "parent", ROOT),
    ("polarity", "outcome", "life satisfaction", "polarity", ""),
    ("outcome_mark", "determinant", JOB_SECURITY, "parent", f"service outcome|{ROOT}"),
    ("synonym_is_label", "role", "peer coach role", "synonyms", "peer provider role [exact; x]"),
]


def test_the_published_tables_break_no_rule(ontology: Ontology) -> None:
    assert check(ontology) == []


@pytest.mark.parametrize(("rule", "branch", "label", "column", "text"), BROKEN)
def test_a_broken_rule_is_named_with_file_row_and_column(
    folder: Path, spoil: Spoil, rule: str, branch: str, label: str, column: str, text: str
) -> None:
    line = spoil(f"terms/{branch}.tsv", label, column, text)

    remarks = [r for r in check(load(folder)) if r.rule == rule]

    places = [(r.fault.file, r.fault.line, r.fault.field) for r in remarks]
    assert (f"ontology/terms/{branch}.tsv", line, column) in places
    expected = "warning" if rule in ("plain_definition_long", "synonym_is_label") else "error"
    assert {remark.level for remark in remarks} == {expected}


def test_a_thirteenth_child_is_too_many(folder: Path, spoil: Spoil) -> None:
    parent = "organisational preparation for peer provision"
    spoil("terms/strategy.tsv", TESTING, "parent", parent)
    spoilt = load(folder)

    (remark,) = check(spoilt)

    children = [item for item in spoilt.terms if parent in item.parents]
    assert remark.rule == "too_many_children"
    assert "has 13 children" in remark.fault.what
    assert (remark.fault.file, remark.fault.line) == (children[12].file, children[12].line)


def test_a_work_in_the_evidence_column_must_exist(ontology: Ontology) -> None:
    works = {work for item in ontology.terms for work in item.evidence}

    assert evidence_remarks(ontology, works) == []
    unknown = evidence_remarks(ontology, works - {"gates-2007"})

    assert unknown
    assert all("gates-2007 is no work" in r.fault.what for r in unknown)


def test_the_codes_are_held_against_the_schema(ontology: Ontology) -> None:
    fields = {item.field for item in ontology.terms if item.branch == "value" and item.code}
    allowed = {field: ontology.codes(field) for field in fields}

    assert code_remarks(ontology, allowed) == []
    more = code_remarks(ontology, allowed | {"scope": (*allowed["scope"], "new")})
    fewer = code_remarks(ontology, allowed | {"scope": allowed["scope"][1:]})

    assert [r.fault.what for r in more] == ["no value stands for 'new' of scope"]
    assert [r.fault.field for r in fewer] == ["code"]
