"""Entities and the ontology as the v2 API writes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

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
    children,
    closure,
    parents,
)
from peerprov.server.ols.paging import Json, Page, flag, plain
from peerprov.server.ols.search import find

KINDS: Final = {
    "entities": None,
    "classes": CLASS,
    "properties": PROPERTY,
    "individuals": INDIVIDUAL,
}


def ontology(of: Ontology) -> Json:
    """The ontology."""
    header = of.header
    return {
        "ontologyId": NAME,
        "iri": ONTOLOGY,
        "ontologyIri": ONTOLOGY,
        "ontologyPreferredPrefix": PREFIX,
        "preferredPrefix": PREFIX,
        "title": header.title,
        "description": header.description,
        "version": header.version,
        "versionIri": header.version_iri,
        "creator": list(header.creators),
        "license": header.licence,
        "loaded": header.updated,
        "language": ["en"],
        "baseUri": [f"{ONTOLOGY.removesuffix(f'{NAME}.ttl')}{PREFIX}_"],
        "hasPreferredRoot": [each.iri for each in of.preferred_roots],
        "numberOfEntities": len(of.entities),
        "numberOfClasses": len(of.of_kind(CLASS, True)),
        "numberOfProperties": len(of.of_kind(PROPERTY, True)),
        "numberOfIndividuals": len(of.of_kind(INDIVIDUAL, True)),
        "type": ["ontology"],
    }


def entity(of: Entity) -> Json:
    """A class, property or individual; texts stand in lists."""
    told: Json = {
        "iri": of.iri,
        "curie": of.obo_id or of.short_form,
        "shortForm": of.short_form,
        "label": [of.label],
        "definition": list(of.definitions),
        "synonym": [each.name for each in of.synonyms],
        "type": [of.kind, "entity"],
        "ontologyId": NAME,
        "ontologyIri": ONTOLOGY,
        "ontologyPreferredPrefix": PREFIX,
        "language": ["en"],
        "isObsolete": of.obsolete,
        "isDefiningOntology": of.ours,
        "imported": not of.ours,
        "hasDirectChildren": bool(of.children),
        "hasDirectParents": bool(of.parents),
        "hasHierarchicalChildren": bool(all_children(of)),
        "hasHierarchicalParents": bool(all_parents(of)),
        "directParent": [each.iri for each in of.parents],
        "directAncestor": [each.iri for each in closure(of, parents)],
        "hierarchicalParent": [each.iri for each in all_parents(of)],
        "hierarchicalAncestor": [each.iri for each in closure(of, all_parents)],
        "numDescendants": len(closure(of, children)),
        "numHierarchicalDescendants": len(closure(of, all_children)),
    }
    told |= {"directType": [each.iri for each in of.types]} if of.types else {}
    told |= {"replacedBy": of.replaced_by} if of.replaced_by else {}
    return told


def entities(of: Ontology, kind: str, arguments: Mapping[str, str], page: Page) -> Json:
    """A page of the entities of a kind, searched where ``search`` is given."""
    wanted = KINDS[kind]
    obsolete = flag(arguments, "includeObsoleteEntities") or flag(arguments, "includeObsoletes")
    if arguments.get("search", "").strip(" *"):
        fields = {"label": "label", "synonym": "synonym", "definition": "description"}
        names = [
            fields.get(name.partition("^")[0], "")
            for name in arguments.get("searchFields", "").replace(",", " ").split()
        ]
        asked = {
            "q": arguments["search"],
            "exact": str(flag(arguments, "exactMatch")),
            "obsoletes": str(obsolete),
            "queryFields": ",".join(filter(None, names)),
        }
        found = [e.entity for e in find(of, asked) if wanted in (None, e.entity.kind)]
    else:
        found = [e for e in of.entities.values() if wanted in (None, e.kind)]
        found = [e for e in found if obsolete or not e.obsolete]
    return listed(found, page)


def listed(found: Sequence[Entity], page: Page) -> Json:
    """A page of entities."""
    facets = {
        "type": dict(Counter(each.kind for each in found)),
        "ontologyId": {NAME: len(found)},
        "isObsolete": dict(Counter(str(each.obsolete).lower() for each in found)),
    }
    return plain(found, entity, page, facets)
