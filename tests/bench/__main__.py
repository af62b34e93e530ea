"""``make bench``: runs every measurement and writes ``docs/benchmark.md``."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.bench.build import measure_build

TARGET = Path(__file__).parents[2] / "docs" / "benchmark.md"
HEAD = """# Benchmark

Written by `make bench` on {date}: {cores} cores, {system}, Python {python}, pyoxigraph {engine}.
Absolute figures are those of one machine, which other work may share; the ratios are what counts.
"""


def main() -> None:
    """Runs the measurements, one after the other."""
    head = HEAD.format(
        date=datetime.now(UTC).date(),
        cores=os.cpu_count(),
        system=platform.system(),
        python=platform.python_version(),
        engine=version("pyoxigraph"),
    )
    TARGET.write_text("\n".join([head, measure_build()]), encoding="utf-8")


if __name__ == "__main__":
    main()
