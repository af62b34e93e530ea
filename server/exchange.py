"""A request and a reply, as the handlers outside Flask see them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import parse_qsl

from peerprov.errors import BadInput, Fault, TooLarge

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WsgiApp = Callable[[Environ, StartResponse], Iterable[bytes]]
Pairs = list[tuple[str, str]]

_PIECE = 64 * 1024
_PHRASES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}
_HOST = re.compile(r"(?:[A-Za-z0-9._~%-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
MOST_PARAMETERS = 1000


class Body(Protocol):
    """Bytes of a reply that are too many for memory: their number is known, they are read once."""

    size: int

    def __iter__(self) -> Iterator[bytes]:
        """Gives the bytes in pieces and lets go of them."""

    def close(self) -> None:
        """Lets go of the bytes."""


@dataclass(slots=True)
class Reply:
    """A reply; ``headers`` without Content-Length, which is the size of the body."""

    status: int
    headers: Pairs = field(default_factory=list)
    body: bytes | Body = b""

    @property
    def size(self) -> int:
        """Bytes of the body."""
        return len(self.body) if isinstance(self.body, bytes) else self.body.size

    def send(self, method: str, start_response: StartResponse) -> Iterable[bytes]:
        """Starts the response; gives no body for HEAD, 204 and 304."""
        headers = list(self.headers)
        if self.status not in (204, 304):
            headers.append(("Content-Length", str(self.size)))
        start_response(_PHRASES[self.status], headers)
        if method == "HEAD" or self.status in (204, 304):
            if not isinstance(self.body, bytes):
                self.body.close()
            return []
        return [self.body] if isinstance(self.body, bytes) else self.body


def parameters(text: str, place: str) -> Pairs:
    """Reads ``name=value&...``, percent-encoded UTF-8, keeping order and repetitions.

    Raises:
        BadInput: bytes that are not UTF-8, or too many parameters.
    """
    try:
        return parse_qsl(
            text, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS
        )
    except UnicodeDecodeError:
        raise BadInput(
            Fault(f"The {place} is not UTF-8", expected="percent-encoded UTF-8")
        ) from None
    except ValueError:
        what = f"The {place} has too many parameters"
        raise BadInput(Fault(what, expected=f"at most {MOST_PARAMETERS:,}")) from None


def check_framing(environ: Environ) -> None:
    """Refuses a request that two servers in a row could read as two different ones.

    The server below takes several Host headers, and any coding that ends in ``chunked``
    (RFC 9112, 3.2 and 6.1).

    Raises:
        BadInput: no host, or several, or none that could be one.
        UnsupportedCoding: a Transfer-Encoding other than chunked.
    """
    host = environ.get("HTTP_HOST", "")
    if _HOST.fullmatch(host) is None and (host or environ["SERVER_PROTOCOL"] != "HTTP/1.0"):
        raise BadInput(Fault("The request does not name one host", expected="one Host header"))
    coding = environ.get("HTTP_TRANSFER_ENCODING", "chunked")
    if coding.lower() != "chunked":
        raise UnsupportedCoding(Fault(f"Transfer-Encoding {coding!r}", expected="chunked"))


def read_body(environ: Environ, limit: int) -> bytes:
    """Reads the body of a request, chunked or not, and refuses what is over the limit.

    The server gives what has come when a client breaks off, so a declared length is compared.

    Raises:
        TooLarge: more than ``limit`` bytes, declared or sent.
        BadInput: fewer bytes than declared, or a Content-Encoding.
    """
    encoding = environ.get("HTTP_CONTENT_ENCODING", "identity")
    if encoding.lower() != "identity":
        raise UnsupportedBody(
            f"Content-Encoding {encoding} is not supported; send the body as it is"
        )
    declared = environ.get("CONTENT_LENGTH") or ""
    if declared and not (declared.isascii() and declared.isdigit()):
        raise BadInput(Fault(f"Content-Length {declared!r} is not a number"))
    if declared and int(declared) > limit:
        raise _too_large(limit)
    if not declared and "HTTP_TRANSFER_ENCODING" not in environ:
        return b""
    parts, left = [], limit + 1
    while left > 0 and (piece := environ["wsgi.input"].read(min(left, _PIECE))):
        parts.append(piece)
        left -= len(piece)
    if left == 0:
        raise _too_large(limit)
    body = b"".join(parts)
    if declared and len(body) != int(declared):
        what = f"{len(body):,} bytes of {declared} came"
        raise BadInput(Fault(what, expected="the whole body"))
    return body


class UnsupportedBody(BadInput):
    """A body of a media type or encoding that is not understood (415)."""

    def __init__(self, what: str) -> None:
        """Says what was sent and what is understood."""
        super().__init__(Fault(what))


class UnsupportedCoding(BadInput):
    """A transfer coding that is not understood (501)."""


def _too_large(limit: int) -> TooLarge:
    return TooLarge(
        Fault("The body of the request is too large", expected=f"at most {limit:,} bytes")
    )
