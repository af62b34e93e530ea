"""Real clients of DOI services, pointed at a running server by base URL alone."""

from __future__ import annotations

import json
import warnings
from typing import Any

import pytest
import rispy
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON
from datacite import schema45
from pybtex.database import parse_string
from pyoxigraph import RdfFormat, parse

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import habanero.cnrequest
    from habanero import cn

DOI = "10.1007/s10597-015-9970-5"
OTHER = "10.1186/1471-244x-14-39"


def negotiate(address: str, form: str, ids: Any = DOI, **more: str) -> Any:
    return cn.content_negotiation(ids=ids, format=form, url=address, **more)


def test_habanero_gets_bibtex(address: str) -> None:
    entry = parse_string(negotiate(address, "bibtex"), "bibtex").entries["asad-2016"]
    assert entry.fields["doi"] == DOI


def test_habanero_gets_ris(address: str) -> None:
    assert rispy.loads(negotiate(address, "ris"))[0]["doi"] == DOI


def test_habanero_gets_a_formatted_citation(address: str) -> None:
    text = negotiate(address, "text", style="ieee", locale="en-GB")
    assert text.startswith("[1] S. Asad and S. Chreim")


@pytest.mark.parametrize(
    ("form", "syntax"), [("turtle", RdfFormat.TURTLE), ("rdf-xml", RdfFormat.RDF_XML)]
)
def test_habanero_gets_rdf(address: str, form: str, syntax: RdfFormat) -> None:
    text = negotiate(address, form)
    subjects = {str(quad.subject) for quad in parse(text.encode(), format=syntax)}
    assert f"<https://doi.org/{DOI}>" in subjects


def test_habanero_gets_datacite_xml(address: str) -> None:
    text = negotiate(address, "datacite-xml")
    assert f'<identifier identifierType="DOI">{DOI}</identifier>' in text


def test_habanero_gets_csl_json_from_the_transform_route(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """habanero asks one fixed host for this format, whatever the base URL: it is replaced."""
    asked = []
    get = habanero.cnrequest.httpx2.get

    def here(url: str, **more: Any) -> Any:
        asked.append(url)
        return get(url.replace("http://api.crossref.org", address), **more)

    monkeypatch.setattr(habanero.cnrequest.httpx2, "get", here)
    item = json.loads(negotiate(address, "citeproc-json"))
    assert item["DOI"] == DOI
    assert rendered(item).startswith("Asad, S. and Chreim, S. (2016)")
    assert asked[0].startswith("http://api.crossref.org/works/")


def rendered(item: dict[str, Any]) -> str:
    """Renders CSL-JSON in a style that comes with citeproc-py."""
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    made = CitationStylesBibliography(style, CiteProcJSON([item]), formatter.plain)
    made.register(Citation([CitationItem(item["id"])]))
    return str(made.bibliography()[0])


def test_habanero_gets_many_one_by_one(address: str) -> None:
    texts = negotiate(address, "bibtex", ids=[DOI, OTHER])
    assert [next(iter(parse_string(text, "bibtex").entries)) for text in texts] == [
        "asad-2016",
        "lloyd-evans-2014",
    ]


def test_habanero_raises_for_what_is_unknown_and_what_is_not_there(address: str) -> None:
    with pytest.raises(habanero.cnrequest.httpx2.HTTPStatusError, match="404"):
        negotiate(address, "bibtex", ids="10.9999/none")
    with pytest.raises(habanero.cnrequest.httpx2.HTTPStatusError, match="406"):
        negotiate(address, "crossref-xml")


def test_datacite_json_is_valid_for_the_datacite_library(address: str) -> None:
    from urllib.request import urlopen

    url = f"{address}/application/vnd.datacite.datacite+json/{DOI}"
    with urlopen(url) as response:  # noqa: S310 - our own server
        assert schema45.validate(json.load(response))
