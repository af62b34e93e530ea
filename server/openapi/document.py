"""Makes the OpenAPI 3.1 document out of ``routes.yaml``."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from importlib.resources import files
from typing import Any, Final

Json = dict[str, Any]

_NAMES: Final = re.compile(r"{(\w+)}")
_ALWAYS: Final = (400, 414)
_PROBLEM: Final = "application/problem+json"
_FIRST_REDIRECT: Final = 300
_FIRST_ERROR: Final = 400


@functools.cache
def described() -> Json:
    """Reads ``routes.yaml``."""
    import yaml

    text = files(__package__).joinpath("routes.yaml").read_text("utf-8")
    read: Json = yaml.safe_load(text)
    return read


@functools.lru_cache(maxsize=4)
def document(root: str, version: str) -> Json:
    """Makes the document.

    Args:
        root: address of the server, ending in a slash.
        version: of the software.
    """
    told = described()
    paths: dict[str, Json] = {}
    for route in told["routes"]:
        for path in route["at"]:
            method = route.get("method", "get")
            paths.setdefault(path, {})[method] = _operation(route, path, method)
    return {
        "openapi": "3.1.0",
        "info": {**told["info"], "version": version},
        "servers": [{"url": root.rstrip("/") or "/"}],
        "tags": [{"name": name, "description": text} for name, text in told["tags"].items()],
        "paths": paths,
        "components": {"schemas": told["schemas"]},
    }


def _operation(route: Mapping[str, Any], path: str, method: str) -> Json:
    operation: Json = {
        "tags": [route["tag"]],
        "summary": route["title"],
        "operationId": _id(path, method),
        "parameters": list(_parameters(route, path)),
        "responses": _responses(route),
    }
    if "body" in route:
        content = {kind: _body(kind, example) for kind, example in route["body"].items()}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _id(path: str, method: str) -> str:
    words = re.sub(r"\W+", "-", path.replace(":", "-prefixed-")).strip("-") or "start"
    return f"{method}-{words}"


def _parameters(route: Mapping[str, Any], path: str) -> Iterator[Json]:
    for name in _NAMES.findall(path):
        yield _parameter(name, "path")
    for name in route.get("query", ()):
        yield _parameter(name, "query")


def _parameter(name: str, place: str) -> Json:
    told = described()["parameters"][name]
    made: Json = {
        # a name in an address has to be that of the address, whatever it is called elsewhere
        "name": name if place == "path" else told.get("name", name),
        "in": place,
        "description": told["about"],
        "required": place == "path",
        "schema": {"type": "string", **told.get("schema", {})},
    }
    return made | ({"example": told["example"]} if "example" in told else {})


def _responses(route: Mapping[str, Any]) -> dict[str, Json]:
    kinds = list(_types(route["types"]))
    found = {"200": _good(route, kinds)} if kinds else {}
    for status in sorted({*route.get("statuses", ()), *_ALWAYS}):
        found[str(status)] = _answer(status, kinds)
    return found


def _good(route: Mapping[str, Any], kinds: list[str]) -> Json:
    content: dict[str, Json] = {}
    for kind in kinds:
        body: Json = {}
        if kind == "application/json" and "gives" in route:
            body = {"schema": {"$ref": f"#/components/schemas/{route['gives']}"}}
        if kind == "application/json" and "example" in route:
            body |= {"example": route["example"]}
        content[kind] = body
    return {"description": route["title"], "content": content}


def _answer(status: int, kinds: list[str]) -> Json:
    made: Json = {"description": HTTPStatus(status).phrase}
    if status >= _FIRST_ERROR:
        problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
        made["content"] = {
            _PROBLEM: problem,
            "application/json": {},
            "text/html": {},
            "text/plain": {},
        }
    elif status >= _FIRST_REDIRECT:
        made["headers"] = {"Location": {"schema": {"type": "string"}}}
        made["content"] = {kind: {} for kind in dict.fromkeys(("text/html", *kinds))}
    return made


def _types(names: list[str]) -> Iterator[str]:
    """Media types by their short names and those of sets, each once."""
    told = described()
    flat = (each for name in names for each in told["sets"].get(name, [name]))
    yield from dict.fromkeys(told["types"][name] for name in flat)


def _body(kind: str, example: object) -> Json:
    if kind == "application/json":
        kind_of = "array" if isinstance(example, list) else "object"
        return {"schema": {"type": kind_of}, "example": example}
    if kind == "application/x-www-form-urlencoded":
        fields = {name: {"type": "string"} for name in example} if isinstance(example, dict) else {}
        return {"schema": {"type": "object", "properties": fields}, "example": example}
    return {"schema": {"type": "string"}, "example": example}
