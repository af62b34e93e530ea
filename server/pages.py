"""The plain pages of the service: the start page, the query form, health."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from peerprov.graph.executor.pool import Pool
from peerprov.server.site.environment import standalone
from peerprov.server.versions import Versions

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue

EXAMPLES = (
    (
        "How many triples are there?",
        "SELECT (COUNT(*) AS ?triples) WHERE { ?s ?p ?o }",
    ),
    (
        "Which studies report findings, and how many?",
        "PREFIX pp: <https://w3id.org/peer-provision/>\n"
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
        "SELECT ?work ?label (COUNT(?finding) AS ?findings) WHERE {\n"
        "  ?work pp:reports ?finding ; rdfs:label ?label\n"
        "} GROUP BY ?work ?label ORDER BY DESC(?findings) LIMIT 20",
    ),
    (
        "What hinders peer provision, by number of independent works?",
        "PREFIX pp: <https://w3id.org/peer-provision/>\n"
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
        "SELECT ?barrier ?label ?works WHERE {\n"
        "  ?link pp:relation pp:hinders ; pp:subjectTerm ?barrier .\n"
        "  ?link pp:independentWorkCount ?works . ?barrier rdfs:label ?label\n"
        "} ORDER BY DESC(?works) LIMIT 20",
    ),
)


def page(template: str, **values: Any) -> bytes:
    """Fills a template of ``server/templates``; every value is escaped."""
    return standalone().get_template(template).render(**values).encode()


class _Totals:
    """The number of triples of the current version, counted once."""

    def __init__(self, versions: Versions) -> None:
        self._versions = versions
        self._counted: tuple[int, int] | None = None
        self._lock = threading.Lock()

    def triples(self, number: int) -> int:
        with self._lock:
            if self._counted is None or self._counted[0] != number:
                self._counted = number, len(self._versions.store(number))
            return self._counted[1]


def add_pages(app: Flask, versions: Versions, pool: Pool) -> None:
    """Adds the start page and the two health checks."""
    from flask import Response

    totals = _Totals(versions)

    @app.get("/")
    def start() -> ResponseReturnValue:
        version = versions.current()
        number = version.number if version else 0
        triples = totals.triples(number) if version else 0
        body = page("start.html", version=number, triples=triples, examples=EXAMPLES)
        return Response(body, mimetype="text/html")

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
