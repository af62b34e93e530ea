"""Addresses of the stored queries: the catalogue, a form with its answer, answers as files."""

from __future__ import annotations

import json
import re
from typing import Final

from flask import Blueprint, Response, request

from peerprov.errors import BadQuery, Fault, Missing
from peerprov.queries.answer import GRAPH_FORMATS, RESULT_FORMATS, run, standalone, write
from peerprov.queries.bind import bind
from peerprov.queries.catalogue import load
from peerprov.queries.model import Query
from peerprov.server.site.catalogue import arguments_of, by_topic, fields, snippets, table
from peerprov.server.site.edition import Edition, Editions
from peerprov.server.site.rendering import label, page

_TABLES: Final = {
    "csv": ("csv", "text/csv; charset=utf-8; header=present"),
    "tsv": ("tsv", "text/tab-separated-values; charset=utf-8"),
    "json": ("json", "application/sparql-results+json"),
    "xml": ("xml", "application/sparql-results+xml"),
}
_GRAPHS: Final = {
    "ttl": ("turtle", "text/turtle; charset=utf-8"),
    "nt": ("ntriples", "application/n-triples"),
    "jsonld": ("json", "application/ld+json"),
    "rdf": ("xml", "application/rdf+xml"),
}
"""Extension -> format of the catalogue, media type."""
assert {form for form, _ in _TABLES.values()} == set(RESULT_FORMATS)  # noqa: S101 - same formats
assert {form for form, _ in _GRAPHS.values()} == set(GRAPH_FORMATS)  # noqa: S101 - same formats


def add_queries(site: Blueprint, base_url: str, editions: Editions) -> None:
    """Adds ``/queries`` and what is below it."""

    @site.get("/queries")
    def queries() -> Response:
        """The catalogue by topic."""
        q = request.args.get("q", "").strip()[:200]
        catalogue = load()
        return page(
            "site/queries.html",
            editions.current(),
            "queries",
            topics=by_topic(catalogue, q),
            total=len(catalogue),
            q=q,
        )

    @site.get("/queries.json")
    def listed() -> Response:
        """Names, titles and topics of all queries, for programs."""
        told = [{"name": q.name, "title": q.title, "topic": q.topic} for q in load()]
        body = json.dumps(told, ensure_ascii=False, indent=1)
        return label(Response(body, content_type="application/json"), editions.current())

    @site.get("/queries/<name>")
    def query(name: str) -> Response:
        """A query as a form with its answer; with an extension such as ``.csv`` the answer."""
        edition = editions.current()
        stem, dot, extension = name.partition(".")
        asked = load().get(stem)
        if not dot:
            return _form(edition, asked, base_url or request.url_root)
        return _file(edition, asked, extension)


def _form(edition: Edition, query: Query, root: str) -> Response:
    arguments = arguments_of(query, request.args)
    faults: tuple[Fault, ...] = ()
    answered, told = None, None
    try:
        answer = run(query, edition.store, arguments)
        answered = table(answer, edition)
        root = root if root.endswith("/") else f"{root}/"
        told = snippets(query, arguments, answer.bound, root)
    except BadQuery as error:
        faults = error.faults
    response = page(
        "site/query.html",
        edition,
        "queries",
        query=query,
        fields=fields(query, arguments, edition),
        table=answered,
        snippets=told,
        faults=faults,
        formats=list(_GRAPHS if query.kind == "CONSTRUCT" else _TABLES),
        asked=request.query_string.decode("ascii", "replace"),
    )
    if faults:
        response.status_code = 400
    return response


def _file(edition: Edition, query: Query, extension: str) -> Response:
    offered = _GRAPHS if query.kind == "CONSTRUCT" else _TABLES
    if extension == "rq":
        bound = bind(query, arguments_of(query, request.args), edition.store)
        text = standalone(query, bound)
        return label(Response(text, content_type="application/sparql-query"), edition)
    if extension not in offered:
        listed = ", ".join(f"{query.name}.{each}" for each in offered)
        raise Missing(f"This answer is not given as {extension[:20]!r}. There is: {listed}")
    known = {parameter.name for parameter in query.parameters}
    if unknown := {name: value for name, value in request.args.items() if name not in known}:
        bind(query, unknown, edition.store)
    form, media_type = offered[extension]
    answer = run(query, edition.store, arguments_of(query, request.args))
    response = Response(write(answer, form), content_type=media_type)
    safe = re.sub(r"[^a-z0-9-]", "", query.name)
    response.headers["Content-Disposition"] = f'inline; filename="{safe}.{extension}"'
    return label(response, edition)
