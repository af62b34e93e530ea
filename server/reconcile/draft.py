"""The draft of Reconciliation API 1.0, as its editors had it; experimental, it may change."""

from __future__ import annotations

import json
from typing import Final

from peerprov.errors import BadInput, Fault, TooLarge
from peerprov.server.reconcile import answers
from peerprov.server.reconcile.answers import Json
from peerprov.server.reconcile.candidates import Candidate, agreement, candidates
from peerprov.server.reconcile.properties import PROPERTIES
from peerprov.server.reconcile.queries import (
    BATCH,
    MOST,
    USUAL,
    Given,
    Query,
    given_values,
    read_extension,
)
from peerprov.server.reconcile.service import Service

_KINDS: Final = ("name", "id", "property")
_QUANTIFIERS: Final = ("any", "all", "none")
_FIELDS: Final = frozenset({"type", "limit", "lang", "dir", "conditions"})
_LANGUAGE: Final = "en"


def manifest(service: Service) -> Json:
    """What the service can do."""
    told = answers.manifest(service, BATCH)
    return {
        "versions": ["1.0-draft"],
        "name": f"{told['name']}, experimental",
        "documentation": told["documentation"],
        "serviceVersion": told["serviceVersion"],
        "defaultTypes": told["defaultTypes"],
        "lang": _LANGUAGE,
        "dir": "ltr",
        "standardizedScore": True,
        "batchSize": BATCH,
        "view": {"url": f"{service.served.root}reconcile/view?id={{id}}"},
        "preview": {"width": 430, "height": 260},
        "suggest": {"entity": True, "type": True, "property": True},
        "extend": {
            "proposeProperties": True,
            "propertySettings": [
                {
                    "id": "limit",
                    "name": "Values at most",
                    "type": "number",
                    "default": 0,
                    "helpText": "How many values of this property one row gets; 0 for all.",
                }
            ],
        },
    }


def match(service: Service, body: bytes) -> Json:
    """Answers a batch of queries, in their order.

    Raises:
        BadInput: what is wrong with any of them.
        TooLarge: more than :data:`BATCH`.
    """
    batch = _body(body).get("queries")
    if not isinstance(batch, list):
        raise BadInput(Fault("queries is not a list", field="queries"))
    if len(batch) > BATCH:
        what = f"{len(batch):,} queries came in one batch"
        raise TooLarge(Fault(what, field="queries", expected=f"at most {BATCH}"))
    faults = [fault for n, query in enumerate(batch) for fault in _faults(f"queries/{n}", query)]
    if faults:
        raise BadInput(*faults)
    return {"results": [{"candidates": _matched(service, query)} for query in batch]}


def extended(service: Service, body: bytes) -> Json:
    """The rows of a table, as a list."""
    told = answers.extended(service, read_extension(json.dumps(_body(body))))
    rows = told["rows"]
    assert isinstance(rows, dict)  # noqa: S101 - made so by `answers.extended`
    listed = [
        {
            "id": name,
            "properties": [
                {"id": column, "values": [_with_language(cell) for cell in cells]}
                for column, cells in row.items()
            ],
        }
        for name, row in rows.items()
    ]
    return {"meta": told["meta"], "rows": listed}


def _with_language(cell: Json) -> Json:
    return cell | {"lang": _LANGUAGE} if "str" in cell else cell


def _body(body: bytes) -> dict[str, object]:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        raise BadInput(Fault("The body is not JSON", expected="a JSON object")) from None
    if not isinstance(read, dict):
        raise BadInput(Fault("The body is not a JSON object", expected="a JSON object"))
    return read


def _faults(field: str, query: object) -> list[Fault]:
    conditions = query.get("conditions") if isinstance(query, dict) else None
    if not isinstance(query, dict) or not isinstance(conditions, list) or not conditions:
        return [Fault("There are no conditions", field=f"{field}/conditions", expected="a list")]
    faults = [
        Fault(f"{name!r} is no part of a query", field=f"{field}/{name}")
        for name in query.keys() - _FIELDS
    ]
    limit = query.get("limit", USUAL)
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not limit >= 0:
        faults.append(Fault("limit is not a number", field=f"{field}/limit"))
    if not isinstance(query.get("type", ""), str):
        faults.append(Fault("type is not a string", field=f"{field}/type"))
    for number, each in enumerate(conditions):
        what = _wrong(each)
        if what:
            faults.append(Fault(what, field=f"{field}/conditions/{number}"))
    return faults


def _wrong(condition: object) -> str:
    """What is wrong with a condition; empty where nothing is."""
    if not isinstance(condition, dict) or condition.get("matchType") not in _KINDS:
        return f"matchType is not one of {', '.join(_KINDS)}"
    if "propertyValue" not in condition or None in given_values(condition["propertyValue"]):
        return "propertyValue is missing or no value"
    if condition["matchType"] == "property" and not isinstance(condition.get("propertyId"), str):
        return "propertyId is missing"
    if condition.get("matchQuantifier", "any") not in _QUANTIFIERS:
        return f"matchQuantifier is not one of {', '.join(_QUANTIFIERS)}"
    return ""


def _matched(service: Service, query: dict[str, object]) -> list[Json]:
    conditions = query["conditions"]
    assert isinstance(conditions, list)  # noqa: S101 - checked before
    names = [c for c in conditions if c["matchType"] != "property"]
    others = [c for c in conditions if c["matchType"] == "property"]
    limit = query.get("limit", USUAL)
    wanted = min(int(limit) or USUAL, MOST) if isinstance(limit, int | float) else USUAL
    asked = Query(
        text=" ".join(str(v) for c in names for v in given_values(c["propertyValue"])),
        types=(str(query["type"]),) if query.get("type") else (),
        limit=MOST,
        properties=tuple((c["propertyId"], _given(c)) for c in others),
    )
    found = [
        each
        for each in candidates(service, asked)
        if all(_holds(service, each, c) for c in conditions if c.get("required"))
        and not any(_excluded(service, each, c) for c in others)
    ]
    return [_candidate(service, each) for each in found[:wanted]]


def _given(condition: Json) -> tuple[Given, ...]:
    return tuple(v for v in given_values(condition["propertyValue"]) if v is not None)


def _holds(service: Service, found: Candidate, condition: Json) -> bool:
    """Whether a required condition is met: its name exactly, its values as quantified."""
    if condition["matchType"] == "id":
        known = [service.index.entry(str(each)) for each in _given(condition)]
        return found.entry in known
    if condition["matchType"] == "name":
        return found.exact
    if condition.get("matchQuantifier") == "none":
        return True
    rates = _rates(service, found, condition)
    every = condition.get("matchQuantifier") == "all"
    return all(rate >= 1 for rate in rates) if every else any(rate >= 1 for rate in rates)


def _excluded(service: Service, found: Candidate, condition: Json) -> bool:
    if condition.get("matchQuantifier") != "none":
        return False
    return any(rate >= 1 for rate in _rates(service, found, condition))


def _rates(service: Service, found: Candidate, condition: Json) -> list[float]:
    name = str(condition["propertyId"])
    return [agreement(service, found.entry, name, (each,)) for each in _given(condition)]


def _candidate(service: Service, found: Candidate) -> Json:
    told = answers.candidate(service, found)
    features = [
        {"id": name, "name": PROPERTIES[name].name if name in PROPERTIES else name, "value": value}
        for name, value in found.features
    ]
    return {**told, "features": features}
