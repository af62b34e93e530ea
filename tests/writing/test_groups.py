"""Many writers at once: nothing lost, small writes share versions, nobody suffers for another."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from tests.writing.conftest import EX, Service, Starter

WRITERS = 8
HEAVY = (
    f"INSERT {{ <{EX}heavy> <{EX}p> ?v0 }} WHERE {{ "
    + " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(100)))} }}" for n in range(6))
    + "FILTER(?v0+?v1+?v2+?v3+?v4+?v5 < 0) }"
)
HUNGRY = (
    f'INSERT {{ <{EX}hungry> <{EX}p> ?x }} WHERE {{ BIND("{"x" * 64}" AS ?x0) '
    + " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(30))
    + "BIND(?x30 AS ?x) }"
)


def counter(name: str) -> str:
    return f"""DELETE {{ <{EX}{name}> <{EX}n> ?n }} INSERT {{ <{EX}{name}> <{EX}n> ?m }}
        WHERE {{ <{EX}{name}> <{EX}n> ?n BIND(?n + 1 AS ?m) }}"""


def value(service: Service, name: str) -> int:
    ((found,),) = service.rows(f"SELECT ?n {{ <{EX}{name}> <{EX}n> ?n }}")
    return int(found)


@pytest.fixture
def zero(blank: Service) -> Callable[[str], None]:
    def begin(name: str) -> None:
        text = f"DELETE WHERE {{ <{EX}{name}> ?p ?o }} ; INSERT DATA {{ <{EX}{name}> <{EX}n> 0 }}"
        assert blank.update(text).status_code == 204

    return begin


@pytest.mark.parametrize(("workers", "times"), [(1, 500), (2, 50)])
def test_concurrent_increments_are_all_there(
    workers: int, times: int, start: Starter, tmp_path: Path
) -> None:
    service = start(tmp_path / "data", "--blank", "--writable", "--workers", str(workers))
    assert service.update(f"INSERT DATA {{ <{EX}all> <{EX}n> 0 }}").status_code == 204
    first = service.version()

    def work(_writer: int) -> set[int]:
        return {service.update(counter("all")).status_code for _ in range(times)}

    with ThreadPoolExecutor(WRITERS) as pool:
        statuses = set().union(*pool.map(work, range(WRITERS)))

    assert statuses == {204}
    assert value(service, "all") == WRITERS * times
    # Only writes that one process has taken share a version: two processes halve the sharing.
    assert service.version() - first < WRITERS * times * workers / 2


def test_what_one_caller_has_been_told_is_seen_by_the_next(blank: Service) -> None:
    for number in range(5):
        answer = blank.put(f"{EX}seen", f"<{EX}seen> <{EX}n> {number} .")
        assert answer.status_code in (201, 204)
        assert blank.rows(f"SELECT ?n {{ GRAPH <{EX}seen> {{ ?s ?p ?n }} }}") == [[str(number)]]


@pytest.mark.parametrize(("text", "status"), [(HEAVY, 503), (HUNGRY, 503)])
def test_a_hostile_update_is_stopped_and_its_neighbours_are_not(
    blank: Service, zero: Callable[[str], None], text: str, status: int
) -> None:
    zero("near")
    statuses: list[int] = []
    hostile = threading.Thread(target=lambda: statuses.append(blank.update(text).status_code))
    hostile.start()

    with ThreadPoolExecutor(4) as pool:
        others = [pool.submit(blank.update, counter("near")) for _ in range(12)]
        assert {other.result().status_code for other in others} == {204}
    hostile.join()

    assert statuses == [status]
    assert value(blank, "near") == 12
    assert blank.rows(f"SELECT * {{ <{EX}heavy> ?p ?o }}") == []


def test_a_key_makes_a_write_safe_to_repeat(blank: Service, zero: Callable[[str], None]) -> None:
    zero("once")
    one = blank.update(counter("once"), Idempotency_Key="k-1")
    blank.update(counter("once"))

    again = [blank.update(counter("once"), Idempotency_Key="k-1") for _ in range(3)]

    assert value(blank, "once") == 2
    assert {answer.status_code for answer in again} == {one.status_code}
    assert {answer.headers["PeerProv-Version"] for answer in again} == {
        one.headers["PeerProv-Version"]
    }
    assert "Idempotency-Replayed" not in one.headers
    assert again[0].headers["Idempotency-Replayed"] == "true"
    other = blank.update(f"INSERT DATA {{ <{EX}once> <{EX}p> 1 }}", Idempotency_Key="k-1")
    assert other.status_code == 422


def test_the_same_key_at_the_same_moment_has_one_effect(
    blank: Service, zero: Callable[[str], None]
) -> None:
    zero("race")

    with ThreadPoolExecutor(8) as pool:
        futures = [
            pool.submit(blank.update, counter("race"), Idempotency_Key="race") for _ in range(8)
        ]
        answers = [future.result() for future in futures]

    assert {answer.status_code for answer in answers} == {204}
    assert value(blank, "race") == 1


def test_a_refused_write_may_be_tried_again_under_its_key(blank: Service) -> None:
    wrong = blank.update("INSERT DATA { <a> }", Idempotency_Key="retry")
    right = blank.update(f"INSERT DATA {{ <{EX}a> <{EX}b> 1 }}", Idempotency_Key="retry")

    assert (wrong.status_code, right.status_code) == (400, 204)


def test_a_condition_that_no_longer_holds_is_told(
    blank: Service, zero: Callable[[str], None]
) -> None:
    zero("if")
    seen = blank.send("GET", "/sparql?query=ASK{}").headers["ETag"]

    first = blank.update(counter("if"), If_Match=seen)
    second = blank.update(counter("if"), If_Match=seen)
    third = blank.update(counter("if"), If_Match=first.headers["ETag"])

    assert [a.status_code for a in (first, second, third)] == [204, 412, 204]
    assert value(blank, "if") == 2


def test_of_many_editors_with_the_same_condition_one_wins(
    blank: Service, zero: Callable[[str], None]
) -> None:
    zero("edit")
    seen = blank.send("GET", "/sparql?query=ASK{}").headers["ETag"]

    def edit(_number: int) -> requests.Response:
        return blank.update(counter("edit"), If_Match=seen)

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(answer.status_code for answer in pool.map(edit, range(8)))

    assert statuses == [204] + [412] * 7
    assert value(blank, "edit") == 1


def test_one_forbidden_update_does_not_take_others_with_it(curated: Service) -> None:
    from tests.writing.conftest import OWN

    curated.update(f"DROP SILENT GRAPH <{OWN}>")

    def write(number: int) -> int:
        if number % 4 == 3:
            return curated.update("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }").status_code
        text = f"INSERT {{ GRAPH <{OWN}> {{ <{EX}s> <{EX}p> {number} }} }} WHERE {{}}"
        return curated.update(text).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(write, range(12)))

    assert [status for number, status in enumerate(statuses) if number % 4 == 3] == [403] * 3
    assert [status for number, status in enumerate(statuses) if number % 4 != 3] == [204] * 9
    (count,) = curated.rows(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{OWN}> {{ ?s ?p ?o }} }}")
    assert count == ["9"]
