"""Frames on the socket pair between a web process and an executor.

Towards the executor: four bytes of length, then a marshalled dict (both sides are the same Python,
and an executor trusts its owner, not the other way round). Back: kind, note, four bytes of length,
then bytes of the answer (JSON for HELLO and FAIL). A small answer is one frame: one call a side.
"""

from __future__ import annotations

import enum
import marshal
import socket
import struct
from typing import Any

CHUNK_BYTES = 64 * 1024

_REQUEST = struct.Struct("!I")
_REPLY = struct.Struct("!BBI")


class Kind(enum.IntEnum):
    """What a frame from an executor is."""

    HELLO = 1
    MORE = 2
    LAST = 3
    LAST_OF_ALL = 4  # the answer is whole, but the process has grown and wants to be replaced
    FAIL = 5


def send_request(link: socket.socket, content: dict[str, Any]) -> None:
    """Sends a request to an executor."""
    body = marshal.dumps(content)
    link.sendall(_REQUEST.pack(len(body)) + body)


def read_request(link: socket.socket) -> dict[str, Any] | None:
    """Reads a request in an executor; None when the web process is gone."""
    data = link.recv(CHUNK_BYTES)
    if not data:
        return None
    while len(data) < 4 or len(data) < 4 + _REQUEST.unpack_from(data)[0]:
        more = link.recv(1 << 20)
        if not more:
            return None
        data += more
    content: dict[str, Any] = marshal.loads(data[4:])  # noqa: S302 - from our owner
    return content


def send_reply(link: socket.socket, kind: Kind, note: int, body: bytes) -> None:
    """Sends a frame from an executor; blocks while the other side does not read."""
    link.sendall(_REPLY.pack(kind, note, len(body)) + body)


class ReplyReader:
    """Reads the frames of an executor from a socket with a timeout.

    ``TimeoutError`` from the socket passes through and loses nothing: the next call reads on.
    """

    def __init__(self, link: socket.socket) -> None:
        """Reads from ``link``."""
        self._link = link
        self._data = b""

    def read(self) -> tuple[Kind, int, bytes] | None:
        """Returns (kind, note, body) of the next frame, or None when the executor is gone."""
        while True:
            data = self._data
            if len(data) >= _REPLY.size:
                kind, note, length = _REPLY.unpack_from(data)
                end = _REPLY.size + length
                if len(data) >= end:
                    self._data = data[end:]
                    return Kind(kind), note, data[_REPLY.size : end]
            try:
                more = self._link.recv(CHUNK_BYTES + _REPLY.size)
            except ConnectionError:
                return None
            if not more:
                return None
            self._data = data + more if data else more
