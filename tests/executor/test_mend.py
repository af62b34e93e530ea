"""What the engine reads otherwise than the standard is mended, and nothing else is touched."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from peerprov.errors import BadQuery
from peerprov.graph.executor.mend import mended
from peerprov.graph.executor.pool import Pool
from peerprov.graph.executor.query import Limits, Query

CONCAT = 'VALUES ?x { "a"@en "b"@en }'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ASK { FILTER(TRUE && !False) }", "ASK { FILTER(true && !false) }"),
        (f"SELECT (GROUP_CONCAT(?x) AS ?y) {{ {CONCAT} }}", None),
        (
            'SELECT (STRLEN(group_concat(DISTINCT (?a); SEPARATOR=")")) AS ?y) (COUNT(?a) AS ?n)',
            'SELECT (STRLEN(STR(group_concat(DISTINCT (?a); SEPARATOR=")"))) AS ?y) '
            "(COUNT(?a) AS ?n)",
        ),
    ],
)
def test_keywords_in_any_case_and_plain_concatenations(text: str, expected: str | None) -> None:
    assert mended(text) == (expected or text.replace("GROUP_CONCAT(?x)", "STR(GROUP_CONCAT(?x))"))


@pytest.mark.parametrize(
    "text",
    [
        'ASK { ?s ex:TRUE "TRUE"@TRUE ; <http://e/TRUE> ?TRUE . _:TRUE ?p ?o } # TRUE',
        'ASK { ?s ?p \'GROUP_CONCAT(\', """TRUE""" ; ex:GROUP_CONCAT ?o }',
        "SELECT (SUM(IF(EXISTS { SELECT (COUNT(*) AS ?n) {} }, 1, 0)) AS ?a) {}",
        "SELECT (COUNT(?a) + SUM(?b) AS ?c) {} HAVING(MAX(?d) > 1)",
        "ASK { <<( <<( _:o <p> 1 )>> ?p ?o )>> ?q ?z . << 1 >> FILTER(?a = <<( ?s ?p 1 )>>) }",
        "ASK { FILTER(EXISTS { <<( <<( _:o <p> 1 )>> ?p ?o )>> ?q ?z }) }",
        "SELECT ?count ?max { ?count ?max (1 ?sum) }",
        "SELECT (GROUP_CONCAT",
        "))) TRUEST >> GROUP_CONCAT) COUNT COUNT(",
    ],
)
def test_what_is_right_or_no_query_at_all_stays(text: str) -> None:
    assert mended(text) == text


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("SELECT\n (COUNT(SUM(?x)) AS ?c) {}", (2, 9), "SUM, stands inside"),
        ("SELECT (MAX(1 + (min(?x))) AS ?c) {}", (1, 18), "MIN, stands inside"),
        ("ASK { BIND(<<( <<(<s> <p> <o>)>> <p> <o> )>> AS ?x) }", (1, 16), "subject of a triple"),
        ("ASK { BIND(<<( 'a' <p> <o> )>> AS ?x) }", (1, 16), "subject of a triple"),
        ("ASK { BIND(<<( -1.5 <p> <o> )>> AS ?x) }", (1, 16), "subject of a triple"),
    ],
)
def test_what_the_engine_takes_by_mistake_is_refused_with_its_place(
    text: str, place: tuple[int, int], message: str
) -> None:
    with pytest.raises(BadQuery, match=message) as caught:
        mended(text)

    (fault,) = caught.value.faults
    assert (fault.line, fault.column) == place


def test_a_query_is_mended_and_its_faults_stand_where_they_were_sent(
    make_pool: Callable[[Limits], Pool], version: Any
) -> None:
    pool = make_pool(Limits(keep=1, most=1))
    plain = pool.run(Query(f"SELECT (GROUP_CONCAT(?x) AS ?y) {{ {CONCAT} }}"), version).whole()

    with pytest.raises(BadQuery) as syntax:
        pool.run(Query("SELECT (GROUP_CONCAT(?x) AS ?y) { oops"), version)
    with pytest.raises(BadQuery, match="inside of another"):
        pool.run(Query("SELECT (COUNT(COUNT(*)) AS ?c) {}"), version)

    (row,) = json.loads(plain)["results"]["bindings"]
    assert row["y"] == {"type": "literal", "value": "a b"}
    assert syntax.value.faults[0].column == len("SELECT (GROUP_CONCAT(?x) AS ?y) { oops") + 1
