"""The pages of works in the layout of the site; semantic HTML that works without JavaScript."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from flask import Response, render_template, request
from markupsafe import Markup
from pyoxigraph import NamedNode, Store

from peerprov.server.citations.formats import BIBLIOGRAPHY, FORMATS, Format, by_media_type
from peerprov.server.citations.kinds import kind_of
from peerprov.server.citations.work import CitedWork
from peerprov.server.doi import address, answers, links
from peerprov.server.doi.answers import Served
from peerprov.server.doi.citation_picture import citation_picture
from peerprov.server.doi.facts import Named, finding_named, read_facts, term_path, work_named
from peerprov.server.doi.findings import Said, read_findings
from peerprov.server.doi.related import related
from peerprov.server.doi.styles import OFFERED, styled
from peerprov.server.policy import CSP

KINDS: Final = (
    *("determinant", "strategy", "outcome", "mechanism", "role", "function", "competency"),
    *("context", "definition", "gap"),
)
"""Kinds of findings in the order in which a page shows them; further ones follow."""

_COPIED: Final = ("BibTeX", "RIS", "CSL-JSON")
_SCHEMA: Final = "application/vnd.schemaorg.ld+json"
_RELATED: Final = 6
_MOST_KEPT: Final = 500


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding with the addresses of what it names."""

    said: Said
    term: Named | None
    against: tuple[Named, ...]
    addresses: tuple[Named, ...]
    leads_to: tuple[Named, ...]
    second_hand: tuple[Named, ...]


class SitePages:
    """Pages made of the templates in ``templates/doi``, which extend those of the site."""

    def __init__(self) -> None:
        """Keeps the pages of works that were made of the version served."""
        self._kept: dict[str, bytes] = {}
        self._number = 0
        self._lock = threading.Lock()

    def work(self, served: Served, of: CitedWork) -> Response:
        """The page of a work: citation, facts, what it says, works around it."""
        with self._lock:
            if self._number != served.number or len(self._kept) >= _MOST_KEPT:
                self._number, self._kept = served.number, {}
            kept = self._kept
        style = request.args.get("style", "").strip()[:100]
        key = f"{of.node.value} {style}"
        body = kept.get(key)
        if body is None:
            values = _work_values(served, of)
            body = _render("doi/work.html", of, cited=styled(of, style), styles=OFFERED, **values)
            kept[key] = body
        return _response(served, body)

    def findings(self, served: Served, of: CitedWork, told: Sequence[Said]) -> Response:
        """The page of all that a work says, with every coded field."""
        shown = [_shown(served.store, said) for said in told]
        return _response(served, _render("doi/findings.html", of, groups=_grouped(shown)))

    def related(self, served: Served, of: CitedWork, told: Sequence[Said]) -> Response:
        """The page of works related to a work, with the reasons."""
        rows = [(each, _path(each)) for each in told]
        return _response(served, _render("doi/related.html", of, related=rows))

    def works(self, served: Served, all_works: Sequence[CitedWork]) -> Response:
        """The page of all works, where the site's own list does not answer."""
        rows = [(each, f"/{address.work_path(each)}") for each in all_works]
        return _response(served, _render("doi/works.html", None, works=rows))


def _work_values(served: Served, of: CitedWork) -> dict[str, object]:
    shown = [_shown(served.store, said) for said in read_findings(served.store, of)]
    near = related(served.store, of)
    return {
        "kind": kind_of(of).name,
        "copied": _copied(served.store, of),
        "schema": _schema(served.store, of),
        "facts": read_facts(served.store, of),
        "picture": citation_picture(served.store, of),
        "zotero": kind_of(of).csl,
        "groups": _grouped(shown),
        "found": len(shown),
        "unsettled": [each for each in shown if each.against],
        "related": [(each, _path(each)) for each in near[:_RELATED]],
        "related_count": len(near),
    }


def _render(template: str, of: CitedWork | None, **values: object) -> bytes:
    if of is not None:
        values |= {"work": of, "path": f"/{address.work_path(of)}", "formats": _formats(of)}
    page = render_template(template, here="works", term_path=term_path, kinds=KINDS, **values)
    return page.encode("utf-8", "replace")


def _response(served: Served, body: bytes) -> Response:
    response = answers.content(served, body, "text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = CSP
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    return response


def _formats(of: CitedWork) -> list[tuple[str, str, str]]:
    """Name, path and media type of each format that a work can be had in."""
    return [
        (form.name, links.metadata_url(of, form.media_type, "/"), form.media_type)
        for form in FORMATS
        if form.fits(of) and form.media_type != BIBLIOGRAPHY
    ]


def _copied(store: Store, of: CitedWork) -> list[tuple[str, str, str]]:
    """The citations that can be copied off the page: name, text, path of the same as a file."""
    return [
        (form.name, _written(store, of, form), links.metadata_url(of, form.media_type, "/"))
        for name in _COPIED
        for form in FORMATS
        if form.name == name and form.fits(of)
    ]


def _schema(store: Store, of: CitedWork) -> Markup | None:
    """The work as schema.org JSON-LD, fit for a data block: nothing in it can end the element."""
    form = by_media_type(_SCHEMA)
    if form is None or not form.fits(of):
        return None
    text = _written(store, of, form)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704 - escaped as JSON is


def _written(store: Store, of: CitedWork, form: Format) -> str:
    return form.one(store, of, {}).decode().replace("\r\n", "\n").strip()


def _grouped(shown: Sequence[Shown]) -> list[tuple[str, list[Shown]]]:
    kinds = dict.fromkeys((*KINDS, *(str(each.said.get("kind", "")) for each in shown)))
    groups = ((kind, [each for each in shown if each.said.get("kind") == kind]) for kind in kinds)
    return [(kind, members) for kind, members in groups if members]


def _shown(store: Store, said: Said) -> Shown:
    return Shown(
        said,
        next(_terms([said["term"]] if "term" in said else []), None),
        tuple(finding_named(store, NamedNode(each)) for each in _texts(said, "conflicts_with")),
        tuple(_terms(said.get("addresses_terms"))),
        tuple(_terms(said.get("leads_to_terms"))),
        tuple(work_named(store, NamedNode(each)) for each in _texts(said, "second_hand_works")),
    )


def _terms(told: object) -> Iterator[Named]:
    for each in told if isinstance(told, list) else ():
        term = str(each["iri"])
        yield Named(str(each.get("label") or term), term_path(term))


def _texts(said: Said, name: str) -> list[str]:
    found = said.get(name)
    return [str(each) for each in found] if isinstance(found, list) else []


def _path(told: Said) -> str:
    return f"/{address.doi_path(str(told['doi']))}" if told.get("doi") else f"/works/{told['id']}"
