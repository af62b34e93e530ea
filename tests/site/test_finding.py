"""Search and the list of works find what is there, and take nothing that is typed for syntax."""

from __future__ import annotations

import csv
import io
import json

import pytest
from flask.testing import FlaskClient

from peerprov.server.site.edition import Edition
from peerprov.server.site.search import Index
from peerprov.server.site.works_page import facets, read_selection, select


@pytest.fixture(scope="session")
def index(edition: Edition) -> Index:
    return Index(edition)


def test_a_term_is_found_by_label_synonym_identifier_and_beginning(index: Index) -> None:
    for words in ("low clarity of the peer provider role", "role ambiguity", "role ambig"):
        assert "/terms/PEERPROV_0002101" in [hit.path for hit in index.find(words, "term")]
    assert index.find("PEERPROV:0002101", "term")[0].path == "/terms/PEERPROV_0002101"


def test_a_hit_by_another_name_says_which(index: Index) -> None:
    hit = next(h for h in index.find("role ambiguity", "term") if h.path.endswith("0002101"))

    assert hit.also == "role ambiguity"


@pytest.mark.parametrize("words", ["role ambigiuty", "rôle ambiguity", "ambiguity role"])
def test_a_slip_of_the_keys_is_forgiven(client: FlaskClient, words: str) -> None:
    html = client.get("/search", query_string={"q": words}).text

    assert "/terms/PEERPROV_0002101" in html


def test_what_has_few_of_the_words_is_left_out(index: Index) -> None:
    found = [hit.name for hit in index.find("role clarity", "term")]

    assert found[0] == "clarity of the peer provider role"
    assert len(found) < 20
    assert index.find("zzzz qqqq", "term") == []


def test_a_work_is_found_by_title_author_and_doi(index: Index) -> None:
    for words in (
        "Interprofessional Mental Health Care Teams",
        "Chreim",
        "10.1007/s10597-015-9970-5",
    ):
        found = [hit.path for hit in index.find(words, "work")]
        assert "/doi/10.1007/s10597-015-9970-5" in found


def test_a_finding_is_found_by_its_statement(index: Index) -> None:
    hits = index.find("vague job stands in the way", "finding")

    assert hits
    assert "<mark>" in hits[0].snippet
    assert "#f" in hits[0].path


@pytest.mark.parametrize(
    "words",
    [
        '"',
        "role OR (",
        "NEAR(a b)",
        "a* AND",
        "name:x",
        "' OR 1=1 --",
        "-",
        "\x00",
        "ﷺ" * 50,
        "x " * 400,
    ],
)
def test_nothing_that_is_typed_is_syntax(client: FlaskClient, index: Index, words: str) -> None:
    assert isinstance(index.find(words, "term"), list)
    assert client.get("/search", query_string={"q": words}).status_code == 200


def test_what_is_typed_is_shown_and_not_run(client: FlaskClient) -> None:
    hostile = "<script>alert(1)</script>"

    for path in ("/search", "/terms", "/works"):
        accepted = {"Accept": "text/html"}
        html = client.get(path, query_string={"q": hostile}, headers=accepted).text
        assert "<script>alert" not in html
        assert "&lt;script&gt;" in html


def test_suggestions_are_names_with_addresses(client: FlaskClient) -> None:
    answer = client.get("/search/suggest?q=stigm")
    asked, names, _, paths = json.loads(answer.text)

    assert asked == "stigm"
    assert names
    assert all(path.startswith("/terms/PEERPROV_") for path in paths)


def test_each_facet_leaves_as_many_works_as_it_says(edition: Edition) -> None:
    selection = read_selection({"from": "2010", "design": "qualitative interviews"})
    offered = facets(edition.works, selection)

    assert {facet.name for facet in offered} >= {"design", "country", "scope"}
    for facet in offered:
        for choice, _ in facet.choices:
            chosen = {**selection.chosen, facet.name: choice.value, "from": "2010"}
            assert len(select(edition.works, read_selection(chosen))) == choice.works


def test_a_chosen_value_can_be_taken_back(edition: Edition) -> None:
    selection = read_selection({"country": "Australia", "q": "peer"})
    country = next(each for each in facets(edition.works, selection) if each.name == "country")
    address = next(address for choice, address in country.choices if choice.chosen)

    assert address == "/works?q=peer"


def test_works_are_given_to_machines_as_before(client: FlaskClient) -> None:
    rows = client.get("/works", headers={"Accept": "application/json"}).json

    assert rows is not None
    assert len(rows["works"]) == 71


def test_the_works_of_a_list_and_of_a_cell_are_saved(client: FlaskClient) -> None:
    listed = client.get("/works.csv?country=Australia").text
    rows = list(csv.DictReader(io.StringIO(listed)))
    assert len(rows) > 3
    assert all("Australia" in row["country"] for row in rows)
    bib = client.get("/works.bib?country=Australia")
    assert bib.text.count("\n@") + bib.text.startswith("@") == len(rows)
    assert "attachment" in bib.headers["Content-Disposition"]

    cell = client.get("/map.ris?row=2911&column=hinders")
    assert cell.text.count("TY  - ") == 22
    assert client.get("/works.doc").status_code == 404
