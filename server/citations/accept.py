"""Choosing by ``Accept`` as DOI registration agencies do.

Two things differ from plain HTTP: media types carry parameters that matter (``style``, ``locale``),
with blanks around ``=`` and ``;``; and among types of equal quality the first listed wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, TypeVar

from peerprov.errors import BadInput, Fault
from peerprov.server.negotiate import ACCEPT_BYTES

_PART: Final = re.compile(r'(?:[^,"]|"[^"]*")+')
_PIECE: Final = re.compile(r'(?:[^;"]|"[^"]*")+')
_TYPE: Final = re.compile(r"[\w!#$&^.+*-]+/[\w!#$&^.+*-]+")
_QUALITY: Final = re.compile(r"[01](?:\.\d{0,3})?")

Offer = TypeVar("Offer")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One range of an Accept header, in lower case; parameters without ``q``."""

    media_type: str
    quality: float = 1.0
    parameters: Mapping[str, str] = field(default_factory=dict)

    def fits(self, media_type: str) -> int:
        """0 where it does not fit, else 1 to 3, the more the closer."""
        if self.media_type == media_type:
            return 3
        if self.media_type == "*/*":
            return 1
        kind, _, subtype = self.media_type.partition("/")
        return 2 if subtype == "*" and media_type.startswith(f"{kind}/") else 0


def choices(accept: str, offers: Mapping[str, Offer]) -> Iterator[tuple[Offer, Mapping[str, str]]]:
    """Yields what would do, best first, each with the parameters that came with its type.

    Args:
        accept: the header; empty means that anything will do.
        offers: media type -> what is offered under it, in the order in which we like them.

    Raises:
        BadInput: the header is too long.
    """
    if len(accept) > ACCEPT_BYTES:
        what = f"The Accept header has {len(accept):,} bytes"
        raise BadInput(Fault(what, expected=f"at most {ACCEPT_BYTES:,}"))
    ranges = read_accept(accept) if accept.strip() else (Wanted("*/*"),)
    for each in sorted(ranges, key=lambda one: -one.quality):
        for media_type, offer in offers.items():
            if each.quality > 0 and each.fits(media_type) and _closest(ranges, media_type) is each:
                yield offer, each.parameters


def read_media_type(text: str) -> Wanted | None:
    """Reads one media type with its parameters, or gives None where it is not one."""
    pieces = [piece.strip() for piece in _PIECE.findall(text)]
    if not pieces or not _TYPE.fullmatch(pieces[0]):
        return None
    parameters: dict[str, str] = {}
    for piece in pieces[1:]:
        name, _, value = piece.partition("=")
        parameters.setdefault(name.strip().lower(), value.strip().strip('"').strip())
    quality = parameters.pop("q", "1")
    rated = float(quality) if _QUALITY.fullmatch(quality) else 1.0
    return Wanted(pieces[0].lower(), min(rated, 1.0), parameters)


@lru_cache(maxsize=256)
def read_accept(accept: str) -> tuple[Wanted, ...]:
    """Reads the ranges of an Accept header, leaving out what is not one."""
    read = (read_media_type(part) for part in _PART.findall(accept))
    return tuple(wanted for wanted in read if wanted)


def _closest(ranges: tuple[Wanted, ...], media_type: str) -> Wanted | None:
    """The range that speaks for a media type: the closest one, the earlier of equals."""
    return max(ranges, key=lambda each: each.fits(media_type), default=None)
