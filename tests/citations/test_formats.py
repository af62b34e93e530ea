"""Each format, written for every work, read by a parser that is not ours, against the data."""

from __future__ import annotations

import json
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import bibtexparser
import pytest
import rispy
from citeproc.source.json import CiteProcJSON
from datacite import schema45
from pybtex.database import parse_string
from pylatexenc.latex2text import LatexNodes2Text
from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    parse,
)

from peerprov.server.citations import bibtex, csl, datacite, formats, ris, schemaorg
from peerprov.server.citations.work import CitedWork

Works = dict[str, CitedWork]
SDO = "https://schema.org/"


def test_csl_json_is_understood_by_citeproc(works: Works) -> None:
    written = json.loads(b"".join(csl.write_many(works.values())))
    assert [item["id"] for item in written] == list(works)
    source = CiteProcJSON(written)
    for work in works.values():
        reference = source[work.id]
        names = [name.parts()[:2] for name in reference.get("author", [])]
        assert names == [
            (None, a.name) if a.corporate else (a.given, a.family) for a in work.authors
        ]
        assert reference["issued"].year == work.year
        pairs = {
            "title": work.title,
            "container_title": work.container,
            "publisher": work.publisher,
            "volume": work.volume,
            "issue": work.issue,
            "page": work.pages,
            "DOI": work.doi,
            "PMID": work.pmid,
            "PMCID": work.pmcid,
            "URL": work.node.value if work.doi else work.url,
        }
        for name, value in pairs.items():
            assert (str(reference[name]) if name in reference else None) == value


def test_one_csl_work_is_an_object_and_none_an_empty_array(works: Works) -> None:
    assert json.loads(csl.write_one(works["asad-2016"]))["id"] == "asad-2016"
    assert json.loads(b"".join(csl.write_many([]))) == []


def bibtex_fields(work: CitedWork) -> dict[str, str | None]:
    pages = f"{work.first_page}--{work.last_page}" if work.last_page else work.pages
    return {
        "title": work.title,
        "year": str(work.year),
        "volume": work.volume,
        "number": work.issue,
        "pages": pages,
        "doi": work.doi,
        "pmid": work.pmid,
        "pmcid": work.pmcid,
        "url": work.node.value if work.doi else work.url,
    }


def plain(text: str) -> str:
    return LatexNodes2Text(keep_comments=True).latex_to_text(text.replace("--", "{-}{-}"))


def test_bibtex_is_understood_by_pybtex(works: Works) -> None:
    written = b"".join(bibtex.write_many(works.values())).decode()
    library = parse_string(written, "bibtex")
    assert list(library.entries) == list(works)
    for work in works.values():
        entry = library.entries[work.id]
        for name, value in bibtex_fields(work).items():
            found = entry.fields.get(name)
            verbatim = name in ("doi", "url")
            assert (found if verbatim or found is None else plain(found)) == value
        for person, author in zip(entry.persons["author"], work.authors, strict=True):
            last = " ".join(person.prelast_names + person.last_names)
            assert plain(last) == (author.family or author.name)
            given = " ".join(person.first_names + person.middle_names)
            assert plain(given) == (author.given or "")


def test_bibtex_is_understood_by_bibtexparser(works: Works) -> None:
    library = bibtexparser.parse_string(b"".join(bibtex.write_many(works.values())).decode())
    assert library.failed_blocks == []
    entries = {entry.key: entry for entry in library.entries}
    assert entries.keys() == works.keys()
    for work in works.values():
        entry = entries[work.id]
        for name, value in bibtex_fields(work).items():
            found = entry[name] if name in entry.fields_dict else None
            assert (found if name in ("doi", "url") or found is None else plain(found)) == value
        container = entry.get("journal")
        assert (plain(container.value) if container else None) == work.container


def test_ris_is_understood_by_rispy(works: Works) -> None:
    written = b"".join(ris.write_many(works.values()))
    assert written.count(b"\n") == written.count(b"\r\n")
    records = {record["id"]: record for record in rispy.loads(written.decode())}
    assert records.keys() == works.keys()
    for work in works.values():
        record = records[work.id]
        expected = {
            "title": work.title,
            "year": str(work.year),
            "secondary_title": work.container,
            "volume": work.volume,
            "number": work.issue,
            "start_page": work.first_page,
            "end_page": work.last_page,
            "publisher": work.publisher,
            "doi": work.doi,
            "accession_number": work.pmid,
            "custom2": work.pmcid,
        }
        assert {name: record.get(name) for name in expected} == expected
        assert record["authors"] == [author.name for author in work.authors]
        assert record.get("urls", [None])[0] == (work.node.value if work.doi else work.url)


def test_datacite_json_is_valid_and_makes_the_same_xml_as_ours(works: Works) -> None:
    for work in works.values():
        record = json.loads(datacite.write_json(work))
        schema45.validator.validate(record)
        ours = fromstring(datacite.write_xml(work))  # noqa: S314 - what we wrote ourselves
        theirs = fromstring(schema45.tostring(record).encode())  # noqa: S314
        assert shape(ours) - {("identifier", work.node.value)} == shape(theirs)
        assert record["titles"] == [{"title": work.title}]
        assert len(record["creators"]) == len(work.authors)
        assert record["publisher"]["name"] == (work.publisher or "(:unav)")


def shape(root: Element) -> set[tuple[str, ...]]:
    found = set()
    for each in root.iter():
        name = each.tag.removeprefix(f"{{{datacite.KERNEL}}}")
        if each.text and each.text.strip() and name != "resource":
            attributes = [] if name == "identifier" else sorted(map("=".join, each.attrib.items()))
            found.add((name, each.text, *attributes))
    return found


def test_schema_org_says_the_same_as_triples(works: Works) -> None:
    whole = json.loads(b"".join(schemaorg.write_many(works.values())))
    assert len(whole["@graph"]) == len(works)
    for work in works.values():
        document = json.loads(schemaorg.write_one(work))
        assert document["@context"] == "https://schema.org"
        document["@context"] = {"@vocab": SDO, "@base": "http://x/"}
        store = Store()
        store.bulk_load(json.dumps(document).encode(), format=RdfFormat.JSON_LD)
        assert value_of(store, work.node, "name") == work.title
        assert value_of(store, work.node, "datePublished") == str(work.year)
        assert value_of(store, work.node, "pagination") == work.pages
        agents = {q.object for q in store.quads_for_pattern(work.node, sdo("author"), None)}
        names = {value_of(store, agent, "name") for agent in agents}
        assert names == {author.name for author in work.authors}


def sdo(name: str) -> NamedNode:
    return NamedNode(SDO + name)


def value_of(store: Store, node: Any, name: str) -> str | None:
    objects = [quad.object for quad in store.quads_for_pattern(node, sdo(name), None)]
    assert len(objects) <= 1
    return objects[0].value if objects and isinstance(objects[0], Literal) else None


@pytest.mark.parametrize("name", ["Turtle", "JSON-LD", "RDF/XML", "N-Triples"])
def test_rdf_is_the_graph_of_the_work(store: Store, works: Works, name: str) -> None:
    form = next(form for form in formats.FORMATS if form.name == name)
    syntax = RdfFormat.from_media_type(form.media_type)
    assert syntax is not None
    for work in list(works.values())[::7]:
        written = form.one(store, work, {})
        read = Dataset(Quad(*quad.triple) for quad in parse(written, format=syntax))
        held = Dataset(
            Quad(*quad.triple) for quad in store.quads_for_pattern(None, None, None, work.graph)
        )
        for each in (read, held):
            each.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
        assert read == held
        assert len(held) > 30


def test_no_format_says_what_the_graph_does_not(works: Works) -> None:
    work = works["mutschler-2022"]
    assert (work.doi, work.container, work.publisher, work.url) == (None,) * 4
    item = csl.item(work)
    assert item.keys() == {"id", "type", "title", "author", "issued"}
    assert b"journal" not in bibtex.write_one(work)
    assert not {b"DO  -", b"UR  -", b"T2  -"} & set(ris.write_one(work)[:5].splitlines())
    assert schemaorg.describe(work).keys() == {"@id", "@type", "name", "author", "datePublished"}


def test_each_media_type_means_one_format() -> None:
    names = [name for f in formats.FORMATS for name in (f.media_type, *f.aliases)]
    assert len(names) == len(set(names))
    for form in formats.FORMATS:
        assert formats.by_media_type(form.media_type.upper()) is form
    assert formats.by_media_type("application/pdf") is None
