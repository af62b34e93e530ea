"""The SPARQL 1.1 Graph Store HTTP Protocol at /store."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from pyoxigraph import NamedNode

from peerprov.errors import BadInput, Fault, Missing
from peerprov.graph.executor.pool import Pool
from peerprov.graph.executor.query import Query
from peerprov.graph.store import VersionedStore
from peerprov.graph.writing.guard import permission
from peerprov.graph.writing.request import Action, Document, Write
from peerprov.graph.writing.writer import Writer
from peerprov.namespaces import WORKSPACE
from peerprov.server.exchange import Environ, Pairs, Reply, parameters
from peerprov.server.front import matches
from peerprov.server.negotiate import GRAPHS, choose, not_acceptable
from peerprov.server.problems import MethodNotAllowed
from peerprov.server.settings import Settings
from peerprov.server.sparql.description import endpoint_url
from peerprov.server.sparql.spool import gather
from peerprov.server.versions import Versions, current_version
from peerprov.server.writing.access import Access, Grant
from peerprov.server.writing.bodies import read_documents
from peerprov.server.writing.conditions import of_graph
from peerprov.server.writing.replies import done, told

if TYPE_CHECKING:
    from flask import Flask, Response

PATH = "/store"
ALLOW = "GET, HEAD, PUT, POST, DELETE, OPTIONS"
_ACTIONS = {"PUT": Action.REPLACE, "POST": Action.ADD, "DELETE": Action.REMOVE}
_PREFLIGHT: Pairs = [
    ("Allow", ALLOW),
    ("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS"),
    ("Access-Control-Allow-Headers", "Accept, If-None-Match"),
    ("Access-Control-Max-Age", "86400"),
]
_IN_PATH = "/:@!$&'()*+,;=~"
_CONTENT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


class GraphStore:
    """Answers requests to /store and below."""

    def __init__(
        self, settings: Settings, access: Access, writer: Writer, versions: Versions, pool: Pool
    ) -> None:
        """Reads by ``pool`` from ``versions``, writes by ``writer``."""
        self._settings = settings
        self._access = access
        self._writer = writer
        self._versions = versions
        self._manifests = VersionedStore(Path(settings.data))
        self._pool = pool

    def __call__(self, environ: Environ, request_id: str) -> Reply:
        """Answers a request; problems that others know too are raised."""
        method = environ["REQUEST_METHOD"]
        if method == "OPTIONS":
            return Reply(204, list(_PREFLIGHT))
        if method in ("GET", "HEAD"):
            return self._get(environ)
        if method not in _ACTIONS:
            raise MethodNotAllowed(f"{method} has no meaning here", ALLOW)
        return told(lambda: self._write(environ, _ACTIONS[method]), environ, request_id)

    def _get(self, environ: Environ) -> Reply:
        graph = self._graph(environ)
        version = current_version(self._versions)
        store = self._versions.store(version.number)
        if graph and not store.contains_named_graph(NamedNode(graph)):
            raise Missing(f"There is no graph <{graph}>")
        choice = choose(environ.get("HTTP_ACCEPT", ""), GRAPHS)
        if choice is None:
            raise not_acceptable(GRAPHS)
        union = not graph and self._settings.union_default_graph
        tag = f'"{self._tag(version.number, graph, union)}.{choice.format.extension}"'
        headers: Pairs = [
            ("ETag", tag),
            ("Content-Type", choice.content_type),
            ("PeerProv-Version", str(version.number)),
            ("Vary", "Accept"),
            ("Cache-Control", "public, max-age=0, must-revalidate"),
        ]
        known = environ.get("HTTP_IF_NONE_MATCH", "")
        if known and matches(known, tag):
            return Reply(304, headers)
        query = Query(
            _CONTENT,
            graph=choice.format.extension,
            union=union,
            default_graphs=(graph,) if graph else None,
            named_graphs=() if graph else None,
        )
        with self._pool.run(query, version) as answer:
            body, _ = gather(answer, self._settings.result_bytes, gzip=False)
        return Reply(200, headers, body)

    def _write(self, environ: Environ, action: Action) -> Reply:
        grant = self._access.grant(environ)
        fresh = action is Action.ADD and self._names_store(environ)
        graph = self._new_name(environ, grant) if fresh else self._graph(environ)
        permission(grant.scopes, not self._settings.blank)(graph or "")
        documents: tuple[Document, ...] = ()
        if action is not Action.REMOVE:
            documents = read_documents(environ, self._settings.upload_bytes)
        write = Write(
            action=action,
            who=grant.name,
            scopes=grant.scopes,
            graph=graph,
            base=graph or self._address(environ),
            documents=documents,
            **of_graph(environ, grant),
        )
        outcome = self._writer.write(write)
        created = outcome.created and action is not Action.REMOVE
        return done(outcome, created, self._location(environ, graph) if created else None)

    def _graph(self, environ: Environ) -> str | None:
        """Tells which graph a request is about; None is the default graph.

        Raises:
            BadInput: none, two, or one that is not named by an absolute IRI.
        """
        pairs = parameters(environ.get("QUERY_STRING", ""), "query string")
        named = [value for name, value in pairs if name == "graph"]
        default = any(name == "default" for name, _ in pairs)
        if environ["PATH_INFO"] not in (PATH, f"{PATH}/"):
            if named or default:
                raise BadInput(Fault("The path names a graph, and the query string another one"))
            named = [self._direct(environ)]
        if len(named) + default != 1:
            expected = "?default or ?graph=IRI, once"
            raise BadInput(Fault("The request does not name one graph", expected=expected))
        return None if default else _absolute(named[0])

    def _direct(self, environ: Environ) -> str:
        path = environ["PATH_INFO"].encode("latin-1")
        return self._address(environ).removesuffix(PATH) + quote(path, safe=_IN_PATH)

    def _address(self, environ: Environ) -> str:
        return endpoint_url(self._settings, environ).removesuffix("/sparql") + PATH

    def _names_store(self, environ: Environ) -> bool:
        pairs = parameters(environ.get("QUERY_STRING", ""), "query string")
        here = environ["PATH_INFO"] in (PATH, f"{PATH}/")
        return here and not any(name in ("graph", "default") for name, _ in pairs)

    def _new_name(self, environ: Environ, grant: Grant) -> str:
        """Names a graph for a document that is sent to the store itself."""
        if self._settings.blank:
            return f"{self._address(environ)}/{uuid.uuid4()}"
        below = [scope[:-1] for scope in grant.scopes if scope.endswith("/*")]
        prefix = below[0] if below else f"{WORKSPACE}{grant.name}/"
        return f"{prefix}{uuid.uuid4()}"

    def _location(self, environ: Environ, graph: str | None) -> str:
        address = self._address(environ)
        if graph and graph.startswith(f"{address}/"):
            return graph
        return f"{address}?graph={quote(graph or '', safe='')}"

    def _tag(self, number: int, graph: str | None, union: bool) -> str:
        """Names the content of a graph: the same as long as the graph is the same."""
        count = self._manifests.version(number).graphs.get(graph or "")
        return (count.digest if count and not union else None) or str(number)


def add_graph_store(app: Flask, graph_store: GraphStore) -> None:
    """Lets Flask pass on what lies below /store: graphs that are named by their address."""
    from flask import Response, request

    def below(graph: str) -> Response:
        reply = graph_store(request.environ, request.environ.get("peerprov.request_id", ""))
        body = reply.body if isinstance(reply.body, bytes) else b"".join(reply.body)
        return Response(body, reply.status, reply.headers)

    app.add_url_rule(
        f"{PATH}/<path:graph>",
        "graph_store",
        below,
        methods=ALLOW.split(", "),
        provide_automatic_options=False,
    )


def _absolute(name: str) -> str:
    scheme, colon, rest = name.partition(":")
    try:
        if colon and scheme[:1].isalpha() and rest:
            return NamedNode(name).value
    except ValueError:
        pass
    raise BadInput(Fault(f"{name!r} names no graph", expected="an absolute IRI"))
