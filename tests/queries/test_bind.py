"""What people write for a parameter becomes the term that they mean, or an error that helps."""

from __future__ import annotations

from typing import Final

import pytest
from pyoxigraph import Literal, NamedNode, Store, Variable

from peerprov.errors import BadQuery
from peerprov.namespaces import iri, term
from peerprov.queries.bind import LONGEST, bind
from peerprov.queries.model import Catalogue, Parameter, Query

ROLE_CLARITY: Final = term("PEERPROV:0002101")
ASAD: Final = NamedNode("https://doi.org/10.1007/s10597-015-9970-5")


def _query(kind: str, scope: str | None = None, default: str = "any") -> Query:
    parameter = Parameter("given", kind, scope, default, "Something.")
    return Query("asked", "T", "D", "terms", (), (parameter,), "ASK", "ASK WHERE { }", ())


def _bound(store: Store, text: str, kind: str, scope: str | None = None) -> object:
    return bind(_query(kind, scope), {"given": text}, store).get(Variable("given"))


def _refused(store: Store, text: str, kind: str, scope: str | None = None) -> str:
    with pytest.raises(BadQuery) as caught:
        bind(_query(kind, scope), {"given": text}, store)
    (fault,) = caught.value.faults
    assert fault.field == "given"
    return str(fault)


@pytest.mark.parametrize(
    "text",
    [
        "low clarity of the peer provider role",
        "  Low Clarity of the  Peer Provider Role ",
        "role ambiguity",
        "PEERPROV:0002101",
        "peerprov:0002101",
        "https://w3id.org/peer-provision/PEERPROV_0002101",
    ],
)
def test_a_term_is_found_however_it_is_written(text: str, store: Store) -> None:
    assert _bound(store, text, "term", "determinant") == ROLE_CLARITY


def test_an_outside_term_is_found_by_its_curie(store: Store) -> None:
    assert _bound(store, "BFO:0000015", "term") == iri("obo:BFO_0000015")


def test_a_code_names_a_term_where_the_branch_is_known(store: Store) -> None:
    assert _bound(store, "training", "term", "stage") == term("PEERPROV:0003905")
    assert "'training' is not a term" in _refused(store, "training", "term", "determinant")


def test_an_unknown_term_is_answered_with_near_labels_of_the_branch(store: Store) -> None:
    told = _refused(store, "clarity of the role", "term", "determinant")

    assert told.startswith(
        "asked: given: 'clarity of the role' is not a term of the graph; expected"
    )
    assert "clarity of the peer provider role" in told.partition("Nearest: ")[2]


def test_a_withdrawn_term_names_its_successor(store: Store) -> None:
    replaced = next(iter(store.quads_for_pattern(None, iri("obo:IAO_0100001"), None)))
    assert isinstance(replaced.subject, NamedNode)

    told = _refused(store, replaced.subject.value, "term")

    assert "was withdrawn" in told
    assert "Nearest: PEERPROV:" in told


def test_an_iri_that_is_no_term_is_refused(store: Store) -> None:
    assert "PEERPROV:9999999 is not a term" in _refused(store, "PEERPROV:9999999", "term")


@pytest.mark.parametrize(
    "text",
    [
        "asad-2016",
        "10.1007/s10597-015-9970-5",
        "https://dx.doi.org/10.1007/S10597-015-9970-5.",
        "doi: 10.1007/s10597\u2010015\u20109970\u20105",
        "https://doi.org/10.1007/s10597-015-9970-5",
        "Asad and Chreim 2016",
    ],
)
def test_a_work_is_found_however_it_is_written(text: str, store: Store) -> None:
    assert _bound(store, text, "work") == ASAD


def test_a_work_without_a_doi_is_found(store: Store) -> None:
    assert _bound(store, "paulson-1999", "work") == iri("pp:work/paulson-1999")
    assert _bound(store, "pp:work/paulson-1999", "work") == iri("pp:work/paulson-1999")


def test_an_unknown_doi_is_answered_with_near_ones(store: Store) -> None:
    told = _refused(store, "10.1007/s10597-015-9970-6", "work")

    assert "no work with the DOI 10.1007/s10597-015-9970-6 is in the graph" in told
    assert "10.1007/s10597-015-9970-5" in told


def test_a_misspelt_work_is_answered_with_near_ones(store: Store) -> None:
    assert "asad-2016" in _refused(store, "asad-2106", "work")


def test_a_doi_need_not_be_in_the_graph(store: Store) -> None:
    assert _bound(store, "DOI:10.1000/ABC", "doi") == NamedNode("https://doi.org/10.1000/abc")
    assert "is not a DOI" in _refused(store, "10.1000", "doi")


@pytest.mark.parametrize("text", ["service users", "Service Users"])
def test_a_value_is_found_by_its_code(text: str, store: Store) -> None:
    found = _bound(store, text, "value", "outcome.recipient")

    notations = store.quads_for_pattern(found, iri("skos:notation"), None)  # type: ignore[arg-type]
    assert [quad.object for quad in notations] == [Literal("service users")]
    assert isinstance(found, NamedNode)
    assert _bound(store, found.value, "value", "outcome.recipient") == found


def test_a_dash_may_be_typed_as_it_comes(store: Store) -> None:
    field = "outcome.comparator_kind"

    assert _bound(store, "before-after", "value", field) == _bound(
        store, "before\u2013after", "value", field
    )


def test_an_unknown_value_is_answered_with_all_of_the_field(store: Store) -> None:
    told = _refused(store, "users", "value", "outcome.recipient")

    assert told.endswith(
        "expected value of outcome.recipient. "
        "Nearest: families; peer providers; service; service users; system; team."
    )


def test_a_value_of_another_field_is_refused(store: Store) -> None:
    assert "is not a value of kind" in _refused(store, "service users", "value", "kind")


def test_a_resource_is_found_by_its_label(store: Store) -> None:
    found = _bound(store, "cfir 2022", "resource", "skos:ConceptScheme")

    assert isinstance(found, NamedNode)
    assert _bound(store, found.value, "resource", "skos:ConceptScheme") == found
    assert "CFIR 2022" in _refused(store, "CIFR", "resource", "skos:ConceptScheme")


def test_a_text_of_the_graph_is_found_without_regard_to_case(store: Store) -> None:
    assert _bound(store, "united states", "string", "pp:country") == Literal("United States")
    assert "Nearest: Australia" in _refused(store, "Austrlia", "string", "pp:country")


def test_plain_values_become_literals(store: Store) -> None:
    assert _bound(store, "7", "integer") == Literal(7)
    assert _bound(store, "2016", "year") == Literal("2016", datatype=iri("xsd:gYear"))
    assert _bound(store, "a b", "string") == Literal("a b")
    assert _bound(store, "rdfs:label", "iri") == iri("rdfs:label")


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("integer", "7.5", "'7.5' is not a whole number; expected whole number"),
        ("integer", "1" * 30, "is not a whole number"),
        ("integer", "\u0667", "is not a whole number"),
        ("year", "16", "'16' is not a year; expected year of four digits"),
        ("iri", "not an iri", "is neither an IRI nor a CURIE with a known prefix"),
        ("iri", "http://a.example/<b>", "is neither an IRI nor a CURIE with a known prefix"),
        ("iri", "nowhere:x/y", "is neither an IRI nor a CURIE with a known prefix"),
        ("string", "\ud800", "holds half a character"),
        ("string", "x" * (LONGEST + 1), f"the value is longer than {LONGEST} characters"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(
    kind: str, text: str, told: str, store: Store
) -> None:
    assert told in _refused(store, text, kind)


def test_an_unknown_parameter_is_answered_with_the_nearest(
    catalogue: Catalogue, store: Store
) -> None:
    with pytest.raises(
        BadQuery, match=r"no parameter 'barier'; expected one of barrier. Did you mean"
    ):
        bind(catalogue.get("strategies-for-barrier"), {"barier": "x"}, store)


def test_all_arguments_that_do_not_fit_are_told_at_once(catalogue: Catalogue, store: Store) -> None:
    arguments = {"seen_by": "martians", "not_seen_by": "venusians", "else": "x"}

    with pytest.raises(BadQuery) as caught:
        bind(catalogue.get("barriers-by-perspective"), arguments, store)

    assert [fault.field for fault in caught.value.faults] == [None, "seen_by", "not_seen_by"]


@pytest.mark.parametrize("given", ["", "any", " any "])
def test_an_optional_parameter_may_be_left_open(given: str, store: Store) -> None:
    assert bind(_query("integer"), {"given": given}, store) == {}


def test_a_needed_parameter_may_not_be_left_open(store: Store) -> None:
    with pytest.raises(BadQuery, match="'any' is not a whole number"):
        bind(_query("integer", default="1"), {"given": "any"}, store)


@pytest.mark.parametrize("text", ['" . ?s ?p ?o . #', "} DROP ALL {", "a> <b", "\\", "'''"])
@pytest.mark.parametrize(
    ("kind", "scope"),
    [
        ("term", None), ("work", None), ("doi", None), ("iri", None), ("value", "kind"),
        ("resource", "skos:ConceptScheme"), ("string", "pp:country"), ("integer", None),
        ("year", None),
    ],
)  # fmt: skip
def test_hostile_words_are_refused_wherever_a_text_is_not_asked_for(
    kind: str, scope: str | None, text: str, store: Store
) -> None:
    assert "expected" in _refused(store, text, kind, scope)
