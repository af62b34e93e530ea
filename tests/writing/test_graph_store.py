"""The Graph Store Protocol over HTTP."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from tests.writing.conftest import EX, OWN, Service, Starter

from peerprov.namespaces import BASE

G = f"{EX}graph"
TURTLE = "text/turtle"
ONE = f'<{EX}a> <{EX}p> "é𝄞"@fr , 1 .'
BOUNDARY = "----part"


def statements(service: Service, graph: str) -> int:
    answer = service.send("GET", "/store", params={"graph": graph}, headers={"Accept": TURTLE})
    assert answer.status_code == 200, answer.text
    return sum(1 for _ in parse(answer.content, format=RdfFormat.TURTLE))


def multipart(*documents: tuple[str, str]) -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="f{n}"; filename="f{n}"\r\n'
        f"Content-Type: {kind}\r\n\r\n{content}\r\n"
        for n, (kind, content) in enumerate(documents)
    ]
    return ("".join(parts) + f"--{BOUNDARY}--\r\n").encode()


def test_a_graph_lives_and_goes(blank: Service) -> None:
    graph = f"{EX}life"

    assert blank.put(graph, ONE).status_code == 201
    assert blank.put(graph, f"<{EX}b> <{EX}p> 2 .").status_code == 204
    assert statements(blank, graph) == 1
    post = {"params": {"graph": graph}, "headers": {"Content-Type": TURTLE}}
    assert blank.send("POST", "/store", data=ONE.encode(), **post).status_code == 204
    assert statements(blank, graph) == 3
    assert blank.send("HEAD", "/store", params={"graph": graph}).status_code == 200
    assert blank.send("DELETE", "/store", params={"graph": graph}).status_code == 204
    for method in ("GET", "HEAD", "DELETE"):
        assert blank.send(method, "/store", params={"graph": graph}).status_code == 404


def test_several_documents_come_as_parts(blank: Service) -> None:
    body = multipart((TURTLE, ONE), ("application/n-triples", f"<{EX}b> <{EX}p> <{EX}c> ."))
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    params = {"graph": f"{EX}parts"}

    answer = blank.send("POST", "/store", params=params, data=body, headers=headers)

    assert answer.status_code == 201
    assert statements(blank, f"{EX}parts") == 3


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (multipart(("text/html", "x")), 415),
        (multipart((TURTLE, ONE), (TURTLE, "<a> <b")), 400),
        (b"--wrong\r\n", 400),
        (b"", 400),
        (multipart(*[(TURTLE, ONE)] * 101), 413),
        (multipart((TURTLE, ONE))[:60], 400),
    ],
)
def test_parts_that_cannot_be_read_change_nothing(blank: Service, body: bytes, status: int) -> None:
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    params = {"graph": f"{EX}no-parts"}

    answer = blank.send("POST", "/store", params=params, data=body, headers=headers)

    assert answer.status_code == status, answer.text
    assert blank.send("GET", "/store", params=params).status_code == 404


def test_a_document_for_the_store_gets_a_graph_of_its_own(blank: Service) -> None:
    answer = blank.send("POST", "/store", data=ONE.encode(), headers={"Content-Type": TURTLE})

    assert answer.status_code == 201
    location = answer.headers["Location"]
    assert location.startswith(f"{blank.url}/store/")
    path = location.removeprefix(blank.url)
    assert blank.send("GET", path, headers={"Accept": TURTLE}).status_code == 200
    assert statements(blank, location) == 2
    assert blank.send("DELETE", path).status_code == 204
    assert blank.send("GET", path).status_code == 404


@pytest.mark.parametrize(
    "query",
    ["", "?graph=x", "?graph=", "?graph=a%20b:c", "?default&graph=http://e/", "?graph=http://e/&graph=http://f/"],
)  # fmt: skip
def test_a_request_names_one_graph_by_an_absolute_iri(blank: Service, query: str) -> None:
    for method in ("GET", "PUT", "DELETE"):
        answer = blank.send(
            method, f"/store{query}", data=ONE.encode(), headers={"Content-Type": TURTLE}
        )
        assert answer.status_code == 400, method


def test_other_methods_are_told_which_there_are(blank: Service) -> None:
    for method in ("PATCH", "PROPFIND"):
        for path in ("/store?default", "/store/x"):
            answer = blank.send(method, path)
            assert answer.status_code == 405
            assert "PUT" in answer.headers["Allow"]
    assert blank.send("OPTIONS", "/store").status_code == 204


def test_an_upload_over_the_limit_is_refused_however_it_is_sent(
    start: Starter, tmp_path: Path
) -> None:
    service = start(tmp_path / "data", "--blank", "--writable", "--upload-bytes", "10000")
    line = f"<{EX}s> <{EX}p> 1 .\n".encode()
    good = line * (10_000 // len(line))

    def pieces(extra: int) -> object:
        yield good
        yield b"#" * (10_000 - len(good) + extra)

    for body, status in (
        (good, 201),
        (pieces(0), 204),
        (good + b"#" * (10_001 - len(good)), 413),
        (pieces(1), 413),
        (pieces(100_000), 413),
    ):
        assert service.put(G, body).status_code == status  # type: ignore[arg-type]


def test_compressed_uploads_are_not_taken(blank: Service) -> None:
    body = gzip.compress(ONE.encode())

    answer = blank.put(G, body, headers={"Content-Encoding": "gzip"})

    assert answer.status_code == 415


def test_a_document_that_takes_too_long_to_read_is_stopped(blank: Service) -> None:
    deep = 200_000
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    body = (
        f'<rdf:RDF xmlns:rdf="{rdf}" xmlns:e="{EX}">'
        + "<rdf:Description><e:p>" * deep
        + "</e:p></rdf:Description>" * deep
        + "</rdf:RDF>"
    )
    headers = {"Content-Type": "application/rdf+xml"}

    answer = blank.put(f"{EX}deep", body, headers=headers)

    assert answer.status_code in (400, 413), answer.text
    assert blank.put(f"{EX}after", ONE).status_code in (201, 204)
    assert blank.send("GET", "/store", params={"graph": f"{EX}deep"}).status_code == 404


def test_the_tag_of_a_graph_stays_while_the_graph_stays(blank: Service) -> None:
    graph = f"{EX}tag"
    assert blank.put(graph, ONE).status_code in (201, 204)
    params, accept = {"graph": graph}, {"Accept": TURTLE}
    seen = blank.send("GET", "/store", params=params, headers=accept).headers["ETag"]

    assert blank.put(f"{EX}other-tag", ONE).status_code in (201, 204)
    same = {**accept, "If-None-Match": seen}
    assert blank.send("GET", "/store", params=params, headers=same).status_code == 304
    assert blank.put(graph, f"{ONE} <{EX}x> <{EX}y> 1 .", headers={"If-Match": seen}).ok
    assert blank.put(graph, ONE, headers={"If-Match": seen}).status_code == 412
    assert blank.put(graph, ONE, headers={"If-None-Match": "*"}).status_code == 412
    assert blank.put(f"{EX}tag-new", ONE, headers={"If-Match": "*"}).status_code == 412
    assert blank.send("GET", "/store", params=params, headers=same).status_code == 200


def test_every_graph_of_ours_can_be_had_and_none_be_replaced(curated: Service) -> None:
    for graph in ("ontology", "work/asad-2016", "log"):
        name = f"{BASE}graph/{graph}"
        assert statements(curated, name) > 0
        for answer in (
            curated.put(name, ONE),
            curated.send("DELETE", "/store", params={"graph": name}),
        ):
            assert answer.status_code == 403
            assert "is not written by updates" in answer.json()["detail"]
    assert curated.send("DELETE", "/store?default").status_code == 403


def test_a_workspace_is_replaced_by_its_holder(curated: Service) -> None:
    assert curated.put(OWN, ONE).status_code in (201, 204)
    assert statements(curated, OWN) == 2
    unfit = f"<{EX}f> a <{BASE}Finding> ."
    assert curated.put(OWN, unfit).status_code == 422
    assert statements(curated, OWN) == 2
