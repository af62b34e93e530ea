"""Every address that takes more than GET: it only reads, or it asks for a token."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from tests.writing.conftest import OWN, Service

SAFE = {"GET", "HEAD", "OPTIONS"}
READS = {
    "/doi",
    "/reconcile",
    "/reconcile/<any(terms,works,findings):scope>",
    "/reconcile/1.0-draft/match",
    "/reconcile/1.0-draft/extend",
}
"""POST only asks here; a body is sent where a question does not fit into an address."""
WRITES = {"/sparql", "/store", "/store/<path:graph>"}


def unsafe(app: Flask) -> dict[str, set[str]]:
    """The addresses that take more than GET, with the methods; those in front of Flask too."""
    found = {rule.rule: set(rule.methods or ()) - SAFE for rule in app.url_map.iter_rules()}
    found |= {"/sparql": {"POST"}, "/store": {"PUT", "POST", "DELETE"}}
    return {rule: methods for rule, methods in found.items() if methods}


def test_no_address_is_forgotten(app: Flask) -> None:
    assert set(unsafe(app)) == READS | WRITES


@pytest.mark.parametrize("token", ["", "Bearer wrong", "Basic d3Jvbmc6d3Jvbmc=", "wrong"])
def test_nothing_is_written_without_a_token(curated: Service, app: Flask, token: str) -> None:
    before = curated.version()
    headers = {"Authorization": token}

    for rule, methods in unsafe(app).items():
        path = re.sub(r"<any\((\w+).*?>", r"\1", rule).replace("<path:graph>", "x")
        for method in methods:
            if rule == "/sparql":
                body = f"INSERT DATA {{ GRAPH <{OWN}> {{ <urn:a> <urn:b> <urn:{method}> }} }}"
                kind = "application/sparql-update"
            else:
                body, kind = "<urn:a> <urn:b> <urn:c> .", "text/turtle"
            params = {"graph": OWN} if rule == "/store" else None
            answer = curated.send(
                method, path, data=body, params=params, headers={**headers, "Content-Type": kind}
            )
            assert answer.status_code == 401 if rule in WRITES else answer.status_code < 500, path

    assert curated.version() == before


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "PROPFIND", "TRACE"])
def test_other_methods_are_told_which_there_are(curated: Service, app: Flask, method: str) -> None:
    plain = {rule.rule for rule in app.url_map.iter_rules() if not rule.arguments}
    before = curated.version()

    for path in sorted(plain | {"/sparql"} - {"/store"}):
        answer = curated.send(method, path)
        assert answer.status_code in (400, 405), f"{method} {path}: {answer.status_code}"
        if answer.status_code == 405:
            assert method not in answer.headers["Allow"]

    assert curated.version() == before
