"""What stands in front of Flask: request ids, log, hot answers, CORS, the fast way to /sparql."""

from __future__ import annotations

import itertools
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from typing import Any

from peerprov.errors import BadInput, Fault, PeerError
from peerprov.server.exchange import Environ, Pairs, Reply, StartResponse, WsgiApp, check_framing
from peerprov.server.hot import HotAnswers, Kept
from peerprov.server.policy import CSP
from peerprov.server.problems import UrlTooLong, mistake, problem
from peerprov.server.settings import Settings
from peerprov.server.slow import Bodies
from peerprov.server.versions import Versions

OPEN_TO_ALL: Pairs = [
    ("Access-Control-Allow-Origin", "*"),
    (
        "Access-Control-Expose-Headers",
        "ETag, Link, Allow, Retry-After, PeerProv-Version, X-Request-Id",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", CSP),
]
_LOGGED_QUERY = 500
_BODILESS = frozenset({"GET", "HEAD", "OPTIONS"})
_BODIES_SHARE = 0.75  # of the threads; the others are for requests that are there already


class Front:
    """The outermost WSGI application."""

    def __init__(
        self,
        settings: Settings,
        versions: Versions,
        inner: WsgiApp,
        direct: dict[str, Callable[[Environ, str], Reply]],
    ) -> None:
        """Stands in front of ``inner``; ``direct`` answers paths without it."""
        self._settings = settings
        self._versions = versions
        self._inner = inner
        self._direct = direct
        self._bodies = Bodies(max(1, int(settings.threads * _BODIES_SHARE)))
        self._hot = HotAnswers(settings.cache_mb << 20)
        self._ids = map("{}-{:x}".format, itertools.repeat(os.urandom(4).hex()), itertools.count(1))

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answers a request."""
        exchange = _Exchange(self._settings.request_log, next(self._ids), environ, start_response)
        try:
            return self._answer(environ, exchange)
        except PeerError as error:
            accept = environ.get("HTTP_ACCEPT", "")
            exchange.problem = type(error).__name__
            return exchange.send(problem(error, accept, exchange.id))
        except Exception as error:  # the edge of the process: a mistake of ours must be told, too
            exchange.problem = type(error).__name__
            exchange.write_traceback()
            return exchange.send(mistake(environ.get("HTTP_ACCEPT", ""), exchange.id))

    def _answer(self, environ: Environ, exchange: _Exchange) -> Iterable[bytes]:
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        try:
            check_framing(environ)
        except PeerError as error:  # what follows on this connection may be no request at all
            reply = problem(error, environ.get("HTTP_ACCEPT", ""), exchange.id)
            reply.headers.append(("Connection", "close"))
            return exchange.send(reply)
        self._check(path, query)
        if exchange.method not in _BODILESS:
            address = environ.get("REMOTE_ADDR", "")
            environ["wsgi.input"] = self._bodies.watched(environ["wsgi.input"], address)
        number, key = 0, None
        if exchange.method == "GET" and not path.startswith("/health/"):
            version = self._versions.current()
            number = version.number if version else 0
        if number:
            key = (
                path,
                query,
                environ.get("HTTP_ACCEPT", ""),
                environ.get("HTTP_ACCEPT_ENCODING", ""),
                environ.get("HTTP_HOST", ""),
            )
            kept = self._hot.get(number, key)
            if kept is not None:
                return exchange.send_kept(kept, environ.get("HTTP_IF_NONE_MATCH", ""))
        direct = self._direct.get(path)
        if direct is None:
            return exchange.pass_on(self._inner, environ)
        reply = direct(environ, exchange.id)
        reply.headers.extend(OPEN_TO_ALL)
        if key is not None and reply.status == 200 and isinstance(reply.body, bytes):
            self._keep(number, key, reply)
        return exchange.send(reply, opened=True)

    def _check(self, path: str, query: str) -> None:
        if len(path) + len(query) > self._settings.url_bytes:
            limit = self._settings.url_bytes
            repair = "Send the query by POST"
            raise UrlTooLong(
                Fault("The URL is too long", expected=f"{limit:,} bytes", repair=repair)
            )
        if "\x00" in path or not _is_utf8(path):
            raise BadInput(Fault("The path of the URL is not UTF-8 text"))

    def _keep(self, number: int, key: object, reply: Reply) -> None:
        headers = dict(reply.headers)
        etag = headers.get("ETag")
        if etag and headers.get("PeerProv-Version") and isinstance(reply.body, bytes):
            kept_headers = [*reply.headers, ("Content-Length", str(len(reply.body)))]
            self._hot.put(number, key, Kept("200 OK", kept_headers, reply.body, etag))


def matches(if_none_match: str, etag: str) -> bool:
    """Compares an If-None-Match header weakly, as RFC 9110 wants for it."""
    if if_none_match.strip() == "*":
        return True
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return etag.removeprefix("W/") in tags


class _Exchange:
    """One request under way: what its log line will say, and how its response starts."""

    __slots__ = ("_environ", "_log", "_start", "_started", "id", "method", "note", "problem")

    def __init__(
        self, log: bool, request_id: str, environ: Environ, start_response: StartResponse
    ) -> None:
        self.id = request_id
        self.method: str = environ["REQUEST_METHOD"]
        self.problem = ""
        self.note = ""
        self._log = log
        self._environ = environ
        self._start = start_response
        self._started = time.perf_counter()

    def send_kept(self, kept: Kept, if_none_match: str) -> Iterable[bytes]:
        self.note = "hot"
        if if_none_match and matches(if_none_match, kept.etag):
            headers = [pair for pair in kept.headers if not pair[0].startswith("Content-")]
            self._start("304 Not Modified", [*headers, ("X-Request-Id", self.id)])
            self.write("304", 0)
            return []
        self._start(kept.status, [*kept.headers, ("X-Request-Id", self.id)])
        self.write("200", len(kept.body))
        return [kept.body]

    def send(self, reply: Reply, opened: bool = False) -> Iterable[bytes]:
        if not opened:
            reply.headers.extend(OPEN_TO_ALL)
        reply.headers.append(("X-Request-Id", self.id))
        content = reply.send(self.method, self._start)
        self.write(str(reply.status), reply.size)
        return content

    def pass_on(self, app: WsgiApp, environ: Environ) -> Iterable[bytes]:
        """Lets Flask answer; what it sets stands, what it leaves out is added."""

        def start(status: str, headers: Pairs, error: Any = None) -> Any:
            present = {name.lower() for name, _ in headers}
            added = [pair for pair in OPEN_TO_ALL if pair[0].lower() not in present]
            sizes = [value for name, value in headers if name.lower() == "content-length"]
            self.write(status[:3], int(sizes[0]) if sizes else -1)
            return self._start(status, [*headers, *added, ("X-Request-Id", self.id)], error)

        environ["peerprov.request_id"] = self.id
        return app(environ, start)

    def write_traceback(self) -> None:
        """Writes where the error at hand came from, for the operator."""
        text = f"request={self.id} {traceback.format_exc()}"
        os.write(sys.stderr.fileno(), text.encode("utf-8", "replace"))

    def write(self, status: str, size: int) -> None:
        """Writes the line of the log, in one call, so that lines of processes do not mix."""
        if not self._log:
            return
        environ = self._environ
        took = (time.perf_counter() - self._started) * 1000
        query = environ.get("QUERY_STRING", "")[:_LOGGED_QUERY]
        line = (
            f"request={self.id} caller={environ.get('REMOTE_ADDR', '-')} method={self.method} "
            f"path={environ['PATH_INFO']!r} query={query!r} status={status} bytes={size} "
            f"ms={took:.2f}"
        )
        line += f" answer={self.note}" if self.note else ""
        line += f" problem={self.problem}\n" if self.problem else "\n"
        os.write(sys.stderr.fileno(), line.encode("utf-8", "replace"))


def _is_utf8(path: str) -> bool:
    """Says whether a path, given as WSGI does (bytes as Latin-1), was UTF-8."""
    if path.isascii():
        return True
    try:
        path.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return False
    return True
