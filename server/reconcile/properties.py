"""The properties that queries may compare and that tables may be extended with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Store

from peerprov.graph.search import KINDS, Entry
from peerprov.namespaces import BASE, iri
from peerprov.server.reconcile.service import Service

Value = str | int | Entry
Read = Callable[[Service, Entry], Iterator[Value]]


@dataclass(frozen=True, slots=True)
class Property:
    """Something that entities have.

    Attributes:
        id: as queries write it.
        name: as people read it.
        kinds: of entities that have it.
        read: yields the values of an entity in a steady order.
        about: one sentence on what it is.
        type: of its values where they are entities.
    """

    id: str
    name: str
    kinds: tuple[str, ...]
    read: Read
    about: str
    type: str = ""


def _objects(store: Store, subject: str, curie: str) -> Iterator[NamedNode | Literal]:
    found = {
        quad.object
        for quad in store.quads_for_pattern(NamedNode(subject), iri(curie), None, None)
        if isinstance(quad.object, NamedNode | Literal)
    }
    yield from sorted(found, key=lambda each: each.value)


def _said(*curies: str) -> Read:
    def read(service: Service, entry: Entry) -> Iterator[Value]:
        for curie in curies:
            for each in _objects(service.served.store, entry.iri, curie):
                if isinstance(each, Literal):
                    yield each.value

    return read


def _tied(curie: str) -> Read:
    def read(service: Service, entry: Entry) -> Iterator[Value]:
        for each in _objects(service.served.store, entry.iri, curie):
            known = service.index.entry(each.value)
            if known is not None and known is not entry:
                yield known

    return read


def _coded(curie: str) -> Read:
    """The words of the codebook for coded values."""

    def read(service: Service, entry: Entry) -> Iterator[Value]:
        for each in _objects(service.served.store, entry.iri, curie):
            known = service.index.entry(each.value)
            codes = _objects(service.served.store, each.value, "skos:notation")
            yield next((code.value for code in codes), known.name if known else each.value)

    return read


def _number(curie: str) -> Read:
    def read(service: Service, entry: Entry) -> Iterator[Value]:
        for each in _objects(service.served.store, entry.iri, curie):
            if isinstance(each, Literal) and each.value.isdigit():
                yield int(each.value)

    return read


def _parents(service: Service, entry: Entry) -> Iterator[Value]:
    for curie in ("rdfs:subClassOf", "rdf:type"):
        for each in _objects(service.served.store, entry.iri, curie):
            known = service.index.entry(each.value) if each.value.startswith(BASE) else None
            if known is not None:
                yield known


def _works(service: Service, entry: Entry) -> list[Entry]:
    """The works behind an entity: of a finding its own, of a term those that are evidence."""
    if entry.kind == "work":
        return [entry]
    curie = "pp:evidencedBy" if entry.kind == "term" else "pp:reportedIn"
    known = (service.index.entry(e.value) for e in _objects(service.served.store, entry.iri, curie))
    return [each for each in known if each is not None]


def _supporting(service: Service, entry: Entry) -> Iterator[Value]:
    yield from sorted(_works(service, entry), key=lambda work: (-work.year, work.key))


def _countries(service: Service, entry: Entry) -> Iterator[Value]:
    store = service.served.store
    yield from sorted(
        {
            country.value
            for work in _works(service, entry)
            for study in _objects(store, work.iri, "pp:reportsStudy")
            for country in _objects(store, study.value, "pp:country")
        }
    )


def _year(service: Service, entry: Entry) -> Iterator[Value]:
    if entry.year:
        yield entry.year


def _doi(service: Service, entry: Entry) -> Iterator[Value]:
    for work in _works(service, entry):
        yield from (e.value for e in _objects(service.served.store, work.iri, "prism:doi"))


def _designs(service: Service, entry: Entry) -> Iterator[Value]:
    for study in _objects(service.served.store, entry.iri, "pp:reportsStudy"):
        for each in _objects(service.served.store, study.value, "pp:hasDesign"):
            known = service.index.entry(each.value)
            if known is not None:
                yield known


_SYNONYMS: Final = tuple(
    f"oboInOwl:has{scope}Synonym" for scope in ("Exact", "Narrow", "Broad", "Related")
)
_T, _W, _F = ("term",), ("work",), ("finding",)

PROPERTIES: Final = {
    each.id: each
    for each in (
        Property("definition", "definition", _T, _said("obo:IAO_0000115"), "Our definition."),
        Property(
            "plainDefinition", "in plain words", _T, _said("pp:plainDefinition"), "Said plainly."
        ),
        Property("synonym", "synonym", _T, _said(*_SYNONYMS), "Other names of a term."),
        Property("parent", "parent", _T, _parents, "The terms right above a term.", "Term"),
        Property("works", "supporting works", _T, _supporting, "Works that report on it.", "Work"),
        Property(
            "workCount", "number of works", _T, _number("pp:workCountWithin"), "With all below it."
        ),
        Property(
            "findingCount",
            "number of findings",
            _T,
            _number("pp:findingCountWithin"),
            "With all below it.",
        ),
        Property("title", "title", _W, _said("dcterms:title"), "The title of a work."),
        Property(
            "authors",
            "authors",
            (*_W, *_F),
            lambda _, entry: iter(entry.authors),
            "Family names in the order of the title page.",
        ),
        Property("year", "year", (*_W, *_F), _year, "Year of publication, as a number."),
        Property("doi", "DOI", (*_W, *_F), _doi, "Bare and in lower case."),
        Property(
            "container",
            "journal or book",
            _W,
            lambda _, entry: iter([entry.body] if entry.body else []),
            "Where a work appeared.",
        ),
        Property("design", "study design", _W, _designs, "The design of the study.", "Term"),
        Property("country", "countries", KINDS, _countries, "Where the studies behind it were."),
        Property("findings", "findings", _W, _tied("pp:reports"), "What it reports.", "Finding"),
        Property("work", "work", _F, _supporting, "The work that reports it.", "Work"),
        Property("term", "term", _F, _tied("pp:aboutConcept"), "What it is about.", "Term"),
        Property(
            "statement", "statement", _F, _said("pp:statementText"), "The finding in our words."
        ),
        Property("kind", "kind of finding", _F, _coded("pp:hasKind"), "As coded."),
        Property("influence", "influence", _F, _coded("pp:hasInfluence"), "As coded."),
        Property("direction", "direction", _F, _coded("pp:hasDirection"), "Of an outcome."),
        Property("certainty", "certainty", _F, _coded("pp:hasCertainty"), "As coded."),
        Property("locator", "place in the text", _F, _said("pp:locatorText"), "As coded."),
    )
}
"""Identifier -> property, in the order in which they are proposed."""
