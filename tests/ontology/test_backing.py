"""Every definition cites what is there; every term of basis *finding* has one or a reason."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from peerprov.graph.build.agreement import _spoken
from peerprov.graph.evidence import Evidence, read_works
from peerprov.ontology.backing import Spoken, backing_remarks
from peerprov.ontology.vocabulary import FOLDER, Ontology, load

Spoil = Callable[[str, str, str, str], int]


@pytest.fixture(scope="session")
def evidence(ontology: Ontology) -> Evidence:
    return read_works(None, ontology)


@pytest.fixture(scope="session")
def spoken(evidence: Evidence) -> Spoken:
    return _spoken(evidence)


def test_every_published_term_rests_on_something(ontology: Ontology, spoken: Spoken) -> None:
    assert len(ontology.terms) > 900
    assert backing_remarks(ontology, spoken) == []


@pytest.mark.parametrize(
    "source",
    ["nobody-1999", "asad-2016#f99", "CHIME: Despair", "methods of asad-2016, nobody-1999", "CODE"],
)
def test_a_source_that_leads_nowhere_is_named(
    folder: Path, spoil: Spoil, spoken: Spoken, source: str
) -> None:
    line = spoil("terms/outcome.tsv", "hope", "definition_source", source)

    (remark,) = backing_remarks(load(folder), spoken)

    assert remark.level == "error"
    assert repr(source) in remark.fault.what
    assert (remark.fault.file, remark.fault.line) == ("ontology/terms/outcome.tsv", line)


def test_a_term_that_loses_its_last_finding_needs_a_reason(
    ontology: Ontology, spoken: Spoken
) -> None:
    fewer = replace(spoken, terms=set(spoken.terms) - {"active listening"})

    (remark,) = backing_remarks(ontology, fewer)

    assert remark.fault.what == "active listening: basis finding, and no finding is coded to it"
    assert "without_finding.tsv" in (remark.fault.repair or "")


def test_a_reason_that_is_no_longer_needed_is_remarked_on(
    ontology: Ontology, spoken: Spoken
) -> None:
    reason = ontology.reasons[0]
    more = replace(spoken, terms={*spoken.terms, reason.label})

    (remark,) = backing_remarks(ontology, more)

    assert remark.level == "warning"
    assert remark.fault.line == reason.line


def test_every_candidate_became_a_term_or_has_a_decision(
    ontology: Ontology, evidence: Evidence
) -> None:
    with (FOLDER / "curation" / "candidates.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    findings = {(w.id, f.id): f for w in evidence.works for f in w.findings}
    assert len(rows) > 60

    for row in rows:
        finding = findings[row["work"], row["finding"]]
        assert row["decision"]
        assert row["term"] == (finding.term or "")
        if not row["term"]:
            assert row["decision"].startswith("no term: ")
            assert finding.term_reason
