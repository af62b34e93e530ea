"""The application: Flask for pages, with the front and the SPARQL endpoint before it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from peerprov.errors import PeerError
from peerprov.graph.executor.pool import Pool
from peerprov.graph.executor.query import Limits
from peerprov.server.doi.routes import doi_blueprint
from peerprov.server.front import Front
from peerprov.server.indexes.routes import indexes_blueprint
from peerprov.server.openapi.routes import openapi_blueprint
from peerprov.server.pages import add_pages
from peerprov.server.problems import problem, problem_reply
from peerprov.server.settings import Settings
from peerprov.server.site.views import add_site
from peerprov.server.sparql.cancel import Cancellations
from peerprov.server.sparql.description import Description
from peerprov.server.sparql.endpoint import SparqlEndpoint
from peerprov.server.versions import StoredVersions, Versions
from peerprov.server.writing.parts import writing_endpoints

if TYPE_CHECKING:
    from flask import Flask, Response
    from werkzeug.exceptions import HTTPException

    from peerprov.server.exchange import Reply
    from peerprov.server.site.edition import Editions


def create_app(
    settings: Settings, versions: Versions | None = None, shared: Path | None = None
) -> Flask:
    """Makes the application of one web process, with its executors.

    Args:
        settings: see `peerprov.server.settings`.
        versions: what to serve; by default the store in ``settings.data``.
        shared: a folder that all web processes of the service share, for cancelling queries.

    Returns:
        The Flask application. ``app.extensions["peerprov"]`` is its `Parts`; its pool has to be
        closed where the process goes on living.
    """
    from flask import Flask

    from peerprov.graph.search import Indexes
    from peerprov.server.ols.routes import ols_blueprint
    from peerprov.server.reconcile.routes import reconcile_blueprint

    versions = versions or StoredVersions(settings.data)
    pool = Pool(_limits(settings), versions.current)
    app = Flask("peerprov.server", static_folder=None)
    indexes = Indexes()
    editions = add_site(app, versions, settings.base_url, indexes)
    app.extensions["peerprov"] = Parts(settings, versions, pool, editions)
    add_pages(app, versions, pool)
    app.register_blueprint(doi_blueprint(versions, settings.base_url))
    app.register_blueprint(reconcile_blueprint(versions, settings.base_url, indexes))
    app.register_blueprint(ols_blueprint(versions, settings.base_url))
    app.register_blueprint(indexes_blueprint(versions, settings.base_url))
    app.register_blueprint(openapi_blueprint(settings.base_url))
    _add_errors(app)
    endpoint = SparqlEndpoint(
        settings, versions, pool, Cancellations(shared), Description(settings, versions)
    )
    direct = writing_endpoints(app, settings, versions, pool, endpoint)
    front = Front(settings, versions, app.wsgi_app, direct)
    app.wsgi_app = front  # type: ignore[method-assign]
    return app


class Parts:
    """What the pages of an application share."""

    def __init__(
        self, settings: Settings, versions: Versions, pool: Pool, editions: Editions
    ) -> None:
        """Holds them."""
        self.settings = settings
        self.versions = versions
        self.pool = pool
        self.editions = editions


def _limits(settings: Settings) -> Limits:
    return Limits(
        seconds=settings.query_seconds,
        memory_mb=settings.query_memory_mb,
        keep=settings.executors,
        most=max(settings.executors, settings.executors_most),
        queue=settings.queue,
        queue_seconds=settings.queue_seconds,
    )


def _add_errors(app: Flask) -> None:
    from flask import Response, request
    from werkzeug.exceptions import HTTPException

    def accepted() -> tuple[str, str]:
        return request.headers.get("Accept", ""), request.environ.get("peerprov.request_id", "")

    def respond(reply: Reply) -> Response:
        body = reply.body if isinstance(reply.body, bytes) else b"".join(reply.body)
        return Response(body, reply.status, reply.headers)

    @app.errorhandler(PeerError)
    def peer_error(error: PeerError) -> Response:
        return respond(problem(error, *accepted()))

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        status = error.code or 500
        reply = problem_reply(status, error.name, _explain(error), *accepted())
        allow = error.get_headers(request.environ)
        reply.headers.extend(pair for pair in allow if pair[0] in ("Allow", "Location"))
        return respond(reply)


def _explain(error: HTTPException) -> str:
    if error.code == 404:
        return "There is nothing at this address"
    if error.code == 500:
        return "Something went wrong here; the request id tells the operator where to look"
    return error.description or error.name
