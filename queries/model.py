"""The values that the catalogue is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["SELECT", "ASK", "CONSTRUCT"]

TOPICS: Final = (
    "barriers and facilitators",
    "strategies",
    "outcomes",
    "roles and mechanisms",
    "findings",
    "works and citations",
    "terms",
    "frameworks",
    "gaps and disagreements",
    "graph",
)
"""The topics of the catalogue, in the order in which it is listed."""

TYPES: Final = {
    "term": "label, synonym, CURIE or IRI of a term",
    "doi": "DOI in any form",
    "work": "DOI, identifier (asad-2016), label (Asad 2016) or IRI of a work",
    "iri": "IRI or CURIE",
    "resource": "label or IRI of a resource of a class",
    "string": "text",
    "integer": "whole number",
    "year": "year of four digits",
    "value": "value of a coded field",
}
"""The types of parameters, each with what a user may write."""

ANY: Final = "any"
"""The default of a parameter that is left open: the query then ranges over everything."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable of a query that takes its value from the caller.

    Attributes:
        name: of the variable, without ``$``.
        type: a key of :data:`TYPES`.
        scope: branch of a term (``determinant``), field of a value (``outcome.recipient``), class
            of a resource (``skos:ConceptScheme``), property whose values a text must be one of
            (``pp:country``), or None.
        default: what stands for it when the caller gives nothing; :data:`ANY` leaves it open.
        description: one sentence.
    """

    name: str
    type: str
    scope: str | None
    default: str
    description: str

    @property
    def optional(self) -> bool:
        """Whether it may be left open."""
        return self.default == ANY

    @property
    def expects(self) -> str:
        """What may be written for it, in words."""
        if self.type == "resource":
            return f"label or IRI of a {self.name.replace('_', ' ')}"
        if self.type == "string" and self.scope:
            return f"{self.name.replace('_', ' ')} that stands in the graph"
        if self.type == "value":
            return f"value of {self.scope}"
        return TYPES[self.type] + (f" ({self.scope})" if self.scope else "")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an answer: its name and what it means."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Query:
    """A stored query.

    Attributes:
        name: the file's name without ``.rq``.
        title: the question in one line.
        description: what the answer holds and how to read it.
        topic: one of :data:`TOPICS`.
        keywords: further words to find it by.
        parameters: in the order of the header.
        kind: form of the query.
        text: the whole file; its line numbers are those of the file.
        columns: what a SELECT answers with, parameters left out.
    """

    name: str
    title: str
    description: str
    topic: str
    keywords: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    kind: Kind
    text: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All stored queries, sorted by topic, then name."""

    queries: tuple[Query, ...]

    def __iter__(self) -> Iterator[Query]:
        """Goes through the queries in order."""
        return iter(self.queries)

    def __len__(self) -> int:
        """Counts the queries."""
        return len(self.queries)

    def names(self) -> list[str]:
        """Lists the names in order."""
        return [query.name for query in self.queries]

    def get(self, name: str) -> Query:
        """Finds a query by its name.

        Raises:
            Missing: there is none; the message names the nearest.
        """
        from peerprov.errors import Missing
        from peerprov.queries.nearest import did_you_mean

        for query in self.queries:
            if query.name == name:
                return query
        hint = did_you_mean(name, self.names()) or "`peerprov queries` lists them all."
        raise Missing(f"there is no query {name!r}. {hint}")
