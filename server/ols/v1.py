"""Ontology, entities, trees and graphs as the v1 API writes them."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Iterator
from itertools import islice
from typing import Final
from urllib.parse import quote

from peerprov.errors import Missing
from peerprov.server.ols.entity import (
    CLASS,
    INDIVIDUAL,
    NAME,
    ONTOLOGY,
    PREFIX,
    PROPERTY,
    Entity,
    Ontology,
    all_children,
    all_parents,
    closure,
    parents,
)
from peerprov.server.ols.paging import Json

LISTS: Final = {CLASS: "terms", PROPERTY: "properties", INDIVIDUAL: "individuals"}
_SUB: Final = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
_PATHS: Final = 200
"""Ways to the top that a tree shows at most."""


def twice(iri: str) -> str:
    """Percent-encodes an IRI twice, as the path of an address wants it."""
    return quote(quote(iri, safe=""), safe="")


def ontology(root: str, of: Ontology) -> Json:
    """The ontology with its figures; ``root`` is the address of the API, ending in a slash."""
    header = of.header
    at = f"{root}ontologies/{NAME}"
    return {
        "lang": "en",
        "languages": ["en"],
        "ontologyId": NAME,
        "loaded": header.updated,
        "updated": header.updated,
        "status": "LOADED",
        "message": "",
        "version": header.version,
        "fileHash": None,
        "loadAttempts": 0,
        "numberOfTerms": len(of.of_kind(CLASS, True)),
        "numberOfProperties": len(of.of_kind(PROPERTY, True)),
        "numberOfIndividuals": len(of.of_kind(INDIVIDUAL, True)),
        "config": {
            "id": ONTOLOGY,
            "versionIri": header.version_iri,
            "namespace": NAME,
            "preferredPrefix": PREFIX,
            "title": header.title,
            "description": header.description,
            "homepage": root.removesuffix("api/"),
            "version": header.version,
            "mailingList": None,
            "tracker": None,
            "logo": None,
            "creators": list(header.creators),
            "annotations": {"license": [header.licence]},
            "fileLocation": ONTOLOGY,
            "oboSlims": False,
            "labelProperty": "http://www.w3.org/2000/01/rdf-schema#label",
            "definitionProperties": ["http://purl.obolibrary.org/obo/IAO_0000115"],
            "synonymProperties": [
                f"http://www.geneontology.org/formats/oboInOwl#has{scope}Synonym"
                for scope in ("Exact", "Narrow", "Broad", "Related")
            ],
            "hierarchicalProperties": [],
            "baseUris": [f"{ONTOLOGY.removesuffix(f'{NAME}.ttl')}{PREFIX}_"],
            "hiddenProperties": [],
            "preferredRootTerms": [each.iri for each in of.preferred_roots],
            "isSkos": False,
            "allowDownload": True,
        },
        "_links": {
            "self": {"href": at},
            **{name: {"href": f"{at}/{name}"} for name in LISTS.values()},
        },
    }


def entity(root: str, of: Entity, preferred: bool = False) -> Json:
    """A term, property or individual; ``preferred`` says that it is the top of a branch."""
    return {
        "iri": of.iri,
        "lang": "en",
        "description": list(of.definitions),
        "synonyms": [each.name for each in of.synonyms],
        "annotation": {name: list(values) for name, values in of.annotations.items()},
        "label": of.label,
        "ontology_name": NAME,
        "ontology_prefix": PREFIX,
        "ontology_iri": ONTOLOGY,
        "is_obsolete": of.obsolete,
        "term_replaced_by": of.replaced_by or None,
        "is_defining_ontology": of.ours,
        "has_children": bool(of.children),
        "is_root": of.is_root,
        "short_form": of.short_form,
        "obo_id": of.obo_id,
        "in_subset": None,
        "obo_definition_citation": None,
        "obo_xref": None,
        "obo_synonym": [
            {
                "name": each.name,
                "scope": each.scope,
                "type": each.type or None,
                "xrefs": [
                    {"database": None, "id": xref, "description": None, "url": xref}
                    for xref in each.xrefs
                ],
            }
            for each in of.synonyms
        ],
        "is_preferred_root": preferred,
        "_links": _links(root, of),
    }


def _links(root: str, of: Entity) -> Json:
    at = f"{root}ontologies/{NAME}/{LISTS[of.kind]}/{twice(of.iri)}"
    names = ["jstree", "graph"] if of.kind == CLASS else []
    if of.parents:
        names += ["parents", "ancestors"]
    if of.children:
        names += ["children", "descendants"]
    if of.kind == CLASS and all_parents(of):
        names += ["hierarchicalParents", "hierarchicalAncestors"]
    if of.kind == CLASS and all_children(of):
        names += ["hierarchicalChildren", "hierarchicalDescendants"]
    if of.kind == INDIVIDUAL:
        names += ["types", "alltypes"]
    links: Json = {"self": {"href": at}}
    links |= {name: {"href": f"{at}/{name}"} for name in names}
    return links | {
        each.rsplit("/")[-1].rsplit("#")[-1]: {"href": f"{at}/{twice(each)}"}
        for each in of.relations
    }


def tree(of: Entity, tops: frozenset[str]) -> list[Json]:
    """The tree down to a term, one node for each way that leads to one.

    Args:
        of: the term.
        tops: IRIs where ways begin; ways that pass none of them are left out, unless all do.
    """
    nodes: dict[str, Json] = {}
    ways = list(islice(_ways(of, tops), _PATHS))
    from_tops = [way for way in ways if way[0].iri in tops]
    for way in from_tops or ways:
        for length in range(1, len(way) + 1):
            node = _node(way[:length], opened=length < len(way))
            nodes.setdefault(str(node["id"]), node)
    return list(nodes.values())


def below(ontology_: Ontology, node: str) -> list[Json]:
    """The nodes right below a node of a tree; raises :class:`Missing`."""
    try:
        iris = urlsafe_b64decode(node.encode() + b"==").decode().split(";")
    except (NotBase64, ValueError):
        raise Missing("There is no such node in the tree") from None
    way = [ontology_.entities[iri] for iri in iris if iri in ontology_.entities]
    if len(way) != len(iris):
        raise Missing("There is no such node in the tree")
    last = way[-1]
    return [_node([*way, each], opened=False) for each in last.children if each not in way]


def _ways(of: Entity, tops: frozenset[str], seen: tuple[str, ...] = ()) -> Iterator[list[Entity]]:
    above = [each for each in of.parents if each.iri not in seen]
    if of.iri in tops or not above:
        yield [of]
        return
    for parent in above:
        for way in _ways(parent, tops, (*seen, of.iri)):
            yield [*way, of]


def _node(way: list[Entity], opened: bool) -> Json:
    last = way[-1]
    return {
        "id": _node_id(way),
        "parent": _node_id(way[:-1]) if len(way) > 1 else "#",
        "iri": last.iri,
        "text": last.label,
        "state": {"opened": opened, "selected": not opened},
        "children": bool(last.children),
        "a_attr": {
            "iri": last.iri,
            "ontology_name": NAME,
            "title": last.iri,
            "class": "is_a",
        },
        "ontology_name": NAME,
    }


def _node_id(way: list[Entity]) -> str:
    text = ";".join(each.iri for each in way)
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def graph(of: Entity) -> Json:
    """A term with all above it and what it is related to."""
    nodes = {each.iri: each for each in (of, *closure(of, parents))}
    edges: list[Json] = [
        {"source": each.iri, "target": parent.iri, "label": "is a", "uri": _SUB}
        for each in nodes.values()
        for parent in each.parents
    ]
    for property_, targets in of.relations.items():
        for target in targets:
            nodes[target.iri] = target
            name = property_.rsplit("/")[-1].rsplit("#")[-1]
            edges.append({"source": of.iri, "target": target.iri, "label": name, "uri": property_})
    return {"nodes": [{"iri": n.iri, "label": n.label} for n in nodes.values()], "edges": edges}
