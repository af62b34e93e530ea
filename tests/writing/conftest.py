"""Services that can be written to, each a process of its own, as its users start it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from peerprov.graph.build import Build
from peerprov.namespaces import WORKSPACE
from peerprov.server.writing.tokens import Tokens

EX = "http://example.org/"
OWN = f"{WORKSPACE}alice"
_PROGRAM = "import sys; from peerprov.server.cli import main; main(sys.argv[1:])"
COMMON = ("--port", "0", "--workers", "1", "--no-request-log", "--reserve-mb", "1")


@dataclass
class Service:
    """A service under test.

    Attributes:
        url: without a slash at the end.
        token: shown with every request, unless it is empty.
    """

    url: str
    process: subprocess.Popen[str]
    log: Path
    token: str = ""

    def send(self, method: str, path: str, **options: Any) -> requests.Response:
        """Sends a request over a connection of its own."""
        headers = dict(options.pop("headers", {}))
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        return requests.request(method, self.url + path, headers=headers, timeout=60, **options)

    def update(self, text: str, **headers: str) -> requests.Response:
        """Sends an update as a form; ``If_Match="…"`` becomes a header."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.send("POST", "/sparql", data={"update": text}, headers=named)

    def put(self, graph: str, content: str | bytes, **options: Any) -> requests.Response:
        """Replaces a graph by Turtle."""
        headers = {"Content-Type": "text/turtle", **options.pop("headers", {})}
        body = content.encode() if isinstance(content, str) else content
        params = {"graph": graph}
        return self.send("PUT", "/store", params=params, data=body, headers=headers, **options)

    def rows(self, query: str) -> list[list[str]]:
        """Answers a SELECT as rows of text."""
        answer = self.send("POST", "/sparql", data={"query": query}, headers={"Accept": "text/csv"})
        assert answer.status_code == 200, answer.text
        return [line.split(",") for line in answer.text.splitlines()[1:]]

    def version(self) -> int:
        """The version that is served."""
        return int(self.send("GET", "/sparql?query=ASK{}").headers["PeerProv-Version"])

    def stop(self, how: int = signal.SIGTERM) -> None:
        """Ends the service, and everything that it has started."""
        if self.process.poll() is None:
            if how == signal.SIGKILL:
                os.killpg(self.process.pid, how)
            else:
                self.process.send_signal(how)
        self.process.wait(30)
        if self.process.stdout is not None:
            self.process.stdout.close()


def serve(data: Path, log: Path, *options: str) -> Service:
    """Starts a service and waits until it answers."""
    command = [sys.executable, "-c", _PROGRAM, "serve", "--data", str(data), *COMMON, *options]
    with log.open("a") as errors:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd=log.parent,
            start_new_session=True,
            env={k: v for k, v in os.environ.items() if not k.startswith("PEERPROV_")},
        )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert "http://" in line, log.read_text()
    return Service(line.split(" at ")[1].split("/ ")[0], process, log)


Starter = Callable[..., Service]


@pytest.fixture(scope="session")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starter]:
    """Starts services by data folder and options; what is left of them ends with the session."""
    started: list[Service] = []

    def begin(data: Path, *options: str) -> Service:
        service = serve(data, tmp_path_factory.mktemp("log") / "log", *options)
        started.append(service)
        return service

    yield begin
    for service in started:
        service.stop()


@pytest.fixture(scope="session")
def blank(start: Starter, tmp_path_factory: pytest.TempPathFactory) -> Service:
    """A blank service, open to all on this machine, with a short time limit."""
    data = tmp_path_factory.mktemp("blank") / "data"
    return start(data, "--blank", "--writable", "--update-seconds", "2")


@pytest.fixture(scope="session")
def folder(data: Path, built: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the built graph that may be written to."""
    assert built.changed
    copy = tmp_path_factory.mktemp("curated") / "data"
    shutil.copytree(data, copy)
    return copy


@pytest.fixture(scope="session")
def tokens(folder: Path) -> dict[str, str]:
    """Tokens of the curated service by name."""
    scopes = {"alice": ["alice"], "team": ["team/*"], "all": ["*"]}
    return {name: Tokens(folder).create(name, wanted)[1] for name, wanted in scopes.items()}


@pytest.fixture(scope="session")
def curated(start: Starter, folder: Path, tokens: dict[str, str]) -> Service:
    """The built graph, served; alice's token is shown."""
    service = start(folder, "--no-build")
    service.token = tokens["alice"]
    return service
