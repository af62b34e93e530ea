"""Terms: the tree, the page with its evidence, and the RDF behind it."""

from __future__ import annotations

from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse
from tests.site import markup

from peerprov.server.site.edition import Edition
from peerprov.server.site.rdf import FORMATS
from peerprov.server.site.term_page import read_term_page
from peerprov.server.site.verdict import verdict_on

UNCLEAR = "PEERPROV_0002101"


def test_the_tree_reaches_every_term_of_every_branch(edition: Edition) -> None:
    reached = {
        name
        for term in edition.terms
        for root in edition.terms.roots(term.branch)
        for name in edition.terms.below(root.key)
    }

    assert reached == {term.key for term in edition.terms}


def test_a_parent_that_another_parent_implies_is_not_shown_twice(edition: Edition) -> None:
    for term in edition.terms:
        for parent in term.parents:
            others = {
                name
                for each in term.parents
                if each is not parent
                for name in edition.terms.above(each.key)
            }
            assert parent.key not in others, (term.label, parent.label)


def test_a_barrier_shows_findings_for_and_against_with_doi_and_place(
    client: FlaskClient, edition: Edition
) -> None:
    term = edition.terms.get(UNCLEAR)
    assert term
    told = read_term_page(edition, term)
    html = client.get(term.path).text

    assert told.found.total == term.findings == len(told.found.findings)
    assert told.influence.hinders
    assert told.influence.facilitates
    for each in told.found.findings:
        assert each.work.path in html
        assert each.locator
        if each.work.doi:
            assert f'href="{each.work.iri}"' in html


def test_a_barrier_is_explained_by_the_works_that_qualify(edition: Edition) -> None:
    term = edition.terms.get(UNCLEAR)
    assert term
    verdict = verdict_on(read_term_page(edition, term))

    assert verdict
    assert verdict.kind == "barrier"
    assert verdict.hinders > verdict.helps > 0
    assert [relation for relation, _ in verdict.reasons] == ["hinders", "facilitates"]


def test_every_verdict_agrees_with_the_reasoner(edition: Edition) -> None:
    barriers = edition.terms.below("PEERPROV_0002001")
    told = {}
    for term in edition.terms:
        if term.branch == "determinant":
            verdict = verdict_on(read_term_page(edition, term))
            if verdict:
                told[term.key] = verdict.kind

    assert "reported" in told.values()
    for name, kind in told.items():
        if kind in ("barrier", "both"):
            assert name in barriers


def test_the_iri_of_a_term_leads_browsers_to_the_page_and_others_to_rdf(
    client: FlaskClient,
) -> None:
    page = client.get(f"/{UNCLEAR}", headers={"Accept": "text/html,*/*;q=0.8"})
    turtle = client.get(f"/{UNCLEAR}", headers={"Accept": "text/turtle"})

    assert (page.status_code, page.location) == (303, f"/terms/{UNCLEAR}")
    assert (turtle.status_code, turtle.location) == (303, f"/{UNCLEAR}.ttl")
    assert page.headers["Vary"] == "Accept"


def test_each_format_of_a_term_says_the_same(client: FlaskClient) -> None:
    counts = set()
    for each in FORMATS:
        answer = client.get(f"/{UNCLEAR}.{each.extension}")
        assert answer.status_code == 200
        assert answer.mimetype == each.media_type
        counts.add(len(set(parse(answer.data, format=each.form))))

    assert len(counts) == 1
    assert counts.pop() > 40


def test_a_curie_leads_to_the_page(client: FlaskClient) -> None:
    answer = client.get("/terms/PEERPROV:0002101")

    assert (answer.status_code, answer.location) == (301, f"/terms/{UNCLEAR}")


def test_a_search_in_a_branch_finds_labels_before_definitions(client: FlaskClient) -> None:
    page = markup.read(client.get("/terms?branch=determinant&q=role+ambiguity").text)
    found = [given["href"] for given in page.named("a") if "term" in given.get("class", "")]

    assert found[0] == f"/terms/{UNCLEAR}"


def test_rdf_of_a_term_holds_its_annotated_axioms(client: FlaskClient) -> None:
    triples = parse(client.get(f"/{UNCLEAR}.nt").data, format=RdfFormat.N_TRIPLES)

    assert any("annotatedTarget" in quad.predicate.value for quad in triples)
