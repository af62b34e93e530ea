"""A conclusion is told with the axioms it needs, and generated axioms with their findings."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, Store

from peerprov.graph.store import Snapshot
from peerprov.namespaces import graph, iri, term
from peerprov.ontology.explain import Explainer, explain

BARRIER = term("PEERPROV:0002001")
HIGH_ROLE_CONFLICT = term("PEERPROV:0002111")


@pytest.fixture(scope="session")
def store(snapshot: Snapshot) -> Store:
    return snapshot.store


@pytest.fixture(scope="session")
def explainer(store: Store) -> Explainer:
    return Explainer(store)


def test_a_barrier_is_told_by_definition_and_findings(explainer: Explainer) -> None:
    why = explainer.why(HIGH_ROLE_CONFLICT, BARRIER)

    assert why.follows
    assert why.rests_on_findings
    assert not why.asserted
    assert why.axioms[0].text == (
        "'high role conflict of peer providers' SubClassOf "
        "'degree of role conflict of peer providers'"
    )
    generated = [axiom for axiom in why.axioms if axiom.support]
    assert [axiom.text for axiom in generated] == [
        "'high role conflict of peer providers' SubClassOf hinders some 'peer provision'"
    ]
    (support,) = (axiom.support for axiom in generated if axiom.support)
    assert support.meets_threshold
    assert {"davis-2015 f05", "gates-2007 f02"} <= {f.label for f in support.findings}
    assert all(found.statement and found.locator for found in support.findings)


def test_each_axiom_is_needed(store: Store, explainer: Explainer) -> None:
    """Without the generated axiom the conclusion is gone: nothing else made it a barrier."""
    without = Store()
    without.bulk_extend(quad for quad in store if quad.graph_name != graph("reported"))

    assert explainer.why(HIGH_ROLE_CONFLICT, BARRIER).follows
    assert not Explainer(without).why(HIGH_ROLE_CONFLICT, BARRIER).follows


def test_a_paid_role_is_told_by_definition_alone(store: Store) -> None:
    job = term("PEERPROV:0001040")
    found = explain(store, job)

    assert found.conclusions
    assert not any(conclusion.rests_on_findings for conclusion in found.conclusions)


def test_every_inferred_superclass_has_an_explanation(store: Store, explainer: Explainer) -> None:
    pairs = [
        (quad.subject, quad.object)
        for name in ("inferred", "reported")
        for quad in store.quads_for_pattern(None, iri("rdfs:subClassOf"), None, graph(name))
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
    ]
    assert len(pairs) > 60

    unexplained = [pair for pair in pairs if not explainer.why(*pair).follows]

    assert unexplained == []


def test_what_does_not_follow_has_no_axioms(explainer: Explainer) -> None:
    hope = term("PEERPROV:0005020")

    assert explainer.why(hope, BARRIER).axioms == ()


def test_every_axiom_of_an_explanation_is_in_words(explainer: Explainer) -> None:
    found = explainer.explain(HIGH_ROLE_CONFLICT)

    assert found.label == "high role conflict of peer providers"
    texts = [axiom.text for conclusion in found.conclusions for axiom in conclusion.axioms]
    assert texts
    assert not any("<" in text or "http" in text for text in texts)


def test_links_below_the_threshold_are_told_too(store: Store, explainer: Explainer) -> None:
    below = iri("pp:meetsThreshold")
    weak = next(
        quad.subject
        for quad in store.quads_for_pattern(None, below, None)
        if str(quad.object).startswith('"false"') and isinstance(quad.subject, NamedNode)
    )
    (subject,) = (
        quad.object for quad in store.quads_for_pattern(weak, iri("pp:subjectTerm"), None)
    )
    assert isinstance(subject, NamedNode)

    assert weak in {support.link for support in explainer.explain(subject).support}
