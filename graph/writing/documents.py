"""Reading RDF documents that others send: a look at the bytes first, then the engine's parser.

Runs only in a process that can be killed. What the parser would follow or blow up (entities, remote
contexts, deep nesting) is refused before it sees it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyoxigraph as ox

from peerprov.errors import BadDocument, Fault, TooDeep, TooLarge
from peerprov.graph.writing.request import Document, Malformed

DEPTH = 100
LITERAL_CHARACTERS = 1 << 20
IRI_CHARACTERS = 2048
ENTITY_BYTES = 256
MOST_FAULTS = 20

_IN_GRAPH = r"""SELECT ?o WHERE { ?s ?p ?o
    FILTER(REGEX(STR(?o), "[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]")) } LIMIT 1"""

FORMATS = {f.file_extension: f for f in vars(ox.RdfFormat).values() if isinstance(f, ox.RdfFormat)}

_ENTITY = re.compile(rb"<!ENTITY\s+[\w.-]+\s+(\"[^\"&%<]*\"|'[^'&%<]*')\s*>")
_DECLARED_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([\w.-]+)[\"']")
_JSON_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def read(document: Document, base: str | None, name: str = "the document") -> list[ox.Triple]:
    """Reads a document to its end.

    Args:
        document: its bytes and format.
        base: absolute IRI for relative ones.
        name: what faults call it.

    Returns:
        Its triples; blank nodes have labels of their own.

    Raises:
        BadDocument: it does not parse, or brings named graphs.
        Malformed: it holds characters, literals or IRIs that are not taken in.
        TooDeep, TooLarge: it is nested, or would grow, beyond measure.
    """
    _look(document, name)
    try:
        quads = ox.parse(
            document.content,
            format=FORMATS[document.format],
            base_iri=base,
            rename_blank_nodes=True,
        )
        return list(_checked(quads, name))
    except SyntaxError as error:
        raise _unreadable(error, name) from None
    except ValueError as error:
        raise BadDocument(Fault(f"It cannot be read: {error}", name)) from None
    except MemoryError:
        raise TooLarge(Fault("A single term in it is too large", name)) from None


def term_fault(term: object) -> str | None:
    """Says what is wrong with a term that parses, or None.

    Characters that XML cannot hold would break results in XML for every reader.
    """
    if isinstance(term, ox.Literal):
        if len(term.value) > LITERAL_CHARACTERS:
            return f"A literal has {len(term.value):,} characters, more than {LITERAL_CHARACTERS:,}"
        if _NOT_IN_XML.search(term.value):
            return f"The literal {term.value[:40]!r} holds a control character"
    elif isinstance(term, ox.NamedNode):
        if len(term.value) > IRI_CHARACTERS:
            return f"An IRI has {len(term.value):,} characters, more than {IRI_CHARACTERS:,}"
    elif isinstance(term, ox.Triple):
        return next((fault for part in term if (fault := term_fault(part))), None)
    return None


def check_graph(store: ox.Store, name: ox.NamedNode | ox.BlankNode | ox.DefaultGraph) -> None:
    """Looks through a graph for characters that are not taken in; raises `Malformed`."""
    found = store.query(_IN_GRAPH, default_graph=[name])
    if isinstance(found, ox.QuerySolutions):
        for solution in found:
            raise Malformed(Fault(term_fault(solution["o"]) or "A control character came up"))


def _checked(quads: Iterator[ox.Quad], name: str) -> Iterator[ox.Triple]:
    faults: list[Fault] = []
    for quad in quads:
        if not isinstance(quad.graph_name, ox.DefaultGraph):
            what = f"It brings the named graph {quad.graph_name}"
            repair = "Send each graph by itself, to its own name"
            raise BadDocument(Fault(what, name, repair=repair))
        for term in (quad.subject, quad.predicate, quad.object):
            fault = term_fault(term)
            if fault is not None and len(faults) < MOST_FAULTS:
                faults.append(Fault(fault, name))
        yield quad.triple
    if faults:
        raise Malformed(*faults)


def _look(document: Document, name: str) -> None:
    if document.format == "rdf":
        _look_at_xml(document.content, name)
    elif document.format == "jsonld":
        _look_at_json(document.content, name)


def _look_at_xml(content: bytes, name: str) -> None:
    """Refuses what would fetch or blow up: all entities but plain short ones."""
    encoding = _DECLARED_ENCODING.search(content[:1000])
    declared = encoding[1].lower() if encoding else b"utf-8"
    if b"\x00" in content[:4] or declared not in (b"utf-8", b"us-ascii"):
        raise BadDocument(Fault("The XML is not in UTF-8", name, expected="UTF-8"))
    if b"<!DOCTYPE" not in content and b"<!ENTITY" not in content:
        return
    entities = [len(match[1]) - 2 for match in _ENTITY.finditer(content)]
    others = _ENTITY.sub(b"", content)
    head = others[: others.find(b">", others.find(b"<!DOCTYPE")) + 1]
    if b"<!ENTITY" in others or re.search(rb"<!DOCTYPE[^\[>]*\b(?:SYSTEM|PUBLIC)\b", head):
        what = "It has entities or a DTD that are not plain internal ones"
        raise Malformed(Fault(what, name, expected='<!ENTITY name "text without references">'))
    if max(entities, default=0) > ENTITY_BYTES:
        what = f"An entity is longer than {ENTITY_BYTES} bytes"
        raise TooLarge(Fault(what, name, repair="Write the text where it belongs"))


def _look_at_json(content: bytes, name: str) -> None:
    depth = 0
    for token in _JSON_TOKEN.finditer(content):
        if token[0] in b"[{":
            depth += 1
            if depth > DEPTH:
                what = "The JSON nests too deeply"
                raise TooDeep(Fault(what, name, expected=f"at most {DEPTH} levels"))
        elif token[0] in b"]}":
            depth -= 1


def _unreadable(error: SyntaxError, name: str) -> BadDocument:
    message = error.msg
    if "LoadDocumentCallback" in message:
        what, repair = "Remote contexts are not fetched", "Write the context into the document"
        return BadDocument(Fault(what, name, repair=repair))
    what = message.partition(": ")[2] if message.startswith("Parser error") else message
    return BadDocument(Fault(f"It does not parse: {what}", name, error.lineno, error.offset))
