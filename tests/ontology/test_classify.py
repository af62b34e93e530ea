"""What follows is found, what does not follow is not, and two reasoners agree."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, NamedNode, Triple

from peerprov.errors import DoesNotConform
from peerprov.namespaces import BASE, graph, iri, term
from peerprov.ontology import layout
from peerprov.ontology.checks import level_remarks
from peerprov.ontology.classify import (
    Classification,
    classify,
    hermit_superclasses,
    inferred_quads,
    logical,
)
from peerprov.ontology.model import read_turtle
from peerprov.ontology.vocabulary import Ontology

SUBCLASS = iri("rdfs:subClassOf")
NOTHING = iri("owl:Nothing").value
SLIPS = read_turtle(Path(__file__).with_name("slips.ttl"), "tests/ontology/slips.ttl")
SLIP_IRIS = {f"{BASE}slip/{number}" for number in range(1, 9)}

JOB_ROLE = NamedNode("http://purl.obolibrary.org/obo/OMRSE_00000077")
ORGANISATION_ROLE = NamedNode("http://purl.obolibrary.org/obo/OMRSE_00000086")
HUMAN_BEING = NamedNode("http://purl.obolibrary.org/obo/MF_0000016")
HAS_ROLE = NamedNode("http://purl.obolibrary.org/obo/RO_0000087")
NEW = NamedNode(f"{BASE}test/new")

needs_java = pytest.mark.skipif(shutil.which("java") is None, reason="HermiT needs Java")


def some(name: str, prop: NamedNode, filler: NamedNode, *subjects: NamedNode) -> list[Triple]:
    """Says that all of some classes have a relation to a member of another."""
    node = BlankNode(name)
    return [
        Triple(node, iri("rdf:type"), iri("owl:Restriction")),
        Triple(node, iri("owl:onProperty"), prop),
        Triple(node, iri("owl:someValuesFrom"), filler),
        *(Triple(subject, SUBCLASS, node) for subject in subjects),
    ]


def named(ontology: Ontology, label: str) -> NamedNode:
    found = ontology.term_by_label(label)
    assert found is not None, label
    return found.iri


def new_class(*parents: NamedNode) -> list[Triple]:
    return [
        Triple(NEW, iri("rdf:type"), iri("owl:Class")),
        *(Triple(NEW, SUBCLASS, parent) for parent in parents),
    ]


def test_it_is_consistent_and_every_class_can_have_members(classification: Classification) -> None:
    assert classification.consistent
    assert classification.unsatisfiable == ()
    assert len(classification.superclasses) > 850


@pytest.mark.parametrize(
    ("also", "becomes"),
    [
        (JOB_ROLE, "paid peer provider role"),
        (ORGANISATION_ROLE, "employed peer provider role"),
        (term("PEERPROV:0001043"), "volunteer peer provider role"),
    ],
)
def test_payment_follows_from_what_else_a_role_is(
    ontology: Ontology, asserted: list[Triple], also: NamedNode, becomes: str
) -> None:
    coach, wanted = named(ontology, "peer coach role"), named(ontology, becomes)

    without = classify([*asserted, *new_class(coach)])
    found = classify([*asserted, *new_class(coach, also)])

    assert not without.is_subclass(NEW, wanted)
    assert found.is_subclass(NEW, wanted)


def test_whoever_has_a_peer_role_is_a_peer_provider(
    ontology: Ontology, asserted: list[Triple]
) -> None:
    coach = named(ontology, "peer coach role")
    has_role = some("r", HAS_ROLE, coach, NEW)

    found = classify([*asserted, *new_class(HUMAN_BEING), *has_role])

    assert found.is_subclass(NEW, named(ontology, "peer provider"))
    assert not found.is_subclass(NEW, named(ontology, "paid peer provider"))


def test_every_level_follows_from_the_bearer_or_is_asserted(
    ontology: Ontology, classification: Classification
) -> None:
    named_levels = [
        t.determinant.level_basis for t in ontology.terms if t.determinant and t.determinant.level
    ]

    assert named_levels.count("inferred") > 130
    assert named_levels.count("asserted") > 10
    assert level_remarks(ontology, classification) == []


def test_a_level_does_not_follow_without_the_bearer(
    ontology: Ontology, asserted: list[Triple]
) -> None:
    characteristic = iri("owl:onProperty")
    bearer = NamedNode("http://purl.obolibrary.org/obo/RO_0000052")
    nodes = {t.subject for t in asserted if t.predicate == characteristic and t.object == bearer}

    kept = [t for t in asserted if not (t.predicate == SUBCLASS and t.object in nodes)]

    lost = {r.fault.field for r in level_remarks(ontology, classify(kept))}
    assert len(kept) < len(asserted)
    assert lost == {"level"}


def test_what_hinders_a_part_is_a_barrier_to_the_whole(
    ontology: Ontology, asserted: list[Triple]
) -> None:
    low = named(ontology, "low clarity of the peer provider role")
    part = named(ontology, "peer support by a peer provider")
    barrier = named(ontology, "barrier to peer provision")
    link = some("h", iri("pp:hinders"), part, low)

    found = classify(asserted, extra=link)

    assert Triple(low, SUBCLASS, barrier) in found.from_extra
    assert found.is_subclass(
        named(ontology, "low clarity of the job structure for peer providers"), barrier
    )
    assert not found.is_subclass(named(ontology, "clarity of the peer provider role"), barrier)


def test_a_strategy_that_addresses_a_barrier_is_so_called_two_steps_deep(
    ontology: Ontology, asserted: list[Triple]
) -> None:
    provision = named(ontology, "peer provision")
    low = named(ontology, "low clarity of the peer provider role")
    strategy = named(ontology, "defining the peer provider role")
    kind = named(ontology, "barrier-addressing strategy")
    addresses = some("a", iri("pp:addresses"), low, strategy)
    hinders = some("h", iri("pp:hinders"), provision, low)

    alone = classify(asserted, extra=addresses)
    both = classify(asserted, extra=[*addresses, *hinders])

    assert not alone.is_subclass(strategy, kind)
    assert Triple(strategy, SUBCLASS, kind) in both.from_extra


def test_one_class_may_hinder_and_help(ontology: Ontology, asserted: list[Triple]) -> None:
    provision = named(ontology, "peer provision")
    low = named(ontology, "low clarity of the peer provider role")
    extra = [
        *some("h", iri("pp:hinders"), provision, low),
        *some("f", iri("pp:facilitates"), provision, low),
    ]

    found = classify(asserted, extra=extra)

    assert found.unsatisfiable == ()
    assert {t.object for t in found.from_extra if t.subject == low} == {
        named(ontology, "barrier to peer provision"),
        named(ontology, "facilitator of peer provision"),
    }


def test_what_findings_add_is_kept_apart(
    ontology: Ontology, asserted: list[Triple], classification: Classification
) -> None:
    low = named(ontology, "low clarity of the peer provider role")
    link = some("h", iri("pp:hinders"), named(ontology, "peer provision"), low)

    found = classify(asserted, extra=link)

    assert found.inferred == classification.inferred
    assert not set(found.from_extra) & set(found.inferred)
    assert classification.from_extra == ()


def test_nothing_is_a_barrier_by_definition(
    ontology: Ontology, classification: Classification
) -> None:
    barrier = named(ontology, "barrier to peer provision")

    assert not [c for c, above in classification.superclasses.items() if barrier in above]


def test_asserted_and_inferred_together_reach_every_superclass(
    asserted: list[Triple], classification: Classification
) -> None:
    parents: dict[object, set[NamedNode]] = {}
    for triple in (*asserted, *classification.inferred):
        if triple.predicate == SUBCLASS and isinstance(triple.object, NamedNode):
            parents.setdefault(triple.subject, set()).add(triple.object)

    def climb(node: NamedNode) -> set[NamedNode]:
        found: set[NamedNode] = set()
        todo = [node]
        while todo:
            for parent in parents.get(todo.pop(), set()) - found:
                found.add(parent)
                todo.append(parent)
        return found

    for node, above in classification.superclasses.items():
        assert climb(node) == above


def test_the_inferred_graph_repeats_nothing_that_is_asserted(
    asserted: list[Triple], classification: Classification
) -> None:
    quads = inferred_quads(classification)

    assert len(quads) > 50
    assert {quad.graph_name for quad in quads} == {graph("inferred")}
    assert not {quad.triple for quad in quads} & set(asserted)


def test_each_of_the_eight_slips_is_caught_and_nothing_else(asserted: list[Triple]) -> None:
    found = classify([*asserted, *SLIPS])

    assert {node.value for node in found.unsatisfiable} == SLIP_IRIS
    with pytest.raises(DoesNotConform) as caught:
        inferred_quads(found)
    assert len(caught.value.faults) == 8


def test_an_individual_in_two_worlds_makes_it_inconsistent(asserted: list[Triple]) -> None:
    process = NamedNode("http://purl.obolibrary.org/obo/BFO_0000015")
    value = Triple(term("PEERPROV:0008016"), iri("rdf:type"), process)

    found = classify([*asserted, value])

    assert not found.consistent
    with pytest.raises(DoesNotConform, match="contradict each other"):
        inferred_quads(found)


def test_no_evidence_enters_the_reasoner(asserted: list[Triple]) -> None:
    finding = NamedNode(f"{BASE}finding/asad-2016/f01")
    about = Triple(finding, iri("pp:aboutConcept"), term("PEERPROV:0002101"))
    typed = Triple(finding, iri("rdf:type"), iri("pp:Finding"))

    assert set(logical([*asserted, about, typed])) == set(logical(asserted))
    assert len(logical(asserted)) < len(asserted)


def test_a_class_expression_without_an_end_is_refused(asserted: list[Triple]) -> None:
    lonely = Triple(NEW, SUBCLASS, BlankNode("b"))

    with pytest.raises(DoesNotConform, match="test/new"):
        classify([*asserted, lonely])


@pytest.mark.parametrize("predicate", ["owl:allValuesFrom", "owl:inverseOf", "owl:unionOf"])
def test_what_lies_outside_the_profile_is_refused_and_not_left_aside(
    asserted: list[Triple], predicate: str
) -> None:
    beyond = Triple(iri("pp:reports"), iri(predicate), iri("pp:reportedIn"))

    with pytest.raises(DoesNotConform, match=predicate.removeprefix("owl:")):
        classify(asserted, extra=[beyond])


@needs_java
def test_hermit_finds_the_same_hierarchy(
    asserted: list[Triple], classification: Classification
) -> None:
    second = hermit_superclasses(asserted)

    first = {
        node.value: frozenset(parent.value for parent in above)
        for node, above in classification.superclasses.items()
    }
    assert first == second


@needs_java
def test_hermit_catches_the_same_slips(asserted: list[Triple]) -> None:
    found = hermit_superclasses([*asserted, *SLIPS])

    assert {name for name, above in found.items() if NOTHING in above} == SLIP_IRIS


def test_the_levels_are_those_of_the_codebook(ontology: Ontology) -> None:
    assert set(layout.LEVELS) == set(ontology.codes("level"))
