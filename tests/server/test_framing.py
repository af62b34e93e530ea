"""Requests that could be read in two ways: refused, and nothing behind them is answered.

Each file is what a client sends; ``{{a*1000}}`` stands for a thousand times ``a``. Nearly all end
in a second request, to /smuggled, that must not be taken for one of its own.
"""

from __future__ import annotations

import re
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

FILES = sorted((Path(__file__).parent / "requests").glob("*.http"))
READ_AS_TWO = {"line_bare_line_feeds"}
"""A line may end in a bare line feed (RFC 9112, 2.2), so this is two requests."""
NO_HTTP_AT_ALL = {"preface_http2"}
QUIET_SECONDS = 2


def send(url: str, content: bytes) -> bytes:
    """Sends bytes, and reads until the other side closes or has no more to say."""
    address = urlsplit(url)
    received = b""
    with socket.create_connection((address.hostname, address.port), timeout=QUIET_SECONDS) as link:
        try:
            link.sendall(content)
            while part := link.recv(65536):
                received += part
        except (ConnectionResetError, BrokenPipeError, TimeoutError):
            pass
    return received


def expanded(content: bytes) -> bytes:
    """Puts repetitions in."""
    return re.sub(rb"\{\{(.*?)\*(\d+)\}\}", lambda m: m[1] * int(m[2]), content, flags=re.DOTALL)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_can_be_read_in_two_ways_is_refused(server: Any, file: Path) -> None:
    received = send(server.url, expanded(file.read_bytes()))

    statuses = [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", received)]
    if file.stem in READ_AS_TWO:
        assert statuses == [200, 404]
    else:
        assert len(statuses) == (0 if file.stem in NO_HTTP_AT_ALL else 1), received[-500:]
        assert all(400 <= status < 600 and status != 500 for status in statuses)
    assert server.ask("ASK {}").json()["boolean"] is True


def test_there_are_requests_of_every_kind() -> None:
    assert len(FILES) >= 50


def test_an_ordinary_request_behind_another_is_answered(server: Any) -> None:
    one = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n"

    received = send(server.url, one + b"\r\n" + one + b"Connection: close\r\n\r\n")

    assert received.count(b"HTTP/1.1 200") == 2
