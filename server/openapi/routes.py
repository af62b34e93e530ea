"""The addresses of the description: for programs and for people."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from importlib.metadata import version
from typing import Any, Final
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, current_app, render_template, request

from peerprov.server.openapi.document import Json, described, document
from peerprov.server.policy import CSP

_NAMES: Final = re.compile(r"{(\w+)}")
_SAFE: Final = "/:;()@!$&'*+,=~-._%"


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation as the page shows it.

    Attributes:
        method: in capitals.
        paths: all addresses that do the same.
        told: the operation in the document.
        example: an address to try; None where there is none.
    """

    method: str
    paths: tuple[str, ...]
    told: Json
    example: str | None


def openapi_blueprint(base_url: str = "") -> Blueprint:
    """Makes the blueprint of ``/openapi.json`` and ``/docs/api``.

    Args:
        base_url: public address of the server; by default the one that a caller uses.
    """
    made = Blueprint("openapi", __name__, template_folder="templates")

    pages: dict[tuple[str, int], bytes] = {}

    def address() -> str:
        return base_url.rstrip("/") or request.url_root.rstrip("/")

    @made.get("/openapi.json")
    def described_for_programs() -> Response:
        """The OpenAPI document."""
        body = json.dumps(_current(address()), ensure_ascii=False, indent=1).encode()
        return _reply(body, "application/json")

    @made.get("/docs/api")
    def described_for_people() -> Response:
        """The same as a page that needs nothing from elsewhere."""
        number: Any = current_app.jinja_env.globals["served_version"]  # stands in the frame of it
        served = number()
        body = pages.get((address(), served))
        if body is None:
            words, groups = described()["words"], _groups(address())
            page = render_template("openapi/page.html", here="docs", w=words, groups=groups)
            pages.clear()
            body = pages[address(), served] = page.encode()
        response = _reply(body, "text/html; charset=utf-8")
        response.headers["Content-Security-Policy"] = CSP
        return response

    return made


@functools.lru_cache(maxsize=8)
def _current(root: str) -> Json:
    return document(f"{root}/", version("peerprov"))


@functools.lru_cache(maxsize=8)
def _groups(root: str) -> list[tuple[Json, list[Operation]]]:
    told = _current(root)
    return [(tag, list(_operations(told, tag["name"]))) for tag in told["tags"]]


def _operations(told: Json, tag: str) -> Iterator[Operation]:
    paths = told["paths"]
    for route in described()["routes"]:
        if route["tag"] == tag:
            method, first = route.get("method", "get"), route["at"][0]
            operation = paths[first][method]
            example = example_of(first, operation) if method == "get" else None
            yield Operation(method.upper(), tuple(route["at"]), operation, example)


def example_of(path: str, operation: Json) -> str | None:
    """An address with the examples of its parameters; None where one that is needed has none."""
    given: dict[tuple[str, str], Any] = {
        (each["in"], each["name"]): each["example"]
        for each in operation["parameters"]
        if "example" in each
    }
    names = _NAMES.findall(path)
    if any(("path", name) not in given for name in names):
        return None
    filled = _NAMES.sub(lambda name: quote(str(given["path", name[1]]), safe=_SAFE), path)
    query = [(name, value) for (place, name), value in given.items() if place == "query"]
    return f"{filled}?{urlencode(query)}" if query else filled


def _reply(body: bytes, content_type: str) -> Response:
    response = Response(body, content_type=content_type)
    response.set_etag(blake2b(body, digest_size=12).hexdigest())
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response
