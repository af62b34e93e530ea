"""The document about conformance, made of results."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version

from tests.conformance.reasons import REASONS
from tests.conformance.running import Result, passed

TITLES = {
    "protocol": "Protocol, Graph Store, Service Description",
    "sparql11": "SPARQL 1.1",
    "sparql10": "SPARQL 1.0",
    "sparql12": "SPARQL 1.2 (draft)",
}
_HEAD = """# Conformance

Measured by `make conformance` on {when:%Y-%m-%d}: the test suites of the W3C, run through HTTP
against `peerprov serve --blank --writable` (pyoxigraph {engine}). The suites are no part of the
project; set `PEERPROV_SUITES` to their folder to run them again. Groups with *must* and *should*
are assertions beyond the W3C's, from the wording of the specifications and from good practice. The
tests of entailment regimes are skipped: the service has none.

| suite | group | passed | run |
| --- | --- | ---: | ---: |
"""


def document(results: list[Result]) -> str:
    """Writes the document in Markdown."""
    head = _HEAD.format(when=datetime.now(UTC), engine=version("pyoxigraph"))
    return "".join((head, *_table(results), "\n## What fails, and why\n\n", *_failures(results)))


def _table(results: list[Result]) -> Iterable[str]:
    for (suite, group), (good, run) in passed(results).items():
        yield f"| {TITLES[suite]} | {group} | {good} | {run} |\n"
    good = sum(result.status == "passed" for result in results)
    run = sum(result.status != "skipped" for result in results)
    yield f"| **all** | | **{good}** | **{run}** |\n"


def _failures(results: list[Result]) -> Iterable[str]:
    failed = [result for result in results if result.status == "failed"]
    if not failed:
        yield "Nothing.\n"
        return
    yield "| suite | tests | why |\n| --- | --- | --- |\n"
    rows: dict[tuple[str, str], list[str]] = {}
    for result in failed:
        why = REASONS.get(result.name, "not explained")
        rows.setdefault((TITLES[result.suite], why), []).append(result.name)
    for (suite, why), names in rows.items():
        yield f"| {suite} | {', '.join(sorted(set(names)))} | {why} |\n"
