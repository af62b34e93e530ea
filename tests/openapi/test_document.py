"""The description is complete, sound, and true for its own examples."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from tests.site import markup

from peerprov.server.openapi.routes import example_of

Document = dict[str, Any]
BESIDE_FLASK = {"/sparql", "/store"}
EMPTY = {"/doi", "/store/{graph}", "/health/ready"}
NOT_HELD = re.compile(r".*/(grants|topics|datasources)/.*|.*/(properties|individuals)/\{tail\}")


def blanked(path: str) -> str:
    return re.sub(r"<[^>]*>|{\w+}", "{}", path)


def operations(document: Document) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, told)
        for path, methods in document["paths"].items()
        for method, told in methods.items()
    ]


def test_every_route_of_the_application_is_described_and_nothing_else(
    app: Flask, described: Document
) -> None:
    told = {(blanked(path), method) for path, method, _ in operations(described)}
    there = {
        (blanked(rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert len(there) > 100
    assert there - told == set()
    assert {path for path, _ in told - there} == BESIDE_FLASK


def test_the_document_is_sound(described: Document) -> None:
    assert described["openapi"].startswith("3.1.")
    ids = [told["operationId"] for _, _, told in operations(described)]
    assert len(ids) == len(set(ids))
    tags = {tag["name"] for tag in described["tags"]}
    for path, method, told in operations(described):
        assert set(told["tags"]) <= tags
        named = {each["name"] for each in told["parameters"] if each["in"] == "path"}
        assert named == set(re.findall(r"{(\w+)}", path)), (path, method)
        for answer in told["responses"].values():
            assert answer["description"]
            for content in answer.get("content", {}).values():
                reference = content.get("schema", {}).get("$ref", "#/components/schemas/Problem")
                assert reference.rpartition("/")[2] in described["components"]["schemas"]


def test_every_example_answers_as_it_is_described(client: FlaskClient, described: Document) -> None:
    tried = 0
    for path, method, told in operations(described):
        address = example_of(path, told) if method == "get" else None
        if address is None or path in BESIDE_FLASK:
            continue
        response = client.get(address, headers={"Accept": "*/*"})
        answer = told["responses"].get(str(response.status_code))
        assert answer is not None, (address, response.status_code)
        assert response.mimetype in answer.get("content", {response.mimetype: {}}), address
        if path not in EMPTY and not NOT_HELD.fullmatch(path) and "Links" not in path:
            assert response.status_code < 400, (address, response.status_code)
        tried += 1
    assert tried > 100


def test_the_page_for_people_shows_every_address_and_needs_nothing_from_elsewhere(
    client: FlaskClient, described: Document
) -> None:
    response = client.get("/docs/api")
    page = markup.read(response.text)
    assert page.faults == []
    text = "".join(page.text)
    for path in described["paths"]:
        assert path in text
    outside = [
        given
        for tag in ("script", "link", "img")
        for given in page.named(tag)
        if "//" in (given.get("src") or given.get("href") or "")
    ]
    assert outside == []
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
