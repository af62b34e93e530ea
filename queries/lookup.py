"""Finds terms, works and coded values in a store by what people write for them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store, Variable

from peerprov.graph import doi
from peerprov.namespaces import BASE, PREFIXES, iri
from peerprov.queries.nearest import nearest


class NotFoundError(Exception):
    """What was given fits nothing; carries the reason and what is near."""

    def __init__(self, reason: str, near: Iterable[str] = ()) -> None:
        """Takes the reason and the nearest names, best first."""
        self.reason = reason
        self.near = list(near)
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Name:
    """A name under which a resource may be asked for.

    Attributes:
        node: the resource.
        text: the name.
        rank: 0 for the preferred name, higher for looser ones.
    """

    node: NamedNode
    text: str
    rank: int


_TERM_NAMES: Final = """
SELECT ?term ?name ?rank ?branch WHERE {
  VALUES (?property ?rank) {
    (rdfs:label 0) (oboInOwl:hasExactSynonym 1) (oboInOwl:hasNarrowSynonym 2)
    (oboInOwl:hasBroadSynonym 3) (oboInOwl:hasRelatedSynonym 4) (skos:notation 5)
  }
  ?term pp:inBranch ?branch ; ?property ?name .
}
"""
_WORK_NAMES: Final = """
SELECT ?work ?name ?rank WHERE {
  VALUES (?property ?rank) { (pp:workId 0) (rdfs:label 1) (dcterms:title 2) }
  ?work a pp:Work ; ?property ?name .
}
"""
_VALUES: Final = """
SELECT ?value ?code ?label ?field WHERE {
  ?value pp:codesField ?field ; skos:notation ?code ; rdfs:label ?label .
}
"""
_CODE: Final = 5
"""Rank of a code of the codebook, such as *training* for *training stage*."""
_FEW: Final = 20
"""Names: as many are listed whole when nothing is near."""
_CURIE: Final = re.compile(r"(?P<prefix>[A-Za-z][\w.-]*):(?P<local>[^\s/:][^\s:]*)")


def select(
    store: Store, query: str, bound: dict[Variable, NamedNode | Literal] | None = None
) -> QuerySolutions:
    """Runs one of our own SELECT queries over the union of all graphs."""
    answer = store.query(
        query, prefixes=PREFIXES, substitutions=dict(bound or {}), use_default_graph_as_union=True
    )
    assert isinstance(answer, QuerySolutions)  # noqa: S101 - the queries here are SELECTs
    return answer


def read_iri(text: str) -> NamedNode | None:
    """Reads an absolute IRI or a CURIE; None where the text is neither.

    >>> read_iri("PEERPROV:0000100").value
    'https://w3id.org/peer-provision/PEERPROV_0000100'
    >>> read_iri("BFO:0000015").value
    'http://purl.obolibrary.org/obo/BFO_0000015'
    >>> read_iri("role ambiguity") is None
    True
    """
    if re.match(r"(?:https?://|urn:)\S+$", text):
        try:
            return NamedNode(text)
        except ValueError:
            return None
    match = _CURIE.fullmatch(text)
    if not match:
        return None
    prefix, local = match["prefix"], match["local"]
    base = PREFIXES.get(prefix) or PREFIXES.get(prefix.lower())
    if base is None and local.isalnum():
        base = f"{PREFIXES['obo']}{prefix}_"
    try:
        return NamedNode(base + local) if base else None
    except ValueError:
        return None


def find_term(store: Store, text: str, branch: str | None = None) -> NamedNode:
    """Finds a term by IRI, CURIE, label or synonym, without regard to case.

    Args:
        store: holds the ontology.
        text: what somebody wrote.
        branch: where the suggestions come from when nothing fits.

    Raises:
        NotFoundError: nothing fits, several terms fit equally, or the term was withdrawn.
    """
    for quad in store.quads_for_pattern(None, iri("rdfs:label"), Literal(text, language="en")):
        if isinstance(quad.subject, NamedNode) and _is_term(store, quad.subject):
            return quad.subject
    node = read_iri(text)
    if node is not None:
        return _known_term(store, node)
    names: list[Name] = []
    in_branch: set[str] = set()
    wanted = iri(f"pp:branch/{branch}") if branch else None
    for row in select(store, _TERM_NAMES):
        name = _name(row["term"], row["name"], row["rank"])
        here = row["branch"] == wanted
        if name.rank < _CODE or here:  # a code means something only where its branch is known
            names.append(name)
        if here or wanted is None:
            in_branch.add(name.text)
    return _pick(names, text, in_branch, "term")


def _is_term(store: Store, node: NamedNode) -> bool:
    return any(True for _ in store.quads_for_pattern(node, iri("pp:inBranch"), None))


def _known_term(store: Store, node: NamedNode) -> NamedNode:
    """Accepts the IRI of a term, ours or an outside one; a withdrawn one names its successor."""
    for quad in store.quads_for_pattern(node, iri("obo:IAO_0100001"), None):
        if isinstance(quad.object, NamedNode):
            raise NotFoundError(f"{shorten(node)} was withdrawn", [shorten(quad.object)])
    if not any(True for _ in store.quads_for_pattern(node, iri("rdfs:label"), None)):
        raise NotFoundError(f"{shorten(node)} is not a term of the graph")
    return node


def find_work(store: Store, text: str) -> NamedNode:
    """Finds a work by DOI in any form, identifier, label, title or IRI.

    Raises:
        NotFoundError: nothing fits, or several works fit equally.
    """
    for quad in store.quads_for_pattern(None, iri("pp:workId"), Literal(text)):
        if isinstance(quad.subject, NamedNode):
            return quad.subject
    node = read_iri(text)
    if node is not None and _is_work(store, node):
        return node
    read = doi.normalise(text)
    if read.value is not None:
        node = doi.iri(read.value)
        if _is_work(store, node):
            return node
        raise NotFoundError(
            f"no work with the DOI {read.value} is in the graph", _near_dois(store, read.value)
        )
    rows = select(store, _WORK_NAMES)
    names = [_name(row["work"], row["name"], row["rank"]) for row in rows]
    return _pick(names, text, {name.text for name in names if name.rank < 2}, "work")


def _is_work(store: Store, node: NamedNode) -> bool:
    return any(True for _ in store.quads_for_pattern(node, iri("rdf:type"), iri("pp:Work")))


def _near_dois(store: Store, wanted: str) -> list[str]:
    known = (quad.object for quad in store.quads_for_pattern(None, iri("prism:doi"), None))
    return nearest(wanted, {value.value for value in known if isinstance(value, Literal)})


def find_value(store: Store, text: str, field: str) -> NamedNode:
    """Finds the value of a coded field by its code, its label, its CURIE or its IRI.

    Args:
        store: holds the ontology.
        text: what somebody wrote.
        field: as in the codebook: ``perspective_group``, ``outcome.recipient``.

    Raises:
        NotFoundError: nothing fits; carries all codes of the field.
    """
    found: dict[str, NamedNode] = {}
    codes: set[str] = set()
    for row in select(store, _VALUES + "LIMIT 5000"):
        node, code, label, of = row["value"], row["code"], row["label"], row["field"]
        if not isinstance(node, NamedNode) or not isinstance(of, Literal) or of.value != field:
            continue
        if isinstance(code, Literal) and isinstance(label, Literal):
            found |= {_fold(code.value): node, _fold(label.value): node, node.value: node}
            codes.add(code.value)
    given = read_iri(text)
    node = found.get(_fold(text)) or (found.get(given.value) if given else None)
    if node is None:
        raise NotFoundError(f"{text!r} is not a value of {field}", sorted(codes))
    return node


def find_resource(store: Store, text: str, of: str, what: str) -> NamedNode:
    """Finds a resource of a class by its label or IRI.

    Args:
        store: where to look.
        text: what somebody wrote.
        of: CURIE of the class.
        what: word for one of the class, for the message.

    Raises:
        NotFoundError: nothing fits; carries the nearest labels, or all when nothing is near.
    """
    names: list[Name] = []
    given = read_iri(text)
    for quad in store.quads_for_pattern(None, iri("rdf:type"), iri(of)):
        if quad.subject == given:
            return given
        for label in store.quads_for_pattern(quad.subject, iri("rdfs:label"), None):
            names.append(_name(quad.subject, label.object, Literal(0)))
    return _pick(names, text, {name.text for name in names}, what)


def find_text(store: Store, text: str, of: str, what: str) -> Literal:
    """Finds a text that stands in the graph as a value of a property, without regard to case.

    Args:
        store: where to look.
        text: what somebody wrote.
        of: CURIE of the property.
        what: word for one of the texts, for the message.

    Raises:
        NotFoundError: none fits; carries the nearest texts.
    """
    texts = {
        quad.object.value: quad.object
        for quad in store.quads_for_pattern(None, iri(of), None)
        if isinstance(quad.object, Literal)
    }
    fitting = [value for value in texts if _fold(value) == _fold(text)]
    if not fitting:
        near = nearest(text, texts) or (sorted(texts) if len(texts) <= _FEW else [])
        raise NotFoundError(f"{text!r} is not a {what} of the graph", near)
    return texts[text] if text in texts else texts[min(fitting)]


def _name(node: object, name: object, rank: object) -> Name:
    if not (
        isinstance(node, NamedNode) and isinstance(name, Literal) and isinstance(rank, Literal)
    ):
        raise TypeError(f"{node} {name} {rank}: a name was expected")
    return Name(node, name.value, int(rank.value))


def _fold(text: str) -> str:
    """Levels case, white space and dashes."""
    return " ".join(re.sub(r"[‐-―]", "-", text).casefold().split())  # noqa: RUF001 - the dashes are meant


def _pick(names: list[Name], text: str, near: set[str], what: str) -> NamedNode:
    """Takes the one resource whose best-ranked name fits."""
    wanted = _fold(text)
    fitting: dict[int, set[NamedNode]] = defaultdict(set)
    for name in names:
        if _fold(name.text) == wanted:
            fitting[name.rank].add(name.node)
    if not fitting:
        suggestions = nearest(text, near) or (sorted(near) if len(near) <= _FEW else [])
        raise NotFoundError(f"{text!r} is not a {what} of the graph", suggestions)
    best = fitting[min(fitting)]
    if len(best) > 1:
        preferred = {name.node: name.text for name in names if name.rank == 0}
        raise NotFoundError(
            f"{text!r} names {len(best)} {what}s",
            sorted(preferred.get(node, node.value) for node in best),
        )
    return next(iter(best))


def shorten(node: NamedNode) -> str:
    """Writes an IRI the way people do: as DOI, CURIE or ``asad-2016 f01``, else in full.

    >>> shorten(NamedNode("https://doi.org/10.1007/s10597-015-9970-5"))
    '10.1007/s10597-015-9970-5'
    >>> shorten(NamedNode("https://w3id.org/peer-provision/finding/asad-2016/f01"))
    'asad-2016 f01'
    >>> shorten(NamedNode("http://purl.obolibrary.org/obo/BFO_0000015"))
    'BFO:0000015'
    """
    value = node.value
    known = doi.from_iri(node)
    if known:
        return known
    if value.startswith(PREFIXES["peerprov"]):
        return f"PEERPROV:{value.removeprefix(PREFIXES['peerprov'])}"
    if value.startswith(f"{BASE}finding/"):
        return value.removeprefix(f"{BASE}finding/").replace("/", " ")
    if value.startswith(f"{BASE}work/"):
        return value.removeprefix(f"{BASE}work/")
    if value.startswith(PREFIXES["obo"]):
        return value.removeprefix(PREFIXES["obo"]).replace("_", ":", 1)
    for prefix, base in PREFIXES.items():
        if value.startswith(base):
            return f"{prefix}:{value.removeprefix(base)}"
    return value
