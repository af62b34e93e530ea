"""Every stored query gives the answer on record, whatever the order in which the graph was loaded.

After a change of evidence or queries: ``pytest tests/queries/test_answers.py --renew-answers``;
then read the difference: each line of it is a claim about the evidence that has changed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, Store

from peerprov.queries.answer import Result, run, standalone, write
from peerprov.queries.bind import bind
from peerprov.queries.catalogue import load
from peerprov.queries.model import Catalogue, Query

EXPECTED: Final = Path(__file__).parent / "expected"
SUFFIX: Final = {"SELECT": ("csv", "csv"), "ASK": ("json", "json"), "CONSTRUCT": ("ntriples", "nt")}
MOVING: Final = {
    "versions": "tells when the graph was built",
    "graphs": "counts triples of shapes and statistics as well",
    "properties": "counts uses in every graph",
}
"""Queries about the build rather than the evidence; they have tests of their own."""
QUERIES: Final = [pytest.param(query, id=query.name) for query in load()]
SELECTS: Final = [pytest.param(query, id=query.name) for query in load() if query.kind == "SELECT"]
LASTING: Final = [
    pytest.param(query, id=query.name) for query in load() if query.name not in MOVING
]

OTHER: Final[dict[str, dict[str, str]]] = {
    "barriers": {"minimum_works": "3"},
    "facilitators": {"minimum_works": "2"},
    "barriers-at-level": {"level": "team"},
    "barriers-by-perspective": {"seen_by": "service users", "not_seen_by": "peer providers"},
    "works-reporting-barrier": {"barrier": "PEERPROV:0002241"},
    "why-barrier": {"term": "role clarity and boundaries determinant"},
    "is-reported-barrier": {"term": "PEERPROV:0002201"},
    "strategies": {"minimum_works": "4"},
    "strategies-for-barrier": {"barrier": "PEERPROV:0002243"},
    "strategies-by-stage": {"stage": "training"},
    "strategy-actors": {"strategy": "training of peer providers"},
    "strategies-by-barrier-level": {"level": "individual-level determinant"},
    "strategy-results": {"strategy": "training of peer providers"},
    "outcomes-by-direction": {"recipient": "peer providers"},
    "outcome-findings": {"outcome": "empowerment"},
    "peers-versus-staff": {"comparator_kind": "usual care"},
    "effect-sizes": {"outcome": "hope"},
    "measures": {"outcome": "hospitalisation"},
    "improved-by-report-only": {"recipient": "team"},
    "roles": {"kind": "competency"},
    "definitions": {"term": "peer provider"},
    "work-findings": {"work": "zeng-2021"},
    "findings-on-term": {"term": "hope", "kind": "outcome", "perspective": "researchers"},
    "search-findings": {"text": "stigma"},
    "findings-by-country": {"country": "canada"},
    "findings-by-design": {"design": "qualitative interviews"},
    "findings-by-setting": {"setting": "community", "kind": "determinant"},
    "terms-from-abstracts-only": {"minimum_works": "3"},
    "interpreted-findings": {"kind": "strategy"},
    "claims": {"minimum_works": "3"},
    "finding": {"finding": "https://w3id.org/peer-provision/finding/zeng-2021/f05"},
    "works": {"from_year": "2016", "to_year": "2017"},
    "work-citation": {"work": "Kent 2018"},
    "citations": {"citing": "zeng-2021", "cited": "10.2458/v6i1.18772"},
    "cited-by-both": {"first": "cooper-2024", "second": "kent-2018"},
    "is-known-doi": {"doi": "10.1000/nothing.here"},
    "works-by-author": {"name": "chreim"},
    "texts-read": {"work": "kent-2018"},
    "work-record": {"work": "paulson-1999"},
    "search-terms": {"text": "hope"},
    "term": {"term": "BFO:0000015"},
    "synonyms": {"term": "low clarity of the peer provider role"},
    "narrower-terms": {"term": "mechanism of peer support"},
    "broader-terms": {"term": "hope"},
    "term-neighbourhood": {"term": "hope"},
    "term-uses": {"term": "hope"},
    "terms-without-findings": {"basis": "framework"},
    "framework-coverage": {"framework": "ERIC"},
    "term-mappings": {"term": "outcome of peer provision"},
}  # fmt: skip
"""For each query that has parameters: another value of each."""


def _answer(query: Query, store: Store, arguments: dict[str, str] | None = None) -> list[str]:
    """The answer as lines."""
    text = write(run(query, store, arguments), SUFFIX[query.kind][0]).decode()
    return text.replace("\r\n", "\n").splitlines()


@pytest.mark.parametrize("query", LASTING)
def test_the_answer_is_the_one_on_record(
    query: Query, store: Store, pytestconfig: pytest.Config
) -> None:
    path = EXPECTED / f"{query.name}.{SUFFIX[query.kind][1]}"
    answer = _answer(query, store)

    if pytestconfig.getoption("--renew-answers", default=False):
        EXPECTED.mkdir(exist_ok=True)
        path.write_text("\n".join(answer) + "\n", encoding="utf-8")

    assert path.exists(), f"no answer on record: pytest {__file__} --renew-answers"
    assert answer == path.read_text(encoding="utf-8").split("\n")[:-1]


def test_no_answer_on_record_is_of_a_query_that_is_gone(catalogue: Catalogue) -> None:
    recorded = {path.stem for path in EXPECTED.iterdir()}

    assert recorded == {query.name for query in catalogue if query.name not in MOVING}


def test_only_one_query_has_nothing_to_say_of_the_evidence(
    catalogue: Catalogue, store: Store
) -> None:
    empty = [
        query.name
        for query in catalogue
        if query.kind != "ASK" and len(_answer(query, store)) == (query.kind == "SELECT")
    ]

    assert empty == ["cited-by-both"]  # the seed reviews share no reference


@pytest.fixture(scope="module")
def reversed_store(store: Store) -> Store:
    """The same graph in memory, loaded the other way round."""
    other = Store()
    other.bulk_extend(sorted(store, key=str, reverse=True))
    return other


@pytest.mark.parametrize("query", QUERIES)
def test_the_order_of_rows_does_not_hang_on_the_store(
    query: Query, store: Store, reversed_store: Store
) -> None:
    assert _answer(query, reversed_store) == _answer(query, store)


@pytest.mark.parametrize("query", SELECTS)
def test_no_row_is_given_twice(query: Query, store: Store) -> None:
    result = run(query, store).result
    assert isinstance(result, QuerySolutions)
    rows = [str([row[variable] for variable in result.variables]) for row in result]

    assert len(rows) == len(set(rows))


def test_every_parameter_is_tried_with_another_value(catalogue: Catalogue) -> None:
    expected = {
        (query.name, parameter.name) for query in catalogue for parameter in query.parameters
    }

    assert {(name, given) for name, values in OTHER.items() for given in values} == expected


@pytest.mark.parametrize(("name", "arguments"), OTHER.items(), ids=OTHER)
def test_another_value_gives_another_answer(
    name: str, arguments: dict[str, str], catalogue: Catalogue, store: Store
) -> None:
    query = catalogue.get(name)

    other = _answer(query, store, arguments)

    assert other != _answer(query, store)
    for parameter, value in arguments.items():
        alone = _answer(query, store, {parameter: value})
        rest = {key: given for key, given in arguments.items() if key != parameter}
        assert alone != _answer(query, store) or other != _answer(query, store, rest)


@pytest.mark.parametrize("query", QUERIES)
def test_the_published_text_gives_the_same_answer_as_the_bound_query(
    query: Query, store: Store
) -> None:
    for arguments in ({}, OTHER.get(query.name, {})):
        text = standalone(query, bind(query, arguments, store))
        assert "#+" not in text
        alone = store.query(text, use_default_graph_as_union=True)
        bound = run(query, store, arguments).result

        if query.kind == "ASK":
            assert bool(alone) == bool(bound)
        else:
            assert sorted(map(str, _plain(alone))) == sorted(map(str, _plain(bound)))


def _plain(result: Result) -> list[object]:
    assert not isinstance(result, QueryBoolean)
    if isinstance(result, QuerySolutions):
        names = result.variables
        return [[str(row[name]) for name in names] for row in result]
    return list(result)


def test_an_open_parameter_ranges_over_everything(catalogue: Catalogue, store: Store) -> None:
    query = catalogue.get("interpreted-findings")

    everything = _answer(query, store)[1:]
    parts = [
        line
        for kind in ("role", "function", "competency", "determinant", "strategy", "mechanism",
                     "outcome", "definition", "gap", "context")
        for line in _answer(query, store, {"kind": kind})[1:]
    ]  # fmt: skip

    assert sorted(parts) == sorted(everything)
    assert everything


def test_the_graphs_add_up_to_the_whole_store(catalogue: Catalogue, store: Store) -> None:
    result = run(catalogue.get("graphs"), store).result
    assert isinstance(result, QuerySolutions)
    rows = {row["graph_name"].value: row for row in result}

    assert sum(int(row["triples"].value) for row in rows.values()) == len(store)
    assert int(rows["work/…"]["graphs"].value) == 71


def test_the_versions_tell_who_when_and_why(catalogue: Catalogue, store: Store) -> None:
    result = run(catalogue.get("versions"), store).result
    assert isinstance(result, QuerySolutions)
    rows = [[row[name] for name in result.variables] for row in result]

    assert len(rows) == 1
    assert all(value is not None for value in rows[0])


def test_the_properties_are_counted(catalogue: Catalogue, store: Store) -> None:
    result = run(catalogue.get("properties"), store).result
    assert isinstance(result, QuerySolutions)
    uses = {row["property"].value.rpartition("/")[2]: int(row["uses"].value) for row in result}

    assert uses["statementText"] == uses["locatorText"] == 946
    assert uses["workId"] == 71


HOSTILE: Final = (
    '"',
    "'",
    "\\",
    '" } # ',
    '") || true || ("',
    "} ; DROP ALL ; {",
    "'; DROP ALL; --",
    "> } INSERT DATA { <a:a> <a:a> <a:a> } #",
    "$text",
    "?work",
    "\n}\n",
    "\u202eevil",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_only_a_text(text: str, catalogue: Catalogue, store: Store) -> None:
    before = len(store)
    query = catalogue.get("search-findings")
    wanted = text.strip().casefold()

    bound = bind(query, {"text": text}, store)
    answer = list(_plain(run(query, store, {"text": text}).result))
    alone = _plain(store.query(standalone(query, bound), use_default_graph_as_union=True))

    holding = {
        quad.subject
        for name in ("conceptText", "statementText")
        for quad in store.quads_for_pattern(
            None, NamedNode(f"https://w3id.org/peer-provision/{name}"), None
        )
        if isinstance(quad.object, Literal) and wanted in quad.object.value.casefold()
    }
    assert len(answer) == len(holding)
    assert sorted(map(str, alone)) == sorted(map(str, answer))
    assert len(store) == before
