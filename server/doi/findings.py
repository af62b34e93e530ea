"""What a work says, finding by finding, read from its curated graph by bound patterns.

Coded values are given in the words of the codebook, terms with identifier and label. A field that
was not coded is absent.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Store

from peerprov.namespaces import iri
from peerprov.server.citations.read import Node, Properties, properties, values
from peerprov.server.citations.work import CitedWork

Said = dict[str, object]
"""A finding as plain values, in the order in which people read it."""

_XSD_INTEGER: Final = iri("xsd:integer")
_XSD_DECIMAL: Final = iri("xsd:decimal")

_TEXT, _CODE, _CODES, _TERM, _TERMS, _WORKS, _NUMBER = range(7)

_FIELDS: Final = (
    ("id", "pp:findingId", _TEXT),
    ("kind", "pp:hasKind", _CODE),
    ("concept", "pp:conceptText", _TEXT),
    ("term", "pp:aboutConcept", _TERM),
    ("term_reason", "pp:termReason", _TEXT),
    ("statement", "pp:statementText", _TEXT),
    ("influence", "pp:hasInfluence", _CODE),
    ("stage", "pp:hasStageOfProvision", _CODE),
    ("actor", "pp:actorText", _TEXT),
    ("addresses", "pp:addressesText", _TEXT),
    ("addresses_terms", "pp:saysAddresses", _TERMS),
    ("leads_to", "pp:leadsToText", _TEXT),
    ("leads_to_terms", "pp:saysLeadsTo", _TERMS),
)
_OUTCOME: Final = (
    ("recipient", "pp:hasRecipient", _CODE),
    ("direction", "pp:hasDirection", _CODE),
    ("basis", "pp:hasOutcomeBasis", _CODE),
    ("comparator_kind", "pp:hasComparatorKind", _CODE),
    ("comparator", "pp:comparatorText", _TEXT),
    ("measure", "pp:measureText", _TEXT),
    ("effect", "pp:effectText", _TEXT),
)
_EFFECT: Final = (
    ("type", "pp:hasEffectType", _CODE),
    ("value", "pp:effectValue", _NUMBER),
    ("ci_low", "pp:ciLow", _NUMBER),
    ("ci_high", "pp:ciHigh", _NUMBER),
    ("ci_level", "pp:ciLevel", _NUMBER),
    ("p", "pp:pValue", _NUMBER),
    ("n", "pp:sampleSize", _NUMBER),
)
_ORIGIN: Final = (
    ("perspective", "pp:perspectiveText", _TEXT),
    ("perspective_group", "pp:hasPerspective", _CODE),
    ("claim_origin", "pp:hasClaimOrigin", _CODE),
    ("second_hand_from", "pp:secondHandText", _TEXT),
    ("second_hand_works", "pp:secondHandFrom", _WORKS),
    ("scope", "pp:hasScope", _CODE),
    ("levels", "pp:hasLevel", _CODES),
    ("text_read", "pp:hasTextRead", _CODE),
    ("locator", "pp:locatorText", _TEXT),
    ("certainty", "pp:hasCertainty", _CODE),
)


def finding_nodes(store: Store, work: CitedWork) -> list[NamedNode]:
    """Lists the findings that a work reports, by the number in their id."""
    quads = store.quads_for_pattern(work.node, iri("pp:reports"), None, work.graph)
    nodes = {quad.object for quad in quads if isinstance(quad.object, NamedNode)}
    return sorted(nodes, key=lambda node: (len(node.value), node.value))


def read_findings(store: Store, work: CitedWork) -> list[Said]:
    """Reads all that a work reports."""
    names = Names(store)
    return [_read(store, names, work, node) for node in finding_nodes(store, work)]


class Names:
    """The words of coded values and the names of terms, each read once while they are asked for."""

    def __init__(self, store: Store) -> None:
        """Reads from a version."""
        self._store = store
        self._words: dict[Node, str | None] = {}
        self._terms: dict[Node, Said] = {}

    def notation(self, node: Node) -> str | None:
        """Gives the word of the codebook for a coded value."""
        if node not in self._words:
            self._words[node] = notation(self._store, node)
        return self._words[node]

    def term(self, node: Node) -> Said:
        """Names a term: IRI, CURIE and label."""
        if node not in self._terms:
            self._terms[node] = term_of(self._store, node)
        return self._terms[node]


def finding_quads(store: Store, work: CitedWork) -> Iterator[Quad]:
    """Yields what the graph of a work says of its findings and their effects."""
    for node in finding_nodes(store, work):
        for quad in store.quads_for_pattern(node, None, None, work.graph):
            yield quad
            if quad.predicate == iri("pp:hasEffect") and isinstance(quad.object, NamedNode):
                yield from store.quads_for_pattern(quad.object, None, None, work.graph)


def notation(store: Store, node: Node | None) -> str | None:
    """Gives the word of the codebook for a coded value."""
    return _literal(store, node, "skos:notation")


def term_of(store: Store, node: Node) -> Said:
    """Names a term: IRI, CURIE and label."""
    named = {
        "iri": node.value if isinstance(node, NamedNode) else str(node),
        "id": _literal(store, node, "dcterms:identifier"),
        "label": _literal(store, node, "rdfs:label"),
    }
    return {name: value for name, value in named.items() if value}


def _read(store: Store, names: Names, work: CitedWork, node: NamedNode) -> Said:
    has = properties(store, node, work.graph)
    fields = partial(_fields, names, has)
    said: Said = {"iri": node.value, **fields(_FIELDS)}
    outcome = fields(_OUTCOME)
    for effect in values(has, "pp:hasEffect")[:1]:
        estimate = _fields(names, properties(store, effect, work.graph), _EFFECT)
        outcome["effect_estimate"] = estimate
    if outcome:
        said["outcome"] = outcome
    said.update(fields(_ORIGIN))
    against = [
        quad.object.value
        for quad in store.quads_for_pattern(node, iri("pp:conflictsWith"), None, None)
        if isinstance(quad.object, NamedNode)
    ]
    return said | ({"conflicts_with": sorted(set(against))} if against else {})


def _fields(names: Names, has: Properties, fields: tuple[tuple[str, str, int], ...]) -> Said:
    read = ((name, _value(names, values(has, curie), kind)) for name, curie, kind in fields)
    return {name: value for name, value in read if value not in (None, [])}


def _value(names: Names, nodes: list[Node], kind: int) -> object:
    first = nodes[0] if nodes else None
    if first is None:
        return None
    if kind == _TEXT:
        return first.value if isinstance(first, Literal) else None
    if kind == _CODE:
        return names.notation(first)
    if kind == _CODES:
        return sorted(filter(None, map(names.notation, nodes)))
    if kind == _TERM:
        return names.term(first)
    if kind == _TERMS:
        return [names.term(node) for node in nodes]
    if kind == _WORKS:
        return [node.value for node in nodes if isinstance(node, NamedNode)]
    return number(first)


def number(node: Node) -> int | float | None:
    """Reads a number literal; None where it is none."""
    if not isinstance(node, Literal) or node.datatype not in (_XSD_INTEGER, _XSD_DECIMAL):
        return None
    return int(node.value) if node.datatype == _XSD_INTEGER else float(node.value)


def _literal(store: Store, node: Node | None, curie: str) -> str | None:
    if not isinstance(node, NamedNode):
        return None
    quads = store.quads_for_pattern(node, iri(curie), None, None)
    found = sorted(quad.object.value for quad in quads if isinstance(quad.object, Literal))
    return found[0] if found else None
