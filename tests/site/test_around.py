"""What stands around a term, what depends on it, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, Quad, Store
from tests.site import markup

from peerprov.errors import Missing
from peerprov.graph.store import Snapshot
from peerprov.graph.store.difference import Change, changes, graph_names
from peerprov.graph.store.log import version_iri
from peerprov.namespaces import graph, iri, term
from peerprov.server.app import create_app
from peerprov.server.settings import Settings
from peerprov.server.site.dependents import dependents
from peerprov.server.site.edition import Edition
from peerprov.server.site.neighbourhood import MOST, neighbourhood
from peerprov.server.site.reading import rows
from peerprov.server.site.reported import reported
from peerprov.server.site.term_page import read_term_page
from peerprov.server.versions import Opened

UNCLEAR = "PEERPROV_0002101"
NEW, OTHER = Literal("unclear role", language="en"), Literal("vague job", language="en")


class Kept:
    """Versions in memory; the last one is served, number 1 has been pruned."""

    def __init__(self, stores: dict[int, Store], path: Path) -> None:
        self._stores, self._path = stores, path

    def current(self) -> Opened | None:
        return Opened(max(self._stores), self._path)

    def get(self, number: int) -> Opened:
        self.store(number)
        return Opened(number, self._path)

    def store(self, number: int) -> Store:
        if number not in self._stores:
            raise Missing(f"There is no version {number}")
        return self._stores[number]

    def difference(self, old: int, new: int) -> Iterator[Change]:
        stores = self.store(old), self.store(new)
        yield from changes(*stores, {name for each in stores for name in graph_names(each)})


def test_what_stands_around_a_term_is_what_the_graph_says(edition: Edition) -> None:
    it = edition.terms.get(UNCLEAR)
    assert it is not None
    ties = neighbourhood(read_term_page(edition, it), reported(edition))
    said = {(tie.subject.key, tie.relation, tie.object.key): tie.works for tie in ties}

    assert {key for one, relation, key in said if (one, relation) == (UNCLEAR, "kind")} == {
        each.key for each in it.parents
    }
    assert said[UNCLEAR, "hinders", "PEERPROV_0000100"] == 11
    links = {
        (str(one), str(name), str(other)): int(works.value)  # type: ignore[union-attr]
        for one, name, other, works in rows(
            edition.store,
            "SELECT ?s ?r ?o ?n { ?l pp:relation ?r ; pp:subjectTerm ?s ; pp:objectTerm ?o ;"
            " pp:workCount ?n }",
        )
    }
    base = "<https://w3id.org/peer-provision/"
    reports = [tie for tie in ties if tie.works]
    assert len(reports) > 5
    for tie in reports:
        ends = f"{base}{tie.subject.key}>", f"{base}{tie.relation}>", f"{base}{tie.object.key}>"
        assert links[ends] == tie.works


def test_a_busy_term_has_a_bounded_picture(client: FlaskClient, edition: Edition) -> None:
    for name in ("PEERPROV_0000100", "PEERPROV_0002001", "PEERPROV_0005001"):
        it = edition.terms.get(name)
        assert it is not None
        ties = neighbourhood(read_term_page(edition, it), reported(edition))
        assert len(ties) <= 4 * MOST + 6 * MOST

    page = markup.read(client.get("/terms/PEERPROV_0000100").text)
    assert len([given for given in page.named("tr") if "data-relation" in given]) > 10


def test_what_depends_on_a_term_is_counted(edition: Edition) -> None:
    it = edition.terms.get(UNCLEAR)
    assert it is not None
    told = {each.kind: each for each in dependents(edition, it)}

    about = list(
        rows(edition.store, "SELECT DISTINCT ?f ?t { ?f a pp:Finding ; "
             "pp:aboutConcept|pp:saysAddresses|pp:saysLeadsTo ?t }", t=term("PEERPROV:0002101"))
    )  # fmt: skip
    assert told["findings"].count == len(about)
    assert told["kinds"].count == len(it.children)
    assert ("What depends on a term?", "/queries/term-uses") in told["queries"].examples


@pytest.fixture(scope="module")
def changed(snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """Versions 2 to 4; in 3 a term has another label and another name more."""
    tmp_path = tmp_path_factory.mktemp("none")
    stores = {}
    for number in (2, 3, 4):
        store = stores[number] = Store()
        store.bulk_extend(iter(snapshot.store))
        for at in range(2, number + 1):
            store.extend(_log(at))
        if number > 2:
            node = term("PEERPROV:0002101")
            for quad in list(store.quads_for_pattern(node, iri("rdfs:label"), None, None)):
                store.remove(quad)
            store.add(Quad(node, iri("rdfs:label"), NEW, graph("ontology")))
            store.add(Quad(node, iri("oboInOwl:hasExactSynonym"), OTHER, graph("ontology")))
    app = create_app(
        Settings(data=tmp_path, request_log=False, executors=0), Kept(stores, tmp_path)
    )
    yield app.test_client()
    app.extensions["peerprov"].pool.close()


def test_the_history_of_a_term_says_what_changed_and_stops_where_versions_are_gone(
    changed: FlaskClient,
) -> None:
    html = changed.get(f"/terms/{UNCLEAR}/history").text
    page = markup.read(html)

    assert page.faults == []
    assert [given["href"] for given in page.named("a") if "#v" in given.get("href", "")] == [
        "/versions#v3",
        "/versions#v2",
    ]
    assert "low clarity of the peer provider role</del>" in html
    assert "unclear role</ins>" in html
    assert "vague job</ins>" in html


def test_versions_are_compared_in_words(changed: FlaskClient) -> None:
    html = changed.get("/versions?from=2&to=4").text
    page = markup.read(html)

    assert page.faults == []
    assert "low clarity of the peer provider role</del>" in html
    edited = [given for given in page.named("a") if given.get("href") == f"/terms/{UNCLEAR}"]
    assert len(edited) == 1
    assert "vague job</ins>" in html
    assert "</del>" not in changed.get("/versions?from=3&to=4").text


def _log(number: int) -> list[Quad]:
    when = Literal(f"2026-01-0{number}T10:00:00Z", datatype=iri("xsd:dateTime"))
    said = [
        ("rdf:type", iri("pp:Version")),
        ("pp:versionNumber", Literal(number)),
        ("prov:generatedAtTime", when),
        ("pp:tripleCount", Literal(10)),
        ("prov:wasGeneratedBy", iri("pp:change")),
    ]
    return [Quad(version_iri(number), iri(name), value, graph("log")) for name, value in said]
