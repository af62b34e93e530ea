"""The catalogue loads, and every mistake in a query file is told with its place."""

from __future__ import annotations

import csv
import doctest
import importlib
from pathlib import Path
from typing import Final

import pytest

from peerprov.errors import BadInput, Missing
from peerprov.queries.catalogue import load
from peerprov.queries.model import TOPICS, Catalogue

HEAD: Final = """\
#+ title: Which things are there?
#+ description: Every thing.
#+ topic: terms
"""
BODY: Final = """\
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?term
WHERE {
  ?term rdfs:label ?label .
}
ORDER BY ?term
"""


def _faults(folder: Path, text: str, name: str = "things") -> list[str]:
    (folder / f"{name}.rq").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        load(folder)
    return [str(fault) for fault in caught.value.faults]


def test_a_query_without_a_fault_is_loaded(tmp_path: Path) -> None:
    parameter = "#+ param: label | string | any | The label,\n#+   as it stands.\n"
    body = BODY.replace("?label", "$label").replace("SELECT ?term", "SELECT ?term $label")
    (tmp_path / "things.rq").write_text(HEAD + parameter + body, encoding="utf-8")

    (query,) = load(tmp_path)

    assert (query.name, query.title, query.topic) == ("things", "Which things are there?", "terms")
    assert query.kind == "SELECT"
    assert [column.name for column in query.columns] == ["term"]
    (given,) = query.parameters
    assert (given.name, given.type, given.default) == ("label", "string", "any")
    assert given.description == "The label, as it stands."
    assert given.optional


def test_the_catalogue_is_large_and_in_the_order_of_its_topics(catalogue: Catalogue) -> None:
    assert len(catalogue) >= 40
    places = [TOPICS.index(query.topic) for query in catalogue]
    assert places == sorted(places)
    assert set(places) == set(range(len(TOPICS)))


def test_every_column_has_a_meaning_and_every_meaning_a_column(catalogue: Catalogue) -> None:
    file = Path(importlib.import_module("peerprov.queries").__file__ or "").parent / "columns.tsv"
    with file.open(encoding="utf-8", newline="") as lines:
        explained = [row["column"] for row in csv.DictReader(lines, delimiter="\t")]

    used = {column.name for query in catalogue for column in query.columns}

    assert explained == sorted(used)


def test_the_readme_lists_every_query(catalogue: Catalogue) -> None:
    folder = Path(importlib.import_module("peerprov.queries").__file__ or "").parent
    text = (folder / "README.md").read_text(encoding="utf-8")

    assert [name for name in catalogue.names() if f"`{name}`" not in text] == []


def test_an_unknown_name_is_answered_with_the_nearest(catalogue: Catalogue) -> None:
    with pytest.raises(Missing, match=r"no query 'bariers'. Did you mean 'barriers'"):
        catalogue.get("bariers")


CASES: Final = {
    "no title": (
        HEAD.replace("#+ title: Which things are there?\n", "") + BODY,
        ["queries/things.rq:1: the header has no title; expected a line `#+ title: …`"],
    ),
    "an empty title": (
        HEAD.replace(" Which things are there?", "") + BODY,
        ["queries/things.rq:1: title is empty; expected a value after the colon"],
    ),
    "two titles": (
        HEAD + "#+ title: Again\n" + BODY,
        ["queries/things.rq:4: title stands twice, first in line 1; expected one of each"],
    ),
    "an unknown field": (
        HEAD + "#+ keyword: one\n" + BODY,
        ["queries/things.rq:4: unknown field 'keyword'", "Did you mean 'keywords'?"],
    ),
    "an unknown topic": (
        HEAD.replace("topic: terms", "topic: strategy") + BODY,
        ["queries/things.rq:3: unknown topic 'strategy'", "Did you mean 'strategies'"],
    ),
    "a line without a field": (
        HEAD + "#+ nothing\n" + BODY,
        ["queries/things.rq:4: no field in 'nothing'; expected `#+ field: value`"],
    ),
    "a header line below": (
        HEAD + BODY + "#+ keywords: late\n",
        ["queries/things.rq:10: a header line stands after the query has begun"],
    ),
    "a parameter of three parts": (
        HEAD + "#+ param: label | string | any\n" + BODY,
        ["queries/things.rq:4: 'label | string | any' is not a parameter", "name | type | default"],
    ),
    "an unknown type": (
        HEAD + "#+ param: label | strin | any | A label.\n" + BODY.replace("?label", "$label"),
        ["queries/things.rq:4: unknown parameter type 'strin'", "Did you mean 'string'?"],
    ),
    "a value without its field": (
        HEAD + "#+ param: label | value | any | A label.\n" + BODY.replace("?label", "$label"),
        ["queries/things.rq:4: the type value needs a scope; expected as in value("],
    ),
    "a type that takes no scope": (
        HEAD + "#+ param: label | year(x) | any | A label.\n" + BODY.replace("?label", "$label"),
        ["queries/things.rq:4: the type year takes no scope 'x'; expected year"],
    ),
    "a scope without a prefix": (
        HEAD + "#+ param: label | string(label) | any | A.\n" + BODY.replace("?label", "$label"),
        ["queries/things.rq:4: the scope 'label' has no known prefix"],
    ),
    "a default that is no number": (
        HEAD + "#+ param: label | integer | many | A.\n" + BODY.replace("?label", "$label"),
        ["queries/things.rq:4: the default 'many' is no whole number; expected as in 10"],
    ),
    "a default that is no year": (
        HEAD + "#+ param: label | year | 99 | A.\n" + BODY.replace("?label", "$label"),
        ["queries/things.rq:4: the default '99' is no year; expected as in 2016"],
    ),
    "a name that the interfaces use": (
        HEAD + "#+ param: format | string | any | A.\n" + BODY.replace("?label", "$format"),
        ["queries/things.rq:4: 'format' is a name that the interfaces use"],
    ),
    "a name with a capital": (
        HEAD + "#+ param: Label | string | any | A.\n" + BODY.replace("?label", "$Label"),
        ["queries/things.rq:4: 'Label' is not a parameter's name"],
    ),
    "one parameter twice": (
        HEAD + 2 * "#+ param: label | string | any | A.\n" + BODY.replace("?label", "$label"),
        ["queries/things.rq:5: parameter 'label' stands twice; expected one line for each"],
    ),
    "a parameter that is not used": (
        HEAD + "#+ param: word | string | any | A word.\n" + BODY,
        ["queries/things.rq:4: the query does not use $word"],
    ),
    "a parameter that is not declared": (
        HEAD + BODY.replace("?label", "$label"),
        ["queries/things.rq:7:20: $label is not declared", "Write ?label if it is no parameter."],
    ),
    "a parameter written as a variable": (
        HEAD + "#+ param: label | string | any | A.\n" + BODY,
        ["queries/things.rq:8:20: ?label is a parameter; expected $label"],
    ),
    "a parameter that is not selected": (
        HEAD + "#+ param: label | string | any | A.\n" + BODY.replace("?label", "$label"),
        ["queries/things.rq:6: $label is not selected; expected every parameter among"],
    ),
    "an undeclared prefix": (
        HEAD + BODY.replace("?term rdfs:label", "?term skos:notation"),
        [
            "queries/things.rq:4:8: the prefix rdfs: is declared and never used",
            "queries/things.rq:7:9: the prefix skos: is not declared; "
            "expected `PREFIX skos: <http://www.w3.org/2004/02/skos/core#>`",
        ],
    ),
    "a misspelt prefix": (
        HEAD + BODY.replace("?term rdfs:label", "?term rdfs:label ?x ; rdf_s:label"),
        ["queries/things.rq:7:25: the prefix rdf_s: is not declared", "Did you mean 'rdfs'"],
    ),
    "a prefix for another address": (
        HEAD + BODY.replace("rdf-schema#", "rdf-schema/"),
        ["queries/things.rq:4:8: the prefix rdfs: stands for another IRI here"],
    ),
    "a syntax error": (
        HEAD + BODY.replace("?label .", "?label ]"),
        ["queries/things.rq:7:27: syntax error"],
    ),
    "a misspelt keyword": (
        HEAD + BODY.replace("WHERE", "WHER"),
        ["queries/things.rq:6:1: syntax error; expected WHERE"],
    ),
    "a missing brace": (
        HEAD + BODY.replace("}\nORDER BY ?term\n", ""),
        ["queries/things.rq:8:1: syntax error"],
    ),
    "a column without a meaning": (
        HEAD + BODY.replace("?term", "?terrm"),
        ["queries/things.rq:5:8: the column ?terrm has no meaning", "Did you mean 'term'"],
    ),
    "a DESCRIBE": (
        HEAD + BODY.replace("SELECT", "DESCRIBE").replace("ORDER BY ?term\n", ""),
        ["queries/things.rq:5:1: DESCRIBE leaves the answer to the engine"],
    ),
    "no WHERE": (
        HEAD + BODY.replace("WHERE {", "{"),
        ["queries/things.rq:5:1: the query has no WHERE {; expected WHERE {"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_a_mistake_is_told_with_its_place(text: str, expected: list[str], tmp_path: Path) -> None:
    told = "\n".join(_faults(tmp_path, text))

    for part in expected:
        assert part in told


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "first.rq").write_text(BODY, encoding="utf-8")

    told = _faults(tmp_path, HEAD.replace("terms", "nowhere") + BODY.replace("?label", "$label"))

    assert [fault.split(":")[0] for fault in told] == 3 * ["queries/first.rq"] + 2 * [
        "queries/things.rq"
    ]


def test_a_title_must_not_be_used_twice(tmp_path: Path) -> None:
    (tmp_path / "first.rq").write_text(HEAD + BODY, encoding="utf-8")

    told = _faults(tmp_path, HEAD + BODY)

    assert told == [
        "queries/things.rq: the title of 'first' is used again; expected a title of its own"
    ]


def test_a_file_name_must_be_words(tmp_path: Path) -> None:
    (told,) = _faults(tmp_path, HEAD + BODY, name="My Query")

    assert told == "queries/My Query.rq: 'My Query' cannot name a query; expected words joined by -"


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "things.rq").write_bytes(b"#+ title: \xff")

    with pytest.raises(BadInput, match=r"queries/things.rq: byte 10 is not UTF-8"):
        load(tmp_path)


@pytest.mark.parametrize("module", ["tokens", "nearest", "lookup", "publish", "table"])
def test_the_examples_in_the_documentation_hold(module: str) -> None:
    failed, tried = doctest.testmod(importlib.import_module(f"peerprov.queries.{module}"))

    assert tried > 0
    assert failed == 0
