"""What a request asks for, read from its URL and body (SPARQL 1.1 Protocol, section 2)."""

from __future__ import annotations

from dataclasses import dataclass

from peerprov.errors import BadInput, BadQuery, Fault, Refused
from peerprov.server.exchange import Environ, Pairs, UnsupportedBody, parameters, read_body
from peerprov.server.problems import MethodNotAllowed

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
ALLOW = "GET, HEAD, POST, OPTIONS"

_FORM_GROWTH = 3  # percent-encoding writes up to three bytes for one
_ONCE = frozenset({"query", "version", "timeout", "query-request-id", "cancel-query"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A query request.

    Attributes:
        text: the query, or None where none was sent.
        default_graphs: ``default-graph-uri``, or None where neither it nor the next one was given.
        named_graphs: ``named-graph-uri``.
        version: number of an earlier version, or None.
        seconds: a shorter time limit, or None.
        formats: what ``format=`` (or ``output=``) says; some clients say it in several ways.
        request_id: ``query-request-id``, or None.
        cancel: wants the query of that id stopped.
    """

    text: str | None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    version: int | None = None
    seconds: float | None = None
    formats: tuple[str, ...] = ()
    request_id: str | None = None
    cancel: bool = False


def read_request(environ: Environ, body_limit: int) -> Asked:
    """Reads a GET, HEAD or POST request.

    Raises:
        MethodNotAllowed: another method, or an update by GET.
        UnsupportedBody: a POST of a media type that the protocol does not know.
        BadInput, TooLarge: what the protocol forbids or cannot be read.
    """
    method = environ["REQUEST_METHOD"]
    pairs = parameters(environ.get("QUERY_STRING", ""), "query string")
    if method in ("GET", "HEAD"):
        if any(name == "update" for name, _ in pairs):
            raise MethodNotAllowed("Updates are sent by POST", "POST")
        return _asked(pairs)
    if method != "POST":
        raise MethodNotAllowed(f"{method} has no meaning here; use GET or POST", ALLOW)
    kind = media_type(environ.get("CONTENT_TYPE", ""))
    if kind == FORM:
        body = read_body(environ, body_limit * _FORM_GROWTH)
        return _asked([*pairs, *parameters(_decode(body), "body")])
    if kind == QUERY:
        if any(name == "query" for name, _ in pairs):
            raise BadInput(Fault("A query stands in the URL and another one in the body"))
        return _asked([*pairs, ("query", _decode(read_body(environ, body_limit)))])
    if kind == UPDATE:
        raise _no_updates()
    sent = kind or "no media type"
    raise UnsupportedBody(f"A POST of {sent} is not understood; send {FORM} or {QUERY}")


def _asked(pairs: Pairs) -> Asked:
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        given.setdefault(name, []).append(value)
    if "update" in given:
        raise _no_updates()
    repeated = sorted(name for name in _ONCE & given.keys() if len(given[name]) > 1)
    if repeated:
        raise BadInput(*(Fault(f"{name} is given more than once") for name in repeated))
    once = {name: given[name][0] for name in _ONCE & given.keys()}
    if once.get("query", " ") == "":
        raise BadQuery(Fault("The query is empty"))
    default, named = given.get("default-graph-uri"), given.get("named-graph-uri")
    stated = default is not None or named is not None
    return Asked(
        text=once.get("query"),
        default_graphs=tuple(default or ()) if stated else None,
        named_graphs=tuple(named or ()) if stated else None,
        version=_version(once.get("version")),
        seconds=_seconds(once.get("timeout")),
        formats=tuple(given.get("format") or given.get("output") or ()),
        request_id=once.get("query-request-id"),
        cancel=once.get("cancel-query", "").lower() == "true",
    )


def _version(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise BadInput(Fault(f"version={text}", expected="the number of a version"))
    return int(text)


def _seconds(text: str | None) -> float | None:
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise BadInput(Fault(f"timeout={text}", expected="seconds, above 0"))
    return seconds


def media_type(content_type: str) -> str:
    """Reads a Content-Type header; raises `UnsupportedBody` for a charset that is not UTF-8."""
    kind, *rest = content_type.lower().split(";")
    for parameter in rest:
        name, _, value = parameter.strip().partition("=")
        if name == "charset" and value.strip('"') not in ("utf-8", "utf8", "us-ascii"):
            raise UnsupportedBody(f"The charset {value} is not supported; send UTF-8")
    return kind.strip()


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        what = f"The body is not UTF-8 at byte {error.start:,}"
        raise BadInput(Fault(what, expected="UTF-8")) from None


def _no_updates() -> Refused:
    return Refused("This endpoint takes no updates; it answers queries")
