"""The experimental service by the draft of version 1.0."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

AT = "/reconcile/1.0-draft"
TERM = "PEERPROV_0002101"


def match(client: FlaskClient, *conditions: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    response = client.post(f"{AT}/match", json={"queries": [{"conditions": conditions, **more}]})
    assert response.status_code == 200, response.text
    assert response.json
    found: list[dict[str, Any]] = response.json["results"][0]["candidates"]
    assert all({"id", "name", "score", "match"} <= each.keys() for each in found)
    assert all(f.keys() == {"id", "name", "value"} for each in found for f in each["features"])
    return found


def name(text: str, **more: Any) -> dict[str, Any]:
    return {"matchType": "name", "propertyValue": text, **more}


def has(pid: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"matchType": "property", "propertyId": pid, "propertyValue": value, **more}


def test_the_manifest_says_that_it_is_the_draft_and_experimental(client: FlaskClient) -> None:
    told: Any = client.get(AT).json

    assert told["versions"] == ["1.0-draft"]
    assert "experimental" in told["name"]
    assert told["suggest"] == {"entity": True, "property": True, "type": True}
    assert "{id}" in told["view"]["url"]
    assert told["preview"].keys() == {"width", "height"}
    assert "identifierSpace" not in told
    assert client.get("/reconcile").json["versions"] == ["0.2"]  # type: ignore[index]


def test_names_and_identifiers_are_matched(client: FlaskClient) -> None:
    assert match(client, name("role ambiguity"))[0]["id"] == TERM
    by_id = {"matchType": "id", "propertyValue": "PEERPROV:0002101", "required": True}
    assert [each["id"] for each in match(client, by_id)] == [TERM]


def test_results_stand_in_the_order_of_the_queries(client: FlaskClient) -> None:
    queries = [{"conditions": [name("hope")]}, {"conditions": [name("role ambiguity")]}]
    told: Any = client.post(f"{AT}/match", json={"queries": queries}).json

    assert [each["candidates"][0]["id"] for each in told["results"]] == ["PEERPROV_0005017", TERM]


def test_required_and_excluded_values_leave_candidates_out(client: FlaskClient) -> None:
    plain = match(client, name("Asad"), type="Work")
    only = match(client, name("Asad"), has("year", 2015, required=True), type="Work")
    without = match(client, name("Asad"), has("year", 2015, matchQuantifier="none"), type="Work")

    ids = {each["id"] for each in plain}
    assert {"work/asad-2015", "work/asad-2016"} <= ids
    assert "work/asad-2015" in {each["id"] for each in only}
    assert "work/asad-2016" not in {each["id"] for each in only}
    assert "work/asad-2015" not in {each["id"] for each in without}
    assert "work/asad-2016" in {each["id"] for each in without}


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"queries": [{}]},
        {"queries": [{"conditions": []}]},
        {"queries": [{"conditions": [{"matchType": "name"}]}]},
        {"queries": [{"conditions": [{"matchType": "smell", "propertyValue": "x"}]}]},
        {"queries": [{"conditions": [{"matchType": "property", "propertyValue": "x"}]}]},
        {"queries": [{"conditions": [{"matchType": "name", "propertyValue": "x"}], "foo": 1}]},
    ],
)
def test_what_breaks_the_draft_is_refused(client: FlaskClient, body: Any) -> None:
    assert client.post(f"{AT}/match", json=body).status_code == 400


def test_too_many_queries_are_refused(client: FlaskClient) -> None:
    queries = [{"conditions": [name("x")]}] * 101
    assert client.post(f"{AT}/match", json={"queries": queries}).status_code == 413


def test_tables_are_extended_in_lists(client: FlaskClient) -> None:
    asked = {"ids": [TERM, "unknown"], "properties": [{"id": "definition"}, {"id": "parent"}]}
    told: Any = client.post(f"{AT}/extend", json=asked).json

    first, second = told["rows"]
    assert (first["id"], second["id"]) == (TERM, "unknown")
    definition, parent = first["properties"]
    assert definition["values"][0].keys() == {"str", "lang"}
    assert parent["values"][0].keys() == {"id", "name"}
    assert [each["values"] for each in second["properties"]] == [[], []]


def test_suggestions_preview_and_proposals_are_there(client: FlaskClient) -> None:
    for what in ("entity", "type", "property"):
        query = {"prefix": "", "limit": 2} if what == "property" else {"prefix": "barrier"}
        assert client.get(f"{AT}/suggest/{what}", query_string=query).json["result"]  # type: ignore[index]
    assert client.get(f"{AT}/preview?id={TERM}").status_code == 200
    assert client.get(f"{AT}/extend/propose?type=Work&limit=1").status_code == 200
    every = client.get(f"{AT}/suggest/entity?prefix=peer&limit=4").json["result"]  # type: ignore[index]
    later = client.get(f"{AT}/suggest/entity?prefix=peer&limit=2&offset=2").json["result"]  # type: ignore[index]
    assert every[2:] == later
