"""A real server on a small store, started as its own process on a free port."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from pyoxigraph import NamedNode, RdfFormat

from peerprov.graph.store import VersionedStore

EX = "http://example.org/"
FIRST = f'<{EX}s> <{EX}p> "é𝄞"@fr , 1 , <{EX}o> . <{EX}o> <{EX}p> "=1+1" .'
SECOND = f"<{EX}a> <{EX}p> 2 ."
_PROGRAM = """
import json, sys
from peerprov.server.run import run
from peerprov.server.settings import load_settings
run(load_settings(json.loads(sys.argv[1])))
"""


@dataclass(frozen=True)
class Running:
    """A server under test."""

    url: str
    process: subprocess.Popen[str]
    log: Path

    @property
    def sparql(self) -> str:
        return f"{self.url}sparql"

    def ask(
        self, query: str | None = None, method: str = "GET", **options: Any
    ) -> requests.Response:
        """Sends a request to /sparql over a connection of its own."""
        params = {**({} if query is None else {"query": query}), **options.pop("params", {})}
        return requests.request(method, self.sparql, params=params, timeout=30, **options)

    def processes(self, of: str) -> set[int]:
        """The process ids below the server whose command line has a word in it."""
        return {pid for pid in _below(self.process.pid) if of in _command(pid)}


def _below(parent: int) -> set[int]:
    children: dict[int, set[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if fields[0] != "Z":
                    children.setdefault(int(fields[1]), set()).add(int(entry.name))
    found, left = set(), {parent}
    while left:
        left = {child for pid in left for child in children.get(pid, ())}
        found |= left
    return found


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three versions: the first without the graph g, the third and current with 3,000 items."""
    root = tmp_path_factory.mktemp("data") / "data"
    store = VersionedStore(root)
    items = "\n".join(f'<{EX}item/{i}> <{EX}label> "item {i}" .' for i in range(3000))
    for text, graph in ((FIRST, None), (SECOND, "g"), (items, "items")):
        with store.writing(who="test", why="test") as candidate:
            target = NamedNode(EX + graph) if graph else None
            candidate.store.load(text, format=RdfFormat.TURTLE, to_graph=target)
            candidate.publish(lambda _: None)
    store.close()
    return root


@pytest.fixture(scope="session")
def start(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Running]]:
    """Starts servers with settings of the test, stopped at the end of the session."""
    started: list[Running] = []

    def begin(**settings: Any) -> Running:
        import json

        chosen = {"data": str(data), "port": 0, "workers": 1, "query_seconds": 5, **settings}
        log = tmp_path_factory.mktemp("log") / "log"
        with log.open("w") as errors:
            process = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM, json.dumps(chosen)],
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                cwd=log.parent,
                env={k: v for k, v in os.environ.items() if not k.startswith("PEERPROV_")},
            )
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        started.append(Running(url, process, log))
        assert url.startswith("http://"), log.read_text()
        return started[-1]

    yield begin
    for server in started:
        if server.process.poll() is None:
            server.process.send_signal(signal.SIGTERM)
        assert server.process.stdout is not None
        server.process.stdout.close()
        server.process.wait(20)


@pytest.fixture(scope="session")
def server(start: Callable[..., Running]) -> Running:
    """A server with a strict dataset: the default graph is the default graph."""
    return start(union_default_graph=False, query_seconds=30)


@pytest.fixture(scope="session")
def guarded(start: Callable[..., Running]) -> Running:
    """A server with tight limits."""
    return start(query_seconds=1, query_memory_mb=400, executors_most=2)
