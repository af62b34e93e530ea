"""Every page answers, is sound HTML, and says which version it was made of."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from tests.site import markup

from peerprov.server.site.edition import Edition
from peerprov.server.site.model_diagram import BOXES, EDGES
from peerprov.server.site.reading import rows

PAGES = [
    "/",
    "/terms",
    "/terms?branch=strategy",
    "/terms?branch=value",
    "/terms?branch=determinant&q=clarity",
    "/terms?q=nothing+is+called+so",
    "/terms/PEERPROV_0002101",
    "/terms/PEERPROV_0002000",
    "/terms/PEERPROV_0002901",
    "/terms/PEERPROV_0003111",
    "/terms/PEERPROV_0008090",
    "/terms/PEERPROV_0000100",
    "/terms/PEERPROV_0002101/history",
    "/map",
    "/map?view=results&columns=5001&rows=3010.3020",
    "/map?view=outcomes&certainty=stated&row=5001&column=improved",
    "/map?rows=none",
    "/queries",
    "/queries?q=barrier",
    "/queries?q=zzzz",
    "/queries/barriers",
    "/queries/findings-on-term?term=role+ambiguity",
    "/queries/is-reported-barrier",
    "/queries/work-record",
    "/versions",
    "/versions?from=1&to=1",
    "/docs",
    "/docs/ask",
    "/docs/doi",
    "/docs/edit",
    "/docs/limits",
    "/docs/cite",
    "/docs/model",
    "/works",
    "/works?country=Australia&from=2015&to=2020",
    "/works?q=no+such+work",
    "/search",
    "/search?q=role+clarity",
    "/search?q=zzzz",
]
FIRST_BYTES = 100_000
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_sound_html_of_moderate_size(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": "text/html"})

    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    assert markup.read(answer.text).faults == []
    assert len(answer.data) < FIRST_BYTES


@pytest.mark.parametrize("path", PAGES)
def test_a_page_can_be_revalidated_and_lets_nothing_run_that_is_not_ours(
    client: FlaskClient, path: str
) -> None:
    answer = client.get(path, headers={"Accept": "text/html"})
    again = client.get(
        path, headers={"Accept": "text/html", "If-None-Match": answer.headers["ETag"]}
    )

    assert again.status_code == 304
    assert answer.headers["PeerProv-Version"] == "1"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


def test_every_link_within_a_page_leads_somewhere(client: FlaskClient) -> None:
    links = {
        given["href"].split("#")[0]
        for path in PAGES[:3]
        for given in markup.read(client.get(path).text).named("a")
    }
    own = sorted(link for link in links if link.startswith(("/terms/", "/static/")))

    assert len(own) > 100
    for link in own[:120]:
        assert client.get(link).status_code == 200, link


def test_every_term_has_a_page(client: FlaskClient, edition: Edition) -> None:
    assert len(edition.terms) > 800

    for term in list(edition.terms)[::25]:
        answer = client.get(term.path)
        page = markup.read(answer.text)
        assert answer.status_code == 200
        assert page.faults == [], term.key


def test_what_does_not_exist_is_said_and_not_found(client: FlaskClient) -> None:
    for path in ("/terms/PEERPROV_9999999", "/terms?branch=no-such", "/PEERPROV_9999999"):
        assert client.get(path, headers={"Accept": "text/html"}).status_code == 404


def test_a_style_sheet_is_kept_for_ever_only_under_the_address_of_its_content(
    client: FlaskClient,
) -> None:
    home = markup.read(client.get("/").text)
    address = next(given["href"] for given in home.named("link") if given["rel"] == "stylesheet")

    lasting = client.get(address)
    bare = client.get("/static/site.css")

    assert "immutable" in lasting.headers["Cache-Control"]
    assert bare.headers["Cache-Control"] == "no-cache"
    assert lasting.data == bare.data
    assert client.get("/static/../templates/base.html").status_code == 404
    assert client.get("/static/no-such.css").status_code == 404


def test_a_page_that_is_kept_is_the_page_that_was_made(client: FlaskClient) -> None:
    for path in PAGES:
        made, kept = (client.get(path, headers={"Accept": "text/html"}) for _ in range(2))
        assert kept.data == made.data
        headers = [
            sorted(pair for pair in each.headers if pair[0] != "X-Request-Id")
            for each in (made, kept)
        ]
        assert headers[0] == headers[1]


def test_a_kept_page_is_not_given_to_those_who_accept_something_else(client: FlaskClient) -> None:
    page = client.get("/works", headers={"Accept": "text/html"})
    data = client.get("/works", headers={"Accept": "application/json"})

    assert (page.mimetype, data.mimetype) == ("text/html", "application/json")


def test_the_picture_of_the_model_shows_what_the_graph_holds(edition: Edition) -> None:
    things = {
        name: f"?{{}} a pp:{name}" if name != "Term" else "?{} pp:inBranch ?branch{}"
        for name in BOXES
    }

    def holds(pattern: str) -> bool:
        return bool(list(rows(edition.store, f"SELECT ?a {{ {pattern} }} LIMIT 1")))

    for box in BOXES.values():
        for name in box.lines:
            assert holds(f"{things[box.name].format('a', 'A')} . ?a {name} ?value"), (box, name)
    for edge in EDGES:
        ends = things[edge.source].format("a", "A"), things[edge.target].format("b", "B")
        assert holds(f"{ends[0]} . ?a {edge.name} ?b . {ends[1]}"), edge


def test_the_first_page_weighs_little_with_all_that_it_needs(client: FlaskClient) -> None:
    answer = client.get("/", headers={"Accept": "text/html"})
    page = markup.read(answer.text)
    needed = [
        given["href"] for given in page.named("link") if given["rel"] in ("stylesheet", "icon")
    ]
    needed += [given["src"] for given in page.named("script")]
    sizes = {address: len(client.get(address).data) for address in needed}

    assert any("site.css" in address for address in needed)
    assert len(answer.data) + sum(sizes.values()) < FIRST_BYTES, sizes


def test_search_engines_are_told_every_page(client: FlaskClient, edition: Edition) -> None:
    robots = client.get("/robots.txt").text
    address = robots.rpartition("Sitemap: ")[2].strip()
    site = ElementTree.fromstring(client.get(address).data)  # noqa: S314 - our own document
    listed = [str(each.text) for each in site.iter(f"{SITEMAP}loc")]

    assert len(listed) == len(set(listed)) > len(edition.terms) + len(edition.works)
    for page in (*listed[:15], *listed[15::60]):
        assert client.get(page, headers={"Accept": "text/html"}).status_code == 200, page
