"""The addresses of works: by DOI, by id, in a format, many at once, and what belongs to a work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Blueprint, Response

from peerprov.errors import PeerError
from peerprov.server.citations.read import read_work
from peerprov.server.citations.work import CitedWork
from peerprov.server.doi import address, answers, links
from peerprov.server.doi.address import Named
from peerprov.server.doi.answers import PAGE, Pages, Served
from peerprov.server.doi.belongings import PARTS
from peerprov.server.doi.lists import answer_batch, list_works
from peerprov.server.doi.pages import SitePages
from peerprov.server.problems import MethodNotAllowed
from peerprov.server.site.hot_pages import keep_pages
from peerprov.server.versions import Versions

if TYPE_CHECKING:
    from pyoxigraph import Store

Show = Callable[[Served, CitedWork], Response]
Find = Callable[["Store", str], Named]


def doi_blueprint(versions: Versions, base_url: str = "", pages: Pages | None = None) -> Blueprint:
    """Makes the blueprint of all addresses of works.

    Args:
        versions: where the current version comes from, with every request.
        base_url: public address of the server; by default the one that a caller uses.
        pages: makes what browsers are shown; by default those in the layout of the site.
    """
    routes = _Routes(versions, base_url, pages or SitePages())
    made = Blueprint("doi", __name__, template_folder="templates")
    made.register_error_handler(PeerError, answers.refused)
    made.after_request(_open_to_all)
    keep_pages(made, versions)
    rules: dict[str, Callable[..., Response]] = {
        "/doi/<path:text>": routes.by_doi,
        "/works/<path:text>": routes.by_id,
        "/10.<path:text>": routes.bare,
        "/doi:<path:text>": routes.prefixed,
        "/works/<path:text>/transform": routes.negotiated,
        "/works/<path:text>/transform/<path:media_type>": routes.in_format,
        "/application/<subtype>/<path:text>": routes.application,
        "/text/<subtype>/<path:text>": routes.text,
        "/works": routes.works,
        "/doi": routes.no_doi,
    }
    for part, show in PARTS.items():
        rules[f"/doi/<path:text>/{part}"] = routes.part(part, show, address.by_doi)
        rules[f"/works/<path:text>/{part}"] = routes.part(part, show, address.by_id)
    for number, (rule, view) in enumerate(rules.items()):
        made.add_url_rule(rule, f"get-{number}", view, merge_slashes=False, strict_slashes=False)
    made.add_url_rule("/doi", "batch", routes.batch, methods=["POST"])
    return made


class _Routes:
    """The views; each opens the current version once."""

    def __init__(self, versions: Versions, base_url: str, pages: Pages) -> None:
        self._versions = versions
        self._base_url = base_url
        self._pages = pages

    def by_doi(self, text: str) -> Response:
        """``/doi/{doi}``: the work, in the format asked for."""
        served = self._serve()
        return _at_home(served, address.by_doi(served.store, text))

    def by_id(self, text: str) -> Response:
        """``/works/{id}``: a work without a DOI; one with a DOI is at its DOI."""
        served = self._serve()
        return _at_home(served, address.by_id(served.store, text))

    def bare(self, text: str) -> Response:
        """``/{doi}``: the same, except that a browser is sent to the page."""
        served = self._serve()
        named = address.by_doi(served.store, f"10.{text}")
        if named.work is not None and answers.likes_page_best(served):
            return answers.moved(served, named.path, 302)
        return _at_home(served, named, _description)

    def prefixed(self, text: str) -> Response:
        """``/doi:{doi}``: to the one address of the DOI."""
        served = self._serve()
        return answers.moved(served, address.by_doi(served.store, f"doi:{text}").path)

    def negotiated(self, text: str) -> Response:
        """``/works/{doi}/transform``: the work, in the format asked for."""
        served = self._serve()
        named = address.by_name(served.store, text)
        return _at_home(served, named, _description, under="works", tail="/transform")

    def in_format(self, text: str, media_type: str) -> Response:
        """``/works/{doi}/transform/{type}``: the work in one format."""
        answers.check_type(media_type)
        served = replace(self._serve(), accept=media_type)
        named = address.by_name(served.store, text)
        tail = f"/transform/{address.escaped(media_type)}"
        return _at_home(served, named, _description, under="works", tail=tail)

    def application(self, subtype: str, text: str) -> Response:
        """``/application/{subtype}/{doi}``: the work in one format."""
        return self.in_format(text, f"application/{subtype}")

    def text(self, subtype: str, text: str) -> Response:
        """``/text/{subtype}/{doi}``: the work in one format."""
        return self.in_format(text, f"text/{subtype}")

    def works(self) -> Response:
        """``/works``: all works, as a list or as citations."""
        return list_works(self._serve())

    def no_doi(self) -> Response:
        """``GET /doi``: there is nothing to get without a DOI."""
        raise MethodNotAllowed(
            "Many DOIs are looked up by POST, as a JSON array or as lines of text. "
            "One DOI is at /doi/{doi}, all works are at /works.",
            "POST, OPTIONS",
        )

    def batch(self) -> Response:
        """``POST /doi``: an answer for each of many identifiers."""
        return answer_batch(self._serve())

    def part(self, part: str, show: Show, find: Find) -> Callable[..., Response]:
        """Makes the view of what belongs to a work, such as its findings."""

        def view(text: str) -> Response:
            served = self._serve()
            return _at_home(served, find(served.store, text), show, tail=f"/{part}")

        return view

    def _serve(self) -> Served:
        return answers.serve(self._versions, self._base_url, self._pages)


def _landing(served: Served, work: CitedWork) -> Response:
    """The work at its own address, with all typed links."""
    chosen = answers.choose(served, work)
    is_page = chosen[0] is PAGE
    response = (
        served.pages.work(served, work) if is_page else answers.citation(served, work, chosen)
    )
    return answers.linked(response, links.landing_links(work, served.root))


def _description(served: Served, work: CitedWork) -> Response:
    """One description of the work, which leads back to it."""
    chosen = answers.choose(served, work)
    if chosen[0] is PAGE:
        return answers.moved(served, address.work_path(work), 302)
    response = answers.citation(served, work, chosen)
    return answers.linked(response, links.metadata_links(work, served.root))


def _at_home(
    served: Served, named: Named, show: Show = _landing, under: str = "", tail: str = ""
) -> Response:
    """Shows a work, or sends to the one address of it.

    Args:
        served: what the request is answered from.
        named: what the address means.
        show: makes the response.
        under: the room of the address where it is not that of the work, ``works``.
        tail: of the address behind the name of the work.
    """
    if not named.canonical:
        path = f"{under}/{named.path.split('/', 1)[1]}" if under else named.path
        return answers.moved(served, path + tail)
    work = read_work(served.store, named.work) if named.work else None
    return answers.no_metadata(served) if work is None else show(served, work)


def _open_to_all(response: Response) -> Response:
    """Lets pages of other sites read every answer, errors too."""
    response.headers.setdefault("Access-Control-Allow-Origin", "*")
    exposed = "ETag, Link, Allow, PeerProv-Version, PeerProv-Answers, X-Request-Id"
    response.headers.setdefault("Access-Control-Expose-Headers", exposed)
    if "Allow" in response.headers and response.status_code == 200:
        response.headers["Access-Control-Allow-Methods"] = response.headers["Allow"]
        response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type, Authorization"
    return response
