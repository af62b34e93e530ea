"""Which clients are still there, told from the open sockets of this process.

WSGI does not tell an application that its client has gone, and granian hands out the address of the
client but not its port. But the server closes the socket of a client that went away, and the kernel
knows for each socket when data last came in: the connection of a request that has been running for
three seconds last received data three seconds ago. Where no open socket from that address fits,
the client is gone. Idle connections of the same address can hide that (the query then runs on to
its time limit); a client that is there is never taken for gone unless it pipelines requests, which
hardly any does.
"""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import sys
import time
from collections.abc import Iterator

SLACK_SECONDS = 0.1  # the kernel counts in ticks of some milliseconds
QUEUED_SECONDS = 5.0  # a request may have waited this long in the server before it was seen here
FIRST_LOOK_SECONDS = 0.5
LOOK_SECONDS = 0.25
_TCP_INFO_BYTES = 104
_LAST_DATA_RECEIVED = 52  # offset in struct tcp_info, milliseconds


class Presence:
    """Tells whether the client of one request is still there, while the request waits."""

    def __init__(self, address: str) -> None:
        """Begins when the request has been read to its end."""
        self._address = address
        self._began = time.monotonic()
        self._next = self._began + FIRST_LOOK_SECONDS

    def gone(self) -> bool:
        """Says whether the client has certainly gone; looks at most every `LOOK_SECONDS`."""
        now = time.monotonic()
        if now < self._next or not sys.platform.startswith("linux"):
            return False
        self._next = now + LOOK_SECONDS
        elapsed = now - self._began
        ages = [age for _, age in _connections(self._address)]
        return not any(elapsed - SLACK_SECONDS <= age <= elapsed + QUEUED_SECONDS for age in ages)


def close_stalled(address: str, seconds: float) -> None:
    """Ends the connections from an address on which nothing has come in for so long.

    A thread that waits for data of one of them goes on as if its client had gone.
    """
    for connection, age in _connections(address):
        if age >= seconds:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def _connections(address: str) -> Iterator[tuple[socket.socket, float]]:
    """The open connections of this process from an address, with the seconds since data came in.

    Each is a duplicate for as long as it is looked at: closing it leaves the server's own alone.
    """
    if not sys.platform.startswith("linux"):
        return
    for name in os.listdir("/proc/self/fd"):
        connection = _connection(int(name), address)
        if connection is not None:
            with connection:
                age = _age(connection)
                if age is not None:
                    yield connection, age


def _connection(descriptor: int, address: str) -> socket.socket | None:
    try:
        if not os.readlink(f"/proc/self/fd/{descriptor}").startswith("socket:"):
            return None
        connection = socket.socket(fileno=os.dup(descriptor))
    except OSError:  # closed in the meantime
        return None
    try:
        ours = connection.family in (socket.AF_INET, socket.AF_INET6)
        if ours and connection.getpeername()[0].removeprefix("::ffff:") == address:
            return connection
    except OSError:  # not connected
        pass
    connection.close()
    return None


def _age(connection: socket.socket) -> float | None:
    try:
        info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_BYTES)
    except OSError:
        return None
    milliseconds: int = struct.unpack_from("I", info, _LAST_DATA_RECEIVED)[0]
    return milliseconds / 1000
