"""Checks findings against the ontology: terms are known and fit, every code has its value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from peerprov.errors import Fault
from peerprov.graph.evidence.model import Reason
from peerprov.graph.evidence.record import Place, Record, shown
from peerprov.ontology.vocabulary import Ontology

WORK_CODES: Final = ("work_type", "population_scope", "methods.setting_type", "methods.design_type")
FINDING_CODES: Final = (
    "kind",
    "influence",
    "perspective_group",
    "claim_origin",
    "scope",
    "level",
    "source",
    "certainty",
    "outcome.recipient",
    "outcome.direction",
    "outcome.basis",
    "outcome.comparator_kind",
    "outcome.effect_estimate.type",
)
"""Coded fields as the value table names them; ``stage`` is coded by the stage table."""


def term_faults(record: Record, ontology: Ontology) -> Iterator[Fault]:
    """Checks the terms and codes of a record that fits the schema."""
    yield from _codes(record, (), record.data, WORK_CODES, ontology)
    for number, finding in enumerate(record.data["findings"]):
        place = ("findings", number)
        yield from _codes(record, place, finding, FINDING_CODES, ontology)
        stage = finding.get("stage")
        if stage and ontology.stage(stage) is None:
            yield record.fault((*place, "stage"), f"no term stands for the stage {stage}")
        yield from _about(record, place, finding, ontology)
        for link in ("addresses", "leads_to"):
            yield from _link(record, place, finding, link, ontology)


def reasons(record: Record) -> Iterator[Reason]:
    """Lists the findings, or links of findings, that have a reason in place of a term."""
    for number, finding in enumerate(record.data["findings"]):
        if finding.get("term_reason"):
            yield Reason(
                work=record.stem,
                finding=finding["id"],
                file=record.file,
                line=record.line(("findings", number, "term_reason")),
                concept=finding["concept"],
                reason=finding["term_reason"],
            )


def labels(finding: Mapping[str, Any], link: str) -> list[str]:
    """The labels in ``addresses_term`` or ``leads_to_term``, which may be one, several or none."""
    given = finding.get(f"{link}_term")
    return [given] if isinstance(given, str) else list(given or ())


def _codes(
    record: Record,
    place: Place,
    data: Mapping[str, Any],
    fields: tuple[str, ...],
    ontology: Ontology,
) -> Iterator[Fault]:
    for field in fields:
        value: Any = data
        keys = field.split(".")
        for key in keys:
            value = (value or {}).get(key)
        for code in value if isinstance(value, list) else [value]:
            if code is not None and ontology.value(field, code) is None:
                what = f"no value of the ontology stands for {shown(code)}"
                repair = f"Add a row with field {field} to ontology/terms/value.tsv"
                yield record.fault((*place, *keys), what, repair=repair)


def _about(
    record: Record, place: Place, finding: Mapping[str, Any], ontology: Ontology
) -> Iterator[Fault]:
    label, kind = finding["term"], finding["kind"]
    at = (*place, "term")
    if not label:
        if not finding.get("term_reason"):
            repair = "Name the term, or say in term_reason why there is none"
            yield record.fault(at, "the finding has neither term nor term_reason", repair=repair)
        return
    term = ontology.term_by_label(label)
    if term is None:
        yield _unknown(record, at, label, ontology)
    elif not ontology.is_allowed(kind, term):
        branches = " or ".join(ontology.branches_for_kind(kind))
        what = (
            f"{shown(label)} is of the branch {term.branch}, but the finding is of the kind {kind}"
        )
        repair = "Correct the kind or the term, or mark the term in ontology/curation"
        yield record.fault(at, what, expected=f"a term of the branch {branches}", repair=repair)


def _link(
    record: Record, place: Place, finding: Mapping[str, Any], link: str, ontology: Ontology
) -> Iterator[Fault]:
    given = labels(finding, link)
    at = (*place, f"{link}_term")
    if given and not finding.get(link):
        repair = f"Write in {link} how the text says it"
        yield record.fault(at, f"{link}_term stands without {link}", repair=repair)
    if finding.get(link) and not given and f"{link}:" not in (finding.get("term_reason") or ""):
        what = f"{link} has neither a term nor a reason"
        repair = f'Name the term in {link}_term, or say why in term_reason, opening with "{link}:"'
        yield record.fault((*place, link), what, repair=repair)
    for label in given:
        term = ontology.term_by_label(label)
        if term is None:
            yield _unknown(record, at, label, ontology)
        elif link == "addresses" and not ontology.is_determinant(term):
            what = f"{shown(label)} is of the branch {term.branch}, no determinant"
            expected = "what a strategy addresses: a determinant"
            yield record.fault(at, what, expected=expected)


def _unknown(record: Record, place: Place, label: str, ontology: Ontology) -> Fault:
    withdrawn = ontology.withdrawn_as(label)
    what = f"there is no term {shown(label, 120)}" + (
        f" (withdrawn, {withdrawn})" if withdrawn else ""
    )
    near = ontology.nearest(label)
    repair = f"Did you mean {' or '.join(shown(n, 120) for n in near)}?" if near else None
    expected = "the label of a term in ontology/terms"
    return record.fault(place, what, expected=expected, repair=repair)
