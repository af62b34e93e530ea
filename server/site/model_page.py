"""The classes and properties of the graph, as the graph itself describes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pyoxigraph import Store

from peerprov.namespaces import BASE, TERM_PREFIX
from peerprov.server.site.reading import rows, text

_MODEL: Final = """
SELECT ?node ?kind ?label ?definition ?parent WHERE {
  VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty }
  ?node a ?kind ; rdfs:label ?label .
  FILTER NOT EXISTS { ?node pp:inBranch ?branch }
  OPTIONAL { ?node obo:IAO_0000115 ?definition }
  OPTIONAL { ?node rdfs:subClassOf|rdfs:subPropertyOf ?parent }
}
"""
KINDS: Final = ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")


@dataclass(frozen=True, slots=True)
class Described:
    """A class or property of ours.

    Attributes:
        name: local name.
        parent: local name of what it is a kind of, if that is ours too.
    """

    name: str
    kind: str
    label: str
    definition: str
    parent: str


def read_model(store: Store) -> dict[str, list[Described]]:
    """Reads classes and properties by kind, each by name."""
    found: dict[str, Described] = {}
    for node, kind, label, definition, parent in rows(store, _MODEL):
        name = text(node).removeprefix(BASE)
        if text(node).startswith(BASE) and not name.startswith(TERM_PREFIX) and "/" not in name:
            above = text(parent).removeprefix(BASE)
            above = above if "/" not in above and not above.startswith(TERM_PREFIX) else ""
            shown = text(kind).rpartition("#")[2]
            found.setdefault(name, Described(name, shown, text(label), text(definition), above))
    by_name = sorted(found.values(), key=lambda each: each.name.casefold())
    return {kind: [each for each in by_name if each.kind == kind] for kind in KINDS}
