"""The works of a version in memory, as lists and references to them need them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from pyoxigraph import Store

from peerprov.server.site.reading import DOI, count, key, rows, text
from peerprov.server.site.terms import Terms

_WORKS: Final = """
SELECT ?work ?id ?label ?title ?year ?doi ?type ?scope ?container ?complete WHERE {
  ?work a pp:Work ; pp:workId ?id ; rdfs:label ?label ; dcterms:title ?title .
  OPTIONAL { ?work fabio:hasPublicationYear ?year }
  OPTIONAL { ?work prism:doi ?doi }
  OPTIONAL { ?work pp:hasWorkType ?type }
  OPTIONAL { ?work pp:hasPopulationScope ?scope }
  OPTIONAL { ?work dcterms:isPartOf/dcterms:title ?container }
  OPTIONAL { ?work pp:authorsComplete ?complete }
}
"""
_MANY: Final = """
SELECT ?work ?name ?value WHERE {
  ?work a pp:Work .
  { ?work pp:reportsStudy/pp:hasDesign ?value BIND ("design" AS ?name) }
  UNION { ?work pp:reportsStudy/pp:country ?value BIND ("country" AS ?name) }
  UNION { ?work cito:isCitedBy ?value BIND ("cited_by" AS ?name) }
  UNION { ?work dcterms:creator/foaf:name ?value BIND ("author" AS ?name) }
}
"""
_COUNTS: Final = """
SELECT ?work (COUNT(?finding) AS ?findings) WHERE { ?work pp:reports ?finding } GROUP BY ?work
"""
FACETS: Final = ("design", "country", "scope", "type", "cited_by")
"""What a list of works can be narrowed by, besides years and words."""


@dataclass(slots=True, eq=False)
class Work:
    """A work as lists show it.

    Attributes:
        iri: the DOI as an address, or one of ours.
        year: 0 where none is known.
        facets: facet -> values, as shown; for ``cited_by`` ids of works.
    """

    iri: str
    id: str
    label: str
    title: str
    year: int
    doi: str
    container: str
    findings: int = 0
    authors: list[str] = field(default_factory=list)
    facets: dict[str, list[str]] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Address of its page."""
        return f"/doi/{quote(self.doi, safe=_SAFE)}" if self.doi else f"/works/{quote(self.id)}"


_SAFE: Final = "/:;()@!$&'*+,=~-._"


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet.

    Attributes:
        value: as it stands in addresses.
        label: as it is shown.
        works: how many works are left when it is chosen.
        chosen: whether it is.
    """

    value: str
    label: str
    works: int
    chosen: bool


class Works:
    """All works, newest first."""

    def __init__(self, works: Iterable[Work]) -> None:
        """Sorts them."""
        self._works = sorted(works, key=lambda work: (-work.year, work.label.casefold()))
        self._by_iri = {work.iri: work for work in self._works}
        self._by_id = {work.id: work for work in self._works}

    def __iter__(self) -> Iterator[Work]:
        """Goes through the works, newest first."""
        return iter(self._works)

    def __len__(self) -> int:
        """Counts the works."""
        return len(self._works)

    def get(self, iri: str) -> Work | None:
        """Finds a work by its IRI."""
        return self._by_iri.get(iri)

    def by_id(self, name: str) -> Work | None:
        """Finds a work by its id."""
        return self._by_id.get(name)

    def narrowed(self, chosen: Mapping[str, str], years: tuple[int, int]) -> list[Work]:
        """The works that have every chosen value and were published in these years."""
        return [
            work
            for work in self._works
            if years[0] <= work.year <= years[1]
            and all(value in work.facets.get(name, ()) for name, value in chosen.items())
        ]

    def choices(
        self, facet: str, chosen: Mapping[str, str], years: tuple[int, int]
    ) -> list[Choice]:
        """The values of a facet with what is left when the other choices stand, most first."""
        others = {name: value for name, value in chosen.items() if name != facet}
        left = self.narrowed(others, years)
        numbers = Counter(value for work in left for value in set(work.facets.get(facet, ())))
        mine = chosen.get(facet)
        if mine is not None:
            numbers.setdefault(mine, 0)
        found = [
            Choice(value, self._shown(facet, value), works, value == mine)
            for value, works in numbers.items()
        ]
        return sorted(found, key=lambda choice: (-choice.works, choice.label))

    def _shown(self, facet: str, value: str) -> str:
        citing = self._by_id.get(value) if facet == "cited_by" else None
        return citing.label if citing else value


def read_works(store: Store, terms: Terms) -> Works:
    """Reads all works of a version."""
    works: dict[str, Work] = {}
    for node, *values in rows(store, _WORKS):
        name, label, title, year, doi, kind, scope, container, _ = (text(each) for each in values)
        facets = {
            "type": [terms.short(key(kind))] if kind else [],
            "scope": [terms.short(key(scope))] if scope else [],
        }
        number = int(year) if year.isdigit() else 0
        made = Work(text(node), name, label, title, number, doi, container, facets=facets)
        works.setdefault(text(node), made)
    for node, kind_of_value, value in rows(store, _MANY):
        _add(works, terms, text(node), text(kind_of_value), text(value))
    for node, findings in rows(store, _COUNTS):
        if text(node) in works:
            works[text(node)].findings = count(findings)
    return Works(works.values())


def _add(works: dict[str, Work], terms: Terms, node: str, name: str, value: str) -> None:
    work = works.get(node)
    if work is None:
        return
    if name == "author":
        work.authors.append(value)
        return
    if name == "design":
        value = terms.short(key(value))
    if name == "cited_by":
        value = works[value].id if value in works else value.removeprefix(DOI)
    told = work.facets.setdefault(name, [])
    if value not in told:
        told.append(value)
