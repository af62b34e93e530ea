"""The RDF documents that a request to the graph store brings."""

from __future__ import annotations

from peerprov.errors import BadInput, Fault, TooLarge
from peerprov.graph.writing.request import Document
from peerprov.server.exchange import Environ, UnsupportedBody, read_body
from peerprov.server.sparql.parameters import media_type

MULTIPART = "multipart/form-data"
MOST_PARTS = 100

FORMATS = {
    "text/turtle": "ttl",
    "application/turtle": "ttl",
    "application/x-turtle": "ttl",
    "application/n-triples": "nt",
    "application/rdf+xml": "rdf",
    "application/ld+json": "jsonld",
    "application/n-quads": "nq",
    "text/x-nquads": "nq",
    "application/trig": "trig",
    "application/x-trig": "trig",
    "text/n3": "n3",
    "text/rdf+n3": "n3",
}


def read_documents(environ: Environ, limit: int) -> tuple[Document, ...]:
    """Reads the body of a PUT or POST: one document, or several as multipart/form-data.

    Raises:
        UnsupportedBody: of a media type that is no RDF.
        TooLarge: more bytes than ``limit``.
        BadInput: a multipart body that cannot be read.
    """
    content_type = environ.get("CONTENT_TYPE", "")
    kind = media_type(content_type)
    if kind == MULTIPART:
        return _parts(read_body(environ, limit), content_type, limit)
    return (Document(_format(kind), read_body(environ, limit)),)


def _format(kind: str) -> str:
    found = FORMATS.get(kind)
    if found is None:
        known = ", ".join(sorted(set(FORMATS)))
        sent = kind or "A body without Content-Type"
        raise UnsupportedBody(f"{sent} is not understood; send one of {known}, {MULTIPART}")
    return found


def _parts(body: bytes, content_type: str, limit: int) -> tuple[Document, ...]:
    from werkzeug.exceptions import RequestEntityTooLarge
    from werkzeug.http import parse_options_header
    from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder

    boundary = parse_options_header(content_type)[1].get("boundary", "")
    found: list[tuple[str, bytearray]] = []
    try:
        decoder = MultipartDecoder(boundary.encode(), limit, max_parts=MOST_PARTS)
        decoder.receive_data(body)
        decoder.receive_data(None)
        while not isinstance(event := decoder.next_event(), Epilogue):
            if isinstance(event, File | Field):
                kind = event.headers.get("Content-Type", "text/turtle")
                found.append((_format(media_type(kind)), bytearray()))
            elif isinstance(event, Data):
                found[-1][1].extend(event.data)
    except RequestEntityTooLarge:
        what = "The body has too many parts"
        raise TooLarge(Fault(what, expected=f"at most {MOST_PARTS}")) from None
    except ValueError as error:
        raise BadInput(Fault(f"The parts of the body cannot be read: {error}")) from None
    if not found:
        raise BadInput(Fault("The body has no part", expected="an RDF document in each part"))
    return tuple(Document(form, bytes(content)) for form, content in found)
