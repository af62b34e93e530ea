"""What stands in the data is shown and never run: labels, statements and IRIs that want to harm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad, Store
from tests.site import markup

from peerprov.errors import Missing
from peerprov.graph.store import Snapshot
from peerprov.graph.store.difference import Change
from peerprov.namespaces import BASE, graph, iri, term
from peerprov.server.app import create_app
from peerprov.server.settings import Settings
from peerprov.server.versions import Opened

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "{{ 7*7 }}{% raw %}",
    "</title><svg onload=alert(1)>",
    "\u202egnirts a\u202c",
    "]]><![CDATA[<b>",
]
BAD_LINKS = ["javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x"]
HARMED = term("PEERPROV:0002101")
FINDING = NamedNode(f"{BASE}finding/asad-2016/f01")
WORK = NamedNode("https://doi.org/10.1007/s10597-015-9970-5")


class OneVersion:
    """A store of its own, as the only version."""

    def __init__(self, store: Store, path: Path) -> None:
        self._store, self._opened = store, Opened(1, path)

    def current(self) -> Opened | None:
        return self._opened

    def get(self, number: int) -> Opened:
        if number != 1:
            raise Missing("There is only version 1")
        return self._opened

    def store(self, number: int) -> Store:
        return self._store

    def difference(self, old: int, new: int) -> Iterator[Change]:
        return iter(())


def replaced(store: Store, node: NamedNode, name: NamedNode, value: Literal) -> None:
    for quad in list(store.quads_for_pattern(node, name, None, None)):
        store.remove(quad)
        store.add(Quad(node, name, value, quad.graph_name))


@pytest.fixture(scope="module", params=range(len(PAYLOADS)))
def payload(request: pytest.FixtureRequest) -> str:
    return PAYLOADS[request.param]


@pytest.fixture(scope="module")
def hostile(
    payload: str, snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    store = Store()
    store.bulk_extend(iter(snapshot.store))
    for node, name in (
        (HARMED, "rdfs:label"),
        (HARMED, "pp:plainDefinition"),
        (HARMED, "obo:IAO_0000115"),
        (HARMED, "oboInOwl:hasExactSynonym"),
        (HARMED, "skos:scopeNote"),
        (WORK, "dcterms:title"),
        (WORK, "rdfs:label"),
        (FINDING, "pp:statementText"),
        (FINDING, "pp:locatorText"),
    ):
        replaced(store, node, iri(name), Literal(payload))
    for link in BAD_LINKS:
        bad = NamedNode(link.replace("<", "%3C").replace(">", "%3E"))
        store.add(Quad(HARMED, iri("skos:closeMatch"), bad, graph("mappings")))
        store.add(Quad(HARMED, iri("rdfs:subClassOf"), bad, graph("ontology")))
    path = tmp_path_factory.mktemp("none")
    app = create_app(Settings(data=path, request_log=False), OneVersion(store, path))
    yield app
    app.extensions["peerprov"].pool.close()


PATHS = [
    "/",
    "/terms",
    "/terms?q=clarity",
    f"/terms/{HARMED.value.removeprefix(BASE)}",
    f"/terms/{HARMED.value.removeprefix(BASE)}/history",
    f"/doi/{WORK.value.removeprefix('https://doi.org/')}/findings",
    f"/doi/{WORK.value.removeprefix('https://doi.org/')}/related",
    "/works",
    "/search?q=peer",
    "/map?row=2911&column=hinders&rows=2901.2911.2100",
    "/queries/barriers",
    "/queries/findings-on-term?term=PEERPROV:0002101",
    "/queries/work-record?work=asad-2016",
    "/versions?from=1&to=1",
]


def test_nothing_in_the_data_becomes_markup(hostile: Flask, payload: str) -> None:
    client: FlaskClient = hostile.test_client()
    shown = 0
    for path in PATHS:
        answer = client.get(path, headers={"Accept": "text/html"})
        page = markup.read(answer.text)
        assert answer.status_code == 200, path
        assert page.faults == [], path
        assert not page.named("img"), path
        assert all(given.get("src", "").startswith("/static/") for given in page.named("script"))
        addresses = [given["href"] for given in page.named("a") if "href" in given]
        assert all(each.startswith(("/", "#", "http://", "https://")) for each in addresses), path
        shown += payload in "".join(page.text)

    assert shown >= 5


def test_what_runs_the_other_way_does_not_reach_beyond_its_place(hostile: Flask) -> None:
    sheet = hostile.test_client().get("/static/site.css").text

    assert "unicode-bidi: isolate" in sheet
