"""The citation of a work in the style that the reader of its page asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from peerprov.server.citations import formatted
from peerprov.server.citations.work import CitedWork

OFFERED: Final = (
    *("apa", "american-medical-association", "american-sociological-association", "bmc-medicine"),
    *("bmj", "chicago-author-date", "community-mental-health-journal", "elsevier-harvard"),
    *("elsevier-vancouver", "harvard-cite-them-right", "ieee", "modern-language-association"),
    *("nature", "plos", "psychiatric-services", "science", "springer-basic-author-date"),
    *("the-lancet", "vancouver-nlm"),
)
"""Styles that the field asks for most; any other may be named."""


@dataclass(frozen=True, slots=True)
class Styled:
    """A citation in a style; ``fault`` says why there is none."""

    style: str
    text: str
    fault: str


def styled(work: CitedWork, style: str) -> Styled:
    """Cites a work; an empty style is the usual one."""
    try:
        how = formatted.manner(style or None)
        return Styled(how.style, formatted.cite(work, how), "")
    except formatted.CannotRender as error:
        return Styled(style, "", str(error))
