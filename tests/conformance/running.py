"""Running the suites: a blank service on a scratch folder, and the runners beside the suites.

The suites and their runners are no part of the project. ``PEERPROV_SUITES`` names the folder of the
suites (by default ``../shared/suites``); the runners lie in ``tools`` beside it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

BESIDE = Path(__file__).parents[3] / "shared" / "suites"
SPARQL = ("sparql11", "sparql10", "sparql12")
SERVICE_HOSTS = "127.0.0.1:*,invalid.endpoint.org"
SECONDS = 1800
_PROGRAM = "import sys; from peerprov.server.cli import main; main(sys.argv[1:])"
_OPTIONS = (
    *("--blank", "--writable", "--port", "0", "--workers", "1", "--no-request-log"),
    *("--reserve-mb", "64", "--versions-kept", "50", "--service-hosts", SERVICE_HOSTS),
)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one test.

    Attributes:
        suite: the suite it belongs to.
        category: its group, with the folder it lies in.
        name: its name.
        status: passed, failed or skipped.
        detail: why, where it did not pass.
    """

    suite: str
    category: str
    name: str
    status: str
    detail: str

    @property
    def group(self) -> str:
        """Its group, without the folder."""
        return self.category.partition("/")[0]


def tools() -> Path | None:
    """The folder of the runners, or None where there is none."""
    suites = Path(os.environ.get("PEERPROV_SUITES") or BESIDE).resolve()
    found = suites.parent / "tools"
    return found if suites.is_dir() and (found / "protocol_suite.py").is_file() else None


@contextmanager
def service() -> Iterator[str]:
    """Serves a blank service; gives its address, without a slash at the end."""
    memory = Path("/dev/shm")  # noqa: S108 - writes need not wait for a disk here
    place = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="peerprov-", dir=place) as folder:
        command = [sys.executable, "-c", _PROGRAM, "serve", "--data", f"{folder}/data", *_OPTIONS]
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            text=True,
            cwd=folder,
            env={k: v for k, v in os.environ.items() if not k.startswith("PEERPROV_")},
        )
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            assert " at http://" in line, line
            yield line.split(" at ")[1].split("/ ")[0]
        finally:
            process.send_signal(signal.SIGTERM)
            process.stdout.close()
            process.wait(30)


def run(runners: Path, address: str, tool: str, suite: str, *options: str) -> list[Result]:
    """Runs a runner against a service.

    Args:
        runners: the folder of the runners.
        address: of the service.
        tool: the runner's file.
        suite: what to call what it runs.
        options: for the runner.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        done = subprocess.run(
            [sys.executable, tool, "--endpoint", f"{address}/sparql", "--gsp", f"{address}/store",
             "--quiet", "--json", report, *options],
            cwd=runners,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )  # fmt: skip
        assert report.exists(), done.stderr
        rows = json.loads(report.read_text(encoding="utf-8"))
    return [
        Result(suite, row["category"], row["test"], row["status"], row["detail"]) for row in rows
    ]


def run_protocol(runners: Path, address: str) -> list[Result]:
    """Runs the protocol, graph store and service description tests, and what goes beyond them."""
    return run(runners, address, "protocol_suite.py", "protocol", "--direct", "--runaway")


def run_sparql(runners: Path, address: str, suite: str) -> list[Result]:
    """Runs one of the suites of the language."""
    return run(runners, address, "sparql_suite.py", suite, "--suite", suite)


def passed(results: list[Result]) -> dict[tuple[str, str], tuple[int, int]]:
    """Counts by suite and group: (passed, run)."""
    good = Counter((r.suite, r.group) for r in results if r.status == "passed")
    every = Counter((r.suite, r.group) for r in results if r.status != "skipped")
    return {key: (good[key], every[key]) for key in every}
