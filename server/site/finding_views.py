"""Addresses by which things are found: search, suggestions, the list of works."""

from __future__ import annotations

import json

from flask import Blueprint, Response, current_app, render_template, request

from peerprov.server.negotiate import NotAcceptable, wants_html
from peerprov.server.site.edition import Edition, Editions
from peerprov.server.site.rendering import label, page
from peerprov.server.site.search import KINDS, MOST, Index
from peerprov.server.site.works_files import FILES, works_file
from peerprov.server.site.works_page import facets, read_selection, select

_SUGGESTED = 8


def add_finding(site: Blueprint, base_url: str, editions: Editions) -> None:
    """Adds ``/search``, its suggestions and description, and ``/works``."""

    @site.get("/search")
    def search() -> Response:
        """Terms, works and findings that have the words asked for."""
        edition = editions.current()
        q = request.args.get("q", "").strip()[:200]
        index = edition.keep("search", Index)
        groups = [(kind, index.find(q, kind)) for kind in KINDS] if q else []
        total = sum(len(hits) for _, hits in groups)
        return page("site/search.html", edition, q=q, groups=groups, total=total, most=MOST)

    @site.get("/search/suggest")
    def suggest() -> Response:
        """Names to complete what is being typed, as OpenSearch suggestions."""
        edition = editions.current()
        q, branch = request.args.get("q", "")[:200], request.args.get("branch", "")
        found = edition.keep("search", Index).find(q, "term", MOST if branch else _SUGGESTED)
        hits = [hit for hit in found if not branch or hit.branch == branch][:_SUGGESTED]
        told = [q, [h.name for h in hits], [h.also for h in hits], [h.path for h in hits]]
        body = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
        return label(Response(body, content_type="application/x-suggestions+json"), edition)

    @site.get("/search/description.xml")
    def description() -> Response:
        """Lets browsers add this search."""
        body = render_template("site/opensearch.xml", root=base_url or request.url_root)
        return Response(body, content_type="application/opensearchdescription+xml")

    @site.get("/works")
    def works() -> Response:
        """The list of works for people; machines get theirs from the blueprint of DOIs."""
        if not wants_html(request.headers.get("Accept", "")):
            return _elsewhere("/works")
        return _works(editions.current())

    @site.get("/works.<extension>")
    def works_as_file(extension: str) -> Response:
        """The works that a selection leaves, for reference managers and spreadsheets."""
        edition = editions.current()
        chosen = select(edition.works, read_selection(request.args))
        return works_file(edition, chosen, extension, "works")


def _elsewhere(path: str) -> Response:
    """Lets the blueprint answer that has this path too; pages for people are ours to give."""
    for rule in current_app.url_map.iter_rules():
        if rule.rule == path and not rule.endpoint.startswith("site."):
            answer: Response = current_app.ensure_sync(current_app.view_functions[rule.endpoint])()
            return answer
    raise NotAcceptable("This list can be had as text/html")


def _works(edition: Edition) -> Response:
    selection = read_selection(request.args)
    years = [work.year for work in edition.works if work.year] or [0]
    return page(
        "site/works.html",
        edition,
        "works",
        selection=selection,
        works=select(edition.works, selection),
        facets=facets(edition.works, selection),
        files=[(name, selection.address(f"/works.{extension}")) for name, extension in FILES],
        narrowed=bool(selection.address() != "/works"),
        total=len(edition.works),
        span=(min(years), max(years)),
    )
