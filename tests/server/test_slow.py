"""Clients that send slowly, or stop halfway, take neither connections nor threads from others."""

from __future__ import annotations

import select
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

HEAD = b"GET /sparql HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
BODY = (
    b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
    b"Content-Length: 1000\r\n\r\nASK"
)
CHUNKS = BODY.replace(b"Content-Length: 1000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n3\r\n")
FORM = (
    b"POST /reconcile HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nqueries="
)
SECONDS = 30


@contextmanager
def slow(url: str, number: int, begin: bytes) -> Iterator[list[socket.socket]]:
    """Opens connections that send the beginning of a request."""
    address = urlsplit(url)
    with ExitStack() as stack:
        links = [
            stack.enter_context(socket.create_connection((address.hostname, address.port), SECONDS))
            for _ in range(number)
        ]
        for link in links:
            link.sendall(begin)
        yield links


def ended(links: list[socket.socket]) -> int:
    """How many of them the server has answered or closed."""
    return len(select.select(links, [], [], 0)[0])


def test_two_hundred_unfinished_heads_leave_room_for_others(server: Any) -> None:
    with slow(server.url, 200, HEAD) as links:
        assert server.ask("ASK {} # beside heads").json()["boolean"] is True
        assert ended(links) == 0


@pytest.mark.parametrize("begin", [BODY, CHUNKS, FORM], ids=["length", "chunks", "form"])
def test_unfinished_bodies_leave_threads_for_others(server: Any, begin: bytes) -> None:
    with slow(server.url, 60, begin) as links:
        refused = [link.recv(12) for link in select.select(links, [], [], SECONDS)[0]]

        assert refused
        assert set(refused) == {b"HTTP/1.1 429"}
        assert server.ask("ASK {} # beside bodies").json()["boolean"] is True
        assert ended(links) < len(links)


def test_a_body_that_stops_coming_is_given_up(server: Any) -> None:
    with slow(server.url, 3, BODY) as links:
        assert [link.recv(12) for link in links] in ([b""] * 3, [b"HTTP/1.1 400"] * 3)


def test_a_body_that_keeps_coming_is_read_to_its_end(server: Any) -> None:
    with slow(server.url, 1, BODY) as links:
        for _ in range(997):
            links[0].sendall(b" ")
        assert links[0].recv(12) == b"HTTP/1.1 400"  # ASK alone is no query
