"""The v2 interface: ontologies and entities as plain objects."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from peerprov.errors import Missing
from peerprov.server.ols import v2
from peerprov.server.ols.addresses import split
from peerprov.server.ols.entity import AROUND, CLASS, INDIVIDUAL, NAME, PROPERTY
from peerprov.server.ols.paging import Json, plain
from peerprov.server.ols.request import Asked


def _ontologies(asked: Asked) -> Json:
    facets = {"ontologyId": {NAME: 1}}
    return plain([asked.ontology], v2.ontology, asked.page, facets)


def _ontology(asked: Asked, name: str) -> Json:
    asked.check(name)
    return v2.ontology(asked.ontology)


def _list(kind: str, asked: Asked, name: str = NAME) -> Json:
    asked.check(name)
    return v2.entities(asked.ontology, kind, asked.arguments, asked.page)


def _entity(kind: str, asked: Asked, path: str, name: str = NAME) -> Json:
    asked.check(name)
    iri, tail = split(path)
    entity = asked.entity(iri, v2.KINDS[kind])
    if not tail:
        return v2.entity(entity)
    if tail not in AROUND:
        raise Missing(f"{entity.label} has nothing under {tail[:200]!r}")
    return v2.listed(AROUND[tail](entity), asked.page)


def _stats(asked: Asked) -> Json:
    of = asked.ontology
    return {
        "lastModified": of.header.updated,
        "numberOfOntologies": 1,
        "numberOfClasses": len(of.of_kind(CLASS, True)),
        "numberOfProperties": len(of.of_kind(PROPERTY, True)),
        "numberOfIndividuals": len(of.of_kind(INDIVIDUAL, True)),
    }


def _health(asked: Asked) -> Json:
    return {"status": "UP", "ontologies": 1, "entities": len(asked.ontology.entities)}


MODERN: Final[dict[str, Callable[..., object]]] = {
    "/v2/stats": _stats,
    "/v2/health": _health,
    "/v2/ontologies": _ontologies,
    "/v2/ontologies/<name>": _ontology,
    **{f"/v2/{kind}": partial(_list, kind) for kind in v2.KINDS},
    **{f"/v2/{kind}/<path:path>": partial(_entity, kind) for kind in v2.KINDS},
    **{f"/v2/ontologies/<name>/{kind}": partial(_list, kind) for kind in v2.KINDS},
    **{f"/v2/ontologies/<name>/{kind}/<path:path>": partial(_entity, kind) for kind in v2.KINDS},
}
"""Path below ``/api`` -> what answers it."""
