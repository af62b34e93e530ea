"""What answers of the Reconciliation Service API 0.2 look like, as JSON Schema in our own words."""

from __future__ import annotations

from typing import Any

import jsonschema_rs

Schema = dict[str, Any]


def a(kind: str, **more: Any) -> Schema:
    return {"type": kind, **more}


def only(**fields: Schema) -> Schema:
    """An object of just these fields, all of which it has."""
    return a("object", properties=fields, required=list(fields), additionalProperties=False)


TEXT = a("string")
TYPE = a("object", properties={"id": TEXT, "name": TEXT}, required=["id"])
NAMED = a("object", properties={"id": TEXT, "name": TEXT}, required=["id", "name"])
TEMPLATE = r".*\{\{id\}\}.*"
PLACE = a(
    "object",
    properties={
        "service_url": a("string", pattern="^https?://"),
        "service_path": a("string", pattern="^/"),
        "flyout_service_url": a("string", pattern="^https?://"),
        "flyout_service_path": a("string", pattern=r".*\$\{id\}.*"),
    },
    required=["service_url", "service_path"],
)
FRAME = a(
    "object",
    properties={
        "url": a("string", pattern=TEMPLATE),
        "width": a("integer"),
        "height": a("integer"),
    },
    required=["url", "width", "height"],
)
MANIFEST = a(
    "object",
    properties={
        "versions": a("array", items=TEXT, contains={"const": "0.2"}),
        "name": TEXT,
        "identifierSpace": TEXT,
        "schemaSpace": TEXT,
        "serviceVersion": TEXT,
        "documentation": TEXT,
        "view": a("object", properties={"url": a("string", pattern=TEMPLATE)}, required=["url"]),
        "preview": FRAME,
        "defaultTypes": a("array", items=NAMED, uniqueItems=True),
        "suggest": a("object", properties=dict.fromkeys(("entity", "type", "property"), PLACE)),
        "extend": a("object", properties={"propose_properties": PLACE}),
    },
    required=["versions", "name", "identifierSpace", "schemaSpace"],
)
CANDIDATE = a(
    "object",
    properties={
        "id": TEXT,
        "name": TEXT,
        "description": TEXT,
        "score": a("number"),
        "match": a("boolean"),
        "type": a("array", items={"oneOf": [TYPE, TEXT]}),
        "features": a(
            "array",
            items=a(
                "object",
                properties={"id": TEXT, "value": {"type": ["number", "boolean"]}},
                required=["id", "value"],
            ),
        ),
    },
    required=["id", "name", "score"],
)
RESULTS = a(
    "object",
    additionalProperties=a(
        "object", properties={"result": a("array", items=CANDIDATE)}, required=["result"]
    ),
)
SUGGESTIONS = a("object", properties={"result": a("array", items=NAMED)}, required=["result"])
DATE = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?$"
CELL = {
    "oneOf": [
        a("object", additionalProperties=False),
        only(id=TEXT, name=TEXT),
        only(str=TEXT),
        only(float=a("number")),
        only(int=a("integer")),
        only(date=a("string", pattern=DATE)),
    ]
}
EXTENDED = only(
    meta=a(
        "array",
        items=a(
            "object",
            properties={
                "id": TEXT,
                "name": TEXT,
                "type": TYPE,
                "service": a("string", pattern="^https?://"),
            },
            required=["id", "name"],
        ),
    ),
    rows=a(
        "object",
        additionalProperties=a("object", additionalProperties=a("array", items=CELL)),
    ),
)


def check(schema: Schema, value: object) -> None:
    """Raises where a value is not of the shape."""
    jsonschema_rs.validate(schema, value)
