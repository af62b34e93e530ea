"""Documents that others send: what is read, what is refused, and where the fault lies."""

from __future__ import annotations

import socket

import pytest

from peerprov.errors import BadDocument, BadInput, TooDeep, TooLarge
from peerprov.graph.writing.documents import read
from peerprov.graph.writing.request import Document, Malformed

EX = "http://example.org/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def xml(doctype: str, about: str = "&e;a") -> bytes:
    return (
        f'<?xml version="1.0"?>{doctype}<rdf:RDF xmlns:rdf="{RDF}" xmlns:e="{EX}">'
        f'<rdf:Description rdf:about="{about}"><e:p>1</e:p></rdf:Description></rdf:RDF>'
    ).encode()


GOOD = {
    "ttl": b"<a> <b> 1 .",
    "nt": f"<{EX}a> <{EX}b> <{EX}c> .".encode(),
    "rdf": xml(f'<!DOCTYPE rdf:RDF [<!ENTITY e "{EX}">]>'),
    "jsonld": f'{{"@id": "{EX}a", "{EX}b": [1]}}'.encode(),
    "trig": b"{ <a> <b> 1 }",
    "n3": b"<a> <b> 1 .",
    "nq": f"<{EX}a> <{EX}b> <{EX}c> .".encode(),
}
BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize("form", GOOD)
def test_each_format_is_read(form: str) -> None:
    (triple,) = read(Document(form, GOOD[form]), EX)

    assert triple.subject.value == f"{EX}a"


@pytest.mark.parametrize(
    ("form", "content", "error", "message"),
    [
        ("ttl", b"<a> <b> 1 .\n<c> <oops", BadDocument, "the document:2:5"),
        ("ttl", b"\xff\xfe", BadDocument, "does not parse"),
        ("nt", b"<a> <b> <c> .", BadDocument, "IRI"),
        ("trig", f"<{EX}g> {{ <a> <b> 1 }}".encode(), BadDocument, "named graph"),
        ("jsonld", b'{"@context": "http://127.0.0.1:PORT/c"}', BadDocument, "not fetched"),
        ("jsonld", b'{"@context": "file:///etc/passwd"}', BadDocument, "not fetched"),
        ("jsonld", b'{"@context": {"@import": "http://127.0.0.1:PORT/c"}}', BadDocument, "."),
        ("jsonld", b'{"a":' * 200 + b"1" + b"}" * 200, TooDeep, "at most 100"),
        ("rdf", xml('<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>'), Malformed, "plain"),
        ("rdf", xml('<!DOCTYPE r [<!ENTITY e SYSTEM "http://127.0.0.1:PORT/">]>'), Malformed, "pl"),
        ("rdf", xml('<!DOCTYPE r [<!ENTITY % e "x">]>'), Malformed, "plain"),
        ("rdf", xml('<!DOCTYPE r SYSTEM "http://127.0.0.1:PORT/d.dtd">', "a"), Malformed, "plain"),
        ("rdf", xml(f'<!DOCTYPE r [<!ENTITY e0 "ha">{BOMB}]>', "&e9;"), Malformed, "plain"),
        ("rdf", xml(f'<!DOCTYPE r [<!ENTITY e "{"x" * 300}">]>'), TooLarge, "256"),
        ("rdf", xml("").decode().encode("utf-16"), BadDocument, "UTF-8"),
        ("ttl", b'<a> <b> "\\u0000" .', Malformed, "control character"),
        ("ttl", b'<a> <b> "\\uFFFE" .', Malformed, "control character"),
        ("ttl", b'<a> <b> "' + b"x" * (1 << 20) + b'y" .', Malformed, "characters"),
        ("ttl", b"<a> <b> <http://e/" + b"x" * 3000 + b"> .", Malformed, "IRI"),
        ("nt", f'<{EX}a> <{EX}b> "{"x" * (17 << 20)}" .'.encode(), TooLarge, "too large"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_document_that_is_not_taken_in_says_why_and_fetches_nothing(
    form: str, content: bytes, error: type[BadInput], message: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        port = str(listener.getsockname()[1]).encode()

        with pytest.raises(error, match=message):
            read(Document(form, content.replace(b"PORT", port)), EX)

        with pytest.raises(BlockingIOError):
            listener.accept()


def test_all_faults_of_a_document_are_told() -> None:
    content = "".join(f'<s{n}> <p> "\\u0001{n}" .' for n in range(3)).encode()

    with pytest.raises(Malformed) as caught:
        read(Document("ttl", content), EX)

    assert len(caught.value.faults) == 3
