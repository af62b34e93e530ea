"""SPARQL 1.1 Update at the address of the query endpoint: what is no update goes on to that."""

from __future__ import annotations

import io
import re

from peerprov.errors import BadInput, BadQuery, Fault, PeerError, TooLarge
from peerprov.graph.executor.reach import check_addresses
from peerprov.graph.executor.scan import scan
from peerprov.graph.writing.request import Action, Write
from peerprov.graph.writing.writer import Writer
from peerprov.server.exchange import Environ, Pairs, Reply, parameters, read_body
from peerprov.server.settings import Settings
from peerprov.server.sparql.description import endpoint_url
from peerprov.server.sparql.parameters import FORM, UPDATE, media_type
from peerprov.server.writing.access import Access
from peerprov.server.writing.conditions import of_update
from peerprov.server.writing.replies import Endpoint, done, told

_FORM_GROWTH = 3  # percent-encoding writes up to three bytes for one
_REACHES_OUT = re.compile(r"service|load", re.IGNORECASE)


class Updates:
    """Answers updates at /sparql, in front of the endpoint for queries."""

    def __init__(
        self, settings: Settings, access: Access, writer: Writer, queries: Endpoint
    ) -> None:
        """Carries updates out by ``writer``; ``queries`` answers everything else."""
        self._settings = settings
        self._access = access
        self._writer = writer
        self._queries = queries
        self._hosts = frozenset(settings.service_hosts)

    def __call__(self, environ: Environ, request_id: str) -> Reply:
        """Answers a request; problems that others know too are raised."""
        if environ["REQUEST_METHOD"] == "POST":
            kind = media_type(environ.get("CONTENT_TYPE", ""))
            if kind == UPDATE:
                return told(lambda: self._direct(environ), environ, request_id)
            if kind == FORM:
                sent = self._form(environ)
                if sent is not None:
                    return told(lambda: self._update(environ, sent), environ, request_id)
        return self._queries(environ, request_id)

    def _direct(self, environ: Environ) -> Reply:
        self._access.grant(environ)  # before the body is read
        pairs = parameters(environ.get("QUERY_STRING", ""), "query string")
        if any(name in ("query", "update") for name, _ in pairs):
            raise BadInput(Fault("A query or update stands in the URL and another in the body"))
        text = _decode(read_body(environ, self._settings.update_bytes))
        return self._update(environ, [*pairs, ("update", text)])

    def _form(self, environ: Environ) -> Pairs | None:
        """Reads a form; None, and the body as if unread, where it brings no update."""
        body = read_body(environ, self._form_limit(environ))
        if b"update" in body:
            pairs = parameters(_decode(body), "body")
            if any(name == "update" for name, _ in pairs):
                return [*parameters(environ.get("QUERY_STRING", ""), "query string"), *pairs]
        environ["wsgi.input"] = io.BytesIO(body)
        environ["CONTENT_LENGTH"] = str(len(body))
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        return None

    def _form_limit(self, environ: Environ) -> int:
        queries, updates = self._settings.query_bytes, self._settings.update_bytes
        try:
            self._access.grant(environ)
        except PeerError:  # told when it turns out to be an update
            return queries * _FORM_GROWTH
        return max(queries, updates) * _FORM_GROWTH

    def _update(self, environ: Environ, pairs: Pairs) -> Reply:
        grant = self._access.grant(environ)
        text = _the_update(pairs)
        if len(text.encode()) > self._settings.update_bytes:
            limit = f"at most {self._settings.update_bytes:,} bytes"
            repair = "Send it in parts, or as a document to the graph store at /store"
            raise TooLarge(Fault("The update is too large", expected=limit, repair=repair))
        using = tuple(value for name, value in pairs if name == "using-graph-uri")
        named = tuple(value for name, value in pairs if name == "using-named-graph-uri")
        stated = bool(using or named)
        write = Write(
            action=Action.UPDATE,
            who=grant.name,
            scopes=grant.scopes,
            text=text,
            base=endpoint_url(self._settings, environ),
            using=using if stated else None,
            using_named=named if stated else None,
            network=self._needs_network(text),
            **of_update(environ, grant),
        )
        outcome = self._writer.write(write)
        reply = done(outcome, created=False)
        reply.headers.append(("ETag", f'"{outcome.version}"'))
        return reply

    def _needs_network(self, text: str) -> bool:
        """Says whether an update may reach out; one that may not is refused where it is tried."""
        if not self._hosts or _REACHES_OUT.search(text) is None:
            return False
        try:
            found = scan(text, self._hosts, self._settings.update_bytes)
        except PeerError:
            return False
        if found.network:
            check_addresses(found.services, self._hosts)
        return found.network


def _the_update(pairs: Pairs) -> str:
    updates = [value for name, value in pairs if name == "update"]
    if len(updates) > 1:
        raise BadInput(Fault("update is given more than once"))
    if any(name == "query" for name, _ in pairs):
        raise BadInput(Fault("A query and an update are sent at once"))
    if not updates[0].strip():
        raise BadQuery(Fault("The update is empty"))
    return updates[0]


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        what = f"The body is not UTF-8 at byte {error.start:,}"
        raise BadInput(Fault(what, expected="UTF-8")) from None
