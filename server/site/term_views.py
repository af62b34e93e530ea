"""The addresses of terms: tree, pages, history, and RDF by their IRIs."""

from __future__ import annotations

from collections import Counter
from typing import Final

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from peerprov.errors import Missing
from peerprov.namespaces import BASE
from peerprov.server.negotiate import Format, choose
from peerprov.server.site import rdf
from peerprov.server.site.dependents import dependents
from peerprov.server.site.edition import Edition, Editions
from peerprov.server.site.history import read_history
from peerprov.server.site.neighbourhood import neighbourhood
from peerprov.server.site.rendering import label, page
from peerprov.server.site.reported import reported
from peerprov.server.site.term_history import term_history
from peerprov.server.site.term_page import read_term_page
from peerprov.server.site.terms import Term
from peerprov.server.site.terms_page import BRANCHES, find_terms, tree_groups
from peerprov.server.site.verdict import verdict_on
from peerprov.server.versions import Versions

_FORMATS: Final = tuple(Format(form.extension, form.media_type) for form in rdf.FORMATS)
_PAGE: Final = Format("html", "text/html", ("application/xhtml+xml",))


def add_terms(site: Blueprint, versions: Versions, editions: Editions) -> None:
    """Adds ``/terms``, the page and history of a term, and the IRIs of terms."""

    @site.get("/terms")
    def terms() -> Response:
        """The tree of a branch, or what was searched in it."""
        return _branch(editions.current(), request.args.get("branch", BRANCHES[0]))

    @site.get("/terms/<name>")
    def term(name: str) -> BaseResponse:
        """The page of a term."""
        edition = editions.current()
        found = _found(edition, name)
        return _term(edition, found) if found.key == name else redirect(found.path, 301)

    @site.get("/terms/<name>/history")
    def term_changes(name: str) -> BaseResponse:
        """What became of a term from version to version."""
        edition = editions.current()
        found = _found(edition, name)
        if found.key != name:
            return redirect(f"{found.path}/history", 301)
        published = edition.keep("history", lambda each: read_history(each.store))
        told = term_history(versions, published, found.key)
        return page("site/term_history.html", edition, "terms", term=found, history=told)

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


def _found(edition: Edition, name: str) -> Term:
    found = edition.terms.get(name.replace(":", "_").replace("-", "_").upper())
    if found is None:
        raise Missing(f"There is no term {name[:60]!r}")
    return found


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
        ties=neighbourhood(told, reported(edition)),
        dependents=dependents(edition, found),
        formats=rdf.FORMATS,
        iri=BASE + found.key,
    )


def _see_other(name: str, accept: str) -> BaseResponse:
    chosen = choose(accept, (_PAGE, *_FORMATS)) if accept else None
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
