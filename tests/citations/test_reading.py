"""What is read of a work is what was coded, from its own graph and no other."""

from __future__ import annotations

from typing import Any
from unicodedata import normalize

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from peerprov.namespaces import WORKSPACE, iri
from peerprov.server.citations.read import (
    find_by_doi,
    find_by_id,
    graph_of,
    name_work,
    read_work,
)
from peerprov.server.citations.work import CitedWork

SAME = ("year", "title", "container", "volume", "issue", "pages", "publisher", "pmid", "pmcid")


def test_all_works_are_read(works: dict[str, CitedWork], coded: dict[str, Any]) -> None:
    assert works.keys() == coded.keys()
    assert len(works) >= 71


@pytest.mark.parametrize("name", [*SAME, "doi"])
def test_a_field_is_read_as_it_is_coded(
    works: dict[str, CitedWork], coded: dict[str, Any], name: str
) -> None:
    read = {work_id: getattr(work, name) for work_id, work in works.items()}
    expected = {
        work_id: normalize("NFC", value) if isinstance(value, str) else value
        for work_id, value in ((key, citation[name]) for key, citation in coded.items())
    }
    assert read == expected
    assert any(value is not None for value in read.values())


def test_authors_are_read_in_the_order_of_the_title_page(
    works: dict[str, CitedWork], coded: dict[str, Any]
) -> None:
    for work_id, citation in coded.items():
        names = [author.name for author in works[work_id].authors]
        assert names == [normalize("NFC", name) for name in citation["authors"]]
        assert works[work_id].authors_complete == citation["authors_complete"]


def test_an_institution_is_one_name_and_a_person_two(works: dict[str, CitedWork]) -> None:
    group = works["sunderland-2013"].authors[2]
    assert group.corporate
    assert (group.family, group.given) == (None, None)
    assert "," in group.name
    person = works["asad-2016"].authors[0]
    assert (person.family, person.given, person.corporate) == ("Asad", "Sarah", False)
    half = works["walker-2013"].authors[0]
    assert (half.family, half.given, half.corporate) == ("Walker", None, False)


def test_an_address_that_is_cut_off_in_the_source_is_not_an_address(
    works: dict[str, CitedWork],
) -> None:
    assert works["bates-2008"].url is None
    assert works["bates-2008"].address is None
    assert works["world-health-organization-2014"].address is not None


def test_works_are_found_by_doi_and_by_id(store: Store, works: dict[str, CitedWork]) -> None:
    for work in works.values():
        assert find_by_id(store, work.id) == work.node
        if work.doi:
            assert find_by_doi(store, work.doi) == work.node
        name = name_work(store, work.node)
        assert name is not None
        assert (name.id, name.doi, name.label, name.title) == (
            *(work.id, work.doi),
            *(work.label, work.title),
        )
    assert find_by_doi(store, "10.9999/nothing") is None
    assert find_by_id(store, "nobody-1999") is None
    assert read_work(store, NamedNode("https://doi.org/10.9999/nothing")) is None


def test_a_workspace_changes_no_citation(works: dict[str, CitedWork]) -> None:
    work = works["asad-2016"]
    own = Store()
    space = NamedNode(f"{WORKSPACE}mallory")
    own.add(Quad(work.node, iri("pp:workId"), Literal("asad-2016"), space))
    own.add(Quad(work.node, iri("dcterms:title"), Literal("Forged"), space))
    assert graph_of(own, work.node) is None
    own.add(Quad(work.node, iri("pp:workId"), Literal("asad-2016"), work.graph))
    own.add(Quad(work.node, iri("dcterms:title"), Literal("Real"), work.graph))
    read = read_work(own, work.node)
    assert read is not None
    assert read.title == "Real"
