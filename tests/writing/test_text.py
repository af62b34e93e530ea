"""Update texts: taken apart, and given a dataset."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, Quad, Store

from peerprov.errors import BadQuery
from peerprov.graph.writing.text import operations, with_dataset

EX = "http://example.org/"
TWO = f"""PREFIX with: <{EX}a;b#> # a comment; with {"{"}
INSERT DATA {{ with:s with:p "x ; }} WHERE {{" , 'it''s' }} ;
DELETE WHERE {{ ?s with:p ?o }}"""


def test_operations_are_told_apart_by_the_semicolons_that_count() -> None:
    found = operations(TWO.replace("''", ""))

    assert [operation.words for operation in found] == [("INSERT", "DATA"), ("DELETE", "WHERE")]
    assert [operation.is_data for operation in found] == [True, False]
    assert [operation.is_short_delete for operation in found] == [False, True]


@pytest.mark.parametrize(
    ("text", "words", "pattern"),
    [
        ("INSERT { ?s ?p ?o } WHERE { ?s ?p ?o }", ("INSERT", "WHERE"), True),
        ("delete { ?s ?p ?o } where { ?s ?p ?o }", ("DELETE", "WHERE"), True),
        (f"WITH <{EX}> DELETE {{}} WHERE {{}}", ("WITH", "DELETE", "WHERE"), True),
        (f"COPY DEFAULT TO <{EX}where>", ("COPY", "DEFAULT", "TO"), False),
        (f"LOAD SILENT <{EX}x> INTO GRAPH <{EX}g>", ("LOAD", "SILENT", "INTO", "GRAPH"), False),
    ],
)
def test_the_keywords_of_an_operation(text: str, words: tuple[str, ...], pattern: bool) -> None:
    (operation,) = operations(text)

    assert operation.words == words
    assert operation.has_pattern is pattern
    assert not operation.is_short_delete


def changed(text: str, forced: bool = True) -> set[str]:
    """Runs an update on g1 and g2 of three graphs; gives what the default graph then holds."""
    store = Store()
    for name in ("g1", "g2", "g3"):
        store.add(
            Quad(
                NamedNode(EX + name), NamedNode(EX + "p"), NamedNode(EX + "o"), NamedNode(EX + name)
            )
        )
        store.add(Quad(NamedNode(EX + name), NamedNode(EX + "p"), NamedNode(EX + "o")))
    store.update(with_dataset(text, [EX + "g1"], [EX + "g2"], forced))
    return {
        f"{quad.subject.value} {quad.object.value}".replace(EX, "")
        for quad in store
        if quad.graph_name.__class__.__name__ == "DefaultGraph"
    }


START = {"g1 o", "g2 o", "g3 o"}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("INSERT { ?s :p :new } WHERE { ?s :p ?o }", START | {"g1 new"}),
        ("INSERT { ?s :p :new } WHERE { GRAPH ?g { ?s :p ?o } }", START | {"g2 new"}),
        ("DELETE WHERE { ?s :p ?o }", START - {"g1 o"}),
        ("DELETE { ?s :p ?o } WHERE { ?s :p ?o }", START - {"g1 o"}),
        ("INSERT DATA { :g4 :p :o } ; DELETE WHERE { ?s ?p ?o } ;", {"g2 o", "g3 o", "g4 o"}),
        (
            "DELETE { ?s :p ?o } INSERT { ?s :p :new } WHERE { { SELECT * WHERE { ?s :p ?o } } }",
            START - {"g1 o"} | {"g1 new"},
        ),
    ],
)
def test_the_dataset_of_a_request_holds_for_every_pattern(text: str, result: set[str]) -> None:
    assert changed(f"PREFIX : <{EX}> {text}") == result


def test_an_update_that_states_its_own_dataset_keeps_it_unless_one_is_asked_for() -> None:
    text = f"PREFIX : <{EX}> INSERT {{ ?s :p :new }} USING :g3 WHERE {{ ?s :p ?o }}"

    assert changed(text, forced=False) == START | {"g3 new"}
    with pytest.raises(BadQuery, match="using-graph-uri"):
        changed(text)


def test_a_dataset_cannot_smuggle_text_into_an_update() -> None:
    for name in (f"{EX}g> WHERE {{}} ; DROP ALL #", "g1", f"{EX}a b", ""):
        with pytest.raises(BadQuery, match="names no graph"):
            with_dataset("INSERT { ?s ?p ?o } WHERE { ?s ?p ?o }", [name], [], forced=True)
