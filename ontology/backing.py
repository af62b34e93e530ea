"""Whether each term rests on something: a source that resolves, and findings where it says so."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from peerprov.errors import Fault
from peerprov.ontology.checks import Remark
from peerprov.ontology.term import Term
from peerprov.ontology.vocabulary import Ontology

FINDING: Final = re.compile(r"([a-z0-9-]+)#(f[0-9]{2,})")
METHODS: Final = "methods of "


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the works hold, as far as terms rest on it.

    Attributes:
        works: ids.
        findings: ``asad-2016#f01``.
        terms: labels that a finding is about, addresses or leads to.
    """

    works: Collection[str]
    findings: Collection[str]
    terms: Collection[str]


def works_in(source: str) -> tuple[str, ...]:
    """The works of a source of the form ``methods of asad-2016, burr-2020``; else none."""
    if not source.startswith(METHODS):
        return ()
    return tuple(part.strip() for part in source.removeprefix(METHODS).split(","))


def backing_remarks(ontology: Ontology, spoken: Spoken) -> list[Remark]:
    """Says which sources lead nowhere, and which terms of basis *finding* have none."""
    remarks = [remark for term in ontology.terms for remark in _sources(ontology, term, spoken)]
    reasons = {reason.label: reason for reason in ontology.reasons}
    labels = {term.label for term in ontology.terms}
    for term in ontology.terms:
        if needs_finding(term) and term.label not in spoken.terms and term.label not in reasons:
            fault = term.fault(
                "basis",
                "basis finding, and no finding is coded to it",
                "a finding",
                "Name the term in a finding, change the basis, or give the reason in "
                "ontology/curation/without_finding.tsv",
            )
            remarks.append(Remark("error", "without_finding", fault))
    for reason in reasons.values():
        if reason.label not in labels:
            fault = Fault(
                f"there is no term {reason.label!r}", reason.file, reason.line, field="term label"
            )
            remarks.append(Remark("error", "without_finding", fault))
        elif reason.label in spoken.terms:
            what = f"{reason.label!r} has a finding by now"
            fault = Fault(what, reason.file, reason.line, repair="Remove the line")
            remarks.append(Remark("warning", "without_finding", fault))
    return remarks


def needs_finding(term: Term) -> bool:
    """Whether a term rests on findings by its basis, and neither code nor source names one."""
    coded = bool(term.code) or term.branch in ("stage", "theme")
    cited = any(FINDING.fullmatch(source) for source in term.definition_sources)
    return term.basis == "finding" and not coded and not cited


def _sources(ontology: Ontology, term: Term, spoken: Spoken) -> Iterator[Remark]:
    for source in term.definition_sources:
        if not _resolves(ontology, source, spoken):
            expected = "a work, a finding (work#f01), a construct, or a text of references.tsv"
            fault = term.fault("definition_source", f"{source!r} leads nowhere", expected)
            yield Remark("error", "definition_source", fault)


def _resolves(ontology: Ontology, source: str, spoken: Spoken) -> bool:
    if source in spoken.works or source in spoken.findings:
        return True
    named = works_in(source)
    if named:
        return all(work in spoken.works for work in named)
    if source in ontology.construct_names:
        return True
    return any(source == name or source.startswith((f"{name} ", f"{name}: "))
               for name in ontology.references)  # fmt: skip
