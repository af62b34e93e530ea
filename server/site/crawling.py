"""What search engines ask for: which addresses there are, and which lead nowhere new."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape

from flask import Blueprint, Response, request

from peerprov.queries.catalogue import load
from peerprov.server.site.edition import Edition, Editions
from peerprov.server.site.history import read_history
from peerprov.server.site.rendering import label

_PAGES: Final = ("/", "/map", "/terms", "/works", "/queries", "/versions", "/docs", "/docs/limits",
                 "/docs/cite", "/docs/model", "/docs/api", "/docs/ask", "/docs/doi",
                 "/docs/edit")  # fmt: skip
_ENDLESS: Final = ("/sparql", "/search", "/map?", "/works?", "/terms?", "/queries/*?", "/versions?")
"""Addresses whose parameters make ever new pages of the same content."""


def add_crawling(site: Blueprint, base_url: str, editions: Editions) -> None:
    """Adds ``/robots.txt`` (RFC 9309) and ``/sitemap.xml`` (sitemaps.org 0.9)."""

    def root() -> str:
        return (base_url or request.url_root).rstrip("/")

    @site.get("/robots.txt")
    def robots() -> Response:
        """What programs that follow every link should leave out."""
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in _ENDLESS)]
        text = "\n".join((*lines, "", f"Sitemap: {root()}/sitemap.xml", ""))
        return label(Response(text, content_type="text/plain; charset=utf-8"), editions.current())

    @site.get("/sitemap.xml")
    def sitemap() -> Response:
        """Every page, with the day of the version that it was made of."""
        edition = editions.current()
        history = edition.keep("history", lambda each: read_history(each.store))
        day = history[0].time[:10] if history else ""
        last = f"<lastmod>{escape(day)}</lastmod>" if day else ""
        urls = "".join(
            f"<url><loc>{escape(root() + path)}</loc>{last}</url>\n" for path in _paths(edition)
        )
        body = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
        )
        return label(Response(body, content_type="application/xml"), edition)


def _paths(edition: Edition) -> Iterator[str]:
    yield from _PAGES
    yield from (work.path for work in edition.works)
    yield from (term.path for term in edition.terms)
    yield from (f"/queries/{query.name}" for query in load())
