"""What a work says, by DOI: every coded field, in every format, against the YAML."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any
from unicodedata import normalize

import pytest
import yaml
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, Store, parse

from peerprov.graph.evidence.load import FOLDER
from peerprov.namespaces import iri
from peerprov.server.citations.read import find_by_id, read_work
from peerprov.server.doi.address import work_path

RENAMED = {
    "source": "text_read",
    "level": "levels",
    "addresses_term": "addresses_terms",
    "leads_to_term": "leads_to_terms",
}
NOT_GIVEN = {"broader"}


def documents() -> Iterator[dict[str, Any]]:
    for file in sorted(FOLDER.glob("*.yaml")):
        yield yaml.safe_load(file.read_text("utf-8"))


@pytest.fixture(scope="session")
def paths(store: Store) -> dict[str, str]:
    found = {}
    for document in documents():
        node = find_by_id(store, document["id"])
        assert node is not None
        work = read_work(store, node)
        assert work is not None
        found[document["id"]] = f"/{work_path(work)}/findings"
    return found


def test_every_field_of_every_finding_is_given(client: FlaskClient, paths: dict[str, str]) -> None:
    count = 0
    for document in documents():
        told = client.get(paths[document["id"]]).get_json()
        given = {finding["id"]: finding for finding in told["findings"]}
        assert given.keys() == {finding["id"] for finding in document["findings"]}
        for finding in document["findings"]:
            compare(finding, given[finding["id"]])
            count += 1
    assert count >= 946


def compare(coded: dict[str, Any], given: dict[str, Any]) -> None:
    for name, value in coded.items():
        if name in NOT_GIVEN or value in (None, [], ""):
            continue
        found = given[RENAMED.get(name, name)]
        if name == "outcome":
            compare_outcome(value, found)
        elif name == "term":
            assert found["label"]
        elif name in ("addresses_term", "leads_to_term"):
            assert len(found) == (len(value) if isinstance(value, list) else 1)
        elif name == "level":
            assert found == sorted(value)
        elif isinstance(value, str):
            assert found == normalize("NFC", value)


def compare_outcome(coded: dict[str, Any], given: dict[str, Any]) -> None:
    for name, value in coded.items():
        if value is None:
            assert name not in given
        elif name == "effect_estimate":
            assert given[name] == {key: each for key, each in value.items() if each is not None}
        else:
            assert given[name] == normalize("NFC", value)


def test_csv_has_one_line_a_finding(client: FlaskClient, paths: dict[str, str]) -> None:
    path = paths["lloyd-evans-2014"]
    told = client.get(path).get_json()["findings"]
    rows = list(csv.DictReader(StringIO(client.get(path, headers={"Accept": "text/csv"}).text)))
    assert [row["id"] for row in rows] == [finding["id"] for finding in told]
    for row, finding in zip(rows, told, strict=True):
        assert row["statement"] == finding["statement"]
        assert row["term.label"] == finding.get("term", {}).get("label", "")
        outcome = finding.get("outcome", {})
        assert row["outcome.direction"] == outcome.get("direction", "")
        value = outcome.get("effect_estimate", {}).get("value", "")
        assert row["outcome.effect_estimate.value"] == str(value)
    assert None not in rows[0]


@pytest.mark.parametrize(
    "form", [RdfFormat.TURTLE, RdfFormat.JSON_LD, RdfFormat.RDF_XML, RdfFormat.N_TRIPLES]
)
def test_rdf_has_the_findings_and_nothing_else(
    client: FlaskClient, paths: dict[str, str], form: RdfFormat
) -> None:
    path = paths["lloyd-evans-2014"]
    media_type = form.media_type.split(";")[0]
    response = client.get(path, headers={"Accept": media_type})
    assert response.mimetype == media_type
    read = list(parse(response.data, format=form))
    findings = {quad.subject for quad in read if quad.predicate == iri("pp:reportedIn")}
    assert len(findings) == len(client.get(path).get_json()["findings"])
    prefix = "<https://w3id.org/peer-provision/finding/lloyd-evans-2014/"
    assert all(str(quad.subject).startswith(prefix) for quad in read)
    assert any(quad.predicate == iri("pp:effectValue") for quad in read)


def test_conflicts_are_named(client: FlaskClient, paths: dict[str, str], store: Store) -> None:
    against = {
        (quad.subject, quad.object)
        for quad in store.quads_for_pattern(None, iri("pp:conflictsWith"), None, None)
    }
    assert against
    told = {
        (finding["iri"], other)
        for path in paths.values()
        for finding in client.get(path).get_json()["findings"]
        for other in finding.get("conflicts_with", [])
    }
    assert told == {(s.value, o.value) for s, o in against}  # type: ignore[union-attr]


def test_the_page_shows_every_statement_escaped(client: FlaskClient, paths: dict[str, str]) -> None:
    for work_id in ("asad-2016", "lloyd-evans-2014", "walker-2013"):
        page = client.get(paths[work_id], headers={"Accept": "text/html"})
        assert page.mimetype == "text/html"
        for finding in client.get(paths[work_id]).get_json()["findings"]:
            assert f'id="{finding["id"]}"' in page.text
        assert "<script>" not in page.text


def test_there_is_no_other_format(client: FlaskClient, paths: dict[str, str]) -> None:
    response = client.get(paths["asad-2016"], headers={"Accept": "application/x-bibtex"})
    assert response.status_code == 406
