"""The v1 interface: ontologies, terms, what stands around them, and search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final
from urllib.parse import quote

from peerprov.errors import Missing
from peerprov.server.ols import search, v1
from peerprov.server.ols.addresses import RELATIVES, split
from peerprov.server.ols.entity import (
    AROUND,
    CLASS,
    INDIVIDUAL,
    NAME,
    PROPERTY,
    Entity,
    closure,
    parents,
)
from peerprov.server.ols.paging import Json, flag, hal
from peerprov.server.ols.request import Asked

_AROUND: Final[dict[str, Callable[[Entity], list[Entity]]]] = {
    **AROUND,
    "types": lambda entity: entity.types,
    "alltypes": lambda entity: [*entity.types, *closure(_first_type(entity), parents)],
}


def _first_type(entity: Entity) -> Entity:
    return entity.types[0] if entity.types else entity


def _api(asked: Asked) -> Json:
    names = ("ontologies", "terms", "properties", "individuals", "profile")
    return {"_links": {name: {"href": f"{asked.root}{name}"} for name in names}}


def _profile(asked: Asked) -> Json:
    return {"_links": {"self": {"href": f"{asked.root}profile"}}}


def _ontologies(asked: Asked) -> Json:
    show = partial(v1.ontology, asked.root)
    return hal("ontologies", [asked.ontology], show, asked.page, _at(asked), asked.arguments)


def _ontology(asked: Asked, name: str) -> Json:
    asked.check(name)
    return v1.ontology(asked.root, asked.ontology)


def _list(kind: str, asked: Asked, name: str = NAME) -> Json:
    """All entities of a kind, or those that the parameters name."""
    asked.check(name)
    found = asked.named(kind)
    if found is None:
        found = asked.ontology.of_kind(kind, flag(asked.arguments, "obsoletes"))
    return _page(asked, v1.LISTS[kind], found)


def _defining(asked: Asked, path: str = "") -> Json:
    """The terms that the parameters or the path name, where this ontology defines them."""
    found = asked.named(CLASS) if not path else [asked.entity(split(path)[0], CLASS)]
    if found is None:
        found = asked.ontology.of_kind(CLASS)
    return _page(asked, "terms", [each for each in found if each.ours])


def _roots(asked: Asked, name: str) -> Json:
    asked.check(name)
    return _page(asked, "terms", [e for e in asked.ontology.of_kind(CLASS) if e.is_root])


def _property_roots(asked: Asked, name: str) -> Json:
    asked.check(name)
    return _page(asked, "properties", [e for e in asked.ontology.of_kind(PROPERTY) if e.is_root])


def _preferred_roots(asked: Asked, name: str) -> Json:
    asked.check(name)
    return _page(asked, "terms", asked.ontology.preferred_roots)


def _around(relation: str, asked: Asked, name: str) -> Json:
    """``/ontologies/{o}/parents?id=`` and the like."""
    asked.check(name)
    return _page(asked, "terms", _AROUND[relation](asked.by_id()))


def _any_of(kind: str, asked: Asked, path: str) -> object:
    return _entity(kind, asked, NAME, path)


def _entity(kind: str, asked: Asked, name: str, path: str) -> object:
    """An entity by its IRI, and what stands around it."""
    asked.check(name)
    iri, tail = split(path)
    entity = asked.entity(iri, kind)
    if not tail:
        preferred = entity in asked.ontology.preferred_roots
        shown = v1.entity(asked.root, entity, preferred)
        return (
            shown
            if f"/ontologies/{name}/" in asked.path
            else _page(asked, v1.LISTS[kind], [entity])
        )
    if tail in _AROUND:
        found = _AROUND[tail](entity)
        around = CLASS if "type" in tail else INDIVIDUAL if tail[:1] == "i" else kind
        return _page(asked, v1.LISTS[around], found)
    if tail == "jstree":
        return v1.tree(entity, _tops(asked))
    if tail.startswith("jstree/children/"):
        return v1.below(asked.ontology, tail.rpartition("/")[2])
    if tail == "graph":
        return v1.graph(entity)
    if tail in entity.relations:
        return _page(asked, "terms", entity.relations[tail])
    raise Missing(f"{entity.label} has nothing under {tail[:200]!r}")


def _tops(asked: Asked) -> frozenset[str]:
    """Where trees begin: at the tops of branches, or at the very top when all is asked for."""
    if asked.arguments.get("viewMode", "PreferredRoots").lower() == "all":
        return frozenset()
    return frozenset(each.iri for each in asked.ontology.preferred_roots)


def _page(asked: Asked, name: str, found: Sequence[Entity]) -> Json:
    preferred = asked.ontology.preferred_roots

    def show(entity: Entity) -> Json:
        return v1.entity(asked.root, entity, entity in preferred)

    return hal(name, found, show, asked.page, _at(asked), asked.arguments)


def _at(asked: Asked) -> str:
    """The address of the list asked for, encoded again as it came."""
    return asked.root.removesuffix("api/").rstrip("/") + quote(asked.path, safe="/")


def _search(asked: Asked) -> Json:
    return search.search(asked.ontology, asked.arguments)


def _select(asked: Asked) -> Json:
    return search.select(asked.ontology, asked.arguments)


def _suggest(asked: Asked) -> Json:
    return search.suggest(asked.ontology, asked.arguments)


BROWSE: Final[dict[str, Callable[..., object]]] = {
    "/": _api,
    "/profile": _profile,
    "/search": _search,
    "/select": _select,
    "/suggest": _suggest,
    "/ontologies": _ontologies,
    "/ontologies/<name>": _ontology,
    "/terms/findByIdAndIsDefiningOntology": _defining,
    "/terms/findByIdAndIsDefiningOntology/<path:path>": _defining,
    "/ontologies/<name>/terms/roots": _roots,
    "/ontologies/<name>/terms/preferredRoots": _preferred_roots,
    "/ontologies/<name>/properties/roots": _property_roots,
    **{f"/ontologies/<name>/{each}": partial(_around, each) for each in RELATIVES},
    **{f"/{plural}": partial(_list, kind) for kind, plural in v1.LISTS.items()},
    **{f"/{plural}/<path:path>": partial(_any_of, kind) for kind, plural in v1.LISTS.items()},
    **{f"/ontologies/<name>/{plural}": partial(_list, kind) for kind, plural in v1.LISTS.items()},
    **{
        f"/ontologies/<name>/{plural}/<path:path>": partial(_entity, kind)
        for kind, plural in v1.LISTS.items()
    },
}
"""Path below ``/api`` -> what answers it."""
