"""Makes the responses: representations of works by negotiation, validators, links, problems."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, Protocol, TypeVar

from flask import Response, request
from pyoxigraph import Quad, RdfFormat, Store, serialize

from peerprov.errors import Missing, PeerError
from peerprov.namespaces import PREFIXES
from peerprov.server.citations import accept, formats
from peerprov.server.citations.formats import BIBLIOGRAPHY, Format
from peerprov.server.citations.formatted import CannotRender, manner
from peerprov.server.citations.work import CitedWork
from peerprov.server.doi import links
from peerprov.server.doi.findings import Said
from peerprov.server.doi.links import Link
from peerprov.server.negotiate import NotAcceptable
from peerprov.server.problems import problem
from peerprov.server.versions import Versions, current_version

Offer = TypeVar("Offer")

HTML: Final = "text/html"
SCHEMA_PROFILE: Final = ("http://schema.org", "https://schema.org")
RDF: Final = {
    form.media_type.split(";")[0]: form
    for form in (
        RdfFormat.TURTLE,
        RdfFormat.JSON_LD,
        RdfFormat.RDF_XML,
        RdfFormat.N_TRIPLES,
    )
}

PAGE: Final = Format("HTML", HTML, "html", lambda *_: b"", lambda *_: iter(()))
"""Stands for the page of a work among the formats."""

OFFERS: Final = {
    **{name: form for form in formats.FORMATS for name in (form.media_type, *form.aliases)},
    HTML: PAGE,
    "application/xhtml+xml": PAGE,
}


class Pages(Protocol):
    """What a browser is shown; the routes do not care how it is made."""

    def work(self, served: Served, of: CitedWork) -> Response:
        """The page of a work."""

    def findings(self, served: Served, of: CitedWork, told: Sequence[Said]) -> Response:
        """The page of all that a work says."""

    def related(self, served: Served, of: CitedWork, told: Sequence[Said]) -> Response:
        """The page of works related to a work."""

    def works(self, served: Served, all_works: Sequence[CitedWork]) -> Response:
        """The page of all works."""


@dataclass(frozen=True, slots=True)
class Served:
    """What a request is answered from.

    Attributes:
        number: of the version.
        store: that version, opened read-only.
        root: address of this server as callers know it, ending in a slash.
        accept: what the caller accepts.
        pages: what makes pages for browsers.
    """

    number: int
    store: Store
    root: str
    accept: str
    pages: Pages


def serve(versions: Versions, base_url: str, pages: Pages) -> Served:
    """Opens the current version for a request; raises :class:`Missing` where there is none."""
    number = current_version(versions).number
    root = f"{base_url.rstrip('/')}/" if base_url else request.url_root
    accepted = request.headers.get("Accept", "")
    return Served(number, versions.store(number), root, accepted, pages)


def choose(served: Served, work: CitedWork) -> tuple[Format, Mapping[str, str], bytes]:
    """Chooses the best format that can be written for a work, and writes it (a page stays empty).

    Raises:
        NotAcceptable: none of the types asked for can be had.
    """
    why: list[str] = []
    for form, parameters in accept.choices(served.accept, OFFERS):
        form = _by_profile(form, parameters)
        if not form.fits(work):
            why.append(f"{form.media_type} needs a title, an author and a year")
            continue
        try:
            return form, parameters, form.one(served.store, work, parameters)
        except CannotRender as error:
            why.append(str(error))
    listed = ", ".join(dict.fromkeys(form.media_type for form in OFFERS.values()))
    reason = "".join(f" {each}." for each in dict.fromkeys(why))
    raise NotAcceptable(f"Nothing that you accept can be given.{reason} There is: {listed}")


def pick(served: Served, offers: Mapping[str, Offer]) -> tuple[Offer, Mapping[str, str]]:
    """Gives the offer that the caller likes best, with the parameters that came with its type.

    Raises:
        NotAcceptable: the caller accepts none.
    """
    for choice in accept.choices(served.accept, offers):
        return choice
    raise NotAcceptable(f"Nothing that you accept can be given. There is: {', '.join(offers)}")


def citation(
    served: Served, work: CitedWork, chosen: tuple[Format, Mapping[str, str], bytes]
) -> Response:
    """Makes the response for one written work."""
    form, parameters, body = chosen
    response = content(served, body, form.content_type(parameters))
    if form.media_type == BIBLIOGRAPHY:
        how = manner(parameters.get("style"), parameters.get("locale"))
        response.headers["Content-Language"] = how.locale
    return response


def content(served: Served, body: bytes, content_type: str) -> Response:
    """Makes a response that can be revalidated: its ETag is a digest of type and body."""
    response = Response(body, content_type=content_type)
    digest = blake2b(content_type.encode() + b"\0" + body, digest_size=12).hexdigest()
    response.set_etag(digest)
    label(served, response)
    response.make_conditional(request)
    return response


def stream(served: Served, pieces: Iterable[bytes], content_type: str) -> Response:
    """Makes a response that is written while it is sent."""
    return label(served, Response(_joined(pieces), content_type=content_type))


def label(served: Served, response: Response) -> Response:
    """Adds what all answers carry: the version, and that they differ by Accept."""
    response.headers["PeerProv-Version"] = str(served.number)
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept")
    return response


def linked(response: Response, typed: tuple[Link, ...]) -> Response:
    """Adds typed links."""
    response.headers["Link"] = links.as_headers(typed)
    return response


def moved(served: Served, path: str, status: int = 301) -> Response:
    """Sends the caller to another path below the root."""
    return label(served, Response(status=status, headers={"Location": served.root + path}))


def no_metadata(served: Served) -> Response:
    """Says that the DOI is known and its metadata are not (204)."""
    if likes_page_best(served):
        raise Missing("Other works of the graph name this DOI; it has no record of its own.")
    return label(served, Response(status=204))


def likes_page_best(served: Served) -> bool:
    """Whether a page is what the caller likes best."""
    return next((form for form, _ in accept.choices(served.accept, OFFERS)), None) is PAGE


def rdf(served: Served, quads: Iterable[Quad], media_type: str) -> Response:
    """Makes a response of triples."""
    form = RDF[media_type]
    body = serialize((quad.triple for quad in quads), format=form, prefixes=_PREFIXES) or b""
    kind = f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
    return content(served, body, kind)


def plain_json(served: Served, value: object) -> Response:
    """Makes a JSON response."""
    body = json.dumps(value, ensure_ascii=False).encode() + b"\n"
    return content(served, body, "application/json")


def refused(error: PeerError) -> Response:
    """Makes the problem document, or page, of an error."""
    request_id = request.environ.get("peerprov.request_id", "-")
    reply = problem(error, request.headers.get("Accept", ""), request_id)
    body = reply.body if isinstance(reply.body, bytes) else b"".join(reply.body)
    return Response(body, reply.status, reply.headers)


def check_type(media_type: str) -> None:
    """Refuses what is not the media type of a format; raises :class:`NotAcceptable`."""
    wanted = accept.read_media_type(media_type)
    if wanted is None or wanted.media_type not in OFFERS:
        listed = ", ".join(dict.fromkeys(form.media_type for form in OFFERS.values()))
        raise NotAcceptable(f"{media_type[:200]!r} is not a format of works. There is: {listed}")


_PREFIXES: Final = {name: base for name, base in PREFIXES.items() if name != "doi"}
_PIECE_BYTES: Final = 64 * 1024


def _by_profile(form: Format, parameters: Mapping[str, str]) -> Format:
    """``application/ld+json; profile="https://schema.org"`` asks for schema.org, not our graph."""
    wants_schema = parameters.get("profile", "").rstrip("/") in SCHEMA_PROFILE
    if form.media_type == "application/ld+json" and wants_schema:
        return formats.by_media_type("application/vnd.schemaorg.ld+json") or form
    return form


def _joined(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Joins small pieces, so that each answer is not a chunk of its own."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _PIECE_BYTES:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)
