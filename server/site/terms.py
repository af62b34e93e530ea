"""The terms of a version in memory: names, counts and hierarchy, as every page needs them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Store

from peerprov.server.site.reading import count, key, rows, text

BARRIER: Final = "PEERPROV_0002001"
FACILITATOR: Final = "PEERPROV_0002002"
PEER_PROVISION: Final = "PEERPROV_0000100"

_TERMS: Final = """
SELECT ?term ?label ?branch ?code ?plain ?definition ?findings ?works ?findings_in ?works_in WHERE {
  ?term pp:inBranch ?branch ; rdfs:label ?label .
  OPTIONAL { ?term skos:notation ?code }
  OPTIONAL { ?term pp:plainDefinition ?plain }
  OPTIONAL { ?term obo:IAO_0000115 ?definition }
  OPTIONAL { ?term pp:findingCount ?findings }
  OPTIONAL { ?term pp:workCount ?works }
  OPTIONAL { ?term pp:findingCountWithin ?findings_in }
  OPTIONAL { ?term pp:workCountWithin ?works_in }
}
"""
_PARENTS: Final = """
SELECT ?term ?parent WHERE {
  { ?term rdfs:subClassOf ?parent } UNION { ?term a ?parent }
  ?parent pp:inBranch ?any . ?term pp:inBranch ?own .
}
"""
_SYNONYMS: Final = """
SELECT ?term ?synonym WHERE {
  VALUES ?property {
    oboInOwl:hasExactSynonym oboInOwl:hasNarrowSynonym
    oboInOwl:hasBroadSynonym oboInOwl:hasRelatedSynonym
  }
  ?term ?property ?synonym .
}
"""


@dataclass(slots=True, eq=False)
class Term:
    """A term as lists show it.

    Attributes:
        key: ``PEERPROV_0002101``, its place in addresses.
        branch: last part of the IRI of its branch, such as ``determinant``.
        code: word of the codebook, for coded values.
        findings, works: on the term itself.
        findings_within, works_within: with everything below it.
        parents, children: by label.
    """

    key: str
    label: str
    branch: str
    code: str = ""
    plain: str = ""
    definition: str = ""
    findings: int = 0
    works: int = 0
    findings_within: int = 0
    works_within: int = 0
    synonyms: list[str] = field(default_factory=list)
    parents: list[Term] = field(default_factory=list, repr=False)
    children: list[Term] = field(default_factory=list, repr=False)

    @property
    def curie(self) -> str:
        """``PEERPROV:0002101``."""
        return self.key.replace("_", ":")

    @property
    def path(self) -> str:
        """Address of its page."""
        return f"/terms/{self.key}"

    @property
    def short(self) -> str:
        """The word of the codebook where there is one, else the label."""
        return self.code or self.label


class Terms:
    """All terms, by key."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Takes terms whose parents and children are set."""
        self._terms = {term.key: term for term in terms}

    def __iter__(self) -> Iterator[Term]:
        """Goes through the terms by key."""
        return iter(self._terms.values())

    def __len__(self) -> int:
        """Counts the terms."""
        return len(self._terms)

    def get(self, name: str) -> Term | None:
        """Finds a term by its key."""
        return self._terms.get(name)

    def short(self, name: str) -> str:
        """How a value is shown: its code, its label, or the name itself where it is unknown."""
        found = self._terms.get(name)
        return found.short if found else name

    def below(self, name: str) -> set[str]:
        """The keys of a term and of everything below it."""
        found: set[str] = set()
        waiting = [self._terms[name]] if name in self._terms else []
        while waiting:
            term = waiting.pop()
            if term.key not in found:
                found.add(term.key)
                waiting += term.children
        return found

    def above(self, name: str) -> set[str]:
        """The keys of a term and of everything above it."""
        found: set[str] = set()
        waiting = [self._terms[name]] if name in self._terms else []
        while waiting:
            term = waiting.pop()
            if term.key not in found:
                found.add(term.key)
                waiting += term.parents
        return found

    def trail(self, term: Term) -> list[Term]:
        """One way from a root down to a term, the term left out.

        Of several parents the one of the same branch with the longest way is taken, since it says
        most; themes come before levels and what is inferred.
        """
        way: list[Term] = []
        seen = {term.key}
        here = term
        while choices := [parent for parent in here.parents if parent.key not in seen]:
            here = min(choices, key=lambda parent: (_rank(parent, term), parent.key))
            seen.add(here.key)
            way.append(here)
        return way[::-1]

    def roots(self, branch: str) -> list[Term]:
        """The terms of a branch that have no parent in it, by key."""
        return [
            term
            for term in self._terms.values()
            if term.branch == branch and not any(p.branch == branch for p in term.parents)
        ]


def read_terms(store: Store) -> Terms:
    """Reads all terms of a version."""
    terms: dict[str, Term] = {}
    for node, label, branch, code, plain, definition, *numbers in rows(store, _TERMS):
        name = key(text(node))
        findings, works, findings_within, works_within = map(count, numbers)
        terms.setdefault(
            name,
            Term(
                name,
                text(label),
                text(branch).rpartition("/")[2],
                text(code),
                text(plain),
                text(definition),
                findings,
                works,
                findings_within,
                works_within,
            ),
        )
    for node, synonym in rows(store, _SYNONYMS):
        known = terms.get(key(text(node)))
        if known is not None:
            known.synonyms.append(text(synonym))
    _tie(store, terms)
    for term in terms.values():
        term.synonyms.sort(key=str.casefold)
    return Terms(terms[name] for name in sorted(terms))


def _tie(store: Store, terms: dict[str, Term]) -> None:
    """Sets parents and children; a parent that another parent implies is left out."""
    told: dict[str, set[str]] = {name: set() for name in terms}
    for child, parent in rows(store, _PARENTS):
        if child != parent:
            told[key(text(child))].add(key(text(parent)))
    above = {name: _closure(name, told) for name in told}
    for name, parents in told.items():
        implied = {p for p in parents for q in parents if p != q and p in above[q]}
        kept = parents - {p for p in implied if name not in above[p]}
        terms[name].parents = sorted((terms[p] for p in kept), key=lambda each: each.label)
    for name in sorted(terms):
        for each in terms[name].parents:
            each.children.append(terms[name])


def _closure(name: str, told: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(told[name])
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += told[each]
    return found


_INFERRED: Final = frozenset({BARRIER, FACILITATOR, "PEERPROV_0003001"})
_LEVELS: Final = frozenset(f"PEERPROV_000200{digit}" for digit in range(3, 9))


def _rank(parent: Term, term: Term) -> int:
    if parent.key in _INFERRED:
        return 3
    if parent.key in _LEVELS:
        return 2
    return 0 if parent.branch == term.branch else 1
