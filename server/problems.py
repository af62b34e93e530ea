"""Errors as HTTP says them: problem documents (RFC 9457), or a page for a browser."""

from __future__ import annotations

import json

from peerprov import errors
from peerprov.graph.executor.executor import Stopped
from peerprov.graph.executor.messages import UnknownFunction
from peerprov.graph.executor.query import Busy
from peerprov.server.exchange import Pairs, Reply, UnsupportedBody, UnsupportedCoding
from peerprov.server.negotiate import NotAcceptable, wants_html
from peerprov.server.site.environment import standalone


class MethodNotAllowed(errors.Refused):
    """This address does not answer to this method (405)."""

    def __init__(self, what: str, allow: str) -> None:
        """Says which methods there are."""
        super().__init__(what)
        self.allow = allow


class TooMany(errors.Unavailable):
    """The caller has too much under way already (429)."""


class UrlTooLong(errors.BadInput):
    """The URL is over its limit (414)."""


# the first class that an error is an instance of decides
TABLE: tuple[tuple[type[errors.PeerError], int, str], ...] = (
    (MethodNotAllowed, 405, "Method not allowed"),
    (NotAcceptable, 406, "Not acceptable"),
    (UrlTooLong, 414, "URL too long"),
    (UnsupportedCoding, 501, "Not implemented"),
    (UnsupportedBody, 415, "Unsupported media type"),
    (TooMany, 429, "Too many requests at once"),
    (UnknownFunction, 422, "Unknown function"),
    (errors.BadQuery, 400, "Bad query"),
    (errors.BadDocument, 400, "Bad document"),
    (errors.DoesNotConform, 422, "Does not conform"),
    (errors.TooLarge, 413, "Too large"),
    (errors.TooDeep, 400, "Too deep"),
    (errors.BadInput, 400, "Bad request"),
    (errors.ServiceDisabled, 403, "Service disabled"),
    (errors.Refused, 403, "Refused"),
    (errors.Conflict, 409, "Conflict"),
    (errors.Missing, 404, "Not found"),
    (Busy, 503, "Busy"),
    (Stopped, 503, "Cancelled"),
    (errors.TimedOut, 503, "Time limit reached"),
    (errors.OutOfMemory, 503, "Memory limit reached"),
    (errors.Crashed, 500, "Could not be evaluated"),
    (errors.ServiceFailed, 502, "Another service failed"),
    (errors.DiskFull, 507, "No space left"),
    (errors.StoreFailed, 503, "Store not available"),
    (errors.Unavailable, 503, "Not available now"),
    (errors.PeerError, 500, "Error"),
)


def status_of(error: errors.PeerError) -> tuple[int, str]:
    """Looks an error up in the table: (status, title)."""
    for kind, status, title in TABLE:
        if isinstance(error, kind):
            return status, title
    raise AssertionError("PeerError is the last row")


def problem(error: errors.PeerError, accept: str, request_id: str) -> Reply:
    """Makes the reply for an error."""
    status, title = status_of(error)
    headers: Pairs = []
    if isinstance(error, MethodNotAllowed):
        headers.append(("Allow", error.allow))
    if isinstance(error, Busy | TooMany):
        headers.append(("Retry-After", "1"))
    reply = problem_reply(status, title, str(error), accept, request_id, _faults(error))
    reply.headers.extend(headers)
    return reply


def mistake(accept: str, request_id: str) -> Reply:
    """Makes the reply for an error that nobody raised on purpose; says nothing of its inside."""
    detail = "Something went wrong here; the request id tells the operator where to look"
    return problem_reply(500, "Error", detail, accept, request_id)


def problem_reply(
    status: int,
    title: str,
    detail: str,
    accept: str,
    request_id: str,
    faults: list[dict[str, object]] | None = None,
) -> Reply:
    """Makes a reply that says what is wrong, in the form that the caller reads."""
    headers = [("Cache-Control", "no-store"), ("Vary", "Accept")]
    if wants_html(accept):
        values = {"title": title, "detail": detail, "status": status, "instance": request_id}
        page = standalone().get_template("problem.html").render(values)
        return Reply(
            status,
            [("Content-Type", "text/html; charset=utf-8"), *headers],
            page.encode("utf-8", "replace"),
        )
    document: dict[str, object] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": f"urn:request:{request_id}",
    }
    if faults:
        document["faults"] = faults
    body = json.dumps(document, indent=1, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
    return Reply(status, [("Content-Type", "application/problem+json"), *headers], body)


def _faults(error: errors.PeerError) -> list[dict[str, object]]:
    if not isinstance(error, errors.BadInput):
        return []
    names = ("what", "file", "line", "column", "field", "expected", "repair")
    return [
        {name: value for name in names if (value := getattr(fault, name)) is not None}
        for fault in error.faults
    ]
