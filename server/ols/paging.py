"""Pages of lists, as HAL (v1) and as plain objects (v2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar
from urllib.parse import urlencode

from peerprov.errors import BadInput, Fault

Item = TypeVar("Item")
Json = dict[str, object]
USUAL: Final = 20
MOST: Final = 1000
_TRUE, _FALSE = ("true", "1", "yes"), ("false", "0", "no", "")


@dataclass(frozen=True, slots=True)
class Page:
    """Which page is asked for; pages count from 0."""

    number: int
    size: int

    def of(self, items: Sequence[Item]) -> Sequence[Item]:
        """The items on it."""
        return items[self.number * self.size : (self.number + 1) * self.size]

    def total(self, items: int) -> int:
        """How many pages a number of items needs."""
        return -(-items // self.size)


def read_page(arguments: Mapping[str, str]) -> Page:
    """Reads ``page`` and ``size``; a size over :data:`MOST` is cut."""
    size = number(arguments, "size", USUAL)
    return Page(number(arguments, "page", 0), min(max(size, 1), MOST))


def number(arguments: Mapping[str, str], name: str, usual: int) -> int:
    """Reads a number; raises :class:`BadInput`."""
    text = arguments.get(name, "").strip()
    if text and not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadInput(Fault(f"{text[:40]!r} is not a number", field=name, expected="0 or more"))
    return int(text) if text else usual


def flag(arguments: Mapping[str, str], name: str, usual: bool = False) -> bool:
    """Reads true or false in any case; raises :class:`BadInput`."""
    text = arguments.get(name)
    if text is None:
        return usual
    if text.lower() not in (*_TRUE, *_FALSE):
        raise BadInput(Fault(f"{text[:40]!r} is not true or false", field=name))
    return text.lower() in _TRUE


def hal(
    name: str,
    items: Sequence[Item],
    show: Callable[[Item], Json],
    page: Page,
    address: str,
    arguments: Mapping[str, str],
) -> Json:
    """A page as HAL has it; an empty list is embedded too.

    Args:
        name: of the embedded list.
        items: all of them.
        show: makes the object of one.
        page: the one asked for.
        address: of the list, without parameters.
        arguments: of the request, kept in the links.
    """
    last = max(page.total(len(items)) - 1, 0)
    kept = {key: value for key, value in arguments.items() if key not in ("page", "size")}

    def link(place: int) -> Json:
        query = urlencode({**kept, "page": place, "size": page.size})
        return {"href": f"{address}?{query}"}

    links = {"first": link(0), "self": link(page.number), "last": link(last)}
    links |= {"prev": link(page.number - 1)} if 0 < page.number <= last else {}
    links |= {"next": link(page.number + 1)} if page.number < last else {}
    return {
        "_embedded": {name: [show(each) for each in page.of(items)]},
        "_links": links,
        "page": {
            "size": page.size,
            "totalElements": len(items),
            "totalPages": page.total(len(items)),
            "number": page.number,
        },
    }


def plain(
    items: Sequence[Item],
    show: Callable[[Item], Json],
    page: Page,
    facets: Mapping[str, Mapping[str, int]],
) -> Json:
    """A page as v2 has it."""
    shown = [show(each) for each in page.of(items)]
    return {
        "page": page.number,
        "numElements": len(shown),
        "totalPages": page.total(len(items)),
        "totalElements": len(items),
        "elements": shown,
        "facetFieldsToCounts": facets,
    }
