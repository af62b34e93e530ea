"""Made-up requests meet no failure of ours and no answer that is not described.

Schemathesis makes the requests out of the document, a bounded number for each operation and the
same in each run. Writing is off, so what writes is only refused here.
"""

from __future__ import annotations

import json
import warnings
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    schemathesis = pytest.importorskip("schemathesis")

EXAMPLES = 6
GROUPS = (
    *("Works", "OpenCitations", "Scholix", "SKG-IF", "Stored queries", "Ontology lookup"),
    *("Reconciliation", "Site", "Service", "SPARQL"),
)


def as_text(context: object, value: object) -> bytes:
    """Sends a body as it is."""
    return str(value).encode("utf-8", "replace")


schemathesis.serializer("application/sparql-query", "text/turtle")(as_text)


def ask(operation: Any, described: dict[str, Any]) -> tuple[int, list[str]]:
    """Asks one operation; gives the number of requests, and what was answered against the word."""
    told = described["paths"][operation.path][operation.method.lower()]["responses"]
    statuses: list[int] = []
    found: list[str] = []

    @given(case=operation.as_strategy())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def once(case: Any) -> None:
        response = case.call()
        statuses.append(response.status_code)
        if response.status_code == 500 or str(response.status_code) not in told:
            asked = json.dumps([case.method, case.formatted_path, case.query], default=str)
            found.append(f"{response.status_code} {asked} {response.text[:200]}")

    once()
    return len(statuses), found


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("group", GROUPS)
def test_made_up_requests_are_answered_as_described(
    app: Flask, described: dict[str, Any], group: str
) -> None:
    schema = schemathesis.openapi.from_wsgi("/openapi.json", app)
    asked = [
        ask(result.ok(), described) for result in schema.include(tag=group).get_all_operations()
    ]
    assert sum(number for number, _ in asked) >= len(asked) > 0
    assert [each for _, found in asked for each in found] == []
