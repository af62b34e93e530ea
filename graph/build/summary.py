"""What a build made, counted for the people who read its last lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Store

from peerprov.graph.reported.axioms import makes_axiom
from peerprov.graph.reported.derive import Derived
from peerprov.graph.reported.facts import select, text
from peerprov.namespaces import BASE

FINDINGS = """
SELECT ?kind (COUNT(*) AS ?number)
WHERE { ?finding a pp:Finding ; pp:hasKind/skos:notation ?kind }
GROUP BY ?kind ORDER BY DESC(?number) ?kind
"""
TERMS = """
SELECT ?branch (COUNT(*) AS ?number)
WHERE { ?term pp:inBranch/rdfs:label ?branch FILTER NOT EXISTS { ?term owl:deprecated true } }
GROUP BY ?branch ORDER BY ?branch
"""
WORKS = "SELECT (COUNT(*) AS ?number) WHERE { ?work a pp:Work }"


@dataclass(frozen=True, slots=True)
class Summary:
    """The numbers of a build.

    Attributes:
        findings: kind -> number.
        terms: branch -> number.
        links: relation -> number of links, without a threshold.
        triples: graph (``work/...`` taken together) -> number.
    """

    works: int
    findings: Mapping[str, int]
    terms: Mapping[str, int]
    links: Mapping[str, int]
    axioms: int
    conflicts: int
    gaps: Mapping[str, int]
    triples: Mapping[str, int]


def summarise(store: Store, derived: Derived) -> Summary:
    """Counts what a complete store holds."""
    return Summary(
        works=sum(_numbers(store, WORKS, None).values()),
        findings=_numbers(store, FINDINGS, "kind"),
        terms=_numbers(store, TERMS, "branch"),
        links=dict(sorted(Counter(link.relation for link in derived.links).items())),
        axioms=sum(map(makes_axiom, derived.links)),
        conflicts=len(derived.conflicts),
        gaps=dict(sorted(Counter(gap.kind for gap in derived.gaps).items())),
        triples=_triples(store),
    )


def _numbers(store: Store, query: str, by: str | None) -> dict[str, int]:
    rows = select(store, query)
    return {(text(row[by]) if by else None) or "": int(text(row["number"]) or 0) for row in rows}


def _triples(store: Store) -> dict[str, int]:
    found: Counter[str] = Counter()
    start = f"<{BASE}graph/"
    for quad in store:
        name = str(quad.graph_name).removeprefix(start).removesuffix(">")
        found["work" if name.startswith("work/") else name] += 1
    return dict(sorted(found.items()))
