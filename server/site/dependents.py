"""What depends on a term: what would have to change with it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Store

from peerprov.namespaces import BASE, PREFIXES
from peerprov.queries.catalogue import load
from peerprov.server.site.edition import Edition
from peerprov.server.site.reading import key, text
from peerprov.server.site.terms import Term

_FINDING: Final = f"{BASE}finding/"
_QUERY: Final = f"{BASE}query/"
_RDFS, _OWL, _SKOS = PREFIXES["rdfs"], PREFIXES["owl"], PREFIXES["skos"]
_KINDS: Final = {
    f"{_RDFS}subClassOf": "kinds",
    f"{PREFIXES['rdf']}type": "values",
    f"{BASE}poleOf": "poles",
    f"{_OWL}someValuesFrom": "axioms",
    f"{_OWL}hasValue": "axioms",
    f"{_OWL}disjointWith": "axioms",
    f"{_OWL}equivalentClass": "axioms",
    f"{BASE}aboutConcept": "findings",
    f"{BASE}saysAddresses": "findings",
    f"{BASE}saysLeadsTo": "findings",
    f"{BASE}subjectTerm": "links",
    f"{BASE}objectTerm": "links",
    f"{_RDFS}domain": "properties",
    f"{_RDFS}range": "properties",
}
ORDER: Final = (
    "kinds", "values", "poles", "axioms", "properties", "findings", "links", "queries",
)  # fmt: skip
_SHOWN: Final = 4
_NAMED: Final = re.compile(r"(?:peerprov:|PEERPROV[_:])([0-9]{7})")


@dataclass(frozen=True, slots=True)
class Dependents:
    """Things of one kind that name a term.

    Attributes:
        kind: one of `ORDER`.
        count: how many there are.
        examples: (label, address) of the first few, where these are pages.
    """

    kind: str
    count: int
    examples: list[tuple[str, str]]


def dependents(edition: Edition, term: Term) -> list[Dependents]:
    """Counts what names a term in this version, kind by kind."""
    node = NamedNode(BASE + term.key)
    found: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for predicate, kind in _KINDS.items():
        for quad in edition.store.quads_for_pattern(None, NamedNode(predicate), node, None):
            name = text(quad.subject)
            if kind != "findings" or name.startswith(_FINDING):
                found[kind][name] = ("", "")
    for name in found.get("kinds", {}).keys() | found.get("values", {}).keys():
        _name(edition, found, name)
    found["axioms"] = _owners(edition, found.get("axioms", {}))
    for name, title in edition.keep("queries by term", _queries).get(node.value, ()):
        found["queries"][name] = (title, f"/queries/{name}")
    told = ((kind, found[kind]) for kind in ORDER if found.get(kind))
    return [Dependents(kind, len(each), _examples(each)) for kind, each in told]


def _name(edition: Edition, found: dict[str, dict[str, tuple[str, str]]], name: str) -> None:
    term = edition.terms.get(key(name))
    for kind in ("kinds", "values"):
        if name in found[kind]:
            if term is None:
                del found[kind][name]  # a finding's type, an anonymous class
            else:
                found[kind][name] = (term.label, term.path)


def _owners(edition: Edition, nodes: dict[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """The terms whose axioms hold these anonymous classes, each once."""
    owners: dict[str, tuple[str, str]] = {}
    for name in nodes:
        for owner in _holders(edition.store, BlankNode(name)):
            term = edition.terms.get(key(owner))
            if term is not None:
                owners[owner] = (term.label, term.path)
    return owners


def _holders(store: Store, node: BlankNode, depth: int = 6) -> Iterator[str]:
    for quad in store.quads_for_pattern(None, None, node, None):
        if isinstance(quad.subject, NamedNode):
            yield quad.subject.value
        elif isinstance(quad.subject, BlankNode) and depth:
            yield from _holders(store, quad.subject, depth - 1)


def _examples(found: dict[str, tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(pair for pair in found.values() if pair[1])[:_SHOWN]


def _queries(_: Edition) -> dict[str, list[tuple[str, str]]]:
    """The stored queries by the terms that their texts name."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for query in load():
        defaults = " ".join(parameter.default for parameter in query.parameters)
        for name in sorted({*_NAMED.findall(f"{query.text} {defaults}")}):
            found[f"{BASE}PEERPROV_{name}"].append((query.name, query.title))
    return dict(found)
