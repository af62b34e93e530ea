"""Writes works by the DataCite Metadata Schema 4.5, as XML and as JSON.

Both are made from one value, so they say the same. DataCite demands a publisher; where the graph
has none, the schema's own value for "not available" stands there (appendix 3 of the schema).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from peerprov.server.citations.csl import CUT
from peerprov.server.citations.kinds import kind_of
from peerprov.server.citations.work import Author, CitedWork

KERNEL: Final = "http://datacite.org/schema/kernel-4"
SCHEMA: Final = "http://schema.datacite.org/meta/kernel-4.5/metadata.xsd"
UNAVAILABLE: Final = "(:unav)"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

register_namespace("xsi", _XSI)


@dataclass(frozen=True, slots=True)
class Described:
    """The parts of a DataCite record that take some thought."""

    creators: tuple[dict[str, str], ...]
    alternate: tuple[tuple[str, str], ...]
    item: tuple[tuple[str, str], ...]
    container: str | None


def can_describe(work: CitedWork) -> bool:
    """Whether the graph has what the schema cannot do without: title, creator and year."""
    return bool(work.title and work.authors and work.year)


def write_json(work: CitedWork) -> bytes:
    """Writes one work as one object; the caller has asked :func:`can_describe`."""
    return json.dumps(record(work), ensure_ascii=False, separators=(",", ":")).encode()


def write_json_many(works: Iterable[CitedWork]) -> Iterator[bytes]:
    """Writes the works that can be described as one array."""
    lead = b"["
    for work in filter(can_describe, works):
        yield lead + write_json(work)
        lead = b",\n"
    yield b"[]" if lead == b"[" else b"]"


def record(work: CitedWork) -> dict[str, object]:
    """Makes the JSON form of a work, valid by the schema ``datacite-v4.5.json``."""
    parts, kind = _described(work), kind_of(work)
    found: dict[str, object] = {
        "doi": work.doi,
        "url": work.address,
        "types": {"resourceTypeGeneral": kind.datacite, "resourceType": kind.name},
        "creators": list(parts.creators),
        "titles": [{"title": work.title}],
        "publisher": {"name": work.publisher or UNAVAILABLE},
        "publicationYear": f"{work.year:04}",
        "alternateIdentifiers": [
            {"alternateIdentifier": value, "alternateIdentifierType": type_}
            for type_, value in parts.alternate
        ],
        "relatedItems": [_related_item(parts)] if parts.container else [],
        "descriptions": [{"description": CUT, "descriptionType": "Other"}]
        if work.authors_complete is False
        else [],
        "schemaVersion": KERNEL,
    }
    return {name: value for name, value in found.items() if value}


def write_xml(work: CitedWork) -> bytes:
    """Writes one work as one document; the caller has asked :func:`can_describe`."""
    parts, kind = _described(work), kind_of(work)
    root = Element("resource", {"xmlns": KERNEL, f"{{{_XSI}}}schemaLocation": f"{KERNEL} {SCHEMA}"})
    _add(root, "identifier", work.doi or work.node.value, identifierType=_scheme(work))
    creators = SubElement(root, "creators")
    for each in parts.creators:
        creator = SubElement(creators, "creator")
        _add(creator, "creatorName", each["name"], nameType=each.get("nameType"))
        _add(creator, "givenName", each.get("givenName"))
        _add(creator, "familyName", each.get("familyName"))
    _add(SubElement(root, "titles"), "title", work.title)
    _add(root, "publisher", work.publisher or UNAVAILABLE)
    _add(root, "publicationYear", f"{work.year:04}")
    _add(root, "resourceType", kind.name, resourceTypeGeneral=kind.datacite)
    if parts.alternate:
        others = SubElement(root, "alternateIdentifiers")
        for type_, value in parts.alternate:
            _add(others, "alternateIdentifier", value, alternateIdentifierType=type_)
    if work.authors_complete is False:
        _add(SubElement(root, "descriptions"), "description", CUT, descriptionType="Other")
    if parts.container:
        _add_item(SubElement(root, "relatedItems"), parts)
    document: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return document + b"\n"


def write_xml_many(works: Iterable[CitedWork]) -> Iterator[bytes]:
    """Writes the works that can be described as one document, ``resources``, record by record."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<resources>\n'
    for work in filter(can_describe, works):
        yield write_xml(work).split(b"?>\n", 1)[1]
    yield b"</resources>\n"


def _described(work: CitedWork) -> Described:
    alternate = [("PMID", work.pmid), ("PMCID", work.pmcid), ("ISBN", work.isbn)]
    item = [
        ("volume", work.volume),
        ("issue", work.issue),
        ("firstPage", work.first_page or work.pages),
        ("lastPage", work.last_page),
    ]
    return Described(
        tuple(_creator(author) for author in work.authors),
        tuple((type_, value) for type_, value in alternate if value),
        tuple((name, value) for name, value in item if value),
        work.container,
    )


def _creator(author: Author) -> dict[str, str]:
    if author.corporate:
        return {"name": author.name, "nameType": "Organizational"}
    parts = (
        {"name": author.name, "nameType": "Personal"} if author.family else {"name": author.name}
    )
    if author.given:
        parts["givenName"] = author.given
    if author.family:
        parts["familyName"] = author.family
    return parts


def _related_item(parts: Described) -> dict[str, object]:
    return {
        "relatedItemType": "Journal",
        "relationType": "IsPublishedIn",
        "titles": [{"title": parts.container}],
        **dict(parts.item),
    }


def _add_item(parent: Element, parts: Described) -> None:
    item = SubElement(
        parent, "relatedItem", {"relatedItemType": "Journal", "relationType": "IsPublishedIn"}
    )
    _add(SubElement(item, "titles"), "title", parts.container)
    for name, value in parts.item:
        _add(item, name, value)


def _scheme(work: CitedWork) -> str:
    return "DOI" if work.doi else "URL"


def _add(parent: Element, name: str, text: str | None, **attributes: str | None) -> None:
    """Adds an element with a text, or nothing where there is no text."""
    if text is None:
        return
    child = SubElement(parent, name, {key: val for key, val in attributes.items() if val})
    child.text = _NOT_XML.sub("\ufffd", text)
