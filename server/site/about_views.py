"""Addresses of what is said about the graph itself: versions, documentation, our other IRIs."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from peerprov.errors import Missing
from peerprov.server.site.comparison import compare
from peerprov.server.site.edition import Edition, Editions
from peerprov.server.site.history import read_history
from peerprov.server.site.model_diagram import BOXES, EDGES
from peerprov.server.site.model_page import read_model
from peerprov.server.site.rendering import page
from peerprov.server.site.tutorials import NAMES, tutorial
from peerprov.server.versions import Versions

CHAPTERS = ("limits", "cite", "model")


def add_about(site: Blueprint, versions: Versions, editions: Editions) -> None:
    """Adds ``/versions``, ``/docs`` and redirects from IRIs of findings, versions, the model."""

    @site.get("/versions")
    def history() -> Response:
        """The timeline, and what changed between two versions."""
        return _history(editions.current(), versions)

    @site.get("/docs")
    def docs() -> Response:
        """What there is to read."""
        root = request.url_root.rstrip("/")
        told = [tutorial(name, root) for name in NAMES]
        chapters = (*CHAPTERS, "api")
        return page("site/docs.html", editions.current(), "docs", chapters=chapters, tutorials=told)

    @site.get("/docs/<chapter>")
    def chapter(chapter: str) -> Response:
        """A chapter, or a tutorial."""
        if chapter in NAMES:
            told = tutorial(chapter, request.url_root.rstrip("/"))
            return page("site/docs/tutorial.html", editions.current(), "docs", told=told)
        if chapter not in CHAPTERS:
            raise Missing(
                f"There is no chapter {chapter[:40]!r}. There are: {', '.join((*NAMES, *CHAPTERS))}"
            )
        edition = editions.current()
        model = edition.keep("model", lambda each: read_model(each.store))
        root = request.url_root
        name = f"site/docs/{chapter}.html"
        return page(
            name,
            edition,
            "docs",
            chapter=chapter,
            model=model,
            boxes=BOXES.values(),
            edges=EDGES,
            root=root,
            number=edition.number,
        )

    _add_iris(site, versions, editions)


def _add_iris(site: Blueprint, versions: Versions, editions: Editions) -> None:
    @site.get("/finding/<work>/<name>")
    def finding(work: str, name: str) -> BaseResponse:
        """The IRI of a finding: 303 to its place on the page of its work."""
        owner = editions.current().works.by_id(work)
        if owner is None:
            raise Missing(f"There is no work {work[:60]!r}")
        return redirect(f"{owner.path}/findings#{name}", 303)

    @site.get("/version/<int:number>")
    def version(number: int) -> BaseResponse:
        """The IRI of a version: 303 to its place in the timeline."""
        return redirect(f"/versions#v{versions.get(number).number}", 303)

    @site.get("/<name>")
    def described(name: str) -> BaseResponse:
        """The IRI of a class or property: 303 to its description."""
        model = editions.current().keep("model", lambda each: read_model(each.store))
        if not any(each.name == name for told in model.values() for each in told):
            raise Missing("There is nothing at this address")
        return redirect(f"/docs/model#{name}", 303)


def _history(edition: Edition, versions: Versions) -> Response:
    told = edition.keep("history", lambda each: read_history(each.store))
    known = [each.number for each in told]
    given = (request.args.get("from", ""), request.args.get("to", ""))
    numbers = [int(each) for each in given if each.isascii() and each.isdigit() and len(each) < 10]
    asked = len(numbers) == len(given) and all(number in known for number in numbers)
    changes = None
    if asked:
        changes = compare(versions, numbers[0], numbers[1])
    latest = (known[1:2] or known[:1] or [0])[0]
    chosen = numbers if asked else [latest, edition.number]
    return page(
        "site/versions.html", edition, "versions", history=told, changes=changes, chosen=chosen
    )
