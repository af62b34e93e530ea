"""Pages for people: what they hold, for readers and for reference managers that look at them."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import Literal, Quad, Store

from peerprov.graph import doi
from peerprov.namespaces import graph, iri
from peerprov.server.citations.read import read_work
from peerprov.server.doi.answers import Served
from peerprov.server.doi.pages import SitePages

DOI = "10.1007/s10597-015-9970-5"
PLACES = (
    "/works",
    f"/doi/{DOI}",
    f"/doi/{DOI}/findings",
    f"/doi/{DOI}/related",
    "/works/walker-2013",
)


DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
SITE_SCRIPT = re.compile(r'<script type="module" src="/static/[^"]*"></script>')


def scripts_left(text: str) -> str:
    """The page without the site's own script and the data block, which is data, not a script."""
    return SITE_SCRIPT.sub("", DATA.sub("", text))


class Page(HTMLParser):
    """Gathers what the tests look at."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.metas: list[tuple[str, str]] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.headings = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "meta" and "name" in found:
            self.metas.append((str(found["name"]), str(found.get("content"))))
        if tag in ("a", "link") and "href" in found:
            self.links.append(str(found["href"]))
        self.headings += tag == "h1"
        if tag not in ("meta", "link", "br", "input"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass  # shapes of the mark in the head of the page

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("place", PLACES)
def test_a_page_is_well_formed_and_every_link_on_it_leads_somewhere(
    client: FlaskClient, place: str
) -> None:
    response = client.get(place, headers={"Accept": "text/html"})
    assert (response.status_code, response.mimetype) == (200, "text/html")
    page = Page(response.text)
    assert page.open == []
    assert page.headings == 1
    frame = {"/sparql", *Page(client.get("/terms", headers={"Accept": "text/html"}).text).links}
    own = {link for link in page.links if link.startswith("/")} - frame
    assert len(own) >= 3
    for link in sorted(own)[:30]:
        assert client.get(link, follow_redirects=True).status_code == 200
    assert "<script" not in scripts_left(response.text)
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert " style=" not in response.text


def test_reference_managers_find_the_citation_in_the_page(client: FlaskClient) -> None:
    page = Page(client.get(f"/doi/{DOI}", headers={"Accept": "text/html"}).text)
    metas = dict(page.metas)
    assert metas["citation_doi"] == DOI
    assert metas["citation_publication_date"] == "2016"
    assert metas["citation_journal_title"] == "Community Mental Health Journal"
    assert (metas["citation_firstpage"], metas["citation_lastpage"]) == ("767", "774")
    authors = [value for name, value in page.metas if name == "citation_author"]
    assert authors == ["Asad, Sarah", "Chreim, Samia"]


def test_every_text_is_escaped(app: Flask) -> None:
    store, node, own = Store(), doi.iri("10.1234/x"), graph("work/x-2020")
    finding = iri("pp:finding/x-2020/f01")
    bad = '<script>alert("1")</script>\'"><img src=x>'
    texts = {
        node: ("dcterms:title", "prism:volume", "prism:pageRange", "rdfs:label"),
        finding: ("pp:statementText", "pp:conceptText", "pp:locatorText", "pp:findingId"),
    }
    store.add(Quad(node, iri("pp:workId"), Literal("x-2020"), own))
    store.add(Quad(node, iri("pp:reports"), finding, own))
    for subject, curies in texts.items():
        for curie in curies:
            store.add(Quad(subject, iri(curie), Literal(bad), own))
    work = read_work(store, node)
    assert work is not None
    pages = SitePages()
    served = Served(1, store, "http://x/", "text/html", pages)
    told = [{"iri": finding.value, "id": bad, "statement": bad, "outcome": {"effect": bad}}]
    with app.test_request_context():
        for response in (
            pages.work(served, work),
            pages.findings(served, work, told),
            pages.related(served, work, [{"id": bad, "label": bad, "relations": [bad]}]),
            pages.works(served, [work]),
        ):
            text = response.get_data(as_text=True)
            assert "&lt;script&gt;" in text
            assert "<script" not in scripts_left(text)
            assert all(json.loads(block) for block in DATA.findall(text))
            assert "<img" not in text
            assert Page(text).open == []


def test_search_engines_find_the_work_as_schema_org_in_the_page(client: FlaskClient) -> None:
    blocks = DATA.findall(client.get(f"/doi/{DOI}", headers={"Accept": "text/html"}).text)
    told = [json.loads(block) for block in blocks]
    assert [each["@type"] for each in told] == ["ScholarlyArticle"]
    assert told[0]["@id"] == f"https://doi.org/{DOI}"


def test_the_page_of_a_work_tells_ways_places_certainty_ties_and_related_works(
    client: FlaskClient,
) -> None:
    text = client.get(f"/doi/{DOI}", headers={"Accept": "text/html"}).text
    first = text.split('<article class="finding', 2)[1]
    assert 'class="way way-hinders"' in first
    assert "Abstract, findings" in first
    assert "/terms/PEERPROV_" in first
    assert "stated" in first
    assert "Kent 2018" in text.split("Cited by", 1)[1]
    assert "reports the same terms" in text.split('id="near"', 1)[1]
    assert "@article{asad-2016" in text


@pytest.mark.parametrize("accept", ["text/html", "application/json", "text/csv", "*/*"])
def test_the_list_of_works_is_a_page_for_browsers_and_data_for_others(
    client: FlaskClient, accept: str
) -> None:
    response = client.get("/works", headers={"Accept": accept})
    assert response.status_code == 200
    assert response.mimetype == ("application/json" if accept == "*/*" else accept)
    assert ("facet-form" in response.text) == (accept == "text/html")
