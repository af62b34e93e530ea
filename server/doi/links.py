"""Signposting (FAIR level 1 and 2): the typed links of a work, as headers and as link sets.

``cite-as`` leads to the permanent address of our record; the DOI resolves to the publisher, so it
is ``related`` here. Sources: signposting.org/FAIR, RFC 8288, RFC 9264.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from peerprov.server.citations.formats import BIBLIOGRAPHY, FORMATS
from peerprov.server.citations.kinds import kind_of
from peerprov.server.citations.work import CitedWork
from peerprov.server.doi import address

LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
LINKSET: Final = "application/linkset"
LINKSET_JSON: Final = "application/linkset+json"


@dataclass(frozen=True, slots=True)
class Link:
    """A typed link; ``media_type`` is that of the target."""

    relation: str
    target: str
    media_type: str | None = None

    def header(self, anchor: str | None = None) -> str:
        """Writes it as in a Link header, or with an anchor as in a link set."""
        text = f'<{self.target}>; rel="{self.relation}"'
        text += f'; type="{self.media_type}"' if self.media_type else ""
        return text + (f'; anchor="{anchor}"' if anchor else "")


@lru_cache(maxsize=4096)
def landing_links(work: CitedWork, root: str) -> tuple[Link, ...]:
    """Gives the links of the page of a work.

    Args:
        work: the work.
        root: address of this server, ending in a slash.
    """
    page = root + address.work_path(work)
    links = [
        Link("cite-as", address.permanent(work)),
        Link("type", "https://schema.org/AboutPage"),
        Link("type", f"https://schema.org/{kind_of(work).schema}"),
        Link("license", LICENCE),
    ]
    links += [Link("related", work.node.value)] if work.doi else []
    links += [
        Link("describedby", metadata_url(work, form.media_type, root), form.media_type)
        for form in FORMATS
        if form.media_type != BIBLIOGRAPHY and form.fits(work)
    ]
    return (
        *links,
        Link("item", f"{page}/findings", "application/json"),
        Link("linkset", f"{page}/linkset", LINKSET),
        Link("linkset", f"{page}/linkset.json", LINKSET_JSON),
    )


def metadata_links(work: CitedWork, root: str) -> tuple[Link, ...]:
    """Gives the links of one description of a work: back to its page."""
    return Link("describes", root + address.work_path(work)), Link("license", LICENCE)


def content_links(work: CitedWork, root: str) -> tuple[Link, ...]:
    """Gives the links of what belongs to the page of a work, its findings."""
    return Link("collection", root + address.work_path(work)), Link("license", LICENCE)


def metadata_url(work: CitedWork, media_type: str, root: str) -> str:
    """The address of the description of a work in one format."""
    return f"{root}works/{address.name_of(work)}/transform/{media_type}"


@lru_cache(maxsize=4096)
def as_headers(links: tuple[Link, ...]) -> str:
    """Writes links as the value of one Link header."""
    return ", ".join(link.header() for link in links)


def as_linkset(work: CitedWork, root: str) -> str:
    """Writes all links around a work as ``application/linkset``."""
    return (
        ",\n".join(link.header(anchor) for anchor, links in _around(work, root) for link in links)
        + "\n"
    )


def as_linkset_json(work: CitedWork, root: str) -> str:
    """Writes all links around a work as ``application/linkset+json``."""
    contexts: list[dict[str, object]] = []
    for anchor, links in _around(work, root):
        targets: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
        for link in links:
            typed = {"type": link.media_type} if link.media_type else {}
            targets[link.relation].append({"href": link.target, **typed})
        contexts.append({"anchor": anchor, **targets})
    return json.dumps({"linkset": contexts}, indent=1) + "\n"


def _around(work: CitedWork, root: str) -> list[tuple[str, list[Link]]]:
    landing = landing_links(work, root)
    page = root + address.work_path(work)
    around = [(page, [link for link in landing if link.relation != "linkset"])]
    back = {"describedby": "describes", "item": "collection"}
    around += [
        (link.target, [Link(back[link.relation], page)])
        for link in landing
        if link.relation in back
    ]
    return around
