"""The formats of citations: what they are called, and how one work or many are written in each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final

from pyoxigraph import RdfFormat, Store

from peerprov.server.citations import (
    bibtex,
    csl,
    datacite,
    formatted,
    rdf,
    ris,
    schemaorg,
)
from peerprov.server.citations.work import CitedWork

One = Callable[[Store, CitedWork, Mapping[str, str]], bytes]
Many = Callable[[Store, Iterable[CitedWork], Mapping[str, str]], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format of citations.

    Attributes:
        name: what people call it.
        media_type: under which it is sent, without parameters.
        extension: of a file that holds it, without the dot.
        one: writes one work; raises :class:`~.formatted.CannotRender` where a style fails.
        many: writes works, lazily.
        aliases: further media types that mean the same in a request.
        text: whether ``charset=utf-8`` belongs to the type.
        fits: whether the graph knows enough of a work for it.
    """

    name: str
    media_type: str
    extension: str
    one: One
    many: Many
    aliases: tuple[str, ...] = ()
    text: bool = False
    fits: Callable[[CitedWork], bool] = lambda _: True

    def content_type(self, parameters: Mapping[str, str]) -> str:
        """Gives the type under which an answer is sent, with the style and locale used."""
        full = f"{self.media_type}; charset=utf-8" if self.text else self.media_type
        if self.media_type != BIBLIOGRAPHY:
            return full
        how = formatted.manner(parameters.get("style"), parameters.get("locale"))
        return f"{full}; style={how.style}; locale={how.locale}"


BIBLIOGRAPHY: Final = "text/x-bibliography"
CSL_JSON: Final = "application/vnd.citationstyles.csl+json"


def _plain(one: Callable[[CitedWork], bytes]) -> One:
    return lambda _store, work, _parameters: one(work)


def _stream(many: Callable[[Iterable[CitedWork]], Iterator[bytes]]) -> Many:
    return lambda _store, works, _parameters: many(works)


def _cite(_: Store, work: CitedWork, parameters: Mapping[str, str]) -> bytes:
    how = formatted.manner(parameters.get("style"), parameters.get("locale"))
    return f"{formatted.cite(work, how)}\n".encode()


def _cite_many(
    _: Store, works: Iterable[CitedWork], parameters: Mapping[str, str]
) -> Iterator[bytes]:
    how = formatted.manner(parameters.get("style"), parameters.get("locale"))
    all_works = list(works)
    texts = formatted.bibliography(all_works, how) if all_works else []
    return (f"{text}\n".encode() for text in texts)


def _rdf(name: str, form: RdfFormat, media_type: str, extension: str) -> Format:
    def one(store: Store, work: CitedWork, _: Mapping[str, str]) -> bytes:
        return rdf.write(store, (work,), form)

    def many(store: Store, works: Iterable[CitedWork], _: Mapping[str, str]) -> Iterator[bytes]:
        yield rdf.write(store, works, form)

    text = media_type.startswith("text/")
    return Format(name, media_type, extension, one, many, text=text)


FORMATS: Final = (
    Format(
        "CSL-JSON",
        CSL_JSON,
        "json",
        _plain(csl.write_one),
        _stream(csl.write_many),
        aliases=("application/citeproc+json", "application/json"),
    ),
    Format(
        "BibTeX",
        "application/x-bibtex",
        "bib",
        _plain(bibtex.write_one),
        _stream(bibtex.write_many),
        aliases=("text/x-bibtex", "application/x-bibtex-text-file"),
        text=True,
    ),
    Format(
        "RIS",
        "application/x-research-info-systems",
        "ris",
        _plain(ris.write_one),
        _stream(ris.write_many),
        aliases=("application/research-info-systems", "text/x-research-info-systems"),
        text=True,
    ),
    Format(
        "Formatted citation",
        BIBLIOGRAPHY,
        "txt",
        _cite,
        _cite_many,
        aliases=("text/bibliography", "text/plain"),
        text=True,
    ),
    Format(
        "schema.org JSON-LD",
        "application/vnd.schemaorg.ld+json",
        "jsonld",
        _plain(schemaorg.write_one),
        _stream(schemaorg.write_many),
    ),
    Format(
        "DataCite XML",
        "application/vnd.datacite.datacite+xml",
        "xml",
        _plain(datacite.write_xml),
        _stream(datacite.write_xml_many),
        fits=datacite.can_describe,
    ),
    Format(
        "DataCite JSON",
        "application/vnd.datacite.datacite+json",
        "json",
        _plain(datacite.write_json),
        _stream(datacite.write_json_many),
        fits=datacite.can_describe,
    ),
    _rdf("Turtle", RdfFormat.TURTLE, "text/turtle", "ttl"),
    _rdf("JSON-LD", RdfFormat.JSON_LD, "application/ld+json", "jsonld"),
    _rdf("RDF/XML", RdfFormat.RDF_XML, "application/rdf+xml", "rdf"),
    _rdf("N-Triples", RdfFormat.N_TRIPLES, "application/n-triples", "nt"),
)
"""In the order in which they are offered; the first is what a client gets that does not care."""

_BY_TYPE: Final = {
    name: form for form in FORMATS for name in chain((form.media_type,), form.aliases)
}


def by_media_type(media_type: str) -> Format | None:
    """Finds the format that a media type without parameters means, or None."""
    return _BY_TYPE.get(media_type.lower())
