"""Holds the tables against the works: do they say what the findings say?"""

from __future__ import annotations

from peerprov.errors import BadInput
from peerprov.graph.evidence.model import Evidence
from peerprov.graph.evidence.schema import allowed_codes
from peerprov.ontology import checks
from peerprov.ontology.backing import Spoken, backing_remarks
from peerprov.ontology.checks import Remark
from peerprov.ontology.classify import Classification
from peerprov.ontology.vocabulary import Ontology


def remarks(ontology: Ontology, core: Classification, evidence: Evidence) -> list[Remark]:
    """Applies every rule on tables, alone and beside the works.

    Returns:
        The warnings.

    Raises:
        BadInput: with every error.
    """
    found = all_remarks(ontology, core, evidence)
    errors = [remark.fault for remark in found if remark.level == "error"]
    if errors:
        raise BadInput.of(errors)
    return [remark for remark in found if remark.level != "error"]


def all_remarks(ontology: Ontology, core: Classification, evidence: Evidence) -> list[Remark]:
    """Lists errors and warnings alike."""
    fields = {term.field for term in ontology.terms if term.code and term.branch == "value"}
    return [
        *checks.check(ontology),
        *checks.level_remarks(ontology, core),
        *checks.code_remarks(ontology, allowed_codes(fields)),
        *checks.evidence_remarks(ontology, [work.id for work in evidence.works]),
        *backing_remarks(ontology, _spoken(evidence)),
    ]


def _spoken(evidence: Evidence) -> Spoken:
    pairs = [(work, finding) for work in evidence.works for finding in work.findings]
    return Spoken(
        works={work.id for work in evidence.works},
        findings={f"{work.id}#{finding.id}" for work, finding in pairs},
        terms={
            label
            for _, finding in pairs
            for label in (finding.term, *finding.addresses_term, *finding.leads_to_term)
            if label
        },
    )
