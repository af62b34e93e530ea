"""How many works speak for a claim independently of each other.

Two works are tied when one includes the other, or a finding of one is second-hand from the other.
"""

from __future__ import annotations

from collections.abc import Collection, Set

from pyoxigraph import NamedNode


def independent_count(works: Collection[NamedNode], ties: Set[frozenset[NamedNode]]) -> int:
    """The size of the largest set of works of which no two are tied.

    A review and two studies that it includes count as two: the studies do not know of each other.
    Exact by branching on the most tied work; ties are few, so the sets stay small.
    """
    neighbours = {
        work: {other for other in works if frozenset((work, other)) in ties} for work in set(works)
    }
    return _largest_free_set(neighbours)


def _largest_free_set(neighbours: dict[NamedNode, set[NamedNode]]) -> int:
    free = [work for work, tied in neighbours.items() if not tied]
    bound = {work: tied for work, tied in neighbours.items() if tied}
    if not bound:
        return len(free)
    most_tied = max(sorted(bound, key=lambda work: work.value), key=lambda work: len(bound[work]))
    without = _largest_free_set(_remove(bound, {most_tied}))
    within = 1 + _largest_free_set(_remove(bound, {most_tied, *bound[most_tied]}))
    return len(free) + max(without, within)


def _remove(
    neighbours: dict[NamedNode, set[NamedNode]], gone: set[NamedNode]
) -> dict[NamedNode, set[NamedNode]]:
    return {work: tied - gone for work, tied in neighbours.items() if work not in gone}
