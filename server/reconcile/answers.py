"""Writes candidates, suggestions and rows as the Reconciliation Service API 0.2 has them."""

from __future__ import annotations

from collections.abc import Collection

from peerprov.graph.search import Entry
from peerprov.graph.search.words import fold
from peerprov.server.reconcile.candidates import Candidate
from peerprov.server.reconcile.properties import PROPERTIES, Property, Value
from peerprov.server.reconcile.queries import Extension
from peerprov.server.reconcile.service import KIND_NAMES, KIND_TYPES, SCOPES, Service

Json = dict[str, object]
_DESCRIPTION = 300


def result(service: Service, found: list[Candidate]) -> Json:
    """The answer to one query."""
    return {"result": [candidate(service, each) for each in found]}


def candidate(service: Service, found: Candidate) -> Json:
    """A candidate."""
    entry = found.entry
    return {
        "id": entry.key,
        "name": entry.name,
        "description": describe(entry),
        "type": [service.typed(each) for each in service.type_ids(entry)],
        "score": found.score,
        "match": found.match,
        "features": [{"id": name, "value": value} for name, value in found.features],
    }


def describe(entry: Entry) -> str:
    """One line that tells an entity from its namesakes."""
    note = entry.note
    return note if len(note) <= _DESCRIPTION else f"{note[: _DESCRIPTION - 1]}…"


def extended(service: Service, asked: Extension) -> Json:
    """The rows of a table, and what the columns are; of unknown entities each cell is empty."""
    rows: dict[str, Json] = {}
    for written in asked.ids:
        entry = service.index.entry(written)
        rows[written] = {
            name: _cells(service, entry, name, most) for name, most in asked.properties
        }
    return {"meta": [_meta(service, name) for name, _ in asked.properties], "rows": rows}


def _cells(service: Service, entry: Entry | None, name: str, most: int | None) -> list[Json]:
    known = PROPERTIES.get(name)
    if entry is None or known is None or entry.kind not in known.kinds:
        return []
    return [_cell(value) for value in list(known.read(service, entry))[:most]]


def _cell(value: Value) -> Json:
    if isinstance(value, Entry):
        return {"id": value.key, "name": value.name}
    return {"int": value} if isinstance(value, int) else {"str": value}


def _meta(service: Service, name: str) -> Json:
    known = PROPERTIES.get(name)
    told: Json = {"id": name, "name": known.name if known else name}
    if known and known.type:
        told["type"] = {"id": known.type, "name": KIND_NAMES[known.type]}
        told["service"] = f"{service.served.root}reconcile"
    return told


def proposed(service: Service, type_id: str, limit: int | None) -> Json:
    """Properties that entities of a type have."""
    kinds = _kinds_of(service, type_id)
    named = [_named(each) for each in PROPERTIES.values() if kinds & set(each.kinds)][:limit]
    told: Json = {"type": type_id, "properties": named}
    return told | ({"limit": limit} if limit is not None else {})


def _kinds_of(service: Service, type_id: str) -> set[str]:
    for kind, name in KIND_TYPES.items():
        if type_id == name or (kind == "finding" and type_id.endswith("Finding")):
            return {kind}
    entry = service.index.entry(type_id) if type_id else None
    return {"term"} if entry else set(service.kinds)


def suggested_entities(service: Service, prefix: str, skip: int, limit: int) -> Json:
    """Entities to complete what is being typed."""
    hits = service.index.search(prefix, service.kinds, skip + limit)[skip:]
    return {
        "result": [
            {
                "id": hit.entry.key,
                "name": hit.entry.name,
                "description": describe(hit.entry),
                "notable": [service.typed(each) for each in service.type_ids(hit.entry)],
            }
            for hit in hits
        ]
    }


def suggested_types(service: Service, prefix: str, skip: int, limit: int) -> Json:
    """Types to complete what is being typed: kinds and top classes first, then any class."""
    usual = default_types(service)
    wanted = fold(prefix)
    found = [each for each in usual if wanted in fold(str(each["name"]))]
    known = {each["id"] for each in found}
    for hit in service.index.search(prefix, ("term",), skip + limit):
        if hit.entry.key not in known:
            told: Json = {"id": hit.entry.key, "name": hit.entry.name}
            found.append(told | {"description": describe(hit.entry)})
    return {"result": found[skip : skip + limit]}


def default_types(service: Service) -> list[Json]:
    """The types that most tables are about."""
    kinds = [KIND_TYPES[kind] for kind in service.kinds]
    classes = service.default_classes if "term" in service.kinds else []
    broader: Json = {"broader": [service.typed("Term")]}
    plain: list[Json] = [{**service.typed(each)} for each in kinds]
    return plain + [{**service.typed(each), **broader} for each in classes]


def suggested_properties(service: Service, prefix: str, skip: int, limit: int) -> Json:
    """Properties whose name or identifier has what is being typed."""
    wanted = fold(prefix)
    found = [
        {**_named(each), "description": each.about}
        for each in PROPERTIES.values()
        if set(service.kinds) & set(each.kinds)
        and (wanted in fold(each.name) or wanted in fold(each.id))
    ]
    return {"result": found[skip : skip + limit]}


def _named(each: Property) -> Json:
    return {"id": each.id, "name": each.name}


def manifest(service: Service, batch: int) -> Json:
    """What the service can do, and where."""
    at = service.address
    names: Collection[str] = [service.scope] if service.scope else list(SCOPES)

    def suggest(what: str) -> Json:
        return {
            "service_url": at,
            "service_path": f"/suggest/{what}",
            "flyout_service_url": at,
            "flyout_service_path": f"/flyout/{what}?id=${{id}}",
        }

    return {
        "versions": ["0.2"],
        "name": f"PeerProv: peer provision in mental health ({', '.join(names)})",
        "identifierSpace": "https://w3id.org/peer-provision/",
        "schemaSpace": "https://w3id.org/peer-provision/",
        "documentation": service.served.root,
        "serviceVersion": str(service.served.number),
        "batchSize": batch,
        "defaultTypes": default_types(service),
        "view": {"url": f"{at}/view?id={{{{id}}}}"},
        "preview": {"url": f"{at}/preview?id={{{{id}}}}", "width": 430, "height": 260},
        "suggest": {each: suggest(each) for each in ("entity", "type", "property")},
        "extend": {
            "propose_properties": {"service_url": at, "service_path": "/extend/propose"},
            "property_settings": [
                {
                    "name": "limit",
                    "label": "Values at most",
                    "type": "number",
                    "default": 0,
                    "help_text": "How many values of this property one row gets; 0 for all.",
                }
            ],
        },
    }
