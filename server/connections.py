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

import os
import socket
import struct
import sys
import time

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
        ages = _ages(self._address)
        return not any(elapsed - SLACK_SECONDS <= age <= elapsed + QUEUED_SECONDS for age in ages)


def _ages(address: str) -> list[float]:
    """Seconds since data last came in, for each open connection of this process from an address."""
    found = []
    for name in os.listdir("/proc/self/fd"):
        age = _age(int(name), address)
        if age is not None:
            found.append(age)
    return found


def _age(descriptor: int, address: str) -> float | None:
    try:
        if not os.readlink(f"/proc/self/fd/{descriptor}").startswith("socket:"):
            return None
        # a duplicate, so that closing it here leaves the server's own alone
        with socket.socket(fileno=os.dup(descriptor)) as connection:
            if connection.family not in (socket.AF_INET, socket.AF_INET6):
                return None
            if connection.getpeername()[0].removeprefix("::ffff:") != address:
                return None
            info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_BYTES)
    except OSError:  # closed in the meantime, or listening
        return None
    milliseconds: int = struct.unpack_from("I", info, _LAST_DATA_RECEIVED)[0]
    return milliseconds / 1000
