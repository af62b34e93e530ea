"""Holds the tables against the works: do they say what the findings say?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from peerprov.errors import BadInput
from peerprov.graph.evidence.model import Evidence
from peerprov.graph.evidence.schema import allowed_codes
from peerprov.ontology import checks
from peerprov.ontology.checks import Influences, Remark
from peerprov.ontology.classify import Classification
from peerprov.ontology.vocabulary import Ontology

NO_DIRECTION = ("context", "definition", "gap")


def remarks(ontology: Ontology, core: Classification, evidence: Evidence) -> list[Remark]:
    """Applies every rule on tables, alone and beside the works.

    Returns:
        The warnings.

    Raises:
        BadInput: with every error.
    """
    fields = {term.field for term in ontology.terms if term.code and term.branch == "value"}
    found = [
        *checks.check(ontology),
        *checks.level_remarks(ontology, core),
        *checks.code_remarks(ontology, allowed_codes(fields)),
        *checks.influence_remarks(ontology, _influences(evidence)),
        *checks.evidence_remarks(ontology, _works_of(evidence), [w.id for w in evidence.works]),
    ]
    errors = [remark.fault for remark in found if remark.level == "error"]
    if errors:
        raise BadInput.of(errors)
    return [remark for remark in found if remark.level != "error"]


def _works_of(evidence: Evidence) -> Mapping[str, set[str]]:
    works: dict[str, set[str]] = defaultdict(set)
    for work in evidence.works:
        for finding in work.findings:
            if finding.term:
                works[finding.term].add(work.id)
    return works


def _influences(evidence: Evidence) -> Mapping[str, Influences]:
    seen: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for work in evidence.works:
        for finding in work.findings:
            if not finding.term or finding.scope != "peer provision":
                continue
            said = "unclear" if finding.kind in NO_DIRECTION else finding.influence
            for influence in ("hinders", "facilitates") if said == "both" else (said,):
                if influence:
                    seen[finding.term][influence].add(work.id)
    return {
        label: Influences(**{said: frozenset(works) for said, works in by.items()})
        for label, by in seen.items()
    }
