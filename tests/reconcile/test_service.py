"""The reconciliation service as OpenRefine uses it: manifest, queries, suggestions, extension."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

_spec = importlib.util.spec_from_file_location("shapes", Path(__file__).with_name("shapes.py"))
assert _spec
assert _spec.loader
shapes: Any = importlib.util.module_from_spec(_spec)
sys.modules["reconcile_shapes"] = shapes
_spec.loader.exec_module(shapes)

AMBIGUITY = "PEERPROV_0002101"
BARRIER = "PEERPROV_0002001"
REFERENCE = (
    "Asad S, Chreim S. Peer support providers' role experiences on interprofessional mental "
    "health care teams: a qualitative study. Community Ment Health J. 2016;52(7):767-74."
)


def ask(client: FlaskClient, at: str = "/reconcile", **query: Any) -> list[dict[str, Any]]:
    response = client.post(at, data={"queries": json.dumps({"q0": query})})
    assert response.status_code == 200, response.text
    shapes.check(shapes.RESULTS, response.json)
    found: list[dict[str, Any]] = response.json["q0"]["result"]  # type: ignore[index]
    return found


def extend(client: FlaskClient, ids: list[str], *properties: Any) -> dict[str, Any]:
    asked = {"ids": ids, "properties": [{"id": p} if isinstance(p, str) else p for p in properties]}
    response = client.post("/reconcile", data={"extend": json.dumps(asked)})
    assert response.status_code == 200, response.text
    shapes.check(shapes.EXTENDED, response.json)
    told: dict[str, Any] = response.json  # type: ignore[assignment]
    return told


@pytest.mark.parametrize("at", ["/reconcile", "/reconcile/terms", "/reconcile/works"])
def test_the_manifest_is_given_by_get_and_by_post(client: FlaskClient, at: str) -> None:
    for response in (client.get(at), client.post(at), client.get(f"{at}/")):
        assert response.status_code == 200
        shapes.check(shapes.MANIFEST, response.json)
        assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_every_address_of_the_manifest_answers(client: FlaskClient) -> None:
    manifest: Any = client.get("/reconcile").json
    for what, place in manifest["suggest"].items():
        prefix = {"entity": "role", "type": "barrier", "property": "year"}[what]
        told = client.get(
            place["service_url"] + place["service_path"], query_string={"prefix": prefix}
        )
        shapes.check(shapes.SUGGESTIONS, told.json)
        first = told.json["result"][0]["id"]  # type: ignore[index]
        path = place["flyout_service_path"].replace("${id}", first)
        flyout = client.get(place["flyout_service_url"] + path)
        assert flyout.json.keys() == {"id", "html"}  # type: ignore[union-attr]
        assert flyout.json["id"] == first  # type: ignore[index]
    for name in ("view", "preview"):
        url = manifest[name]["url"].replace("{{id}}", "work%2Fasad-2016")
        assert client.get(url).status_code in (200, 303)


def test_queries_come_by_form_or_in_the_address(client: FlaskClient) -> None:
    queries = json.dumps({"a": {"query": "role ambiguity"}, "b": {"query": "zzzzqqxx"}})

    posted = client.post("/reconcile", data={"queries": queries})
    got = client.get("/reconcile", query_string={"queries": queries})

    assert posted.json == got.json
    assert posted.json["a"]["result"][0]["id"] == AMBIGUITY  # type: ignore[index]
    assert posted.json["b"] == {"result": []}  # type: ignore[index]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("PEERPROV:0002101", AMBIGUITY),
        (f"https://w3id.org/peer-provision/{AMBIGUITY}", AMBIGUITY),
        ("low clarity of the peer provider role", AMBIGUITY),
        ("Role Ambiguity", AMBIGUITY),
        ("https://doi.org/10.1007/s10597-015-9970-5", "work/asad-2016"),
        ("asad-2016", "work/asad-2016"),
        ("Asad & Chreim (2016)", "work/asad-2016"),
        (REFERENCE, "work/asad-2016"),
        ("asad-2016 f01", "finding/asad-2016/f01"),
    ],
)
def test_what_a_person_would_take_is_taken(client: FlaskClient, written: str, found: str) -> None:
    best = ask(client, query=written)[0]

    assert (best["id"], best["match"]) == (found, True)


@pytest.mark.parametrize("written", ["role ambiguty", "supervison", "low clarity"])
def test_typos_and_parts_are_candidates_that_a_person_looks_at(
    client: FlaskClient, written: str
) -> None:
    found = ask(client, query=written)

    assert found
    assert found[0]["score"] < 100


def test_namesakes_are_not_taken_without_a_look(client: FlaskClient) -> None:
    found = ask(client, query="role ambiguity", type="Finding")

    assert len(found) > 2
    assert not any(each["match"] for each in found)


def test_candidates_have_their_own_types(client: FlaskClient) -> None:
    types = {
        each["id"]: [t["id"] for t in each["type"]] for each in ask(client, query="role clarity")
    }

    assert types["PEERPROV_0002100"] != types["PEERPROV_0003111"]
    assert all(1 <= len(each) <= 6 for each in types.values())


def test_a_type_leaves_others_out_and_all_types_have_to_fit_when_so_asked(
    client: FlaskClient,
) -> None:
    for kind in ("Term", "Work", "Finding"):
        found = ask(client, query="peer support", type=kind)
        assert found
        assert all(kind in [t["id"] for t in each["type"]] for each in found)
    barriers = ask(client, query="role", type=[BARRIER, "Term"], type_strict="all")
    assert barriers
    assert all(BARRIER in [t["id"] for t in each["type"]] for each in barriers)
    assert ask(client, query="role", type=[BARRIER, "Work"], type_strict="all") == []
    either = ask(client, query="role", type=[BARRIER, "Work"], limit=40)
    assert {each["id"].startswith("work/") for each in either} == {True, False}


def test_a_type_that_should_fit_only_lowers_the_others(client: FlaskClient) -> None:
    plain = {each["id"]: each["score"] for each in ask(client, query="role ambiguity")}
    should = {
        each["id"]: each["score"]
        for each in ask(client, query="role ambiguity", type="Finding", type_strict="should")
    }

    assert should[AMBIGUITY] == plain[AMBIGUITY] - 15
    assert should["finding/asad-2016/f01"] == plain["finding/asad-2016/f01"]


def test_a_scope_holds_one_kind(client: FlaskClient) -> None:
    for scope, start in (("terms", "PEERPROV_"), ("works", "work/"), ("findings", "finding/")):
        found = ask(client, f"/reconcile/{scope}", query="peer support")
        assert found
        assert all(each["id"].startswith(start) for each in found)
    assert client.get("/reconcile/people").status_code == 404


def test_properties_decide_between_works(client: FlaskClient) -> None:
    given = [{"pid": "year", "v": "2015"}]
    first = ask(client, query="Asad", type="Work", properties=given)[0]
    assert first["id"] == "work/asad-2015"
    assert {"id": "year", "value": 100} in first["features"]

    alone = ask(
        client,
        properties=[{"pid": "authors", "v": "Asad"}, {"pid": "year", "v": 2016}],
        type="Work",
    )
    assert alone[0]["id"] == "work/asad-2016"
    assert alone[0]["match"] is True


def test_a_reconciled_entity_can_be_a_value(client: FlaskClient) -> None:
    work = {"id": "work/asad-2016", "name": "whatever"}
    found = ask(
        client, query="role ambiguity", type="Finding", properties=[{"pid": "work", "v": work}]
    )

    assert found[0]["id"] == "finding/asad-2016/f01"
    assert found[0]["match"] is True


def test_the_limit_holds(client: FlaskClient) -> None:
    assert len(ask(client, query="peer", limit=3)) == 3


@pytest.mark.parametrize(
    ("queries", "fields"),
    [
        ("{", ["queries"]),
        ("[]", ["queries"]),
        ('{"q0": {}}', ["queries/q0"]),
        ('{"q0": []}', ["queries/q0"]),
        (
            '{"a": {"query": 1}, "b": {"query": "x", "foo": 1}}',
            ["queries/a/query", "queries/b/foo"],
        ),
        ('{"q0": {"query": "x", "type_strict": "maybe"}}', ["queries/q0/type_strict"]),
        ('{"q0": {"query": "x", "limit": "many"}}', ["queries/q0/limit"]),
        ('{"q0": {"query": "x", "type": [1]}}', ["queries/q0/type"]),
        ('{"q0": {"properties": [{"pid": "year"}]}}', ["queries/q0/properties/0"]),
        ("[" * 5000, ["queries"]),
    ],
)
def test_all_that_is_wrong_with_queries_is_told(
    client: FlaskClient, queries: str, fields: list[str]
) -> None:
    response = client.post("/reconcile", data={"queries": queries})

    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert [fault["field"] for fault in response.json["faults"]] == fields  # type: ignore[index]


def test_a_batch_over_the_limit_is_refused(client: FlaskClient) -> None:
    most = client.get("/reconcile").json["batchSize"]  # type: ignore[index]
    queries = {f"q{n}": {"query": "x"} for n in range(most + 1)}

    assert client.post("/reconcile", data={"queries": json.dumps(queries)}).status_code == 413


def test_tables_are_extended(client: FlaskClient) -> None:
    told = extend(
        client,
        [AMBIGUITY, "work/asad-2016", "finding/asad-2016/f01", "unknown"],
        "definition",
        "parent",
        "doi",
        "year",
        {"id": "works", "settings": {"limit": 2}},
        "country",
        "term",
        "nonsense",
    )
    rows = told["rows"]

    assert [each["id"] for each in told["meta"]][:2] == ["definition", "parent"]
    assert rows[AMBIGUITY]["definition"][0]["str"]
    assert {"id": BARRIER, "name": "barrier to peer provision"} in rows[AMBIGUITY]["parent"]
    assert len(rows[AMBIGUITY]["works"]) == 2
    assert {"str": "Canada"} not in rows["work/asad-2016"]["doi"]
    assert rows["work/asad-2016"]["year"] == [{"int": 2016}]
    assert rows["finding/asad-2016/f01"]["term"][0]["id"] == AMBIGUITY
    assert rows["finding/asad-2016/f01"]["doi"] == [{"str": "10.1007/s10597-015-9970-5"}]
    assert all(cells == [] for cells in rows["unknown"].values())
    assert len(rows[AMBIGUITY]["country"]) > 3


def test_every_proposed_property_gives_something(client: FlaskClient) -> None:
    kinds = {"Term": "^PEERPROV", "Work": "^work", "Finding": "^finding"}
    index = {
        kind: [each["id"] for each in ask(client, query="peer support", type=kind, limit=60)]
        for kind in kinds
    }
    index["Finding"] += [
        each["id"] for each in ask(client, query="hope outcome", type="Finding", limit=60)
    ]
    for kind, ids in index.items():
        proposed: Any = client.get(f"/reconcile/extend/propose?type={kind}").json
        names = [each["id"] for each in proposed["properties"]]
        rows = extend(client, ids, *names)["rows"]
        assert len(names) > 5
        for name in names:
            assert any(row[name] for row in rows.values()), (kind, name)


def test_proposals_are_limited(client: FlaskClient) -> None:
    told: Any = client.get("/reconcile/extend/propose?type=Work&limit=2").json

    assert told.keys() == {"type", "properties", "limit"}
    assert len(told["properties"]) == 2


@pytest.mark.parametrize("asked", ["{", "[]", '{"ids": "a", "properties": 1}', '{"ids": [1]}'])
def test_a_malformed_extension_is_refused(client: FlaskClient, asked: str) -> None:
    assert client.post("/reconcile", data={"extend": asked}).status_code == 400


def test_what_is_not_known_is_said_in_view_and_preview(client: FlaskClient) -> None:
    for name in ("view", "preview"):
        response = client.get(f"/reconcile/{name}?id=PEERPROV_9999999")
        assert response.status_code == 404
        assert "Nothing is known as" in response.text
    assert client.get("/reconcile/view").status_code == 400


def test_the_view_of_each_kind_leads_to_a_page(client: FlaskClient) -> None:
    for name in (AMBIGUITY, "work/asad-2016", "finding/asad-2016/f01"):
        moved = client.get("/reconcile/view", query_string={"id": name})
        assert moved.status_code == 303
        page = client.get(moved.location, headers={"Accept": "text/html"}, follow_redirects=True)
        assert page.status_code == 200


def test_a_preview_may_stand_in_a_frame_and_escapes_what_it_shows(client: FlaskClient) -> None:
    told = client.get(f"/reconcile/preview?id={AMBIGUITY}")
    assert "frame-ancestors *" in told.headers["Content-Security-Policy"]
    assert "role ambiguity" in told.text

    bad = client.get("/reconcile/preview", query_string={"id": "<script>alert(1)</script>"})
    assert "<script>" not in bad.text


def test_suggestions_go_on_behind_a_cursor(client: FlaskClient) -> None:
    def get(**more: Any) -> list[Any]:
        told: TestResponse = client.get(
            "/reconcile/suggest/entity", query_string={"prefix": "peer", **more}
        )
        found: list[Any] = told.json["result"]  # type: ignore[index]
        return found

    assert get(limit=4)[2:] == get(cursor=2, limit=2)
    assert client.get("/reconcile/suggest/entity?prefix=x&cursor=-1").status_code == 400


def test_answers_can_be_revalidated_and_name_their_version(client: FlaskClient) -> None:
    first = client.get("/reconcile")
    again = client.get("/reconcile", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, first.headers["PeerProv-Version"]) == (304, "1")
    assert client.head("/reconcile").status_code == 200
    assert client.options("/reconcile").headers["Access-Control-Allow-Origin"] == "*"
