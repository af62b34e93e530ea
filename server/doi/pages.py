"""The pages of works, for people; semantic HTML that works without JavaScript."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, render_template

from peerprov.server.citations import formatted
from peerprov.server.citations.formats import BIBLIOGRAPHY, FORMATS
from peerprov.server.citations.kinds import kind_of
from peerprov.server.citations.work import CitedWork
from peerprov.server.doi import address, answers, links
from peerprov.server.doi.answers import Served
from peerprov.server.doi.findings import Said, read_findings


def work(served: Served, of: CitedWork) -> Response:
    """The page of a work: its citation, what it says, the formats that it can be had in."""
    return _page(
        served,
        "doi/work.html",
        work=of,
        kind=kind_of(of).name,
        citation=_citation(of),
        formats=[
            (form.name, links.metadata_url(of, form.media_type, "/"), form.media_type)
            for form in FORMATS
            if form.fits(of) and form.media_type != BIBLIOGRAPHY
        ],
        findings=read_findings(served.store, of),
        path=f"/{address.work_path(of)}",
    )


def findings(served: Served, of: CitedWork, told: Sequence[Said]) -> Response:
    """The page of all that a work says."""
    path = f"/{address.work_path(of)}"
    return _page(served, "doi/findings.html", work=of, findings=told, path=path)


def related(served: Served, of: CitedWork, told: Sequence[Said]) -> Response:
    """The page of works related to a work."""
    rows = [(each, _path(each)) for each in told]
    path = f"/{address.work_path(of)}"
    return _page(served, "doi/related.html", work=of, related=rows, path=path)


def works(served: Served, all_works: Sequence[CitedWork]) -> Response:
    """The page of all works."""
    rows = [(each, f"/{address.work_path(each)}") for each in all_works]
    return _page(served, "doi/works.html", works=rows)


def _page(served: Served, template: str, **values: object) -> Response:
    body = render_template(template, **values).encode()
    return answers.content(served, body, "text/html; charset=utf-8")


def _citation(of: CitedWork) -> str | None:
    try:
        return formatted.cite(of, formatted.manner())
    except formatted.CannotRender:
        return None


def _path(told: Said) -> str:
    return f"/{address.doi_path(str(told['doi']))}" if told.get("doi") else f"/works/{told['id']}"
