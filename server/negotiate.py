"""Content negotiation (RFC 9110, section 12.5): Accept with q-values, and ``format=``."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from peerprov.errors import BadInput, Fault, Refused

ACCEPT_BYTES = 8192


class NotAcceptable(Refused):
    """None of the formats that the caller accepts can be given (406)."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format that can be given.

    Attributes:
        extension: file extension, which also names the format to the executor.
        media_type: what it is called in Content-Type.
        aliases: other media types that ask for it, answered under the name that was asked for.
        names: what ``format=`` may call it besides extension and media types.
    """

    extension: str
    media_type: str
    aliases: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A format and the Content-Type to send it with."""

    format: Format
    content_type: str


TABLES = (
    Format("srj", "application/sparql-results+json", ("application/json", "text/json"), ("json",)),
    Format("srx", "application/sparql-results+xml", ("application/xml", "text/xml"), ("xml",)),
    Format("csv", "text/csv", (), ()),
    Format("tsv", "text/tab-separated-values", (), ()),
)
GRAPHS = (
    Format("ttl", "text/turtle", ("application/turtle", "application/x-turtle"), ("turtle",)),
    Format("nt", "application/n-triples", ("text/plain",), ("ntriples", "n-triples")),
    Format("jsonld", "application/ld+json", ("application/json",), ("json-ld", "json")),
    Format(
        "rdf", "application/rdf+xml", ("application/xml", "text/xml"), ("rdf+xml", "rdfxml", "xml")
    ),
    Format("nq", "application/n-quads", ("text/x-nquads",), ("nquads", "n-quads")),
    Format("trig", "application/trig", ("application/x-trig",), ()),
    Format("n3", "text/n3", ("text/rdf+n3",), ()),
)

_RANGE = re.compile(r"\s*([\w!#$&^.+*-]+)/([\w!#$&^.+*-]+)\s*((?:;[^,]*)?)$")
_QUALITY = re.compile(r";\s*[qQ]\s*=\s*([01](?:\.\d{0,3})?)\s*(?:;|$)")


@dataclass(frozen=True, slots=True)
class _Range:
    kind: str
    subtype: str
    quality: float
    order: int

    def fits(self, media_type: str) -> int:
        """0 where it does not fit, else 1 to 3 by specificity."""
        kind, _, subtype = media_type.partition("/")
        if (self.kind, self.subtype) == (kind, subtype):
            return 3
        if self.subtype != "*":
            return 0
        return 2 if self.kind == kind else int(self.kind == "*")


@functools.lru_cache(maxsize=512)
def _ranges(accept: str) -> tuple[_Range, ...]:
    found = []
    for order, part in enumerate(accept.lower().split(",")):
        match = _RANGE.match(part)
        if match:
            quality = _QUALITY.search(match[3])
            found.append(_Range(match[1], match[2], float(quality[1]) if quality else 1.0, order))
    return tuple(found)


def _rate(ranges: tuple[_Range, ...], media_type: str) -> tuple[float, int, int]:
    """Rates a media type: quality of the most specific range that fits, specificity, place."""
    best = max(
        (r for r in ranges if r.fits(media_type)), key=lambda r: r.fits(media_type), default=None
    )
    if best is None:
        return 0.0, 0, 0
    return best.quality, best.fits(media_type), -best.order


def choose(accept: str, formats: tuple[Format, ...]) -> Choice | None:
    """Chooses by an Accept header; None where nothing offered is acceptable.

    Highest quality first, then the type named more exactly, then the one named earlier; the order
    of ``formats`` decides the rest.
    """
    if not accept.strip():
        return Choice(formats[0], _content_type(formats[0].media_type))
    ranges = _ranges(accept)
    best: tuple[tuple[float, int, int], Choice] | None = None
    for form in formats:
        for media_type in (form.media_type, *form.aliases):
            rate = _rate(ranges, media_type)
            exact = media_type == form.media_type or rate[1] == 3
            if rate[0] > 0 and exact and (best is None or rate > best[0]):
                best = rate, Choice(form, _content_type(media_type))
    return best[1] if best else None


@functools.lru_cache(maxsize=128)
def by_name(name: str, formats: tuple[Format, ...]) -> Choice | None:
    """Chooses by what a ``format=`` parameter says."""
    wanted = name.strip().lower().replace(" ", "+")
    for form in formats:
        if wanted in (form.extension, form.media_type, *form.names, *form.aliases):
            return Choice(form, _content_type(form.media_type))
    return None


def select(accept: str, names: tuple[str, ...] = ()) -> tuple[Choice | None, Choice | None]:
    """Chooses the format for tables and the one for graphs; which is needed only the engine knows.

    Args:
        accept: the Accept header.
        names: values of ``format=``, which win over the header.

    Raises:
        BadInput: the Accept header is longer than `ACCEPT_BYTES`.
        NotAcceptable: nothing fits, for tables or graphs.
    """
    if len(accept) > ACCEPT_BYTES:
        what = f"The Accept header has {len(accept):,} bytes"
        raise BadInput(Fault(what, expected=f"at most {ACCEPT_BYTES:,}"))
    if names:
        chosen = _first_known(names, TABLES), _first_known(names, GRAPHS)
    else:
        chosen = _choose_both(accept)
    if chosen == (None, None):
        raise not_acceptable(TABLES + GRAPHS)
    return chosen


@functools.lru_cache(maxsize=512)
def _choose_both(accept: str) -> tuple[Choice | None, Choice | None]:
    return choose(accept, TABLES), choose(accept, GRAPHS)


def _first_known(names: tuple[str, ...], formats: tuple[Format, ...]) -> Choice | None:
    return next((choice for name in names if (choice := by_name(name, formats))), None)


def not_acceptable(formats: tuple[Format, ...]) -> NotAcceptable:
    """Makes the error that lists what there is."""
    listed = ", ".join(form.media_type for form in formats)
    return NotAcceptable(
        f"The answer cannot be given in a format that you accept. There is: {listed}"
    )


def wants_html(accept: str) -> bool:
    """Says whether a browser asks: HTML is named and nothing else is liked better."""
    if "html" not in accept.lower():
        return False
    ranges = _ranges(accept[:ACCEPT_BYTES])
    html = max(_rate(ranges, "text/html")[0], _rate(ranges, "application/xhtml+xml")[0])
    return html > 0 and html >= max((r.quality for r in ranges), default=0.0)


def _content_type(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
