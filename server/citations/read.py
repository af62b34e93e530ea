"""Reads works out of a store by bound patterns, from their curated graphs only.

Anybody with a token may say things about a DOI in a workspace; a citation is written from the
graph of the work and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

from peerprov.graph import doi
from peerprov.namespaces import BASE, PREFIXES, iri
from peerprov.server.citations.work import Author, CitedWork, WorkName

WORK_GRAPH: Final = f"{BASE}graph/work/"
WORK_ID: Final = iri("pp:workId")
_NAMING: Final = (WORK_ID, iri("prism:doi"), iri("rdfs:label"), iri("dcterms:title"))
_FABIO: Final = PREFIXES["fabio"]
_LONGEST_LIST: Final = 10_000

Node = NamedNode | BlankNode | Literal | Triple
Properties = dict[str, list[Node]]


def graph_of(store: Store, work: NamedNode) -> NamedNode | None:
    """Finds the curated graph that describes a work, or None where no graph does."""
    for quad in store.quads_for_pattern(work, WORK_ID, None, None):
        if isinstance(quad.graph_name, NamedNode) and quad.graph_name.value.startswith(WORK_GRAPH):
            return quad.graph_name
    return None


def find_by_doi(store: Store, canonical: str) -> NamedNode | None:
    """Finds the work of a canonical DOI, or None."""
    node = doi_node(canonical)
    return node if node and graph_of(store, node) else None


def doi_node(canonical: str) -> NamedNode | None:
    """Makes the IRI of a canonical DOI, or gives None where it has characters that no IRI may."""
    try:
        return doi.iri(canonical)
    except ValueError:
        return None


def find_by_id(store: Store, work_id: str) -> NamedNode | None:
    """Finds the work of a work id such as ``asad-2016``, or None."""
    if not work_id.isascii():
        return None
    for quad in store.quads_for_pattern(None, WORK_ID, Literal(work_id), None):
        if isinstance(quad.subject, NamedNode) and graph_of(store, quad.subject):
            return quad.subject
    return None


def read_work(store: Store, work: NamedNode) -> CitedWork | None:
    """Reads the bibliography of a work, or gives None where the graph describes no such work."""
    graph = graph_of(store, work)
    if graph is None:
        return None
    has = properties(store, work, graph)
    pages = _text(has, "prism:pageRange")
    return CitedWork(
        node=work,
        graph=graph,
        id=_text(has, "pp:workId") or "",
        title=_text(has, "dcterms:title"),
        label=_text(has, "rdfs:label"),
        kind=_kind(has),
        authors=tuple(_author(store, agent, graph) for agent in _authors(store, has, graph)),
        authors_complete=_flag(has, "pp:authorsComplete"),
        year=_year(has),
        doi=_text(has, "prism:doi"),
        pmid=_text(has, "fabio:hasPubMedId"),
        pmcid=_text(has, "fabio:hasPubMedCentralId"),
        container=_named(store, has, "dcterms:isPartOf", "dcterms:title", graph),
        volume=_text(has, "prism:volume"),
        issue=_text(has, "prism:issueIdentifier"),
        pages=pages,
        first_page=_text(has, "prism:startingPage") or _end(pages, 0),
        last_page=_text(has, "prism:endingPage") or _end(pages, 1),
        publisher=_named(store, has, "dcterms:publisher", "foaf:name", graph),
        isbn=_isbn(_text(has, "pp:isbnOrUrl")),
        url=_page(has),
    )


def name_work(store: Store, work: NamedNode) -> WorkName | None:
    """Reads only what tells a work from others, or gives None where no graph describes it."""
    graph = graph_of(store, work)
    if graph is None:
        return None
    found = (_only(store, work, property_, graph) for property_ in _NAMING)
    work_id, doi_, label, title = found
    return WorkName(work, work_id or "", doi_, label, title)


def read_works(store: Store, works: Iterable[NamedNode]) -> Iterator[CitedWork]:
    """Reads works in the order given, leaving out those that the graph does not describe."""
    for work in works:
        read = read_work(store, work)
        if read is not None:
            yield read


def properties(store: Store, node: Node, graph: NamedNode | None) -> Properties:
    """Gathers the objects of each property of a node, by property IRI, in a steady order."""
    found: Properties = defaultdict(list)
    if isinstance(node, NamedNode | BlankNode):
        for quad in store.quads_for_pattern(node, None, None, graph):
            found[quad.predicate.value].append(quad.object)
    for objects in found.values():
        if len(objects) > 1:
            objects.sort(key=str)
    return found


def values(has: Properties, curie: str) -> list[Node]:
    """Gives the objects of one property, written as a prefixed name."""
    return has.get(iri(curie).value, [])


def _only(store: Store, node: NamedNode, property_: NamedNode, graph: NamedNode) -> str | None:
    quads = store.quads_for_pattern(node, property_, None, graph)
    texts = (quad.object.value for quad in quads if isinstance(quad.object, Literal))
    return min(texts, default=None)


def _text(has: Properties, curie: str) -> str | None:
    return next((each.value for each in values(has, curie) if isinstance(each, Literal)), None)


def _flag(has: Properties, curie: str) -> bool | None:
    text = _text(has, curie)
    return None if text is None else text in ("true", "1")


def _year(has: Properties) -> int | None:
    text = _text(has, "fabio:hasPublicationYear")
    return int(text) if text and text.lstrip("-").isdigit() else None


def _kind(has: Properties) -> str | None:
    """The FaBiO class of a work; where it has several, the most telling is the longest name."""
    names = [
        each.value.removeprefix(_FABIO)
        for each in values(has, "rdf:type")
        if isinstance(each, NamedNode) and each.value.startswith(_FABIO)
    ]
    return max(names, key=lambda name: (len(name), name), default=None)


def _named(store: Store, has: Properties, link: str, name: str, graph: NamedNode) -> str | None:
    nodes = values(has, link)
    return _text(properties(store, nodes[0], graph), name) if nodes else None


def _authors(store: Store, has: Properties, graph: NamedNode) -> Iterator[Node]:
    """Walks the list of authors; a list that bites its tail ends at a bound."""
    first, rest = iri("rdf:first"), iri("rdf:rest")
    lists = values(has, "bibo:authorList")
    node = lists[0] if lists else None
    for _ in range(_LONGEST_LIST):
        if not isinstance(node, NamedNode | BlankNode) or node == iri("rdf:nil"):
            return
        cell = properties(store, node, graph)
        yield from cell.get(first.value, [])[:1]
        node = next(iter(cell.get(rest.value, [])), None)


def _author(store: Store, agent: Node, graph: NamedNode) -> Author:
    has = properties(store, agent, graph)
    family, given = _text(has, "foaf:familyName"), _text(has, "foaf:givenName")
    name = _text(has, "foaf:name") or ", ".join(part for part in (family, given) if part)
    return Author(name, family, given, iri("foaf:Organization") in values(has, "rdf:type"))


def _page(has: Properties) -> str | None:
    """The address of the text: a node or a literal, as the graph has it."""
    for each in values(has, "foaf:page"):
        if isinstance(each, NamedNode | Literal):
            return each.value
    return None


def _end(pages: str | None, which: int) -> str | None:
    """First or last page of a range written with one hyphen; an article number has a first only."""
    parts = (pages or "").replace("\u2013", "-").split("-")
    return parts[which].strip() or None if which < len(parts) <= 2 else None


def _isbn(text: str | None) -> str | None:
    """The text itself where it is an ISBN of 10 or 13 digits with the right check digit."""
    digits = (text or "").upper().removeprefix("ISBN").replace("-", "").replace(" ", "").strip(":")
    if len(digits) == 13 and digits.isascii() and digits.isdigit():
        total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
        return digits if total % 10 == 0 else None
    if (
        len(digits) == 10
        and digits.isascii()
        and digits[:9].isdigit()
        and digits[9] in "0123456789X"
    ):
        total = sum((10 - place) * ("0123456789X".index(d)) for place, d in enumerate(digits))
        return digits if total % 11 == 0 else None
    return None
