"""Hot answers, the log, health, the pages."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from werkzeug.test import Client

from peerprov.errors import PeerError
from peerprov.graph.store import VersionedStore
from peerprov.server.front import Front
from peerprov.server.hot import HotAnswers, Kept
from peerprov.server.problems import TABLE, status_of
from peerprov.server.settings import Settings
from peerprov.server.versions import StoredVersions

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def kept(size: int) -> Kept:
    return Kept("200 OK", [], b"x" * size, 'W/"1"')


def test_hot_answers_are_forgotten_when_the_version_moves() -> None:
    hot = HotAnswers(1 << 20)
    hot.get(1, "a")
    hot.put(1, "a", kept(10))

    assert hot.get(1, "a") is not None
    assert hot.get(2, "a") is None
    hot.put(1, "a", kept(10))  # an answer on the old version that comes late
    assert hot.get(2, "a") is None


def test_hot_answers_stay_within_their_memory_and_what_is_used_stays() -> None:
    hot = HotAnswers(1 << 20)
    hot.get(1, "used")
    hot.put(1, "used", kept(10_000))
    hot.put(1, "large", kept(1 << 19))

    for number in range(1000):
        hot.put(1, number, kept(10_000))
        assert hot.get(1, "used") is not None

    assert hot.get(1, "large") is None
    alive = sum(hot.get(1, number) is not None for number in range(1000))
    assert 40 < alive < 110


def test_nothing_is_kept_where_there_is_no_memory_for_it() -> None:
    hot = HotAnswers(0)
    hot.get(1, "a")
    hot.put(1, "a", kept(1))

    assert hot.get(1, "a") is None


def test_a_repeated_question_is_answered_hot_and_alike(server: Any) -> None:
    cold, hot = server.ask(COUNT), server.ask(COUNT)

    assert (cold.status_code, cold.content) == (hot.status_code, hot.content)
    drop = {"x-request-id", "date"}
    assert {k: v for k, v in cold.headers.items() if k not in drop} == {
        k: v for k, v in hot.headers.items() if k not in drop
    }
    assert cold.headers["x-request-id"] != hot.headers["x-request-id"]
    assert "answer=hot" in server.log.read_text()
    again = server.ask(COUNT, headers={"If-None-Match": hot.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_new_version_is_served_at_once(
    start: Callable[..., Any], data: Path, tmp_path: Path
) -> None:
    shutil.copytree(data, tmp_path / "data")
    server = start(data=str(tmp_path / "data"), workers=2)
    ask = "ASK { ?s ?p 'new' }"
    before = [server.ask(ask) for _ in range(6)]

    store = VersionedStore(tmp_path / "data")
    with store.writing(who="test", why="test") as candidate:
        candidate.store.update("INSERT DATA { <urn:x> <urn:y> 'new' }")
        candidate.publish(lambda _: None)
    after = [server.ask(ask) for _ in range(6)]
    store.close()

    assert {(a.json()["boolean"], a.headers["peerprov-version"]) for a in before} == {(False, "3")}
    assert {(a.json()["boolean"], a.headers["peerprov-version"]) for a in after} == {(True, "4")}


def test_each_request_leaves_one_line_with_its_id_in_the_log(server: Any) -> None:
    answer = requests.get(server.url + "health/live?x=%0Aforged", timeout=10)
    refused = server.ask("nonsense")

    lines = server.log.read_text().splitlines()
    (live,) = [line for line in lines if f"request={answer.headers['x-request-id']} " in line]
    (bad,) = [line for line in lines if f"request={refused.headers['x-request-id']} " in line]
    assert re.search(
        r"caller=127\.0\.0\.1 method=GET path='/health/live' .* status=200 bytes=6 ms=", live
    )
    assert bad.endswith("problem=BadQuery")


def test_health_tells_whether_it_is_ready_and_which_walls_stand(server: Any) -> None:
    live = requests.get(server.url + "health/live", timeout=10)
    ready = requests.get(server.url + "health/ready", timeout=10)

    assert (live.status_code, ready.status_code) == (200, 200)
    assert "version 3" in ready.text
    assert "sockets" in ready.text or "namespace" in ready.text


def test_without_a_version_it_lives_but_is_not_ready(
    start: Callable[..., Any], tmp_path: Path
) -> None:
    server = start(data=str(tmp_path / "nothing"))

    assert requests.get(server.url + "health/live", timeout=10).status_code == 200
    assert requests.get(server.url + "health/ready", timeout=10).status_code == 503
    answer = server.ask("ASK {}")
    assert (answer.status_code, answer.json()["title"]) == (404, "Not found")


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_an_address_that_is_not_there_is_told(server: Any, accept: str) -> None:
    answer = requests.get(server.url + "nowhere", headers={"Accept": accept}, timeout=10)

    assert answer.status_code == 404
    assert ("html" in answer.headers["content-type"]) == (accept == "text/html")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert (
        "default-src 'none'; script-src 'self'; style-src 'self'"
        in answer.headers["content-security-policy"]
    )


def test_every_error_of_the_project_has_a_status() -> None:
    def below(kind: type[PeerError]) -> set[type[PeerError]]:
        return {kind}.union(*(below(sub) for sub in kind.__subclasses__()))

    for kind in below(PeerError):
        error = kind.__new__(kind)
        status, title = status_of(error)
        assert 400 <= status < 600
        assert title
    assert TABLE[-1][0] is PeerError


def test_a_mistake_of_ours_is_told_without_its_inside(tmp_path: Path, capfd: Any) -> None:
    def broken(environ: Any, request_id: str) -> Any:
        raise KeyError("secret")

    settings = Settings(data=tmp_path)
    front = Front(settings, StoredVersions(tmp_path), lambda e, s: [], {"/broken": broken})

    answer = Client(front).get("/broken")

    assert answer.status_code == 500
    assert answer.json is not None
    assert answer.json["title"] == "Error"
    assert "secret" not in answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
    log = capfd.readouterr().err
    assert f"request={answer.headers['x-request-id']} Traceback" in log
    assert "problem=KeyError" in log
