"""The suites of the W3C through HTTP: all of the protocols, and no test fewer than known."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.conformance.document import document
from tests.conformance.reasons import REASONS
from tests.conformance.running import (
    SPARQL,
    Result,
    run_protocol,
    run_sparql,
    service,
    tools,
)

RUNNERS = tools()
needs_suites = pytest.mark.skipif(
    RUNNERS is None, reason="PEERPROV_SUITES names no folder of suites with tools beside it"
)
FLOORS = {"sparql11": (495, 505), "sparql10": (468, 482), "sparql12": (267, 269)}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with service() as found:
        yield found


@needs_suites
def test_the_protocols_are_kept_whole(address: str) -> None:
    assert RUNNERS is not None
    results = run_protocol(RUNNERS, address)

    assert len(results) >= 100
    assert [f"{r.category}/{r.name}: {r.detail}" for r in results if r.status != "passed"] == []


@needs_suites
@pytest.mark.parametrize("suite", SPARQL)
def test_of_the_language_nothing_fails_that_is_not_explained(address: str, suite: str) -> None:
    assert RUNNERS is not None
    results = run_sparql(RUNNERS, address, suite)

    failed = {r.name: r.detail for r in results if r.status == "failed"}
    assert {name: why for name, why in failed.items() if name not in REASONS} == {}
    good = sum(r.status == "passed" for r in results)
    floor, run = FLOORS[suite]
    assert (good >= floor, good + len(failed)) == (True, run)


def test_the_document_counts_and_explains() -> None:
    results = [
        Result("sparql11", "query evaluation/functions", "bnode01", "failed", "rows differ"),
        Result("sparql11", "query evaluation/functions", "abs01", "passed", ""),
        Result("sparql11", "query evaluation/entailment", "rdfs01", "skipped", "regime"),
    ]

    text = document(results)

    assert "| SPARQL 1.1 | query evaluation | 1 | 2 |" in text
    assert "| **all** | | **1** | **2** |" in text
    assert "| SPARQL 1.1 | bnode01 | BNODE" in text
