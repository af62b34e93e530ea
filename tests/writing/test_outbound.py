"""Nothing that a caller sends makes the service reach out: a listener waits in vain."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from tests.writing.conftest import OWN, Service

INPUTS = yaml.safe_load((Path(__file__).parent / "outbound.yaml").read_text(encoding="utf-8"))
QUERIES, UPDATES, DOCUMENTS = INPUTS["queries"], INPUTS["updates"], INPUTS["documents"]


@dataclass(frozen=True)
class Listener:
    """A socket that nobody is to call."""

    socket: socket.socket

    def fill(self, text: str) -> str:
        """Puts its address into a text."""
        address = f"127.0.0.1:{self.socket.getsockname()[1]}"
        filled = text.replace("URL", f"http://{address}/").replace("ADDRESS", address)
        return filled.replace("OWN", OWN)

    def called(self) -> bool:
        """Whether anybody has."""
        try:
            self.socket.accept()[0].close()
        except BlockingIOError:
            return False
        return True


@pytest.fixture
def listener() -> Iterator[Listener]:
    with socket.create_server(("127.0.0.1", 0)) as found:
        found.setblocking(False)
        yield Listener(found)


def test_the_listener_hears_a_call(listener: Listener) -> None:
    with socket.create_connection(listener.socket.getsockname()):
        assert listener.called()


@pytest.mark.parametrize("name", QUERIES)
def test_no_query_reaches_out(curated: Service, listener: Listener, name: str) -> None:
    text = listener.fill(QUERIES[name])

    for sent in ({"params": {"query": text}}, {"data": {"query": text}}):
        answer = curated.send("GET" if "params" in sent else "POST", "/sparql", **sent)
        assert answer.status_code in (200, 400, 403), answer.text
        assert "root:" not in answer.text
        if "SERVICE" in text.upper():
            assert answer.status_code in (400, 403)
    assert not listener.called()


@pytest.mark.parametrize("name", UPDATES)
def test_no_update_reaches_out(curated: Service, listener: Listener, name: str) -> None:
    before = curated.version()

    answer = curated.update(listener.fill(UPDATES[name]))

    assert answer.status_code in (204, 400, 403), answer.text
    assert not listener.called()
    assert curated.version() == before


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_document_reaches_out(curated: Service, listener: Listener, name: str) -> None:
    document = DOCUMENTS[name]

    headers = {"Content-Type": document["type"]}
    answer = curated.put(OWN, listener.fill(document["content"]), headers=headers)

    # an import is a statement like any other; it is kept and never followed
    assert answer.status_code in ((201, 204) if name == "imports" else (400, 422)), answer.text
    assert not listener.called()
    assert "root:" not in curated.send("GET", "/store", params={"graph": OWN}).text


def test_no_parameter_of_a_stored_query_reaches_out(curated: Service, listener: Listener) -> None:
    text = listener.fill('x" } SERVICE <URL> { ?s ?p ?o } #')

    for given in (text, f"<{listener.fill('URL')}>", listener.fill("URL")):
        answer = curated.send("GET", "/queries/findings-on-term", params={"term": given})
        assert answer.status_code in (200, 400), answer.text
    assert not listener.called()
