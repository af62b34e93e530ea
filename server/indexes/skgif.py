"""SKG-IF, the scientific knowledge graphs' interoperability framework: works as products.

Persons are names on title pages, organisations are publishers, venues are what works stand in.
Grants, topics and data sources are kinds that this graph does not hold: their lists are empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from peerprov.errors import Fault, Missing
from peerprov.graph import doi
from peerprov.namespaces import BASE, PREFIXES
from peerprov.server.citations.kinds import kind_of
from peerprov.server.citations.work import CitedWork
from peerprov.server.indexes.catalogue import Catalogue, agent_iri
from peerprov.server.indexes.opencitations import pub_date
from peerprov.server.indexes.operations import BadParameter

KINDS: Final = (
    *("products", "persons", "organisations", "venues", "grants", "topics", "datasources"),
)
MOST: Final = 100
_CONTEXT: Final = (
    "https://w3id.org/skg-if/context/1.1.0/skg-if.json",
    "https://w3id.org/skg-if/context/1.0.0/skg-if-api.json",
)
_NO_LANGUAGE: Final = "none"
_NEXT_FILTER: Final = re.compile(r",(?=[\w.]+:)")
_DIGITS: Final = 9
_DEFAULT: Final = 10

Json = dict[str, object]
Keep = Callable[[Catalogue, CitedWork, str], bool]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked for; ``page`` counts from 1."""

    filters: tuple[tuple[str, str], ...]
    page: int
    size: int


def entity(catalogue: Catalogue, kind: str, name: str, root: str) -> Json:
    """Answers with one entity, by its identifier; a product also by any of its own.

    Raises:
        Missing: there is none.
    """
    found = next((each for each in _entities(catalogue, kind) if _called(catalogue, each, name)),
                 None)  # fmt: skip
    if found is None:
        raise Missing(f"There is no {kind.removesuffix('s')} {name[:200]!r}")
    meta = {"entity_type": "single_entity", "api_items": [_item(kind, found, root)]}
    return {"@context": _context(root), "meta": meta, "@graph": [found]}


def listed(catalogue: Catalogue, kind: str, asked: Asked, root: str) -> Json:
    """Answers with one page of a list."""
    if kind == "products":
        works = [work for work in catalogue.works.values() if _kept(catalogue, work, asked)]
        found = [product(catalogue, work) for work in works]
    else:
        found = list(_entities(catalogue, kind))
    shown = found[(asked.page - 1) * asked.size : asked.page * asked.size]
    here = _address(root, kind, asked, asked.page)
    meta: Json = {
        "local_identifier": here,
        "entity_type": "search_result_page",
        "part_of": {
            "local_identifier": _address(root, kind, asked, None),
            "entity_type": "search_result",
            "total_items": len(found),
        },
        "api_items": [_item(kind, each, root) for each in shown],
    }
    for name, page in (("next_page", asked.page + 1), ("prev_page", asked.page - 1)):
        if page >= 1 and (page - 1) * asked.size < len(found):
            target = _address(root, kind, asked, page)
            meta[name] = {"local_identifier": target, "entity_type": "search_result_page"}
    return {"@context": _context(root), "meta": meta, "@graph": shown}


def read_asked(kind: str, given: Mapping[str, str]) -> Asked:
    """Reads the parameters of a list.

    Raises:
        BadParameter: a filter that is not implemented here, as the framework demands, or no number.
    """
    text = given.get("filter", "").strip()
    parts = [each.partition(":") for each in _NEXT_FILTER.split(text)] if text else []
    known = _FILTERS if kind == "products" else {}
    faults = [
        Fault(f"filter={name[:60]}", expected=", ".join(known) or "no filter for this kind")
        for name, colon, value in parts
        if name.strip() not in known or not colon or not value
    ]
    numbers = []
    for name, otherwise in (("page", 1), ("page_size", _DEFAULT)):
        told = given.get(name) or str(otherwise)
        good = told.isascii() and told.isdigit() and len(told) < _DIGITS and int(told) > 0
        numbers.append(int(told) if good else otherwise)
        faults += [] if good else [Fault(f"{name}={told[:40]}", expected="a number from 1")]
    if faults:
        raise BadParameter(*faults)
    filters = tuple((name.strip(), value.strip()) for name, _, value in parts)
    return Asked(filters, numbers[0], min(numbers[1], MOST))


def product(catalogue: Catalogue, work: CitedWork) -> Json:
    """A work as a product."""
    cited = [each.cited for each in catalogue.outgoing.get(work.node, ())]
    told: Json = {
        "local_identifier": _local(work),
        "entity_type": "product",
        "product_type": "literature",
        "titles": {_NO_LANGUAGE: [work.title]} if work.title else None,
        "identifiers": _identifiers(work),
        "contributions": [_contribution(work, place) for place in range(1, len(work.authors) + 1)],
        "manifestations": [_manifestation(catalogue, work)],
        "relevant_organisations": _publisher(catalogue, work),
        "related_products": {
            "cites": [
                _local(catalogue.works[node]) if node in catalogue.works else node.value
                for node in cited
            ]
        }
        if cited
        else None,
    }
    return {name: value for name, value in told.items() if value}


def _entities(catalogue: Catalogue, kind: str) -> Iterator[Json]:
    works = catalogue.works.values()
    if kind == "products":
        yield from (product(catalogue, work) for work in works)
    elif kind == "persons":
        for work in works:
            for place in range(1, len(work.authors) + 1):
                yield _person(work, place)
    elif kind in ("organisations", "venues"):
        make = _publisher if kind == "organisations" else _venue
        found = {str(each["local_identifier"]): each for work in works
                 for each in make(catalogue, work)}  # fmt: skip
        yield from found.values()


def _called(catalogue: Catalogue, told: Json, name: str) -> bool:
    local = str(told["local_identifier"])
    if name in (local, local.removeprefix(BASE)):
        return True
    if told["entity_type"] != "product":
        return False
    read = doi.normalise(name).value
    node = catalogue.find(f"doi:{read}") if read else catalogue.find(name)
    work = catalogue.works.get(node) if node else None
    return local == (_local(work) if work else f"{BASE}work/{name}")


def _local(work: CitedWork) -> str:
    return f"{BASE}work/{work.id}"


def _identifiers(work: CitedWork) -> list[Json]:
    known = {"doi": work.doi, "pmid": work.pmid, "pmcid": work.pmcid, "isbn": work.isbn}
    return [{"scheme": scheme, "value": value} for scheme, value in known.items() if value]


def _person(work: CitedWork, place: int) -> Json:
    author = work.authors[place - 1]
    told = {
        "local_identifier": agent_iri(work, place),
        "entity_type": "organisation" if author.corporate else "person",
        "name": author.name,
        "family_name": author.family,
        "given_name": author.given,
    }
    return {name: value for name, value in told.items() if value}


def _contribution(work: CitedWork, place: int) -> Json:
    return {"role": "author", "rank": place, "by": _person(work, place)}


def _publisher(catalogue: Catalogue, work: CitedWork) -> list[Json]:
    node = catalogue.publishers.get(work.node)
    if not node or not work.publisher:
        return []
    return [{"local_identifier": node, "entity_type": "organisation", "name": work.publisher}]


def _venue(catalogue: Catalogue, work: CitedWork) -> list[Json]:
    node = catalogue.venues.get(work.node)
    if not node or not work.container:
        return []
    return [{"local_identifier": node, "entity_type": "venue", "name": work.container}]


def _manifestation(catalogue: Catalogue, work: CitedWork) -> Json:
    kind = {
        "class": f"{PREFIXES['fabio']}{work.kind or 'Expression'}",
        "labels": {"en": kind_of(work).name},
        "defined_in": PREFIXES["fabio"],
    }
    first, last = work.first_page or work.pages, work.last_page
    pages = {"first": first, "last": last} if first and last else {"first": first}
    venue = _venue(catalogue, work)
    biblio = {
        "volume": work.volume,
        "issue": work.issue,
        "pages": pages if first else None,
        "in": venue[0] if venue else None,
    }
    told: Json = {
        "type": kind,
        "dates": {"publication": [pub_date(work)]} if pub_date(work) else None,
        "biblio": {name: value for name, value in biblio.items() if value},
    }
    return {name: value for name, value in told.items() if value}


def _context(root: str) -> list[object]:
    return [*_CONTEXT, {"@base": root}]


def _item(kind: str, told: Json, root: str) -> Json:
    local = str(told["local_identifier"])
    link = {"entity_type": "link", "rel": "self", "href": f"{root}{kind}/{quote(local, safe='')}"}
    return {"local_identifier": local, "urls": [link]}


def _address(root: str, kind: str, asked: Asked, page: int | None) -> str:
    said = [("filter", ",".join(f"{name}:{value}" for name, value in asked.filters))]
    query = [pair for pair in said if pair[1]]
    query += [("page", str(page)), ("page_size", str(asked.size))] if page else []
    return f"{root}{kind}?{urlencode(query)}" if query else f"{root}{kind}"


def _kept(catalogue: Catalogue, work: CitedWork, asked: Asked) -> bool:
    return all(_FILTERS[name](catalogue, work, value) for name, value in asked.filters)


def _has_id(_: Catalogue, work: CitedWork, value: str) -> bool:
    read = doi.normalise(value).value
    return (read is not None and read == work.doi) or value in (work.pmid, work.pmcid, work.isbn)


def _titled(_: Catalogue, work: CitedWork, value: str) -> bool:
    title = (work.title or "").casefold()
    return all(word in title for word in value.casefold().split())


def _cites(catalogue: Catalogue, work: CitedWork, value: str) -> bool:
    ends = (each.cited for each in catalogue.outgoing.get(work.node, ()))
    return any(_names(catalogue.works.get(end), end.value, value) for end in ends)


def _cited_by(catalogue: Catalogue, work: CitedWork, value: str) -> bool:
    ends = (each.citing for each in catalogue.incoming.get(work.node, ()))
    return any(_names(catalogue.works.get(end), end.value, value) for end in ends)


def _names(work: CitedWork | None, node: str, value: str) -> bool:
    if value == node or (work and value in (work.id, _local(work))):
        return True
    read = doi.normalise(value).value
    return read is not None and node == f"{PREFIXES['doi']}{read}"


_FILTERS: Final[dict[str, Keep]] = {
    "product_type": lambda _c, _w, value: value == "literature",
    "identifiers.id": _has_id,
    "identifiers.scheme": lambda _c, work, value: any(
        each["scheme"] == value.lower() for each in _identifiers(work)
    ),
    "contributions.by.family_name": lambda _c, work, value: any(
        (author.family or "").casefold() == value.casefold() for author in work.authors
    ),
    "contributions.by.identifiers.id": lambda _c, _w, _v: False,
    "cf.contributions_orcid": lambda _c, _w, _v: False,
    "cf.search.title": _titled,
    "cf.search.title_abstract": _titled,
    "cf.cites": _cites,
    "cf.cited_by": _cited_by,
    "cf.cites_doi": _cites,
    "cf.cited_by_doi": _cited_by,
}
"""Filter -> whether a work stays. No author has an ORCID here, and no work an abstract."""
