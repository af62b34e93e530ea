"""The list of works, narrowed by what stands in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from peerprov.server.site.works import FACETS, Choice, Work, Works

ALL_YEARS: Final = (0, 9999)


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its values, each with the address that chooses it or takes it back."""

    name: str
    choices: list[tuple[Choice, str]]


@dataclass(frozen=True, slots=True)
class Selection:
    """What an address asks for.

    Attributes:
        chosen: facet -> value.
        years: first and last.
        words: of title, author or label.
    """

    chosen: Mapping[str, str]
    years: tuple[int, int]
    words: str

    def address(self, page: str = "/works", **changed: str) -> str:
        """The address of this selection with something changed; an empty value takes it away."""
        said = {**self.chosen, **self._years(), "q": self.words, **changed}
        kept = {name: value for name, value in said.items() if value}
        return f"{page}?{urlencode(kept)}" if kept else page

    def _years(self) -> dict[str, str]:
        first, last = self.years
        return {
            "from": str(first) if first != ALL_YEARS[0] else "",
            "to": str(last) if last != ALL_YEARS[1] else "",
        }


def read_selection(given: Mapping[str, str]) -> Selection:
    """Reads a selection; what is not a year, or not a facet, is left out."""
    chosen = {name: given[name][:200] for name in FACETS if given.get(name)}
    first = _year(given.get("from", ""), ALL_YEARS[0])
    last = _year(given.get("to", ""), ALL_YEARS[1])
    return Selection(chosen, (first, last), given.get("q", "").strip()[:200])


def select(works: Works, selection: Selection) -> list[Work]:
    """The works that fit, newest first."""
    wanted = selection.words.casefold().split()
    return [
        work
        for work in works.narrowed(selection.chosen, selection.years)
        if all(word in _words(work) for word in wanted)
    ]


def facets(works: Works, selection: Selection) -> list[Facet]:
    """The facets, with what each value would leave."""
    found = []
    for name in FACETS:
        choices = works.choices(name, selection.chosen, selection.years)
        addresses = [
            (each, selection.address(**{name: "" if each.chosen else each.value}))
            for each in choices
        ]
        if addresses:
            found.append(Facet(name, addresses))
    return found


def _words(work: Work) -> str:
    return " ".join((work.title, work.label, work.doi, work.container, *work.authors)).casefold()


def _year(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else otherwise
