"""What the templates use: words, numbers, addresses."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from peerprov.server.site import assets
from peerprov.server.site.texts import number, say, words

if TYPE_CHECKING:
    from jinja2 import Environment


def furnish(environment: Environment, served: Callable[[], int]) -> None:
    """Gives an environment what the templates use.

    Args:
        environment: has to autoescape; must not have loaded a template yet.
        served: gives the number of the current version, 0 where there is none.
    """
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    environment.globals |= {
        "t": say, "words": words, "asset": assets.address, "served_version": served
    }  # fmt: skip
    environment.filters |= {"number": number, "web": web_address}


@functools.cache
def standalone() -> Environment:
    """An environment for pages that are made outside Flask."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("peerprov.server"), autoescape=True, undefined=StrictUndefined
    )
    furnish(made, lambda: 0)
    return made


def web_address(text: str) -> str:
    """Gives an address back if it leads to the web, else ``#``: ``javascript:`` must not be linked.

    >>> web_address("javascript:alert(1)")
    '#'
    """
    try:
        scheme = urlsplit(text).scheme
    except ValueError:
        return "#"
    return text if scheme.lower() in ("http", "https") else "#"
