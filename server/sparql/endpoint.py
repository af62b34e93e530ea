"""The handler of /sparql: it reads the request, has an executor answer it, and says so in HTTP."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterable

from peerprov.errors import BadInput, BadQuery, Fault, TooLarge
from peerprov.graph.executor.pool import Pool
from peerprov.graph.executor.query import Form, Query
from peerprov.graph.executor.reach import check_addresses
from peerprov.graph.executor.scan import Scan, scan
from peerprov.server.citations.behind import RESULT_BYTES, Cited, citations_wanted
from peerprov.server.connections import Presence
from peerprov.server.exchange import Body, Environ, Pairs, Reply
from peerprov.server.front import matches
from peerprov.server.negotiate import GRAPHS, TABLES, Choice, not_acceptable, select
from peerprov.server.settings import Settings
from peerprov.server.sparql.callers import Callers
from peerprov.server.sparql.cancel import Cancellations
from peerprov.server.sparql.description import endpoint_url
from peerprov.server.sparql.parameters import ALLOW, Asked, read_request
from peerprov.server.sparql.spool import gather
from peerprov.server.versions import Opened, Versions, current_version

PREFLIGHT: Pairs = [
    ("Allow", ALLOW),
    ("Access-Control-Allow-Methods", ALLOW),
    ("Access-Control-Allow-Headers", "Accept, Content-Type, If-None-Match, Authorization"),
    ("Access-Control-Max-Age", "86400"),
]
_OTHERS = tuple(name for form in TABLES + GRAPHS for name in (form.media_type, *form.aliases))
Describe = Callable[[Environ], Reply]


class SparqlEndpoint:
    """Answers requests to /sparql, in front of Flask."""

    def __init__(
        self,
        settings: Settings,
        versions: Versions,
        pool: Pool,
        cancellations: Cancellations,
        describe: Describe,
    ) -> None:
        """Answers queries by ``pool`` on ``versions``; ``describe`` answers GET without a query."""
        self._settings = settings
        self._versions = versions
        self._pool = pool
        self._cancellations = cancellations
        self._describe = describe
        self._callers = Callers(settings.queries_per_caller, settings.queue_seconds)
        self._hosts = frozenset(settings.service_hosts)

    def __call__(self, environ: Environ, request_id: str) -> Reply:
        """Answers a request; problems are raised."""
        if environ["REQUEST_METHOD"] == "OPTIONS":
            return Reply(204, list(PREFLIGHT))
        asked = read_request(environ, self._settings.query_bytes)
        if asked.cancel:
            return self._cancel(asked, environ["REQUEST_METHOD"])
        if asked.text is None:
            if environ["REQUEST_METHOD"] == "POST":
                raise BadQuery(Fault("No query was sent", expected="a parameter query"))
            return self._describe(environ)
        return self._query(asked, asked.text, environ)

    def _cancel(self, asked: Asked, method: str) -> Reply:
        if method != "POST" or asked.request_id is None:
            raise BadInput(
                Fault(
                    "A query is cancelled by POST with its query-request-id and cancel-query=true"
                )
            )
        self._cancellations.cancel(asked.request_id)
        return Reply(204, [("Cache-Control", "no-store")])

    def _query(self, asked: Asked, text: str, environ: Environ) -> Reply:
        accept = environ.get("HTTP_ACCEPT", "")
        cited = _cited(accept, asked.formats)
        table, graph = (
            (Choice(TABLES[0], cited.content_type), None)
            if cited
            else select(accept, asked.formats)
        )
        found = scan(text, self._hosts)
        if found.network:
            check_addresses(found.services, self._hosts)
        version = (
            current_version(self._versions)
            if asked.version is None
            else self._versions.get(asked.version)
        )
        gzip = _accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        base = endpoint_url(self._settings, environ)
        headers = _headers(asked, f"{base}\n{text}", version, found, (table, graph), gzip)
        known = environ.get("HTTP_IF_NONE_MATCH", "")
        if known and headers[0][0] == "ETag" and matches(known, headers[0][1]):
            return Reply(304, headers)
        query = self._wanted(asked, text, base, found, (table, graph))
        address = environ.get("REMOTE_ADDR", "")
        form, body, packed = self._run(asked, query, version, address, gzip and not cited)
        choice = _fitting(form, table, graph)
        if cited:
            pieces = cited.write(self._versions.store(version.number), b"".join(_pieces(body)))
            body, packed = gather(pieces, self._settings.result_bytes, gzip)
        headers.append(("Content-Type", choice.content_type))
        if packed:
            headers.append(("Content-Encoding", "gzip"))
        return Reply(200, headers, body)

    def _run(
        self, asked: Asked, query: Query, version: Opened, address: str, gzip: bool
    ) -> tuple[Form, bytes | Body, bool]:
        gone = Presence(address).gone
        self._callers.take(address)
        try:
            if asked.request_id is None:
                return self._gather(query, version, asked.seconds, gone, gzip)
            with self._cancellations.listed(asked.request_id) as cancelled:
                return self._gather(query, version, asked.seconds, _either(gone, cancelled), gzip)
        finally:
            self._callers.give_back(address)

    def _gather(
        self,
        query: Query,
        version: Opened,
        seconds: float | None,
        stopped: Callable[[], bool],
        gzip: bool,
    ) -> tuple[Form, bytes | Body, bool]:
        with self._pool.run(query, version, seconds, stopped) as answer:
            body, packed = gather(answer, self._settings.result_bytes, gzip)
        return answer.form, body, packed

    def _wanted(
        self,
        asked: Asked,
        text: str,
        base: str,
        found: Scan,
        choices: tuple[Choice | None, Choice | None],
    ) -> Query:
        table, graph = choices
        return Query(
            text=text,
            base=base,
            table=table.format.extension if table else None,
            graph=graph.format.extension if graph else None,
            # the engine lets the union win over FROM, so it must not be asked for with FROM
            union=self._settings.union_default_graph and not found.states_dataset,
            default_graphs=asked.default_graphs,
            named_graphs=asked.named_graphs,
            network=found.network,
        )


@functools.lru_cache(maxsize=512)
def _cited(accept: str, names: tuple[str, ...]) -> Cited | None:
    """Says whether the works behind the rows are wanted, rather than the rows."""
    if not names:
        return citations_wanted(accept, None, _OTHERS)
    return next((cited for name in names if (cited := citations_wanted(accept, name, ()))), None)


def _pieces(body: bytes | Body) -> Iterable[bytes]:
    """Gives a body that is small enough to be held in memory.

    Raises:
        TooLarge: it is not; said before any of it is read.
    """
    if isinstance(body, bytes):
        return (body,)
    if body.size > RESULT_BYTES:
        body.close()
        what = f"The result has {body.size:,} bytes, too many to look for its works"
        repair = "Select only the works or findings, DISTINCT"
        raise TooLarge(Fault(what, expected=f"at most {RESULT_BYTES:,} bytes", repair=repair))
    return body


def _fitting(form: Form, table: Choice | None, graph: Choice | None) -> Choice:
    choice = graph if form is Form.GRAPH else table
    if choice is None:
        raise not_acceptable(GRAPHS if form is Form.GRAPH else TABLES)
    return choice


def _headers(
    asked: Asked,
    text: str,
    version: Opened,
    found: Scan,
    choices: tuple[Choice | None, Choice | None],
    gzip: bool,
) -> Pairs:
    """Makes the headers of a good answer; ETag first, unless the answer may differ each time.

    The tag is weak: it says the same answer, not the same bytes.
    """
    common = [("PeerProv-Version", str(version.number)), ("Vary", "Accept, Accept-Encoding")]
    if found.volatile or found.services:
        return [("Cache-Control", "no-store"), *common]
    types = [choice.content_type if choice else "" for choice in choices]
    named = "\n".join(
        (
            *types,
            str(gzip),
            repr(asked.default_graphs),
            repr(asked.named_graphs),
            text,
        )
    )
    digest = hashlib.blake2b(named.encode("utf-8", "replace"), digest_size=12).hexdigest()
    age = (
        "max-age=31536000, immutable" if asked.version is not None else "max-age=0, must-revalidate"
    )
    return [
        ("ETag", f'W/"{version.number}-{digest}"'),
        ("Cache-Control", f"public, {age}"),
        *common,
    ]


def _accepts_gzip(accept_encoding: str) -> bool:
    if "gzip" not in accept_encoding:
        return False
    parts = accept_encoding.lower().replace(" ", "").split(",")
    return any(
        part == "gzip" or (part.startswith("gzip;q=") and part[7:].strip("0.") != "")
        for part in parts
    )


def _either(one: Callable[[], bool], other: Callable[[], bool]) -> Callable[[], bool]:
    return lambda: one() or other()
