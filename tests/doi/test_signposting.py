"""Typed links, read by the signposting library from a running server."""

from __future__ import annotations

import json
import warnings
from urllib.request import Request, urlopen

import pytest

from peerprov.server.citations.formats import FORMATS

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from signposting import find_signposting_http, find_signposting_linkset

DOI = "10.1007/s10597-015-9970-5"


@pytest.fixture
def page(address: str) -> str:
    return f"{address}/doi/{DOI}"


def test_level_one_is_complete(page: str) -> None:
    found = find_signposting_http(page)
    assert found.citeAs is not None
    assert found.citeAs.target == "https://w3id.org/peer-provision/work/asad-2016"
    assert found.license is not None
    assert found.license.target == "https://creativecommons.org/licenses/by/4.0/"
    types = {str(link.target) for link in found.types}
    assert types == {"https://schema.org/AboutPage", "https://schema.org/ScholarlyArticle"}
    described = {str(link.type) for link in found.describedBy}
    assert described == {form.media_type for form in FORMATS} - {"text/x-bibliography"}
    assert [str(link.target) for link in found.items] == [f"{page}/findings"]


def test_every_link_leads_to_what_it_says(page: str) -> None:
    found = find_signposting_http(page)
    for link in [*found.describedBy, *found.items, *found.linksets]:
        with urlopen(Request(link.target)) as response:  # noqa: S310 - our own server
            assert response.status == 200
            assert response.headers.get_content_type() == str(link.type)
            assert len(response.read()) > 100


def test_metadata_and_findings_lead_back(page: str) -> None:
    found = find_signposting_http(page)
    for link in found.describedBy:
        with urlopen(Request(link.target, method="HEAD")) as response:  # noqa: S310
            assert f'<{page}>; rel="describes"' in response.headers["Link"]
    for link in found.items:
        assert find_signposting_http(link.target).collection.target == page  # type: ignore[union-attr]


def test_level_two_says_the_same_in_both_forms(page: str) -> None:
    level_one = find_signposting_http(page)
    targets = {str(link.type): link.target for link in level_one.linksets}
    assert targets.keys() == {"application/linkset", "application/linkset+json"}
    for media_type, target in targets.items():
        found = find_signposting_linkset(target, acceptType=media_type)
        mine = found.for_context(page)
        assert mine.citeAs is not None
        assert mine.citeAs.target == level_one.citeAs.target  # type: ignore[union-attr]
        assert {link.target for link in mine.describedBy} == {
            link.target for link in level_one.describedBy
        }
        assert {link.target for link in mine.items} == {link.target for link in level_one.items}


def test_the_linkset_is_shaped_as_its_standard_says(page: str) -> None:
    with urlopen(f"{page}/linkset.json") as response:  # noqa: S310
        document = json.load(response)
    assert document.keys() == {"linkset"}
    first = document["linkset"][0]
    assert first["anchor"] == page
    assert first["related"] == [{"href": f"https://doi.org/{DOI}"}]
    for context in document["linkset"]:
        for relation, targets in context.items():
            if relation != "anchor":
                assert all("href" in target for target in targets)


def test_a_work_without_a_doi_has_links_too(address: str) -> None:
    found = find_signposting_http(f"{address}/works/walker-2013")
    assert found.citeAs is not None
    assert found.citeAs.target == "https://w3id.org/peer-provision/work/walker-2013"
    assert len(found.linksets) == 2
