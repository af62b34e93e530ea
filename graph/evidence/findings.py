"""Triples of the findings that a work reports."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import NamedNode

from peerprov.graph.evidence import names
from peerprov.graph.evidence.model import EffectEstimate, Evidence, Finding, Outcome, Work
from peerprov.graph.evidence.triples import Triples


def findings(triples: Triples, work: Work, evidence: Evidence) -> None:
    """Adds every finding with every field that the codebook records."""
    for finding in work.findings:
        node = names.finding(work.id, finding.id)
        triples.add(work.iri, "pp:reports", node)
        triples.add(node, "pp:reportedIn", work.iri)
        triples.types(node, "pp:Finding", f"pp:{finding.kind.capitalize()}Finding")
        triples.text(node, "rdfs:label", f"{work.id} {finding.id}")
        _idea(triples, node, finding)
        _origin(triples, node, finding, evidence)
        _links(triples, node, finding)
        if finding.outcome:
            _outcome(triples, node, finding.outcome)
            if finding.outcome.effect_estimate:
                effect = names.effect(work.id, finding.id)
                triples.add(node, "pp:hasEffect", effect)
                _effect(triples, effect, finding.outcome.effect_estimate)


def works_named(text: str | None, evidence: Evidence) -> Iterator[Work]:
    """Finds the works of the graph that a text names by their ids."""
    for word in dict.fromkeys(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", text or "")):
        if work := evidence.work(word):
            yield work


def _idea(triples: Triples, node: NamedNode, finding: Finding) -> None:
    triples.text(node, "pp:findingId", finding.id)
    triples.value(node, "pp:hasKind", "kind", finding.kind)
    triples.text(node, "pp:conceptText", finding.concept)
    triples.text(node, "pp:broaderText", finding.broader)
    triples.terms(node, "pp:aboutConcept", [finding.term] if finding.term else [])
    triples.text(node, "pp:termReason", finding.term_reason)
    triples.text(node, "pp:statementText", finding.statement)
    triples.value(node, "pp:hasInfluence", "influence", finding.influence)
    triples.value(node, "pp:hasScope", "scope", finding.scope)
    triples.value(node, "pp:hasLevel", "level", *finding.level)
    triples.stage(node, "pp:hasStageOfProvision", finding.stage)


def _origin(triples: Triples, node: NamedNode, finding: Finding, evidence: Evidence) -> None:
    triples.text(node, "pp:perspectiveText", finding.perspective)
    triples.value(node, "pp:hasPerspective", "perspective_group", finding.perspective_group)
    triples.value(node, "pp:hasClaimOrigin", "claim_origin", finding.claim_origin)
    triples.text(node, "pp:secondHandText", finding.second_hand_from)
    named = works_named(finding.second_hand_from, evidence)
    triples.add(node, "pp:secondHandFrom", *(work.iri for work in named))
    triples.value(node, "pp:hasTextRead", "source", finding.source)
    triples.text(node, "pp:locatorText", finding.locator)
    triples.value(node, "pp:hasCertainty", "certainty", finding.certainty)


def _links(triples: Triples, node: NamedNode, finding: Finding) -> None:
    triples.text(node, "pp:addressesText", finding.addresses)
    triples.terms(node, "pp:saysAddresses", finding.addresses_term)
    triples.text(node, "pp:leadsToText", finding.leads_to)
    triples.terms(node, "pp:saysLeadsTo", finding.leads_to_term)
    triples.text(node, "pp:actorText", finding.actor)


def _outcome(triples: Triples, node: NamedNode, outcome: Outcome) -> None:
    triples.value(node, "pp:hasRecipient", "outcome.recipient", outcome.recipient)
    triples.value(node, "pp:hasDirection", "outcome.direction", outcome.direction)
    triples.value(node, "pp:hasOutcomeBasis", "outcome.basis", outcome.basis)
    kind = outcome.comparator_kind
    triples.value(node, "pp:hasComparatorKind", "outcome.comparator_kind", kind)
    triples.text(node, "pp:comparatorText", outcome.comparator)
    triples.text(node, "pp:measureText", outcome.measure)
    triples.text(node, "pp:effectText", outcome.effect)


def _effect(triples: Triples, node: NamedNode, effect: EffectEstimate) -> None:
    triples.types(node, "pp:EffectEstimate")
    triples.value(node, "pp:hasEffectType", "outcome.effect_estimate.type", effect.type)
    triples.decimal(node, "pp:effectValue", effect.value)
    triples.decimal(node, "pp:ciLow", effect.ci_low)
    triples.decimal(node, "pp:ciHigh", effect.ci_high)
    triples.decimal(node, "pp:ciLevel", effect.ci_level)
    triples.decimal(node, "pp:pValue", effect.p)
    triples.integer(node, "pp:sampleSize", effect.n)
