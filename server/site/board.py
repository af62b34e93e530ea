"""What the evidence map is drawn from: every tie that a finding reports, with what it can be
narrowed by, in memory by version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from peerprov.namespaces import BASE
from peerprov.server.site.edition import Edition
from peerprov.server.site.reading import key, rows, text
from peerprov.server.site.terms import Terms

FILTERS: Final = ("perspective", "design", "country", "certainty", "scope")

_FINDINGS: Final = """
SELECT ?finding ?work ?about ?perspective ?certainty ?scope ?direction WHERE {
  ?finding a pp:Finding ; pp:reportedIn ?work .
  OPTIONAL { ?finding pp:aboutConcept ?about }
  OPTIONAL { ?finding pp:hasPerspective ?perspective }
  OPTIONAL { ?finding pp:hasCertainty ?certainty }
  OPTIONAL { ?finding pp:hasScope ?scope }
  OPTIONAL { ?finding pp:hasDirection ?direction }
}
"""
_LINKS: Final = """
SELECT ?subject ?object ?finding ?relation WHERE {
  ?link pp:relation ?relation ; pp:subjectTerm ?subject ; pp:objectTerm ?object ;
    pp:supportedByFinding ?finding .
}
"""


@dataclass(frozen=True, slots=True)
class Source:
    """A finding, as far as the map asks.

    Attributes:
        work: IRI.
        facets: filter -> values.
    """

    iri: str
    work: str
    facets: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Tie:
    """A finding that stands in the cell of a row and a column, and in those above them.

    Attributes:
        rows: keys of the row's term and of all above it.
        columns: the same of the column; or the one word that names it, such as ``hinders``.
    """

    rows: frozenset[str]
    columns: frozenset[str]
    source: Source


@dataclass(frozen=True, slots=True)
class Board:
    """The ties of each view, and the values of each filter."""

    ties: Mapping[str, list[Tie]]
    choices: Mapping[str, list[str]]

    def sources(self, view: str) -> Iterator[Source]:
        """The findings of a view, once for each of their ties."""
        return (tie.source for tie in self.ties.get(view, ()))


def read_board(edition: Edition) -> Board:
    """Reads the ties of a version."""
    sources, outcomes = _sources(edition)
    above: dict[str, frozenset[str]] = {}
    ties: dict[str, list[Tie]] = defaultdict(list)
    for row, column, finding, view in (*_from_links(edition), *outcomes):
        source = sources.get(finding)
        if source is not None:
            columns = _above(edition.terms, above, column)
            ties[view].append(Tie(_above(edition.terms, above, row), columns, source))
    used = [tie.source for told in ties.values() for tie in told]
    choices = {
        name: sorted({value for source in used for value in source.facets[name]})
        for name in FILTERS
    }
    return Board(dict(ties), choices)


_Row = tuple[str, str, str, str]
"""Row, column, finding and view."""


def _sources(edition: Edition) -> tuple[dict[str, Source], list[_Row]]:
    """All findings by IRI, and the rows of those that report an outcome with a direction."""
    found: dict[str, Source] = {}
    outcomes: list[_Row] = []
    for finding, node, about, perspective, certainty, scope, direction in rows(
        edition.store, _FINDINGS
    ):
        work = edition.works.get(text(node))
        if work is None:
            continue
        facets = {
            "perspective": _codes(edition.terms, text(perspective)),
            "certainty": _codes(edition.terms, text(certainty)),
            "scope": _codes(edition.terms, text(scope)),
            "design": tuple(work.facets.get("design", ())),
            "country": tuple(work.facets.get("country", ())),
        }
        found[text(finding)] = Source(text(finding), text(node), facets)
        if direction is not None and about is not None:
            code = edition.terms.short(key(text(direction)))
            outcomes.append((key(text(about)), code, text(finding), "outcomes"))
    return found, outcomes


def _from_links(edition: Edition) -> Iterator[_Row]:
    for subject, target, finding, relation in rows(edition.store, _LINKS):
        one, other, found = key(text(subject)), key(text(target)), text(finding)
        name = text(relation).removeprefix(BASE)
        if name in ("hinders", "facilitates"):
            yield one, name, found, "barriers"
        elif name == "addresses":
            yield other, one, found, "barriers"
            yield one, name, found, "results"
        elif name == "leadsTo":
            yield one, other, found, "results"


def _codes(terms: Terms, iri: str) -> tuple[str, ...]:
    return (terms.short(key(iri)),) if iri else ()


def _above(terms: Terms, known: dict[str, frozenset[str]], name: str) -> frozenset[str]:
    if name not in known:
        known[name] = frozenset(terms.above(name)) or frozenset({name})
    return known[name]
