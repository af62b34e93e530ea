"""``python -m tests.conformance``: runs all suites and writes ``docs/conformance.md``."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.conformance.document import document
from tests.conformance.running import SPARQL, Result, run_protocol, run_sparql, service, tools

TARGET = Path(__file__).parents[2] / "docs" / "conformance.md"


def main() -> int:
    """Runs them; 1 where there are none."""
    runners = tools()
    if runners is None:
        sys.stderr.write("Set PEERPROV_SUITES to the folder of the suites.\n")
        return 1
    results: list[Result] = []
    with service() as address:
        results += run_protocol(runners, address)
        for suite in SPARQL:
            results += run_sparql(runners, address, suite)
    TARGET.write_text(document(results), encoding="utf-8")
    sys.stdout.write(f"{TARGET.name} is written.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
