"""Killed while writing, again and again: what was acknowledged is there, once and whole."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import threading
import time
import uuid
from pathlib import Path

import requests
from tests.writing.conftest import EX, Service, Starter

from peerprov.graph.store import VersionedStore

PROCESS_KILLS, SERVICE_KILLS, WRITERS = 50, 10, 4
OPTIONS = ("--blank", "--writable")
COUNT = f"""DELETE {{ <{EX}c> <{EX}n> ?n GRAPH <{EX}g> {{ <{EX}c> <{EX}n> ?n }} }}
    INSERT {{ <{EX}c> <{EX}n> ?m GRAPH <{EX}g> {{ <{EX}c> <{EX}n> ?m }} }}
    WHERE {{ <{EX}c> <{EX}n> ?n BIND(?n + 1 AS ?m) }}"""
START = f"INSERT DATA {{ <{EX}c> <{EX}n> 0 GRAPH <{EX}g> {{ <{EX}c> <{EX}n> 0 }} }}"


class Counting:
    """Clients that count up, each step under a key, repeated until it is acknowledged."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.acknowledged = 0
        self.unanswered = 0
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._count) for _ in range(WRITERS)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def wait_for_one_more(self) -> None:
        """Waits until one step more has been acknowledged."""
        before, end = self.acknowledged, time.monotonic() + 60
        while self.acknowledged == before:
            assert time.monotonic() < end
            time.sleep(0.005)

    def finish(self) -> None:
        """Lets every step under way be acknowledged."""
        self._stop.set()
        for thread in self._threads:
            thread.join(120)
            assert not thread.is_alive()

    def _count(self) -> None:
        while not self._stop.is_set():
            key = str(uuid.uuid4())
            while not self._step(key):
                with self._lock:
                    self.unanswered += 1
                time.sleep(0.05)
            with self._lock:
                self.acknowledged += 1

    def _step(self, key: str) -> bool:
        try:
            return self.service.update(COUNT, Idempotency_Key=key).status_code == 204
        except requests.RequestException:
            return False


def values(service: Service) -> tuple[str, str]:
    """The counter in the default graph and its twin."""
    ((plain, named),) = service.rows(
        f"SELECT ?a ?b {{ <{EX}c> <{EX}n> ?a GRAPH <{EX}g> {{ <{EX}c> <{EX}n> ?b }} }}"
    )
    return plain, named


def writing_process(parent: int) -> int | None:
    """The process below another one that writes."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                command = (entry / "cmdline").read_bytes()
                group = os.getpgid(int(entry.name))
                if b"peerprov.graph.writing.process" in command and group == parent:
                    return int(entry.name)
    return None


def test_killing_the_writing_process_loses_tears_and_doubles_nothing(
    start: Starter, tmp_path: Path
) -> None:
    service = start(tmp_path / "data", *OPTIONS)
    assert service.update(START).status_code == 204
    counting = Counting(service)
    counting.start()
    chance = random.Random(1)  # noqa: S311 - moments, not secrets
    kills = 0

    while kills < PROCESS_KILLS:
        if kills % 2:  # at the start of the next process, or in the midst of a write
            counting.wait_for_one_more()
        time.sleep(chance.uniform(0.0, 0.15))
        found = writing_process(service.process.pid)
        if found is not None:
            os.kill(found, signal.SIGKILL)
            kills += 1
    counting.finish()

    expected = str(counting.acknowledged)
    assert counting.acknowledged > 20
    assert values(service) == (expected, expected)
    store = VersionedStore(tmp_path / "data", logged=False)
    store.verify(service.version())


def test_killing_the_service_loses_tears_and_doubles_nothing(
    start: Starter, tmp_path: Path
) -> None:
    service = start(tmp_path / "data", *OPTIONS)
    assert service.update(START).status_code == 204
    counting = Counting(service)
    counting.start()
    chance = random.Random(2)  # noqa: S311 - moments, not secrets

    for _ in range(SERVICE_KILLS):
        before = counting.acknowledged
        time.sleep(chance.uniform(0.3, 1.5))
        service.stop(signal.SIGKILL)
        service = start(tmp_path / "data", *OPTIONS)
        plain, named = values(service)
        assert plain == named
        assert int(plain) >= before
        counting.service = service
    counting.finish()

    expected = str(counting.acknowledged)
    assert counting.unanswered > 0
    assert values(service) == (expected, expected)
    store = VersionedStore(tmp_path / "data", logged=False)
    store.verify(service.version())
    assert not list(store.layout.scratch.iterdir())


def test_a_key_is_known_after_a_crash_and_at_another_address(
    start: Starter, tmp_path: Path
) -> None:
    service = start(tmp_path / "data", *OPTIONS)
    assert service.update(START).status_code == 204
    first = service.update(COUNT, Idempotency_Key="lost answer")
    service.stop(signal.SIGKILL)

    service = start(tmp_path / "data", *OPTIONS)
    again = service.update(COUNT, Idempotency_Key="lost answer")

    assert (first.status_code, again.status_code) == (204, 204)
    assert again.headers["PeerProv-Version"] == first.headers["PeerProv-Version"]
    assert values(service) == ("1", "1")
