"""The addresses of the pages."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, current_app

from peerprov.graph.search import Indexes
from peerprov.server.site.about_views import add_about
from peerprov.server.site.crawling import add_crawling
from peerprov.server.site.edition import Editions
from peerprov.server.site.environment import furnish
from peerprov.server.site.files import add_files
from peerprov.server.site.finding_views import add_finding
from peerprov.server.site.history import read_history
from peerprov.server.site.home import read_home
from peerprov.server.site.hot_pages import keep_pages
from peerprov.server.site.map_views import add_map
from peerprov.server.site.query_views import add_queries
from peerprov.server.site.rendering import page
from peerprov.server.site.term_views import add_terms
from peerprov.server.versions import Versions

EXAMPLES = (
    ("role clarity", "role clarity"),
    ("stigma", "stigma"),
    ("supervision", "supervision"),
    ("recovery", "recovery"),
)


def add_site(
    app: Flask, versions: Versions, base_url: str = "", indexes: Indexes | None = None
) -> Editions:
    """Adds the pages for people, with style sheets and scripts.

    Args:
        app: its templates get the words, filters and addresses that `base.html` uses.
        versions: where the current version comes from, with every request.
        base_url: public address of the server; by default the one that a caller uses.
        indexes: keeps the search index, where others use it too.

    Returns:
        what the pages keep of the version served.
    """
    editions = Editions(versions, indexes)
    furnish(app.jinja_env, lambda: ((found := versions.current()) and found.number) or 0)
    site = Blueprint("site", __name__)
    add_files(site)
    keep_pages(site, versions)
    _add_home(site, versions, editions)
    add_terms(site, versions, editions)
    add_finding(site, base_url, editions)
    add_map(site, editions)
    add_queries(site, base_url, editions)
    add_about(site, versions, editions)
    add_crawling(site, base_url, editions)
    app.register_blueprint(site)
    return editions


def _add_home(site: Blueprint, versions: Versions, editions: Editions) -> None:
    @site.get("/")
    def home() -> Response:
        """The start page."""
        if versions.current() is None:
            return Response(current_app.jinja_env.get_template("site/empty.html").render())
        edition = editions.current()
        told = edition.keep("home", read_home)
        history = edition.keep("history", lambda each: read_history(each.store))
        return page(
            "site/home.html",
            edition,
            figures=told.figures,
            barriers=told.barriers,
            picture=told.picture,
            examples=EXAMPLES,
            newest=history[:3],
        )
