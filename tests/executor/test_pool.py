"""Executors answer, follow versions, and can be lost without anybody noticing."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from peerprov.errors import BadQuery, Crashed, OutOfMemory, ServiceDisabled, TimedOut
from peerprov.graph.executor.executor import Stopped
from peerprov.graph.executor.pool import Answer, Pool
from peerprov.graph.executor.query import Busy, Form, Limits, Query

LIMITS = Limits(seconds=1.0, memory_mb=300, keep=1, most=2, queue=2, queue_seconds=0.3)
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SORTED = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c"
EVERYTHING = "SELECT * { ?s ?p ?o }"

MakePool = Callable[[Limits], Pool]


def rows(answer: Answer) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(answer.whole())["results"]["bindings"]
    return found


def one(pool: Pool, version: Any, text: str, **options: Any) -> str:
    (row,) = rows(pool.run(Query(text, **options), version))
    return str(next(iter(row.values()))["value"])


def test_each_query_form_tells_what_it_gives(make_pool: MakePool, version: Any) -> None:
    pool = make_pool(LIMITS)

    table = pool.run(Query("SELECT ?o { GRAPH ?g { <urn:s:3> ?p ?o } }"), version)
    truth = pool.run(Query("ASK { GRAPH ?g { <urn:s:3> ?p ?o } }"), version)
    graph = pool.run(Query("CONSTRUCT { ?s ?p ?o } { GRAPH ?g { ?s ?p ?o } }"), version)
    described = pool.run(Query("DESCRIBE <urn:s:3>", graph="nt", union=True), version)

    assert (table.form, rows(table)[0]["o"]["value"]) == (Form.SOLUTIONS, "1-3")
    assert (truth.form, json.loads(truth.whole())["boolean"]) == (Form.BOOLEAN, True)
    assert (graph.form, graph.whole().count(b" .\n")) == (Form.GRAPH, 5000)
    assert described.whole() == b'<urn:s:3> <urn:p> "1-3" .\n'


@pytest.mark.parametrize("table", ["srj", "srx", "csv", "tsv"])
def test_rows_come_in_every_table_format(make_pool: MakePool, version: Any, table: str) -> None:
    answer = make_pool(LIMITS).run(
        Query("SELECT ?o { ?s ?p ?o } LIMIT 1", table, union=True), version
    )

    assert b"1-" in answer.whole()


@pytest.mark.parametrize("graph", ["ttl", "nt", "nq", "trig", "rdf", "jsonld", "n3"])
def test_graphs_come_in_every_graph_format(make_pool: MakePool, version: Any, graph: str) -> None:
    text = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 1"

    answer = make_pool(LIMITS).run(Query(text, graph=graph, union=True), version)

    assert b"1-" in answer.whole()


def test_a_large_answer_comes_in_parts_and_whole(make_pool: MakePool, version: Any) -> None:
    answer = make_pool(LIMITS).run(Query(EVERYTHING, union=True), version)

    parts = list(answer)

    assert not answer.complete
    assert len(parts) > 3
    assert max(map(len, parts)) < 100_000
    assert len(json.loads(b"".join(parts))["results"]["bindings"]) == 5000


def test_the_dataset_of_a_request_replaces_the_default(make_pool: MakePool, version: Any) -> None:
    pool, count = make_pool(LIMITS), "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    in_graphs = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"

    assert one(pool, version, count) == "0"
    assert one(pool, version, count, union=True) == "5000"
    assert one(pool, version, count, default_graphs=("urn:g:0",)) == "2500"
    assert one(pool, version, in_graphs, default_graphs=("urn:g:0",)) == "0"
    assert one(pool, version, in_graphs, named_graphs=("urn:g:1",)) == "2500"


def test_an_executor_follows_to_another_version_and_back(
    make_pool: MakePool, version: Any, later_version: Any
) -> None:
    pool, count = make_pool(LIMITS), "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

    seen = [one(pool, v, count, union=True) for v in (version, later_version, version)]

    assert seen == ["5000", "10", "5000"]
    assert pool.counts.ended == {}


def test_a_query_past_its_deadline_is_stopped_and_the_next_answered(
    make_pool: MakePool, version: Any
) -> None:
    pool = make_pool(LIMITS)

    with pytest.raises(TimedOut, match="after 1 seconds"):
        pool.run(Query(ENDLESS, union=True), version)

    assert json.loads(pool.run(Query("ASK {}"), version).whole())["boolean"]
    assert pool.counts.ended == {"TimedOut": 1}


def test_the_deadline_holds_while_rows_come(make_pool: MakePool, version: Any) -> None:
    pool = make_pool(LIMITS)
    answer = pool.run(Query("SELECT * { ?a ?b ?c . ?d ?e ?f }", union=True), version)

    with pytest.raises(TimedOut, match="after 1 seconds"):
        for _ in answer:
            pass

    assert pool.counts.ended == {"TimedOut": 1}


def test_a_caller_may_ask_for_less_time_but_not_for_more(make_pool: MakePool, version: Any) -> None:
    pool = make_pool(LIMITS)

    with pytest.raises(TimedOut, match=r"after 0\.2 seconds"):
        pool.run(Query(ENDLESS, union=True), version, seconds=0.2)
    with pytest.raises(TimedOut, match="after 1 seconds"):
        pool.run(Query(ENDLESS, union=True), version, seconds=3600)


def test_a_query_that_wants_too_much_memory_is_stopped(make_pool: MakePool, version: Any) -> None:
    pool = make_pool(Limits(seconds=30, memory_mb=100))

    with pytest.raises(OutOfMemory, match="100 MB"):
        pool.run(Query(SORTED, union=True), version)

    assert json.loads(pool.run(Query("ASK {}"), version).whole())["boolean"]


def test_a_query_that_overflows_the_stack_is_a_crash_of_its_executor_only(
    make_pool: MakePool, version: Any
) -> None:
    pool = make_pool(Limits(seconds=30, stack_mb=16))

    with pytest.raises(Crashed):
        pool.run(Query("SELECT * " + "{" * 50_000 + "}" * 50_000), version)

    assert json.loads(pool.run(Query("ASK {}"), version).whole())["boolean"]


def test_a_caller_that_stops_frees_the_executor(make_pool: MakePool, version: Any) -> None:
    pool = make_pool(Limits(seconds=30))
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()

    with pytest.raises(Stopped):
        pool.run(Query(ENDLESS, union=True), version, stopped=stop.is_set)

    assert pool.counts.ended == {"Stopped": 1}


def test_an_answer_left_before_its_end_stops_the_work(make_pool: MakePool, version: Any) -> None:
    pool = make_pool(Limits(seconds=30))

    with pool.run(Query("SELECT * { ?a ?b ?c . ?d ?e ?f }", union=True), version) as answer:
        next(iter(answer))

    assert pool.counts.ended == {"left": 1}
    assert json.loads(pool.run(Query("ASK {}"), version).whole())["boolean"]


def test_a_bad_query_does_not_cost_the_executor(make_pool: MakePool, version: Any) -> None:
    pool = make_pool(LIMITS)

    with pytest.raises(BadQuery) as caught:
        pool.run(Query("SELECT * WHERE {\n  ?s ?p\n}"), version)

    assert caught.value.faults[0].line == 3
    assert pool.counts.ended == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SELECT * { ?s foo:bar ?o }", "prefix"),
        ("SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }", "grouped"),
        ("SELECT * { ?s <not iri> ?o }", "IRI"),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", "update"),
        ("", "does not parse"),
        ("SELECT (<java:x>(?s) AS ?y) { ?s ?p ?o }", "Unknown function <java:x>"),
    ],
)
def test_a_bad_query_is_told_in_plain_words(
    make_pool: MakePool, version: Any, text: str, words: str
) -> None:
    with pytest.raises(BadQuery) as caught:
        make_pool(LIMITS).run(Query(text, union=True), version)

    assert words in str(caught.value)
    assert "u{" not in str(caught.value)


@pytest.mark.parametrize("bad", ["not an iri", "relative", ""])
def test_a_graph_that_is_no_iri_is_refused(make_pool: MakePool, version: Any, bad: str) -> None:
    with pytest.raises(BadQuery, match="absolute IRI"):
        make_pool(LIMITS).run(Query("ASK {}", default_graphs=(bad,)), version)


def test_a_form_without_an_acceptable_format_is_told_without_running_it(
    make_pool: MakePool, version: Any
) -> None:
    text = "CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f }"

    answer = make_pool(LIMITS).run(Query(text, graph=None, union=True), version)

    assert (answer.form, answer.whole()) == (Form.GRAPH, b"")


def test_no_query_reaches_the_network_even_past_the_scan(make_pool: MakePool, version: Any) -> None:
    pool = make_pool(LIMITS)

    with pytest.raises(ServiceDisabled):
        pool.run(Query("SELECT * { SERVICE <http://127.0.0.1:8080/> { ?s ?p ?o } }"), version)

    assert {"namespace", "sockets"} & set(pool.walls)


def test_more_queries_than_executors_wait_and_are_then_told_to_come_back(
    make_pool: MakePool, version: Any
) -> None:
    pool = make_pool(Limits(seconds=5, keep=2, most=2, queue=2, queue_seconds=0.2))
    assert json.loads(pool.run(Query("ASK {}"), version).whole())["boolean"]
    heavy = [threading.Thread(target=_expect_timeout, args=(pool, version)) for _ in range(2)]
    for thread in heavy:
        thread.start()
    while pool.counts.started < 2:
        time.sleep(0.05)
    time.sleep(1)

    with pytest.raises(Busy):
        pool.run(Query("ASK {}"), version)

    for thread in heavy:
        thread.join()
    assert json.loads(pool.run(Query("ASK {}"), version).whole())["boolean"]


def test_a_light_query_is_answered_beside_a_heavy_one(make_pool: MakePool, version: Any) -> None:
    pool = make_pool(Limits(seconds=4, keep=1, most=2))
    heavy = threading.Thread(target=_expect_timeout, args=(pool, version))
    heavy.start()
    time.sleep(0.3)

    assert json.loads(pool.run(Query("ASK {}"), version).whole())["boolean"]

    assert heavy.is_alive()
    heavy.join()


def test_many_threads_get_their_own_answers(make_pool: MakePool, version: Any) -> None:
    pool, wrong = make_pool(Limits(keep=2, most=3, queue=100, queue_seconds=20)), []

    def ask(number: int) -> None:
        for i in range(number, 400, 8):
            text = f"SELECT ?o {{ <urn:s:{i}> ?p ?o }}"
            if one(pool, version, text, union=True) != f"1-{i}":
                wrong.append(i)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert pool.counts.answered == 400


def test_executors_end_with_their_pool(version: Any) -> None:
    of_other_pools = _children()
    pool = Pool(LIMITS, lambda: version)
    assert json.loads(pool.run(Query("ASK {}"), version).whole())["boolean"]
    children = _children() - of_other_pools

    pool.close()

    assert children
    assert not any(Path(f"/proc/{child}").exists() for child in children)


def _children() -> set[int]:
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if int(fields[1]) == os.getpid() and b"executor.process" in command:
                found.add(int(entry.name))
    return found


def _expect_timeout(pool: Pool, version: Any) -> None:
    with pytest.raises(TimedOut):
        pool.run(Query(ENDLESS, union=True), version)
