"""Works of a page as a file for reference managers and spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

from flask import Response
from pyoxigraph import NamedNode

from peerprov.errors import Missing
from peerprov.server.citations.formats import FORMATS
from peerprov.server.citations.read import read_works
from peerprov.server.site.edition import Edition
from peerprov.server.site.rendering import label
from peerprov.server.site.works import Work

FILES: Final = (("BibTeX", "bib"), ("RIS", "ris"), ("CSL-JSON", "json"), ("CSV", "csv"))
"""Name and extension of each."""
_COLUMNS: Final = ("id", "doi", "label", "title", "year", "container", "findings")
_LISTS: Final = ("authors", "design", "country")


def works_file(edition: Edition, works: Iterable[Work], extension: str, name: str) -> Response:
    """Writes works in the order given.

    Args:
        edition: that they are of.
        works: to be written.
        extension: one of `FILES`.
        name: of the file, without the extension.

    Raises:
        Missing: there is no such format.
    """
    formats = dict(FILES)
    written = next((each for each, known in formats.items() if known == extension), None)
    if written is None:
        listed = ", ".join(formats.values())
        raise Missing(f"Works are not given as {extension[:20]!r}. There is: {listed}")
    if extension == "csv":
        response = Response(_table(works), content_type="text/csv; charset=utf-8; header=present")
    else:
        form = next(each for each in FORMATS if each.name == written)
        nodes = (NamedNode(work.iri) for work in works)
        body = b"".join(form.many(edition.store, read_works(edition.store, nodes), {}))
        response = Response(body, content_type=form.content_type({}))
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{extension}"'
    return label(response, edition)


def _table(works: Iterable[Work]) -> str:
    lines = io.StringIO()
    rows = csv.writer(lines)
    rows.writerow((*_COLUMNS, *_LISTS))
    for work in works:
        plain = [getattr(work, name) or "" for name in _COLUMNS]
        facets = [work.authors, work.facets.get("design", []), work.facets.get("country", [])]
        rows.writerow((*plain, *("; ".join(each) for each in facets)))
    return lines.getvalue()
