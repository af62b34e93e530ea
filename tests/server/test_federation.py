"""SERVICE towards allowed hosts: answered, and no way around the list through them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

ROWS = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"literal","value":"far"}}]}}'


class Elsewhere(BaseHTTPRequestHandler):
    """Answers rows, or sends on to another host, as its path says: /rows, /302/PORT."""

    calls: list[str]

    def do_POST(self) -> None:
        self.calls.append(self.path)
        _, status, *rest = self.path.split("/")
        if status == "rows":
            self.answer(200, "Content-Type", "application/sparql-results+json", ROWS)
        else:
            self.answer(int(status), "Location", f"http://127.0.0.1:{rest[0]}/rows", b"")

    def answer(self, status: int, name: str, value: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def peers() -> Iterator[list[Any]]:
    """Two endpoints; the first is allowed."""
    servers = []
    for _ in range(2):
        handler = type("Handler", (Elsewhere,), {"calls": []})
        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), handler))
        threading.Thread(target=servers[-1].serve_forever).start()
    yield servers
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def federating(start: Callable[..., Any], peers: list[Any]) -> Any:
    return start(service_hosts=[f"127.0.0.1:{peers[0].server_port}"])


def service(port: int, path: str) -> str:
    return f"SELECT ?s {{ SERVICE <http://127.0.0.1:{port}/{path}> {{ ?s ?p ?o }} }}"


def test_an_allowed_host_is_asked(federating: Any, peers: list[Any]) -> None:
    answer = federating.ask(service(peers[0].server_port, "rows"), headers={"Accept": "text/csv"})

    assert answer.text.split() == ["s", "far"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_an_allowed_host_cannot_send_on_to_another(
    federating: Any, peers: list[Any], status: int
) -> None:
    allowed, other = peers
    path = f"{status}/{other.server_port}"

    answer = federating.ask(service(allowed.server_port, path))

    assert (answer.status_code, answer.json()["title"]) == (502, "Another service failed")
    assert "redirect" in answer.json()["detail"].lower()
    assert "far" not in answer.text
    assert allowed.RequestHandlerClass.calls[-1] == f"/{path}"
    assert other.RequestHandlerClass.calls == []


def test_a_host_beside_the_list_is_refused(federating: Any, peers: list[Any]) -> None:
    answer = federating.ask(service(peers[1].server_port, "rows"))

    assert answer.status_code == 403
    assert f"allowed hosts: 127.0.0.1:{peers[0].server_port}" in answer.json()["detail"]
    assert peers[1].RequestHandlerClass.calls == []
