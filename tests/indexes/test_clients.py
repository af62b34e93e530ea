"""Clients written for OpenCitations read this graph when only their base URL is changed."""

from __future__ import annotations

import warnings
from types import ModuleType

import pytest
from flask.testing import FlaskClient

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    api: ModuleType = pytest.importorskip("opencitations_client.json_api_client")
    curies: ModuleType = pytest.importorskip("curies")

CITING = "doi:10.1007/s10488-018-0912-8"
CITED = "doi:10.1007/s10597-015-9970-5"
TOKEN = "any"  # noqa: S105 - the client insists on one, the server reads none


@pytest.fixture(params=["/index/v2", "/index/api/v2"])
def opencitations(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, address: str
) -> ModuleType:
    monkeypatch.setattr(api, "BASE_V2", f"{address}{request.param}")
    monkeypatch.setattr(api, "META_V1", f"{address}/meta/v1")
    return api


def test_the_client_reads_all_outgoing_citations(opencitations: ModuleType) -> None:
    found = opencitations.get_outgoing_citations_from_api(CITING, token=TOKEN)
    assert len(found) == 31
    ours = [each for each in found if CITED in {reference.curie for reference in each.cited}]
    assert len(ours) == 1
    assert ours[0].creation.year == 2018
    assert ours[0].timespan is not None
    # the client leaves out what is "no"
    assert not ours[0].author_self_citation
    assert not ours[0].journal_self_citation


def test_the_client_reads_incoming_citations_by_doi_and_by_our_omid(
    opencitations: ModuleType,
) -> None:
    by_doi = opencitations.get_incoming_citations_from_api(CITED, token=TOKEN, return_type="str")
    assert by_doi == [CITING.removeprefix("doi:")]
    full = opencitations.get_incoming_citations_from_api(CITED, token=TOKEN)
    omid = full[0].cited[0]
    assert omid.prefix == "omid"
    again = opencitations.get_incoming_citations_from_api(omid, token=TOKEN)
    assert [each.reference for each in again] == [each.reference for each in full]


def test_the_client_reads_the_metadata_of_every_work_of_the_graph(
    opencitations: ModuleType, client: FlaskClient
) -> None:
    works = client.get("/works", headers={"Accept": "application/json"}).get_json()["works"]
    known = {work["doi"]: work for work in works if "doi" in work}
    asked = [curies.Reference(prefix="doi", identifier=each) for each in known]
    found = opencitations.get_articles(asked, token=TOKEN)
    assert len(found) == len(known) > 50
    for article in found:
        name = next(each.identifier for each in article.references if each.prefix == "doi")
        assert article.title == known[name]["title"]
        assert article.omid.startswith("br/00")
        assert all(author.references for author in article.authors)


def test_the_client_finds_the_works_of_an_author(opencitations: ModuleType) -> None:
    work = opencitations.get_articles([curies.Reference.from_curie(CITED)], token=TOKEN)[0]
    assert [author.name for author in work.authors] == ["Asad, Sarah", "Chreim, Samia"]
    reference = work.authors[0].references[0]
    found = opencitations.get_articles_for_author(reference, token=TOKEN)
    assert [each.title for each in found] == [work.title]
    orcid = curies.Reference(prefix="orcid", identifier="0000-0001-6960-357X")
    assert opencitations.get_articles_for_author(orcid, token=TOKEN) == []
    assert opencitations.get_articles_for_editor(orcid, token=TOKEN) == []
