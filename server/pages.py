"""What stands beside the site: the query form that needs no script, and health."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peerprov.graph.executor.pool import Pool
from peerprov.server.site.environment import standalone
from peerprov.server.versions import Versions

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue


def page(template: str, **values: Any) -> bytes:
    """Fills a template of ``server/templates``; every value is escaped."""
    return standalone().get_template(template).render(**values).encode()


def add_pages(app: Flask, versions: Versions, pool: Pool) -> None:
    """Adds the two health checks."""
    from flask import Response

    @app.get("/health/live")
    def live() -> ResponseReturnValue:
        return Response("alive\n", mimetype="text/plain")

    @app.get("/health/ready")
    def ready() -> ResponseReturnValue:
        """Ready once a version is published and an executor has come up."""
        version = versions.current()
        walls = ", ".join(pool.walls) or "none yet"
        if version is None or not pool.ready():
            missing = "no version is published" if version is None else "no executor is up"
            return Response(f"not ready: {missing}\n", 503, mimetype="text/plain")
        return Response(f"ready: version {version.number}, walls: {walls}\n", mimetype="text/plain")
