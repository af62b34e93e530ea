"""The asserted ontology says what the tables say, in OWL 2 EL and DL, and always the same."""

from __future__ import annotations

from collections import Counter, defaultdict

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from peerprov.namespaces import BASE, graph, iri, term
from peerprov.ontology import vocabulary
from peerprov.ontology.build import IRI, ontology_quads, ontology_triples
from peerprov.ontology.frameworks import framework_quads
from peerprov.ontology.mappings import mapping_quads
from peerprov.ontology.model import read_turtle
from peerprov.ontology.vocabulary import Ontology, load

TYPE = iri("rdf:type")
BUILT_IN = ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2000/01/rdf-schema#",
            "http://www.w3.org/2002/07/owl#")  # fmt: skip


def by_subject(triples: list[Triple], predicate: str) -> dict[object, list[object]]:
    found: dict[object, list[object]] = defaultdict(list)
    for triple in triples:
        if triple.predicate == iri(predicate):
            found[triple.subject].append(triple.object)
    return found


def ours(triples: list[Triple], *types: str) -> set[NamedNode]:
    wanted = set(map(iri, types))
    return {
        t.subject
        for t in triples
        if t.predicate == TYPE
        and t.object in wanted
        and isinstance(t.subject, NamedNode)
        and t.subject.value.startswith(BASE)
    }


def deprecated(triples: list[Triple]) -> set[object]:
    return set(by_subject(triples, "owl:deprecated"))


def test_it_lies_in_owl_2_el_and_dl(asserted: list[Triple]) -> None:
    from pyowl2_profiles import detect_profiles

    store = Store()
    store.extend(Quad(t.subject, t.predicate, t.object, graph("ontology")) for t in asserted)

    profiles = detect_profiles(store, graph("ontology").value, IRI.value, "1")

    assert len(store) == len(asserted)
    for name in ("el", "dl"):
        assert profiles[name]["in_profile"], profiles[name]["sample_violations"]


def test_an_inverse_would_leave_the_profile(asserted: list[Triple]) -> None:
    from pyowl2_profiles import detect_profiles

    store = Store()
    inverse = Triple(iri("pp:reports"), iri("owl:inverseOf"), iri("pp:reportedIn"))
    store.extend(
        Quad(t.subject, t.predicate, t.object, graph("ontology")) for t in [*asserted, inverse]
    )

    profiles = detect_profiles(store, graph("ontology").value, IRI.value, "1")

    assert not profiles["el"]["in_profile"]


def test_two_builds_are_the_same(asserted: list[Triple]) -> None:
    assert ontology_triples(load()) == asserted


def test_every_class_and_property_of_ours_has_one_label_one_definition_and_a_source(
    ontology: Ontology, asserted: list[Triple]
) -> None:
    declared = ours(
        asserted,
        "owl:Class",
        "owl:NamedIndividual",
        "owl:ObjectProperty",
        "owl:DatatypeProperty",
        "owl:AnnotationProperty",
    )
    labels = by_subject(asserted, "rdfs:label")
    definitions = by_subject(asserted, "obo:IAO_0000115")
    sources = by_subject(asserted, "obo:IAO_0000119")

    current = declared - deprecated(asserted)

    modelled = {t.subject for t in ontology.model.triples if t.predicate == TYPE}
    modelled = {node for node in modelled if isinstance(node, NamedNode)}
    assert len(modelled) > 120
    assert current == modelled | {item.iri for item in ontology.terms}
    assert {node for node in current if len(labels[node]) != 1} == set()
    assert {node for node in current if len(definitions[node]) != 1} == set()
    assert {node for node in current if not sources[node]} == set()


def test_no_two_of_ours_share_a_label_or_a_definition(asserted: list[Triple]) -> None:
    for predicate in ("rdfs:label", "obo:IAO_0000115"):
        texts = Counter(
            text
            for node, found in by_subject(asserted, predicate).items()
            if isinstance(node, NamedNode) and node.value.startswith(f"{BASE}PEERPROV_")
            for text in found
        )
        assert texts
        assert [text for text, count in texts.items() if count > 1] == []


def test_definitions_of_others_stay_with_them(asserted: list[Triple]) -> None:
    defined = set(by_subject(asserted, "obo:IAO_0000115"))

    assert {n for n in defined if not (isinstance(n, NamedNode) and n.value.startswith(BASE))} == (
        set()
    )


def test_every_outside_term_names_a_source_with_its_licence_or_a_note(
    ontology: Ontology, asserted: list[Triple]
) -> None:
    sources = by_subject(asserted, "obo:IAO_0000412")
    listed = set(by_subject(asserted, "dcterms:source")[IRI])
    told = set(by_subject(asserted, "dcterms:license")) | set(
        by_subject(asserted, "pp:licenceNote")
    )
    outside = [f for f in ontology.outside.values() if f.type != "mapping target"]

    assert len(outside) > 100
    for foreign in outside:
        (source,) = sources[foreign.iri]
        assert source in listed
        assert source in told


def test_what_we_placed_is_marked_as_ours(ontology: Ontology, asserted: list[Triple]) -> None:
    placed = [f for f in ontology.outside.values() if f.our_parents]
    marked = by_subject(asserted, "owl:annotatedSource")
    sources = by_subject(asserted, "obo:IAO_0000119")

    assert placed
    for foreign in placed:
        notes = [node for node, subjects in marked.items() if foreign.iri in subjects]
        assert [sources[node] for node in notes] == [[Literal("PeerProv")]] * len(notes) != []


def test_every_property_that_it_uses_is_declared(asserted: list[Triple]) -> None:
    declared = {t.subject for t in asserted if t.predicate == TYPE}
    used = {t.predicate for t in asserted}

    assert {p for p in used - declared if not p.value.startswith(BUILT_IN)} == set()


def test_every_class_that_it_uses_is_declared(asserted: list[Triple]) -> None:
    classes = {t.subject for t in asserted if t.predicate == TYPE and t.object == iri("owl:Class")}
    classes |= {t.subject for t in asserted if isinstance(t.subject, BlankNode)}
    used = {
        t.object
        for t in asserted
        if t.predicate in (iri("rdfs:subClassOf"), iri("owl:disjointWith"), iri("rdfs:domain"))
    }

    assert len(used) > 300
    assert used - classes == set()


def test_a_value_is_an_individual_and_no_class(ontology: Ontology, asserted: list[Triple]) -> None:
    values = {item.iri for item in ontology.terms if item.is_value}
    classes = ours(asserted, "owl:Class")

    assert len(values) > 80
    assert values == ours(asserted, "owl:NamedIndividual")
    assert not values & classes
    assert by_subject(asserted, "skos:notation")[term("PEERPROV:0008016")] == [Literal("hinders")]
    assert by_subject(asserted, "pp:codesField")[term("PEERPROV:0008016")] == [Literal("influence")]


def test_a_withdrawn_identifier_stays_and_names_what_took_its_place(
    ontology: Ontology, asserted: list[Triple]
) -> None:
    withdrawn = {term(entry.id) for entry in ontology.identifiers if entry.is_withdrawn}
    replaced = by_subject(asserted, "obo:IAO_0100001")

    assert len(withdrawn) == 6
    assert deprecated(asserted) == withdrawn
    assert set(replaced) == withdrawn
    current = {item.iri for item in ontology.terms}
    assert {node for nodes in replaced.values() for node in nodes} <= current
    assert not withdrawn & set(by_subject(asserted, "rdfs:subClassOf"))


def test_a_synonym_keeps_its_source_and_type(asserted: list[Triple]) -> None:
    role = term("PEERPROV:0001001")
    targets = by_subject(asserted, "owl:annotatedTarget")
    (note,) = [node for node, found in targets.items() if found == [Literal("PSW", language="en")]]

    assert (
        Triple(role, iri("oboInOwl:hasRelatedSynonym"), Literal("PSW", language="en")) in asserted
    )
    assert by_subject(asserted, "owl:annotatedSource")[note] == [role]
    assert by_subject(asserted, "oboInOwl:hasSynonymType")[note] == [Literal("related")]
    assert by_subject(asserted, "oboInOwl:hasDbXref")[note] == [Literal("collins-2016")]


def test_known_works_and_findings_become_iris(ontology: Ontology) -> None:
    work = NamedNode("https://doi.org/10.1000/test")

    said = ontology_triples(ontology, {"zeng-2021": work})

    provision = term("PEERPROV:0000100")
    assert work in by_subject(said, "obo:IAO_0000119")[provision]
    assert Literal("gates-2007") in by_subject(said, "obo:IAO_0000119")[provision]
    assert {work} == {n for found in by_subject(said, "pp:evidencedBy").values() for n in found}
    finding = NamedNode(f"{BASE}finding/kuhn-2015/f03")
    assert any(finding in found for found in by_subject(said, "obo:IAO_0000119").values())


def test_what_single_works_say_makes_no_axiom(asserted: list[Triple]) -> None:
    restricted = Counter(t.object for t in asserted if t.predicate == iri("owl:onProperty"))

    assert restricted[iri("pp:hasStage")] > 100
    # once each: in the definitions of barrier, facilitator and barrier-addressing strategy
    for name in ("pp:hinders", "pp:facilitates", "pp:addresses"):
        assert restricted[iri(name)] == 1
    assert by_subject(asserted, "pp:saidToAddress")


def test_a_pole_names_its_middle(ontology: Ontology, asserted: list[Triple]) -> None:
    low, middle = term("PEERPROV:0002101"), term("PEERPROV:0002100")

    assert by_subject(asserted, "pp:pole")[low] == [Literal("low")]
    assert by_subject(asserted, "pp:poleOf")[low] == [middle]


def test_the_graph_is_named(ontology: Ontology, asserted: list[Triple]) -> None:
    quads = ontology_quads(ontology)

    assert [quad.triple for quad in quads] == asserted
    assert {quad.graph_name for quad in quads} == {graph("ontology")}


def test_every_construct_stands_in_its_scheme_and_reaches_its_top(ontology: Ontology) -> None:
    triples = [quad.triple for quad in framework_quads(ontology)]
    schemes = by_subject(triples, "skos:inScheme")
    broader = by_subject(triples, "skos:broader")
    top = by_subject(triples, "skos:topConceptOf")

    assert len(schemes) == len(ontology.constructs) == 264
    assert len({node for found in schemes.values() for node in found}) == 8
    for node in schemes:
        steps = 0
        while node not in top:
            (node,) = broader[node]
            steps += 1
            assert steps < 5


def test_every_match_points_at_something_with_a_label(
    ontology: Ontology, asserted: list[Triple]
) -> None:
    mappings = [quad.triple for quad in mapping_quads(ontology)]
    frameworks = [quad.triple for quad in framework_quads(ontology)]
    labelled = set(by_subject([*asserted, *mappings, *frameworks], "rdfs:label"))
    matches = [t for t in mappings if t.predicate.value.endswith("Match")]

    assert len(matches) > 330
    assert {t.object for t in matches} <= labelled
    assert {t.subject for t in matches} <= {item.iri for item in ontology.terms}
    assert len({(t.subject, t.object) for t in matches}) == len(matches)


def test_inverses_are_kept_out_of_the_ontology(asserted: list[Triple]) -> None:
    inverses = read_turtle(vocabulary.FOLDER / "model_rl.ttl", "ontology/model_rl.ttl")

    named = [t for t in inverses if t.predicate == iri("owl:inverseOf")]

    assert len(named) == 5
    declared = {t.subject for t in asserted if t.predicate == TYPE}
    assert all(t.object in declared for t in named)
    assert not [t for t in asserted if t.predicate == iri("owl:inverseOf")]
