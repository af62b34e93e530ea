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


class PlainPages:
    """Pages made of the templates in ``templates/doi``.

    Attributes:
        layout: the template around them, with the blocks ``title``, ``head`` and ``content``.
    """

    def __init__(self, layout: str = "doi/layout.html") -> None:
        """Puts the pages into a layout."""
        self.layout = layout

    def work(self, served: Served, of: CitedWork) -> Response:
        """The page of a work: its citation, what it says, the formats that it can be had in."""
        offered = [
            (form.name, links.metadata_url(of, form.media_type, "/"), form.media_type)
            for form in FORMATS
            if form.fits(of) and form.media_type != BIBLIOGRAPHY
        ]
        return self._page(
            served,
            "doi/work.html",
            work=of,
            kind=kind_of(of).name,
            citation=_citation(of),
            formats=offered,
            findings=read_findings(served.store, of),
            path=f"/{address.work_path(of)}",
        )

    def findings(self, served: Served, of: CitedWork, told: Sequence[Said]) -> Response:
        """The page of all that a work says."""
        path = f"/{address.work_path(of)}"
        return self._page(served, "doi/findings.html", work=of, findings=told, path=path)

    def related(self, served: Served, of: CitedWork, told: Sequence[Said]) -> Response:
        """The page of works related to a work."""
        rows = [(each, _path(each)) for each in told]
        path = f"/{address.work_path(of)}"
        return self._page(served, "doi/related.html", work=of, related=rows, path=path)

    def works(self, served: Served, all_works: Sequence[CitedWork]) -> Response:
        """The page of all works."""
        rows = [(each, f"/{address.work_path(each)}") for each in all_works]
        return self._page(served, "doi/works.html", works=rows)

    def _page(self, served: Served, template: str, **values: object) -> Response:
        body = render_template(template, layout=self.layout, **values).encode()
        return answers.content(served, body, "text/html; charset=utf-8")


def _citation(of: CitedWork) -> str | None:
    try:
        return formatted.cite(of, formatted.manner())
    except formatted.CannotRender:
        return None


def _path(told: Said) -> str:
    return f"/{address.doi_path(str(told['doi']))}" if told.get("doi") else f"/works/{told['id']}"
