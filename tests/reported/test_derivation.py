"""What is derived from findings, on a small invented graph that can be worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from peerprov.graph.reported.derive import Derived, derive
from peerprov.namespaces import BASE, iri, term

WITHIN = iri("pp:findingCountWithin")


@pytest.fixture(scope="module")
def derived() -> Derived:
    store = Store()
    store.load(path=Path(__file__).with_name("small.trig"), format=RdfFormat.TRIG)
    return derive(store, lambda code: NamedNode(f"{BASE}value/{code.replace(' ', '-')}"))


def names(derived: Derived, relation: str) -> dict[str, tuple[int, int, int, bool]]:
    return {
        link.subject.value[-4:]: (
            len(link.works),
            link.independent,
            link.qualifying,
            link.meets_threshold,
        )
        for link in derived.links
        if link.relation == relation
    }


def test_a_review_adds_no_independent_work_to_the_studies_it_includes(derived: Derived) -> None:
    assert names(derived, "hinders")["2101"] == (3, 2, 2, True)


def test_interpreted_findings_and_other_populations_do_not_count_towards_the_threshold(
    derived: Derived,
) -> None:
    assert names(derived, "hinders")["2200"] == (2, 2, 0, False)


def test_a_finding_outside_peer_provision_hinders_nothing_here(derived: Derived) -> None:
    assert "2100" not in names(derived, "hinders")


def test_both_counts_as_hindering_and_as_helping(derived: Derived) -> None:
    assert names(derived, "facilitates") == {"2101": (1, 1, 1, False)}


def test_an_axiom_is_made_only_over_the_threshold(derived: Derived) -> None:
    subclass = iri("rdfs:subClassOf")

    subjects = {quad.subject for quad in derived.axioms if quad.predicate == subclass}

    assert subjects == {term("PEERPROV:0002101")}


def test_a_strategy_against_a_parent_answers_the_barrier_and_one_against_a_theme_does_not(
    derived: Derived,
) -> None:
    gaps = {(gap.kind, gap.term.value[-4:]) for gap in derived.gaps}

    assert gaps == {("UnaddressedBarrier", "2200"), ("StrategyWithoutOutcome", "3002")}


def test_works_conflict_only_over_results_with_the_same_comparator(derived: Derived) -> None:
    assert len(derived.conflicts) == 1
    conflict = derived.conflicts[0]

    # Equivalent agrees with no difference; the two findings of one work are no conflict of works;
    # an expectation and another comparator stay out.
    pairs = {(one.finding.value[-2:], other.finding.value[-2:]) for one, other in conflict.pairs()}
    assert pairs == {("a2", "b2")}


def test_counts_roll_up_along_the_hierarchy(derived: Derived) -> None:
    counts = {
        quad.subject.value[-4:]: quad.object
        for quad in derived.quads
        if quad.predicate == WITHIN and isinstance(quad.subject, NamedNode)
    }

    assert counts["2101"] == Literal(3)
    assert counts["2100"] == Literal(4)
    assert counts["2000"] == Literal(6)


def test_two_derivations_make_the_same_quads(derived: Derived) -> None:
    store = Store()
    store.load(path=Path(__file__).with_name("small.trig"), format=RdfFormat.TRIG)

    again = derive(store, lambda code: NamedNode(f"{BASE}value/{code.replace(' ', '-')}"))

    assert again.quads == derived.quads
