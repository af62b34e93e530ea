"""What belongs to a work: its findings, the works related to it, its typed links."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from flask import Response

from peerprov.server.citations.work import CitedWork
from peerprov.server.doi import answers, links, table
from peerprov.server.doi.answers import HTML, RDF, Served
from peerprov.server.doi.findings import finding_quads, read_findings
from peerprov.server.doi.related import related

JSON: Final = "application/json"
CSV: Final = "text/csv"
_PAGES: Final = (HTML, "application/xhtml+xml")
_FINDING_COLUMNS: Final = (
    *("id", "kind", "concept", "term.id", "term.label", "term_reason", "statement", "influence"),
    *("outcome.recipient", "outcome.direction", "outcome.basis", "outcome.comparator_kind"),
    *("outcome.comparator", "outcome.measure", "outcome.effect", "outcome.effect_estimate.type"),
    *(f"outcome.effect_estimate.{name}" for name in ("value", "ci_low", "ci_high", "ci_level")),
    *("outcome.effect_estimate.p", "outcome.effect_estimate.n", "stage", "actor", "addresses"),
    *("addresses_terms", "leads_to", "leads_to_terms", "perspective", "perspective_group"),
    *("claim_origin", "second_hand_from", "second_hand_works", "scope", "levels", "text_read"),
    *("locator", "certainty", "conflicts_with", "iri"),
)
_RELATED_COLUMNS: Final = (
    *("id", "doi", "label", "title", "relations", "shared_term_count", "shared_terms"),
    *("agreement_count", "disagreement_count", "work"),
)


def _findings(served: Served, work: CitedWork) -> Response:
    names = (JSON, CSV, *RDF, *_PAGES)
    chosen, _ = answers.pick(served, {name: name for name in names})
    if chosen in RDF:
        response = answers.rdf(served, finding_quads(served.store, work), chosen)
    elif chosen in _PAGES:
        response = served.pages.findings(served, work, read_findings(served.store, work))
    elif chosen == CSV:
        rows = table.write(read_findings(served.store, work), _FINDING_COLUMNS)
        response = answers.content(served, b"".join(rows), f"{CSV}; charset=utf-8; header=present")
    else:
        told = read_findings(served.store, work)
        response = answers.plain_json(served, {**_named(work), "findings": told})
    return answers.linked(response, links.content_links(work, served.root))


def _related(served: Served, work: CitedWork) -> Response:
    chosen, _ = answers.pick(served, {name: name for name in (JSON, CSV, *_PAGES)})
    told = related(served.store, work)
    if chosen in _PAGES:
        response = served.pages.related(served, work, told)
    elif chosen == CSV:
        rows = table.write((_counted(each) for each in told), _RELATED_COLUMNS)
        response = answers.content(served, b"".join(rows), f"{CSV}; charset=utf-8; header=present")
    else:
        response = answers.plain_json(served, {**_named(work), "related": told})
    return answers.linked(response, links.content_links(work, served.root))


def _linkset(served: Served, work: CitedWork) -> Response:
    as_json, _ = answers.pick(served, {links.LINKSET: False, links.LINKSET_JSON: True, JSON: True})
    if as_json:
        return _linkset_json(served, work)
    body = links.as_linkset(work, served.root).encode()
    return answers.content(served, body, links.LINKSET)


def _linkset_json(served: Served, work: CitedWork) -> Response:
    body = links.as_linkset_json(work, served.root).encode()
    return answers.content(served, body, links.LINKSET_JSON)


PARTS: Final[dict[str, Callable[[Served, CitedWork], Response]]] = {
    "findings": _findings,
    "related": _related,
    "linkset": _linkset,
    "linkset.json": _linkset_json,
}
"""Last part of the path -> what makes the response."""


def _named(work: CitedWork) -> dict[str, object]:
    named = {"work": work.node.value, "id": work.id, "doi": work.doi, "label": work.label}
    return {name: value for name, value in named.items() if value}


def _counted(told: Mapping[str, object]) -> dict[str, object]:
    """A related work as one row: counts of agreements, and the labels of shared terms."""
    shared = told.get("shared_terms")
    return {
        **told,
        "shared_terms": [each["term"] for each in shared] if isinstance(shared, list) else [],
        "agreement_count": _count(told.get("agreements")),
        "disagreement_count": _count(told.get("disagreements")),
    }


def _count(value: object) -> int:
    return len(value) if isinstance(value, list) else 0
