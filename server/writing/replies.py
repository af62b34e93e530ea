"""What is answered to a write."""

from __future__ import annotations

from collections.abc import Callable

from peerprov.errors import PeerError
from peerprov.graph.writing.request import (
    KeyReused,
    Malformed,
    Nonconforming,
    Outcome,
    Outdated,
)
from peerprov.server.exchange import Environ, Pairs, Reply
from peerprov.server.negotiate import Format as MediaFormat
from peerprov.server.negotiate import choose
from peerprov.server.problems import problem, problem_reply
from peerprov.server.writing.access import Unauthorised

_REPORTS = (
    MediaFormat("json", "application/problem+json", ("application/json",)),
    MediaFormat("ttl", "text/turtle"),
)
_STATUS: tuple[tuple[type[PeerError], int, str], ...] = (
    (Unauthorised, 401, "Unauthorised"),
    (Outdated, 412, "Not the state you saw"),
    (KeyReused, 422, "Key used before"),
    (Malformed, 422, "Cannot be taken in"),
)
Endpoint = Callable[[Environ, str], Reply]


def done(outcome: Outcome, created: bool, location: str | None = None) -> Reply:
    """Says that a write is on the disk and served."""
    headers: Pairs = [
        ("PeerProv-Version", str(outcome.version)),
        ("Cache-Control", "no-store"),
    ]
    if outcome.repeated:
        headers.append(("Idempotency-Replayed", "true"))
    if location is not None:
        headers.append(("Location", location))
    return Reply(201 if created else 204, headers)


def told(answer: Callable[[], Reply], environ: Environ, request_id: str) -> Reply:
    """Answers, or says what only writing knows to go wrong; other errors pass."""
    accept = environ.get("HTTP_ACCEPT", "")
    try:
        return answer()
    except Nonconforming as error:
        choice = choose(accept, _REPORTS)
        if choice is not None and choice.format.extension == "ttl" and error.turtle:
            headers = [
                ("Content-Type", "text/turtle; charset=utf-8"),
                ("Cache-Control", "no-store"),
            ]
            return Reply(422, headers, error.turtle.encode())
        return problem(error, accept, request_id)
    except PeerError as error:
        for kind, status, title in _STATUS:
            if isinstance(error, kind):
                return _problem(error, status, title, accept, request_id)
        raise


def _problem(error: PeerError, status: int, title: str, accept: str, request_id: str) -> Reply:
    reply = problem_reply(status, title, str(error), accept, request_id)
    if isinstance(error, Unauthorised):
        reply.headers.append(("WWW-Authenticate", error.challenge))
    return reply
