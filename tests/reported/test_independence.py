"""The largest set of works of which no two are tied, against trying every set."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from peerprov.graph.reported.independence import independent_count

WORKS = [NamedNode(f"https://example.org/{number}") for number in range(7)]
PAIRS = [frozenset(pair) for pair in combinations(WORKS, 2)]


def by_trying_every_set(works: list[NamedNode], ties: set[frozenset[NamedNode]]) -> int:
    for size in range(len(works), 0, -1):
        for chosen in combinations(works, size):
            if not any(frozenset(pair) in ties for pair in combinations(chosen, 2)):
                return size
    return 0


@given(st.sets(st.sampled_from(WORKS)), st.sets(st.sampled_from(PAIRS)))
def test_the_count_is_that_of_trying_every_set(
    works: set[NamedNode], ties: set[frozenset[NamedNode]]
) -> None:
    assert independent_count(works, ties) == by_trying_every_set(list(works), ties)
