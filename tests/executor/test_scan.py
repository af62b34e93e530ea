"""The look at a query text before it runs."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from peerprov.errors import ServiceDisabled, TooDeep, TooLarge
from peerprov.graph.executor.scan import DEPTH, TEXT_BYTES, first_word, scan

REACHING_OUT = [
    "SELECT * { SERVICE <http://a.example/> { ?s ?p ?o } }",
    "SELECT * { service silent <http://a.example/> { ?s ?p ?o } }",
    "SELECT * { SERVICE#comment\n<http://a.example/>{ ?s ?p ?o } }",
    "SELECT * { SERVICESILENT<http://a.example/>{ ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE<http://a.example/>{ ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICE<http://a.example/>{ ?s ?p ?o } }",
    "PREFIX : <http://a.example/> SELECT * { SERVICE:x{ ?s ?p ?o } }",
    "SELECT * { BIND(<http://a.example/> AS ?e) SERVICE ?e { ?s ?p ?o } }",
    "SELECT * { { SELECT * { OPTIONAL { SeRvIcE <http://a.example/> { ?s ?p ?o } } } } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <http://a.example/> { ?s ?p ?o } }",
    "ASK { FILTER EXISTS { SERVICE <http://a.example/> { ?s ?p ?o } } }",
    "SELECT ('SERVICE' AS ?x) { SERVICE <http://a.example/> { } }",
]
HARMLESS = [
    "SELECT * { ?s ?p 'SERVICE <http://a.example/> {' }",
    'SELECT * { ?s ?p """a "quoted" SERVICE <http://a.example/> { """ }',
    "SELECT * { ?s ?p ?o } # SERVICE <http://a.example/> { }",
    "SELECT * { ?s <http://a.example/SERVICE> ?o }",
    "SELECT ?service { ?service a ?o }",
    "PREFIX ex: <http://a.example/> SELECT * { ?s ex:service ?o . { ?o ?p ?s } }",
    "PREFIX service: <http://a.example/> SELECT * { ?s service:x ?o }",
    "PREFIX service: <http://a.example/> SELECT * { GRAPH service:x { ?s ?p ?o } }",
    "SELECT * { ?s ?p 'load'@en, 'it\\'s SERVICE' }",
]


@pytest.mark.parametrize("text", REACHING_OUT)
def test_service_is_refused_however_it_is_spelt(text: str) -> None:
    with pytest.raises(ServiceDisabled, match="SERVICE"):
        scan(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_the_word_service_elsewhere_is_no_service(text: str) -> None:
    Store().query(text)  # it is a query

    assert scan(text).services == ()


def test_load_is_refused_in_an_update() -> None:
    with pytest.raises(ServiceDisabled):
        scan("PREFIX x: <urn:x> LOAD SILENT <http://a.example/data.ttl> INTO GRAPH <urn:g>")


def test_an_allowed_host_is_let_through_and_another_is_not() -> None:
    allowed = frozenset({"a.example", "b.example:8080"})

    found = scan("SELECT * { SERVICE <http://A.example/sparql> { ?s ?p ?o } }", allowed)

    assert found.network
    assert found.services == ("a.example",)
    assert scan("SELECT * { SERVICE <https://b.example:8080/> { } }", allowed).network
    for other in ("http://b.example/", "http://a.example@evil.example/", "http://a.example:1/"):
        with pytest.raises(ServiceDisabled):
            scan(f"SELECT * {{ SERVICE <{other}> {{ ?s ?p ?o }} }}", allowed)


@pytest.mark.parametrize(
    "hidden",
    [
        "FILTER(?a<?b)SERVICE#>\n<http://evil.example/> { ?s ?p ?o }",
        "FILTER(?a<'>') SERVICE <http://evil.example/> { ?s ?p ?o } #'",
        'FILTER(?a<b:c#>"""\n ) SERVICE <http://evil.example/> { } #"""',
    ],
)
def test_beside_an_allowed_service_nothing_may_hide(hidden: str) -> None:
    text = f"SELECT * {{ SERVICE <http://a.example/> {{ ?a ?c ?b }} {hidden}\n}}"

    with pytest.raises(ServiceDisabled):
        scan(text, frozenset({"a.example"}))


def test_from_makes_the_query_state_its_own_dataset() -> None:
    assert scan("SELECT * FROM <urn:g> { ?s ?p ?o }").states_dataset
    assert scan("PREFIX a: <urn:from> ASK from named <urn:g> { ?s ?p ?o }").states_dataset
    assert not scan("SELECT * { ?from <urn:from> 'FROM <urn:g>' }").states_dataset


def test_queries_that_give_another_answer_each_time_are_told() -> None:
    assert scan("SELECT (NOW() AS ?x) {}").volatile
    assert scan("SELECT (rand() AS ?x) { SERVICE <http://a.b/> {} }", frozenset({"a.b"})).volatile
    assert not scan("SELECT * { ?s ?p ?brand }").volatile


def test_too_large_and_too_deep_are_refused_and_the_limits_are_not() -> None:
    with pytest.raises(TooLarge):
        scan("#" + "é" * (TEXT_BYTES // 2))
    with pytest.raises(TooDeep):
        scan("SELECT * " + "{" * (DEPTH + 1) + "}" * (DEPTH + 1))

    scan("SELECT * " + "{" * DEPTH + "}" * DEPTH)
    scan("SELECT * { ?s ?p '" + "{" * 5000 + "' }")
    scan("SELECT * { ?s ?p ?o } #" + "x" * (TEXT_BYTES - 100))


@pytest.mark.parametrize(
    "unit", ["'", '"', "<", "#", "\\", '"""', "?", "@", "'\\", "a:", "<a", "/*"]
)
def test_hostile_texts_of_the_largest_size_are_scanned(unit: str) -> None:
    text = "from " + unit * ((TEXT_BYTES - 5) // len(unit))

    assert scan(text).services == ()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("PREFIX select: <urn:x> # ask\nBASE <urn:y> DeScribe ?x {}", "DESCRIBE"),
        ("INSERT DATA {}", "INSERT"),
        ("", ""),
        ("{ SELECT }", ""),
    ],
)
def test_the_first_word_is_found_behind_the_prologue(text: str, word: str) -> None:
    assert first_word(text) == word
