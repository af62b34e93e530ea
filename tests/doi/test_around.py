"""What the page of a work offers around it: Zotero, any style, who cites whom."""

from __future__ import annotations

from flask.testing import FlaskClient
from pyoxigraph import NamedNode, Store
from tests.doi import zotero

from peerprov.namespaces import iri
from peerprov.server.citations import csl, formatted
from peerprov.server.citations.kinds import kind_of
from peerprov.server.citations.read import read_works
from peerprov.server.citations.work import CitedWork
from peerprov.server.doi.address import work_path
from peerprov.server.doi.citation_picture import citation_picture
from peerprov.server.doi.styles import OFFERED

HTML = {"Accept": "text/html"}
ASAD = "/doi/10.1007/s10597-015-9970-5"
TYPES = {
    "article-journal": "journalArticle",
    "book": "book",
    "chapter": "bookSection",
    "paper-conference": "conferencePaper",
    "report": "report",
    "thesis": "thesis",
}


def every_work(store: Store) -> list[CitedWork]:
    nodes = {quad.subject for quad in store.quads_for_pattern(None, iri("pp:workId"), None, None)}
    return list(read_works(store, (node for node in nodes if isinstance(node, NamedNode))))


def test_zotero_saves_every_work_as_what_it_is(client: FlaskClient, store: Store) -> None:
    seen = set()
    for work in every_work(store):
        told = zotero.item(client.get(f"/{work_path(work)}", headers=HTML).text)
        kind = kind_of(work).csl
        seen.add(kind)
        assert told["title"] == work.title, work.id
        assert told.get("DOI") == work.doi, work.id
        assert told.get("volume") == work.volume, work.id
        assert told["date"] == str(work.year), work.id
        assert [last for last, _ in told["creators"]] == [  # type: ignore[union-attr]
            each.name.partition(", ")[0] for each in work.authors
        ]
        if kind in TYPES:
            assert told["itemType"] == TYPES[kind], (work.id, kind)
    assert "article-journal" in seen


def test_a_work_is_cited_in_any_style_and_a_misspelt_one_is_told(client: FlaskClient) -> None:
    for style, part in (("ieee", "S. Asad and S. Chreim"), ("bmj", "Asad S, Chreim S")):
        assert part in client.get(f"{ASAD}?style={style}", headers=HTML).text
    refused = client.get(f"{ASAD}?style=vancuver-nlm", headers=HTML)
    assert refused.status_code == 200
    assert "vancouver-nlm" in refused.text
    assert 'role="alert"' in refused.text


def test_every_style_that_is_offered_gives_a_text(store: Store) -> None:
    work = next(each for each in every_work(store) if each.id == "asad-2016")

    assert csl.item(work)
    assert [
        style for style in OFFERED if "Asad" not in formatted.cite(work, formatted.manner(style))
    ] == []


def test_the_picture_holds_every_tie_once_and_leads_from_the_citing_to_the_cited(
    store: Store,
) -> None:
    works = {work.node: work for work in every_work(store)}
    drawn = 0
    for node, work in works.items():
        picture = citation_picture(store, work)
        ties = {
            quad.object if quad.subject == node else quad.subject
            for name in ("cito:cites", "pp:includesWork")
            for quads in (
                store.quads_for_pattern(node, iri(name), None, None),
                store.quads_for_pattern(None, iri(name), node, None),
            )
            for quad in quads
        }
        assert (picture is None) == (not ties)
        if picture is None:
            continue
        drawn += 1
        assert len(picture.entries) == len(ties) + 1
        years = [int(each.year) for each in picture.entries if each.year]
        assert years == sorted(years, reverse=True)
        assert len([arc for arc in picture.arcs if arc[1]]) == len(ties)
        assert all(isinstance(each, NamedNode) for each in ties)
    assert drawn > 20
