"""Status, type, headers and body of a work by DOI, as DOI clients expect them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from peerprov.graph import doi
from peerprov.namespaces import graph, iri
from peerprov.server.citations.formats import FORMATS
from peerprov.server.citations.read import read_work
from peerprov.server.doi import address, answers
from peerprov.server.doi.pages import SitePages

DOI = "10.1007/s10597-015-9970-5"
BIBLIOGRAPHY = "text/x-bibliography"


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_each_format_is_given_at_each_address(client: FlaskClient, form: object) -> None:
    media_type = form.media_type  # type: ignore[attr-defined]
    asked = [
        client.get(f"/doi/{DOI}", headers={"Accept": media_type}),
        client.get(f"/{DOI}", headers={"Accept": media_type}),
        client.get(f"/works/{DOI}/transform", headers={"Accept": media_type}),
        client.get(f"/works/{DOI}/transform/{media_type}"),
        client.get(f"/{media_type}/{DOI}"),
    ]
    assert [response.status_code for response in asked] == [200] * 5
    assert {response.content_type.split(";")[0] for response in asked} == {media_type}
    assert len({response.data for response in asked}) == 1
    assert len(asked[0].data) > 100
    assert all("Accept" in response.vary for response in asked)


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        (None, "application/vnd.citationstyles.csl+json"),
        ("*/*", "application/vnd.citationstyles.csl+json"),
        ("application/json", "application/vnd.citationstyles.csl+json"),
        ("application/citeproc+json", "application/vnd.citationstyles.csl+json"),
        ("text/bibliography", BIBLIOGRAPHY),
        ("application/x-bibtex, text/turtle", "application/x-bibtex"),
        ("text/turtle, application/x-bibtex", "text/turtle"),
        ("text/turtle;q=0.5, application/x-bibtex", "application/x-bibtex"),
        ("application/pdf, application/rdf+xml;q=0.1", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
        (
            'application/ld+json; profile="https://schema.org/"',
            "application/vnd.schemaorg.ld+json",
        ),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("text/x-bibliography; style=nothing-such, text/turtle", "text/turtle"),
    ],
)
def test_the_choice_among_types(client: FlaskClient, accept: str | None, given: str) -> None:
    response = client.get(f"/doi/{DOI}", headers={"Accept": accept} if accept else {})
    assert response.status_code == 200
    assert response.content_type.split(";")[0] == given


def test_style_and_locale_are_those_asked_for_and_are_told(client: FlaskClient) -> None:
    accept = "text/x-bibliography; style = ieee; locale = de-DE"
    response = client.get(f"/doi/{DOI}", headers={"Accept": accept})
    assert "Bd. 52" in response.text
    assert response.headers["Content-Language"] == "de-DE"
    assert response.mimetype_params == {"charset": "utf-8", "style": "ieee", "locale": "de-DE"}
    by_path = client.get(f"/works/{DOI}/transform/text/x-bibliography;style=ieee;locale=de-DE")
    assert by_path.data == response.data


@pytest.mark.parametrize(
    "accept",
    [
        "application/vnd.crossref.unixref+xml",
        "text/x-bibliography; style=nothing-such",
        "text/turtle;q=0",
        "image/png",
    ],
)
def test_406_says_what_there_is(client: FlaskClient, accept: str) -> None:
    response = client.get(f"/doi/{DOI}", headers={"Accept": accept})
    assert response.status_code == 406
    assert response.content_type == "application/problem+json"
    assert "application/x-bibtex" in response.json["detail"]  # type: ignore[index]
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Accept" in response.vary


def test_406_for_a_type_in_the_path(client: FlaskClient) -> None:
    assert client.get(f"/application/pdf/{DOI}").status_code == 406
    assert client.get(f"/works/{DOI}/transform/nonsense").status_code == 406


@pytest.mark.parametrize("path", ["/doi/10.9999/none", "/10.9999/none", "/works/nobody-1999"])
def test_404_for_what_is_unknown(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"Accept": "application/x-bibtex"})
    assert response.status_code == 404
    assert response.content_type == "application/problem+json"
    assert "is in the graph" in response.json["detail"]  # type: ignore[index]


def test_404_for_what_is_no_doi_gives_a_reason_and_a_guess(client: FlaskClient) -> None:
    response = client.get("/doi/10,1037/h0095655")
    assert response.status_code == 404
    assert "Did you mean 10.1037/h0095655?" in response.json["detail"]  # type: ignore[index]


def test_a_browser_gets_a_page_for_an_error(client: FlaskClient) -> None:
    response = client.get("/doi/10.9999/none", headers={"Accept": "text/html"})
    assert response.status_code == 404
    assert response.mimetype == "text/html"


def test_a_doi_that_is_only_mentioned_has_no_metadata() -> None:
    store = Store()
    cited = doi.iri("10.1234/cited")
    store.add(Quad(doi.iri(DOI), iri("cito:cites"), cited, graph("work/x")))
    named = address.by_doi(store, "10.1234/cited")
    assert (named.work, named.canonical) == (None, True)


def test_204_for_a_doi_that_is_only_mentioned(app: object) -> None:
    store = Store()
    store.add(Quad(doi.iri(DOI), iri("cito:cites"), doi.iri("10.1234/cited"), graph("work/x")))
    served = answers.Served(1, store, "http://x/", "application/x-bibtex", SitePages())
    with app.test_request_context():  # type: ignore[attr-defined]
        response = answers.no_metadata(served)
        assert (response.status_code, response.data) == (204, b"")
        with pytest.raises(answers.Missing):
            answers.no_metadata(replace(served, accept="text/html"))


def test_datacite_is_not_offered_without_a_year(app: object) -> None:
    store, node, own = Store(), doi.iri("10.1234/x"), graph("work/x-2020")
    store.add(Quad(node, iri("pp:workId"), Literal("x-2020"), own))
    store.add(Quad(node, iri("dcterms:title"), Literal("T"), own))
    work = read_work(store, NamedNode(node.value))
    assert work is not None
    accept = "application/vnd.datacite.datacite+xml"
    served = answers.Served(1, store, "http://x/", accept, SitePages())
    with pytest.raises(answers.NotAcceptable, match="needs a title, an author and a year"):
        answers.choose(served, work)


def test_head_is_get_without_a_body(client: FlaskClient) -> None:
    for path in (f"/doi/{DOI}", f"/doi/{DOI}/findings", f"/{DOI}", "/works"):
        get, head = client.get(path), client.head(path)
        assert head.status_code == 200
        assert head.data == b""
        for name in ("Content-Type", "ETag", "Link", "Vary"):
            assert head.headers.get(name) == get.headers.get(name)


def test_an_answer_can_be_revalidated(client: FlaskClient) -> None:
    first = client.get(f"/doi/{DOI}")
    again = client.get(f"/doi/{DOI}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get(f"/doi/{DOI}", headers={"Accept": "text/turtle"})
    assert other.headers["ETag"] != first.headers["ETag"]


def test_any_origin_may_ask(client: FlaskClient) -> None:
    response = client.options("/doi")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]
    exposed = client.get(f"/doi/{DOI}").headers["Access-Control-Expose-Headers"]
    assert {"Link", "ETag"} <= set(exposed.split(", "))


def test_works_without_a_doi_are_at_their_id(client: FlaskClient) -> None:
    response = client.get("/works/walker-2013")
    assert json.loads(response.data)["id"] == "walker-2013"
    turtle = client.get("/works/walker-2013/transform/text/turtle")
    subjects = {str(quad.subject) for quad in parse(turtle.data, format=RdfFormat.TURTLE)}
    assert "<https://w3id.org/peer-provision/work/walker-2013>" in subjects


def test_all_works_at_once(client: FlaskClient) -> None:
    listed = client.get("/works", headers={"Accept": "application/json"}).json
    assert len(listed["works"]) >= 71  # type: ignore[index]
    items = client.get(
        "/works", headers={"Accept": "application/vnd.citationstyles.csl+json"}
    ).get_json(force=True)
    assert [item["id"] for item in items] == [work["id"] for work in listed["works"]]  # type: ignore[index]
    for row in listed["works"][::9]:  # type: ignore[index]
        assert client.get(row["page"]).get_json(force=True)["id"] == row["id"]
