"""The SPARQL 1.1 Protocol, request by request."""

from __future__ import annotations

import http.client
import re
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
import requests
from pyoxigraph import NamedNode, RdfFormat, parse

JSON = "application/sparql-results+json"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
EX = "http://example.org/"
SELECT = f"SELECT ?o WHERE {{ <{EX}s> <{EX}p> ?o }}"
SD = "http://www.w3.org/ns/sparql-service-description#"


def bindings(answer: requests.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["results"]["bindings"]
    return found


def test_a_query_comes_by_get_form_or_body(server: Any) -> None:
    answers = [
        server.ask(SELECT),
        server.ask(method="POST", data={"query": SELECT}),
        server.ask(method="POST", data=SELECT.encode(), headers={"Content-Type": QUERY}),
        server.ask(
            method="POST",
            data=SELECT.encode(),
            headers={"Content-Type": "Application/SPARQL-Query; charset=UTF-8"},
        ),
    ]

    assert [len(bindings(answer)) for answer in answers] == [3, 3, 3, 3]


@pytest.mark.parametrize("method", ["GET", "form", "body"])
def test_text_outside_ascii_arrives_whole(server: Any, method: str) -> None:
    text = 'SELECT ?s WHERE { ?s ?p "é𝄞"@fr }'
    answer = {
        "GET": lambda: server.ask(text),
        "form": lambda: server.ask(method="POST", data={"query": text}),
        "body": lambda: server.ask(
            method="POST", data=text.encode(), headers={"Content-Type": QUERY}
        ),
    }[method]()

    assert len(bindings(answer)) == 1


def test_head_answers_like_get_without_a_body(server: Any) -> None:
    got, head = server.ask(SELECT), server.ask(SELECT, "HEAD")

    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "content-length", "etag", "vary", "peerprov-version"):
        assert head.headers[name] == got.headers[name]


def test_options_and_other_methods_say_what_there_is(server: Any) -> None:
    options, deleted = server.ask(method="OPTIONS"), server.ask(method="DELETE")

    assert options.status_code == 204
    assert "POST" in options.headers["access-control-allow-methods"]
    assert deleted.status_code == 405
    assert deleted.headers["allow"] == "GET, HEAD, POST, OPTIONS"


@pytest.mark.parametrize(
    ("status", "request_of"),
    [
        (400, {"params": {"query": ["ASK {}", "ASK {}"]}}),
        (400, {"params": {"query": ""}}),
        (400, {"method": "POST", "data": {"nothing": "x"}}),
        (400, {"method": "POST", "data": b"ASK { \xff }", "headers": {"Content-Type": QUERY}}),
        (400, {"method": "POST", "data": b"query=%FF", "headers": {"Content-Type": FORM}}),
        (400, {"params": {"query": "ASK {}", "timeout": "soon"}}),
        (400, {"params": {"query": "ASK {}", "timeout": "-1"}}),
        (400, {"params": {"query": "ASK {}", "version": "last"}}),
        (404, {"params": {"query": "ASK {}", "version": "99"}}),
        (405, {"params": {"update": "DROP ALL"}}),
        (400, {"params": {"query": "DROP ALL"}}),
        (400, {"params": {"query": "INSERT DATA { <urn:a> <urn:a> <urn:a> }"}}),
        (401, {"method": "POST", "data": {"update": "DROP ALL"}}),
        (415, {"method": "POST", "data": b"ASK {}", "headers": {"Content-Type": "text/plain"}}),
        (415, {"method": "POST", "data": b"ASK {}"}),
        (
            415,
            {
                "method": "POST",
                "data": b"ASK {}",
                "headers": {"Content-Type": f"{QUERY}; charset=utf-16"},
            },
        ),
        (
            415,
            {
                "method": "POST",
                "data": b"ASK {}",
                "headers": {"Content-Type": QUERY, "Content-Encoding": "gzip"},
            },
        ),
    ],
)
def test_what_the_protocol_forbids_is_refused(
    server: Any, status: int, request_of: dict[str, Any]
) -> None:
    answer = server.ask(**request_of)

    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["instance"] == f"urn:request:{answer.headers['x-request-id']}"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "no-store"


def test_a_malformed_query_is_told_with_its_place_and_in_the_form_asked_for(server: Any) -> None:
    text = "SELECT * WHERE {\n  ?s ?p\n}"

    as_json, as_page = server.ask(text), server.ask(text, headers={"Accept": "text/html,*/*;q=0.8"})

    assert as_json.status_code == as_page.status_code == 400
    assert as_json.json()["faults"][0]["line"] == 3
    assert as_page.headers["content-type"] == "text/html; charset=utf-8"


def test_what_a_caller_sends_is_escaped_on_an_error_page(server: Any) -> None:
    answer = server.ask(
        "SELECT * { <script>alert(1)</script> }", headers={"Accept": "text/html,*/*;q=0.8"}
    )

    assert answer.status_code == 400
    assert not re.search(r"<script(?![^>]*\bsrc=)", answer.text)


def test_the_dataset_of_the_request_wins_over_the_one_of_the_query(server: Any) -> None:
    text = f"ASK FROM <{EX}none> {{ ?s ?p 2 }}"

    assert server.ask(text).json()["boolean"] is False
    assert server.ask(text, params={"default-graph-uri": EX + "g"}).json()["boolean"] is True
    in_graph = "ASK { GRAPH ?g { ?s ?p 2 } }"
    assert server.ask(in_graph, params={"default-graph-uri": EX + "g"}).json()["boolean"] is False
    assert server.ask(in_graph, params={"named-graph-uri": EX + "g"}).json()["boolean"] is True


def test_the_default_graph_is_the_union_where_set_so_but_from_still_counts(guarded: Any) -> None:
    assert guarded.ask("ASK { ?s ?p 2 }").json()["boolean"] is True
    assert guarded.ask(f"ASK FROM <{EX}items> {{ ?s ?p 2 }}").json()["boolean"] is False


def test_an_earlier_version_can_be_asked(server: Any) -> None:
    text = f"ASK {{ GRAPH <{EX}g> {{ ?s ?p ?o }} }}"

    first, now = server.ask(text, params={"version": "1"}), server.ask(text)

    assert (first.json()["boolean"], now.json()["boolean"]) == (False, True)
    assert (first.headers["peerprov-version"], now.headers["peerprov-version"]) == ("1", "3")
    assert "immutable" in first.headers["cache-control"]


def test_an_etag_saves_sending_the_answer_again(server: Any) -> None:
    first = server.ask(SELECT)
    tag = first.headers["etag"]

    again = server.ask(SELECT, headers={"If-None-Match": f'"x", {tag}'})
    by_post = server.ask(method="POST", data={"query": SELECT}, headers={"If-None-Match": tag})
    other_format = server.ask(SELECT, headers={"If-None-Match": tag, "Accept": "text/csv"})

    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert by_post.status_code == 304
    assert other_format.status_code == 200
    assert other_format.headers["etag"] != tag


def test_an_answer_that_differs_each_time_is_not_kept(server: Any) -> None:
    text = "SELECT (STRUUID() AS ?id) {}"

    one, two = server.ask(text), server.ask(text)

    assert one.text != two.text
    assert "etag" not in one.headers
    assert one.headers["cache-control"] == "no-store"


def test_every_answer_may_be_read_by_pages_of_other_sites(server: Any) -> None:
    answers = [
        server.ask("ASK {}", headers={"Origin": "http://else.example"}),
        server.ask("nonsense"),
        server.ask(method="DELETE"),
        requests.get(server.url + "nowhere", timeout=10),
        requests.get(server.url, timeout=10),
    ]

    assert [a.headers["access-control-allow-origin"] for a in answers] == ["*"] * 5
    assert all("access-control-allow-credentials" not in a.headers for a in answers)


def test_relative_iris_are_resolved_against_the_endpoint(server: Any) -> None:
    answer = server.ask("SELECT (<x> AS ?x) {}")

    assert bindings(answer)[0]["x"]["value"] == server.url + "x"


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/rdf+xml", "application/ld+json", None]
)
def test_without_a_query_the_service_describes_itself(server: Any, accept: str | None) -> None:
    answer = server.ask(headers={"Accept": accept})

    kind = answer.headers["content-type"].split(";")[0]
    form = RdfFormat.from_media_type(kind)
    assert form is not None
    triples = {(q.predicate.value, str(q.object)) for q in parse(answer.content, form)}
    assert (SD + "endpoint", f"<{server.sparql}>") in triples
    assert (SD + "name", str(NamedNode(EX + "items"))) in triples
    assert not any(o.endswith("UnionDefaultGraph>") for _, o in triples)


def test_without_a_query_a_browser_gets_a_form(server: Any) -> None:
    answer = server.ask(headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})

    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "<form" in answer.text
    assert not re.search(r"<script(?![^>]*\bsrc=)", answer.text)


def test_an_unknown_parameter_disturbs_nothing(server: Any) -> None:
    assert server.ask("ASK {}", params={"ac": "1", "mailto": "x"}).json()["boolean"] is True


def test_a_query_of_twenty_thousand_values_is_answered(server: Any) -> None:
    values = " ".join(f"<{EX}{i}>" for i in range(20_000))
    text = f"SELECT * {{ VALUES ?x {{ {values} }} }}"

    direct = server.ask(method="POST", data=text.encode(), headers={"Content-Type": QUERY})
    form = server.ask(method="POST", data={"query": text})

    assert len(bindings(direct)) == len(bindings(form)) == 20_000


def raw(server: Any, request: bytes) -> http.client.HTTPResponse:
    """Sends bytes as they are and reads the answer."""
    import socket

    parts = urlsplit(server.url)
    link = socket.create_connection((parts.hostname or "", parts.port or 0), timeout=20)
    link.sendall(request)
    answer = http.client.HTTPResponse(link)
    answer.begin()
    answer.read()
    answer.close()
    link.close()
    return answer


@pytest.mark.parametrize("size", [1 << 20, (1 << 20) + 1, 3 << 20])
def test_a_chunked_body_is_never_cut_at_the_limit(server: Any, size: int) -> None:
    text = b"ASK { }#" + b"x" * (size - 8)

    def chunks() -> Any:
        yield from (text[i : i + 100_000] for i in range(0, len(text), 100_000))

    answer = server.ask(method="POST", data=chunks(), headers={"Content-Type": QUERY})

    assert answer.status_code == (200 if size == 1 << 20 else 413), answer.text


def test_a_body_that_is_declared_too_large_is_refused_before_it_comes(server: Any) -> None:
    head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {QUERY}\r\n"
    head += "Content-Length: 99999999\r\n\r\n"

    assert raw(server, head.encode()).status == 413


def test_a_url_over_the_limit_is_refused(server: Any) -> None:
    text = "ASK {} #" + "x" * 40_000

    answer = server.ask(text)

    assert answer.status_code == 414
    assert "POST" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/%00", "/%ff", "/a%00b"])
def test_a_path_that_is_no_text_is_refused(server: Any, path: str) -> None:
    assert raw(server, f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode()).status == 400


def test_a_forged_host_gets_into_no_link_that_others_see(server: Any) -> None:
    text = quote("SELECT (<x> AS ?x) {}")
    request = f"GET /sparql?query={text} HTTP/1.1\r\nHost: evil.example\r\n\r\n"
    assert raw(server, request.encode()).status == 200

    assert "evil.example" not in server.ask("SELECT (<x> AS ?x) {}").text
