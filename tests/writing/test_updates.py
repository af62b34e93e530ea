"""SPARQL Update over HTTP, on a blank service and on the built graph."""

from __future__ import annotations

import pytest
from pyoxigraph import RdfFormat, parse
from tests.writing.conftest import EX, OWN, Service

from peerprov.namespaces import BASE

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
FORM = "application/x-www-form-urlencoded"
INSERT = f"INSERT DATA {{ GRAPH <{OWN}> {{ <{EX}s> <{EX}p> 1 }} }}"


@pytest.mark.parametrize("path", ["/sparql?update=DROP%20ALL", "/sparql?query=ASK{}&update=x"])
def test_an_update_is_not_taken_by_get(blank: Service, path: str) -> None:
    answer = blank.send("GET", path)

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        (FORM, "update=SELECT * {}", 400),
        (FORM, "update=", 400),
        (FORM, "update=DROP ALL&update=DROP ALL", 400),
        (FORM, "update=DROP ALL&query=ASK{}", 400),
        (FORM, "update=%ff", 400),
        ("application/sparql-update", "INSERT DATA { <a> }", 400),
        ("application/sparql-update", b"\xff", 400),
        ("application/sparql-update; charset=utf-16", "DROP ALL", 415),
        ("text/plain", "DROP ALL", 415),
        ("application/sparql-query", "DROP ALL", 400),
        ("application/sparql-update", "SELECT * {}", 400),
        ("application/sparql-update", "LOAD <http://127.0.0.1:1/x>", 403),
        ("application/sparql-update", "INSERT {} WHERE { SERVICE <http://127.0.0.1/> {} }", 403),
        ("application/sparql-update", f"CREATE GRAPH <{EX}there>; CREATE GRAPH <{EX}there>", 409),
        ("application/sparql-update", f"DROP GRAPH <{EX}nowhere>", 409),
        ("application/sparql-update", "INSERT { ?s ?p ?o } WHERE {" + "{" * 200 + "}" * 201, 400),
    ],
)
def test_what_is_no_good_update_changes_nothing_and_is_told(
    blank: Service, content_type: str, body: str | bytes, status: int
) -> None:
    before = blank.version()

    answer = blank.send("POST", "/sparql", data=body, headers={"Content-Type": content_type})

    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert "Traceback" not in answer.text
    assert blank.version() == before


def test_a_fault_of_syntax_is_placed_in_the_text_that_was_sent(curated: Service) -> None:
    answer = curated.update("INSERT { ?s ?p 1 }\nWHERE {\n ?s ?p\n}")

    (fault,) = answer.json()["faults"]
    assert (answer.status_code, fault["line"]) == (400, 4)


def test_an_update_that_changes_nothing_makes_no_version(blank: Service) -> None:
    before = blank.version()

    answer = blank.update(f"DELETE DATA {{ <{EX}never> <{EX}never> 1 }}")

    assert answer.status_code == 204
    assert int(answer.headers["PeerProv-Version"]) == blank.version() == before


def test_a_failing_update_is_undone_whole(blank: Service) -> None:
    text = f"INSERT DATA {{ <{EX}half> <{EX}p> 1 }} ; DROP GRAPH <{EX}nowhere>"

    assert blank.update(text).status_code == 409
    assert blank.rows(f"SELECT * {{ <{EX}half> ?p ?o }}") == []


def test_a_body_over_the_limit_is_refused_chunked_too(blank: Service) -> None:
    def pieces() -> object:
        for _ in range(20):
            yield b" " * (1 << 20)

    for body in (b" " * (17 << 20), pieces()):
        answer = blank.send(
            "POST", "/sparql", data=body, headers={"Content-Type": "application/sparql-update"}
        )
        assert answer.status_code == 413


@pytest.mark.parametrize(
    ("update", "named"),
    [
        (f"INSERT DATA {{ GRAPH <{BASE}graph/ontology> {{ <{EX}s> <{EX}p> 1 }} }}", "ontology/"),
        (f"DELETE WHERE {{ GRAPH <{BASE}graph/work/asad-2016> {{ ?s ?p ?o }} }}",
         "graph/works/asad-2016.yaml"),
        (f"WITH <{BASE}graph/frameworks> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
         "ontology/frameworks.tsv"),
        (f"DELETE {{ GRAPH ?g {{ ?t ?p ?l }} }} INSERT {{ GRAPH ?g {{ ?t ?p 'other' }} }} WHERE "
         f"{{ BIND(<{BASE}PEERPROV_0000100> AS ?t) GRAPH ?g {{ ?t ?p ?l }} }}", "ontology/terms/"),
        (f"COPY <{OWN}> TO <{BASE}graph/reported>", "graph/works/"),
        (f"CLEAR GRAPH <{BASE}graph/shapes>", "shapes/"),
        (f"DROP GRAPH <{BASE}graph/queries>", "queries/"),
        (f"DELETE WHERE {{ GRAPH <{BASE}graph/log> {{ ?s ?p ?o }} }}", "the store"),
        ("DROP ALL", "is not written by updates"),
        ("CLEAR NAMED", "is not written by updates"),
        (f"INSERT DATA {{ <{EX}s> <{EX}p> 1 }}", "union of all graphs"),
        (f"INSERT {{ <{EX}s> <{EX}p> 1 }} WHERE {{}}", "union of all graphs"),
        (f"INSERT DATA {{ GRAPH <{EX}g> {{ <{EX}s> <{EX}p> 1 }} }}", "workspaces"),
        (f"CREATE GRAPH <{EX}g>", "workspaces"),
        (f"INSERT DATA {{ GRAPH <{OWN}x> {{ <{EX}s> <{EX}p> 1 }} }}", "may not write"),
        (f"INSERT DATA {{ GRAPH <{OWN}/x> {{ <{EX}s> <{EX}p> 1 }} }}", "may not write"),
        (f"INSERT {{ GRAPH <{BASE}graph/workspace/> {{ <{EX}s> <{EX}p> 1 }} }} WHERE {{}}",
         "workspaces"),
    ],
)  # fmt: skip
def test_curated_graphs_are_protected_and_the_file_to_edit_is_named(
    curated: Service, update: str, named: str
) -> None:
    assert curated.update(INSERT).status_code == 204
    before, count = curated.version(), curated.rows(COUNT)

    answer = curated.update(update)

    assert answer.status_code == 403, answer.text
    assert named in answer.json()["detail"]
    assert (curated.version(), curated.rows(COUNT)) == (before, count)


def test_a_workspace_is_written_from_what_all_graphs_say(curated: Service) -> None:
    assert curated.update(f"DROP SILENT GRAPH <{OWN}>").status_code == 204
    seen = f"""PREFIX pp: <{BASE}>
        INSERT {{ GRAPH <{OWN}> {{ ?w <{EX}seen> ?l }} }}
        WHERE {{ ?w a pp:Work ; pp:workId "asad-2016" ; pp:reports/pp:aboutConcept ?c .
                ?c <http://www.w3.org/2000/01/rdf-schema#label> ?l }}"""

    assert curated.update(seen).status_code == 204

    (found,) = curated.rows(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{OWN}> {{ ?w ?p ?l }} }}")
    assert int(found[0]) > 5


def test_what_a_workspace_calls_ours_has_to_fit_the_shapes(curated: Service) -> None:
    before = curated.version()
    text = f"INSERT DATA {{ GRAPH <{OWN}> {{ <{EX}f> a <{BASE}Finding> }} }}"

    plain, turtle = curated.update(text), curated.update(text, Accept="text/turtle")

    assert (plain.status_code, turtle.status_code) == (422, 422)
    assert len(plain.json()["faults"]) > 3
    assert turtle.headers["Content-Type"].startswith("text/turtle")
    report = {quad.predicate.value for quad in parse(turtle.content, format=RdfFormat.TURTLE)}
    assert "http://www.w3.org/ns/shacl#focusNode" in report
    assert curated.version() == before


def test_the_log_says_who_wrote(curated: Service) -> None:
    answer = curated.update(f"INSERT DATA {{ GRAPH <{OWN}> {{ <{EX}log> <{EX}p> 1 }} }}")
    version = answer.headers["PeerProv-Version"]

    said = curated.rows(
        f"""PREFIX pp: <{BASE}> PREFIX prov: <http://www.w3.org/ns/prov#>
        SELECT ?who {{ <{BASE}version/{version}> prov:wasGeneratedBy/prov:wasAssociatedWith ?a .
                       ?a <http://www.w3.org/2000/01/rdf-schema#label> ?who }}"""
    )
    assert said == [["alice"]]


@pytest.mark.parametrize(
    "text",
    [
        f'INSERT DATA {{ <{EX}control> <{EX}p> "a\\u0000b" }}',
        f'INSERT {{ <{EX}control> <{EX}p> ?x }} WHERE {{ BIND("a\\u0001b" AS ?x) }}',
    ],
)
def test_characters_that_would_break_answers_in_xml_are_not_taken_in(
    blank: Service, text: str
) -> None:
    answer = blank.update(text)

    assert answer.status_code == 422
    assert "control character" in answer.json()["detail"]
    assert blank.rows(f"SELECT * {{ <{EX}control> ?p ?o }}") == []
