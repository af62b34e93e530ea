"""Answers are written in the standard formats, and as tables that people can read."""

from __future__ import annotations

import io
import json
from typing import Final

import pytest
from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)
from rich.console import Console

from peerprov.errors import BadQuery
from peerprov.queries.answer import formats, run, write
from peerprov.queries.model import Catalogue, Parameter, Query
from peerprov.queries.table import show

RESULTS: Final = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "tsv": QueryResultsFormat.TSV,
}
GRAPHS: Final = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "json": RdfFormat.JSON_LD,
    "xml": RdfFormat.RDF_XML,
}


def _shown(query: Query, store: Store, width: int = 200, **arguments: str) -> str:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    show(run(query, store, arguments), store, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("format", RESULTS)
def test_a_table_of_results_reads_back(format: str, catalogue: Catalogue, store: Store) -> None:
    query = catalogue.get("works")

    written = write(run(query, store), format)
    back = parse_query_results(written, format=RESULTS[format])

    result = run(query, store).result
    assert isinstance(back, QuerySolutions)
    assert isinstance(result, QuerySolutions)
    assert back.variables == result.variables
    names = result.variables
    assert [[str(row[name]) for name in names] for row in back] == [
        [str(row[name]) for name in names] for row in result
    ]


@pytest.mark.parametrize("format", GRAPHS)
def test_a_graph_reads_back(format: str, catalogue: Catalogue, store: Store) -> None:
    query = catalogue.get("work-record")

    written = write(run(query, store), format)

    back = {quad.triple for quad in parse(written, format=GRAPHS[format])}
    assert back == set(run(query, store).result)  # type: ignore[arg-type]
    assert len(back) > 100


def test_yes_and_no_are_written(catalogue: Catalogue, store: Store) -> None:
    query = catalogue.get("is-known-doi")

    yes = write(run(query, store), "json")
    no = write(run(query, store, {"doi": "10.1000/none"}), "json")

    assert json.loads(yes)["boolean"] is True
    assert json.loads(no)["boolean"] is False
    assert _shown(query, store).splitlines()[-1] == "yes"


def test_a_format_that_does_not_fit_is_refused_with_those_that_do(
    catalogue: Catalogue, store: Store
) -> None:
    query = catalogue.get("barriers")

    with pytest.raises(
        BadQuery, match="cannot answer as 'turtle'; expected one of csv, tsv, json, xml"
    ):
        write(run(query, store), "turtle")
    assert "turtle" in formats(catalogue.get("work-record"))


def test_the_same_graph_is_written_as_the_same_bytes(catalogue: Catalogue, store: Store) -> None:
    query = catalogue.get("citation-network")
    other = Store()
    other.bulk_extend(sorted(store, key=str, reverse=True))

    assert write(run(query, store), "turtle") == write(run(query, other), "turtle")


def test_a_table_shows_labels_with_short_names_below_and_says_what_was_asked(
    catalogue: Catalogue, store: Store
) -> None:
    shown = _shown(catalogue.get("strategies-for-barrier"), store, barrier="role ambiguity")

    assert "barrier: low clarity of the peer provider role (PEERPROV:0002101)" in shown
    assert "defining the peer provider role" in shown
    assert "PEERPROV:0003111" in shown
    assert "10.1186/s12888-024-05664-9" in shown
    assert "https://" not in shown
    assert shown.rstrip().endswith("2 rows")


def test_a_narrow_terminal_gets_a_list_for_each_row(catalogue: Catalogue, store: Store) -> None:
    shown = _shown(catalogue.get("works-reporting-barrier"), store, width=60)

    lines = shown.splitlines()
    assert max(map(len, lines)) <= 60
    assert "asad-2016 f01" in shown
    assert any(line.startswith("locator") for line in lines)


def test_an_empty_answer_says_so(catalogue: Catalogue, store: Store) -> None:
    assert _shown(catalogue.get("cited-by-both"), store).rstrip().endswith("0 rows")


def test_what_steers_a_terminal_is_not_printed() -> None:
    store = Store()
    text = "[red]bold\x1b]0;title\x07 \x1b[31m \u202egnp.exe"
    store.add(Quad(NamedNode("http://a.example/s"), NamedNode("http://a.example/p"), Literal(text)))
    query = Query("q", "T", "D", "terms", (), (), "SELECT", "SELECT ?o WHERE { ?s ?p ?o }", ())

    shown = _shown(query, store)

    assert "[red]bold" in shown
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)


def test_a_parameter_says_what_it_expects() -> None:
    typed = (("term", "outcome"), ("value", "kind"), ("string", None), ("year", None))
    expects = [Parameter("given", kind, scope, "any", "D").expects for kind, scope in typed]

    assert expects == [
        "label, synonym, CURIE or IRI of a term (outcome)",
        "value of kind",
        "text",
        "year of four digits",
    ]
