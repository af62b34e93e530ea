"""The addresses of the pages."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, Flask, Response, current_app, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from peerprov.errors import Missing
from peerprov.namespaces import BASE
from peerprov.server.negotiate import Format, choose
from peerprov.server.site import rdf
from peerprov.server.site.about_views import add_about
from peerprov.server.site.edition import Edition, Editions
from peerprov.server.site.environment import furnish
from peerprov.server.site.files import add_files
from peerprov.server.site.finding_views import add_finding
from peerprov.server.site.history import read_history
from peerprov.server.site.home import read_home
from peerprov.server.site.hot_pages import keep_pages
from peerprov.server.site.map_views import add_map
from peerprov.server.site.query_views import add_queries
from peerprov.server.site.rendering import label, page
from peerprov.server.site.term_page import read_term_page
from peerprov.server.site.terms import Term
from peerprov.server.site.terms_page import BRANCHES, find_terms, tree_groups
from peerprov.server.site.verdict import verdict_on
from peerprov.server.versions import Versions

EXAMPLES = (
    ("role clarity", "role clarity"),
    ("stigma", "stigma"),
    ("supervision", "supervision"),
    ("recovery", "recovery"),
)
_TERM_FORMATS = tuple(Format(form.extension, form.media_type) for form in rdf.FORMATS)
_PAGE = Format("html", "text/html", ("application/xhtml+xml",))


def add_site(app: Flask, versions: Versions, base_url: str = "") -> None:
    """Adds the pages for people, with style sheets and scripts.

    Args:
        app: its templates get the words, filters and addresses that `base.html` uses.
        versions: where the current version comes from, with every request.
        base_url: public address of the server; by default the one that a caller uses.
    """
    editions = Editions(versions)
    furnish(app.jinja_env, lambda: ((found := versions.current()) and found.number) or 0)
    site = Blueprint("site", __name__)
    add_files(site)
    keep_pages(site, versions)
    _add_home(site, versions, editions)
    _add_terms(site, editions)
    add_finding(site, base_url, editions)
    add_map(site, editions)
    add_queries(site, base_url, editions)
    add_about(site, versions, editions)
    app.register_blueprint(site)


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
            newest=history[0] if history else None,
        )


def _add_terms(site: Blueprint, editions: Editions) -> None:
    @site.get("/terms")
    def terms() -> Response:
        """The tree of a branch, or what was searched in it."""
        return _branch(editions.current(), request.args.get("branch", BRANCHES[0]))

    @site.get("/terms/<name>")
    def term(name: str) -> BaseResponse:
        """The page of a term."""
        edition = editions.current()
        found = edition.terms.get(name.replace(":", "_").replace("-", "_").upper())
        if found is None:
            raise Missing(f"There is no term {name[:60]!r}")
        return _term(edition, found) if found.key == name else redirect(found.path, 301)

    @site.get("/PEERPROV_<digits>")
    def thing(digits: str) -> BaseResponse:
        """A term's IRI: 303 to its page or to RDF, by what is accepted; or a term in a format."""
        name, _, extension = f"PEERPROV_{digits}".partition(".")
        edition = editions.current()
        if edition.terms.get(name) is None:
            raise Missing(f"There is no term {name[:60]!r}")
        for form in rdf.FORMATS:
            if form.extension == extension:
                return _document(edition, name, form)
        if extension:
            raise Missing(f"Terms are not given as {extension[:20]!r}")
        return _see_other(name, request.headers.get("Accept", ""))


def _branch(edition: Edition, branch: str) -> Response:
    if branch not in BRANCHES:
        raise Missing(f"There is no branch {branch[:60]!r}. There are: {', '.join(BRANCHES)}")
    q = request.args.get("q", "").strip()[:200]
    sizes = Counter(each.branch for each in edition.terms)
    return page(
        "site/terms.html",
        edition,
        "terms",
        branch=branch,
        q=q,
        found=find_terms(edition.terms, branch, q) if q else [],
        groups=[] if q else tree_groups(edition.terms, branch),
        total=len(edition.terms),
        branches=[{"name": name, "size": sizes[name]} for name in BRANCHES],
    )


def _term(edition: Edition, found: Term) -> Response:
    told = read_term_page(edition, found)
    return page(
        "site/term.html",
        edition,
        "terms",
        page=told,
        verdict=verdict_on(told),
        formats=rdf.FORMATS,
        iri=BASE + found.key,
    )


def _see_other(name: str, accept: str) -> BaseResponse:
    chosen = choose(accept, (_PAGE, *_TERM_FORMATS)) if accept else None
    wanted = chosen.format.extension if chosen else _PAGE.extension
    target = f"/terms/{name}" if wanted == _PAGE.extension else f"/{name}.{wanted}"
    response = redirect(target, 303)
    response.headers["Vary"] = "Accept"
    return response


def _document(edition: Edition, name: str, form: rdf.TermFormat) -> Response:
    body = rdf.term_rdf(edition.store, name, form.form)
    kind = form.media_type
    content_type = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
    response = Response(body, content_type=content_type)
    response.headers["Link"] = f'</terms/{name}>; rel="alternate"; type="text/html"'
    return label(response, edition)
