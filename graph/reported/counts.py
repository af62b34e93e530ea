"""How many findings and works stand behind each term, alone and with everything below it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad

from peerprov.graph.reported.facts import Facts, FindingFact
from peerprov.graph.reported.links import REPORTED
from peerprov.namespaces import iri


def count_quads(facts: Facts) -> Iterator[Quad]:
    """Yields four counts for each term of ours that a finding is about, or that lies above one."""
    alone: dict[NamedNode, list[FindingFact]] = defaultdict(list)
    within: dict[NamedNode, dict[NamedNode, FindingFact]] = defaultdict(dict)
    for fact in facts.findings:
        if fact.term is None:
            continue
        alone[fact.term].append(fact)
        for ancestor in facts.hierarchy.above(fact.term):
            if ancestor in facts.branches:
                within[ancestor][fact.finding] = fact
    for found in sorted(within, key=lambda node: node.value):
        own, all_below = alone.get(found, []), list(within[found].values())
        for predicate, number in (
            ("pp:findingCount", len(own)),
            ("pp:workCount", len({fact.work for fact in own})),
            ("pp:findingCountWithin", len(all_below)),
            ("pp:workCountWithin", len({fact.work for fact in all_below})),
        ):
            yield Quad(found, iri(predicate), Literal(number), REPORTED)
