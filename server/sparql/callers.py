"""Turns for callers: one address may run so many queries at once, others wait briefly."""

from __future__ import annotations

import threading
import time

from peerprov.server.problems import TooMany


class Callers:
    """Counts the queries under way by address."""

    def __init__(self, most: int, wait_seconds: float) -> None:
        """Lets ``most`` queries of an address run, 0 any number."""
        self._most = most
        self._wait = wait_seconds
        self._under_way: dict[str, int] = {}
        self._changed = threading.Condition()

    def take(self, address: str) -> None:
        """Takes a turn, to be given back; raises `TooMany` when none comes free in time."""
        with self._changed:
            taken = self._under_way.get(address, 0)
            if self._most and taken >= self._most:
                if not self._wait_for(address):
                    raise TooMany(
                        f"{self._most} queries from this address are under way; "
                        "wait for one to end before the next"
                    )
                taken = self._under_way.get(address, 0)
            self._under_way[address] = taken + 1

    def give_back(self, address: str) -> None:
        """Gives a turn back."""
        with self._changed:
            left = self._under_way[address] - 1
            if left:
                self._under_way[address] = left
            else:
                del self._under_way[address]
            if left + 1 == self._most:
                self._changed.notify_all()

    def _wait_for(self, address: str) -> bool:
        end = time.monotonic() + self._wait
        while self._under_way.get(address, 0) >= self._most:
            if not self._changed.wait(end - time.monotonic()) and time.monotonic() >= end:
                return False
        return True
