"""The addresses of the reconciliation service: over all, and over one kind of entity."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request

from peerprov.errors import BadInput, Fault, Missing, PeerError
from peerprov.graph.search import Indexes
from peerprov.server import searched
from peerprov.server.reconcile import answers, draft, html
from peerprov.server.reconcile.answers import Json
from peerprov.server.reconcile.candidates import candidates
from peerprov.server.reconcile.properties import PROPERTIES
from peerprov.server.reconcile.queries import BATCH, read_extension, read_queries
from peerprov.server.reconcile.service import KIND_NAMES, SCOPES, Service
from peerprov.server.searched import Searched
from peerprov.server.versions import Versions

_BODY = 4 << 20
_SUGGESTED = 10
_MOST_SUGGESTED = 100
_FRAMED = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors *"
Show = Callable[[Service], Response]


def reconcile_blueprint(
    versions: Versions, base_url: str = "", indexes: Indexes | None = None
) -> Blueprint:
    """Makes the blueprint of the reconciliation service at ``/reconcile``.

    Args:
        versions: where the current version comes from, with every request.
        base_url: public address of the server; by default the one that a caller uses.
        indexes: keeps the search index; give the same to all that search.
    """
    opened = Searched(versions, base_url, indexes)

    def view(show: Show) -> Callable[..., Response]:
        def answer(scope: str = "") -> Response:
            return show(Service(opened.open(), scope))

        return answer

    made = Blueprint("reconcile", __name__)
    made.register_error_handler(PeerError, searched.refused)
    made.after_request(searched.open_to_all)
    scoped = f"/reconcile/<any({','.join(SCOPES)}):scope>"
    for path, (show, methods) in _SHOWS.items():
        for number, start in enumerate(("/reconcile", scoped)):
            name = f"{path.strip('/').replace('/', '-') or 'service'}-{number}"
            made.add_url_rule(start + path, name, view(show), methods=methods, strict_slashes=False)
    for path, (show, methods) in _DRAFT.items():
        name = f"draft{path.replace('/', '-')}"
        at = f"/reconcile/1.0-draft{path}"
        made.add_url_rule(at, name, view(show), methods=methods, strict_slashes=False)
    return made


def _service(service: Service) -> Response:
    """The manifest, or the answers to queries, or the rows of a table."""
    request.max_content_length = request.max_form_memory_size = _BODY
    given = request.values
    if "queries" in given:
        asked = read_queries(given["queries"])
        found = {
            key: answers.result(service, candidates(service, query)) for key, query in asked.items()
        }
        return searched.plain_json(service.served, found)
    if "extend" in given:
        return searched.plain_json(
            service.served, answers.extended(service, read_extension(given["extend"]))
        )
    return searched.plain_json(service.served, answers.manifest(service, BATCH))


def _suggest(make: Callable[[Service, str, int, int], Json]) -> Show:
    def show(service: Service) -> Response:
        prefix = request.args.get("prefix", "")
        skip, limit = _number("offset", _number("cursor", 0)), _number("limit", _SUGGESTED)
        told = make(service, prefix, skip, min(limit, _MOST_SUGGESTED))
        return searched.plain_json(service.served, told)

    return show


def _propose(service: Service) -> Response:
    limit = _number("limit", 0) or None
    told = answers.proposed(service, request.args.get("type", ""), limit)
    return searched.plain_json(service.served, told)


def _flyout_entity(service: Service) -> Response:
    entry = service.entity(_id())
    return _flyout(service, html.flyout(service, entry))


def _flyout_type(service: Service) -> Response:
    written = _id()
    if written in KIND_NAMES:
        return _flyout(service, html.bubble(KIND_NAMES[written], "A kind of entity."))
    return _flyout(service, html.flyout(service, service.entity(written)))


def _flyout_property(service: Service) -> Response:
    known = PROPERTIES.get(_id())
    if known is None:
        raise Missing(f"No property is known as {_id()[:200]!r}")
    return _flyout(service, html.bubble(known.name, known.about))


def _flyout(service: Service, text: str) -> Response:
    return searched.plain_json(service.served, {"id": _id(), "html": text})


def _preview(service: Service) -> Response:
    try:
        text, status = html.preview(service, service.entity(_id())), 200
    except Missing as error:
        text, status = html.unknown(str(error)), 404
    response = Response(text, status, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = _FRAMED
    return searched.label(service.served, response)


def _view(service: Service) -> Response:
    """The page of an entity; of an unknown one, a page that says so."""
    try:
        target = service.page(service.entity(_id()))
    except Missing as error:
        text = html.unknown(str(error))
        return Response(text, 404, content_type="text/html; charset=utf-8")
    response = Response(status=303, headers={"Location": target})
    return searched.label(service.served, response)


_GET, _BOTH = ("GET",), ("GET", "POST")
_SHOWS: dict[str, tuple[Show, tuple[str, ...]]] = {
    "": (_service, _BOTH),
    "/suggest/entity": (_suggest(answers.suggested_entities), _GET),
    "/suggest/type": (_suggest(answers.suggested_types), _GET),
    "/suggest/property": (_suggest(answers.suggested_properties), _GET),
    "/flyout/entity": (_flyout_entity, _GET),
    "/flyout/type": (_flyout_type, _GET),
    "/flyout/property": (_flyout_property, _GET),
    "/extend/propose": (_propose, _GET),
    "/preview": (_preview, _GET),
    "/view": (_view, _GET),
}


def _draft(service: Service) -> Response:
    return _experimental(service, draft.manifest(service))


def _draft_match(service: Service) -> Response:
    request.max_content_length = _BODY
    return _experimental(service, draft.match(service, request.get_data()))


def _draft_extend(service: Service) -> Response:
    request.max_content_length = _BODY
    return _experimental(service, draft.extended(service, request.get_data()))


def _experimental(service: Service, told: Json) -> Response:
    response = searched.plain_json(service.served, told)
    response.headers["Content-Language"] = "en"
    return response


_DRAFT: dict[str, tuple[Show, tuple[str, ...]]] = {
    "": (_draft, _GET),
    "/match": (_draft_match, ("POST",)),
    "/extend": (_draft_extend, ("POST",)),
    **{path: _SHOWS[path] for path in _SHOWS if path.startswith(("/suggest", "/extend", "/prev"))},
}


def _id() -> str:
    written = request.args.get("id", "")
    if not written:
        raise BadInput(Fault("No id was given", field="id", expected="?id=PEERPROV_0002101"))
    return written


def _number(name: str, usual: int) -> int:
    text = request.args.get(name, "")
    if text and not (text.isascii() and text.isdigit() and len(text) < 7):
        raise BadInput(Fault(f"{text[:40]!r} is not a number", field=name, expected="0 or more"))
    return int(text) if text else usual
