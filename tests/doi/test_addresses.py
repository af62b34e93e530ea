"""Every written form of a name leads to the one address of the work."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, Quad, Store

from peerprov.errors import Missing
from peerprov.graph import doi
from peerprov.namespaces import graph, iri
from peerprov.server.doi import address

DOI = "10.1007/s10597-015-9970-5"
SICI = "10.1002/(sici)1099-0992(199903)29:2<289::aid>3.0.co;2-k"


def target(client: FlaskClient, path: str) -> tuple[int, str]:
    response = client.get(path)
    return response.status_code, urlsplit(response.headers.get("Location", "")).path


@pytest.mark.parametrize(
    "written",
    [
        DOI.upper(),
        f"https://doi.org/{DOI}",
        f"http://dx.doi.org/{DOI}",
        f"doi:{DOI}",
        f"DOI: {DOI}",
        f"{DOI}.",
        quote(quote(DOI, safe=""), safe=""),
        "10.1007/s10597\u2010015\u20109970\u20105",
        f"{DOI}.CrossRefPubMed",
    ],
)
def test_other_forms_are_redirected(client: FlaskClient, written: str) -> None:
    path = f"/doi/{quote(written)}"
    assert target(client, path) == (301, f"/doi/{DOI}")
    assert target(client, f"{path}/findings") == (301, f"/doi/{DOI}/findings")
    transformed = target(client, f"/works/{quote(written)}/transform/text/turtle")
    assert transformed == (301, f"/works/{DOI}/transform/text/turtle")


def test_the_canonical_form_is_not_redirected(client: FlaskClient) -> None:
    assert client.get(f"/doi/{DOI}").status_code == 200
    assert client.get(f"/doi/{quote(DOI, safe='')}").status_code == 200


@pytest.mark.parametrize("path", [f"/doi:{DOI}", f"/works/{DOI}", "/works/asad-2016"])
def test_other_rooms_lead_to_the_doi(client: FlaskClient, path: str) -> None:
    assert target(client, path) == (301, f"/doi/{DOI}")


def test_a_browser_is_sent_from_the_bare_doi_to_the_page(client: FlaskClient) -> None:
    response = client.get(f"/{DOI}", headers={"Accept": "text/html"})
    assert response.status_code == 302
    assert urlsplit(response.headers["Location"]).path == f"/doi/{DOI}"


def test_following_redirects_ends_at_the_work(client: FlaskClient) -> None:
    for path in (f"/doi/doi:{DOI.upper()}", f"/works/{DOI.upper()}/transform/application/json"):
        response = client.get(path, follow_redirects=True)
        assert response.status_code == 200
        assert response.get_json(force=True)["DOI"] == DOI


def test_odd_suffixes_go_there_and_back() -> None:
    store = Store()
    for number, odd in enumerate(
        (SICI, "10.1234/a?b#c%d", "10.1234/\u00e4\u00f6|x", "10.1234/a//b")
    ):
        own = graph(f"work/odd-{number}")
        store.add(Quad(doi.iri(odd), iri("pp:workId"), Literal(f"odd-{number}"), own))
        named = address.by_doi(store, odd)
        assert named.canonical == (doi.normalise(odd).value == odd)
        assert named.work == doi.iri(odd)
        path = urlsplit(f"http://x/{named.path}").path
        assert address.by_id(store, f"odd-{number}").path == path.removeprefix("/")


def test_a_known_name_that_is_shown_is_cut() -> None:
    with pytest.raises(Missing) as raised:
        address.by_doi(Store(), "10.1234/" + "x" * 1500)
    assert len(str(raised.value)) < 300


@pytest.mark.parametrize(
    "path",
    [
        "/doi/../../etc/passwd",
        "/doi/%2e%2e/%2e%2e/etc/passwd",
        "/doi/10.1007/..%2f..%2fetc/passwd",
        "/doi/<script>alert(1)</script>",
        "/doi/10.1007/<script>alert(1)</script>",
        "/doi/10.1007/x%0d%0aSet-Cookie:%20a=b",
        "/doi/10.1007/'%20OR%201=1%20--",
        "/doi/10.1007/x%3E%20.%20%3Fs%20%3Fp%20%3Fo",
        "/doi/%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
        "/works/%3Cscript%3E",
        "/works/..",
        "/works/10.1007/%0d%0a/transform/text/turtle",
        "/application/%0d%0aX:%20y/10.1007/x",
        "/text/html%3Cscript%3E/10.1007/s10597-015-9970-5",
        "/doi/" + "9" * 20000,
        "/doi/10.1234/" + "%25" * 2000 + "41",
        "/doi/" + "(" * 2000,
        "/doi/10.1007/\u202e\u200b",
    ],
)
def test_hostile_names_get_a_plain_refusal(client: FlaskClient, path: str) -> None:
    for accept in ("application/json", "text/html"):
        response = client.get(path, headers={"Accept": accept})
        assert response.status_code in (301, 400, 404, 406, 414)
        assert "Set-Cookie" not in response.headers
        assert "X" not in response.headers
        if response.mimetype == "text/html":
            assert not re.search(r"<script(?![^>]*\bsrc=)", response.text)
            assert "<img" not in response.text
        else:
            assert response.mimetype == "application/problem+json"
            assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "Traceback" not in response.text
        assert not response.headers.get("Location", "").endswith("passwd")


def test_a_path_that_is_not_text_is_refused(client: FlaskClient) -> None:
    assert client.get("/doi/10.1007/%ff%fe").status_code in (400, 404)
    assert client.get("/doi/10.1007/\ufffd").status_code == 404
