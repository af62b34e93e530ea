"""All words of the pages, in one file for translation: ``server/templates/texts.toml``.

A text may hold ``{name}`` for a value. A text that depends on a number is a table of ``one`` and
``other``, chosen by the value ``n``.
"""

from __future__ import annotations

import functools
import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from markupsafe import Markup, escape

FILE: Final = Path(__file__).resolve().parent.parent / "templates" / "texts.toml"

Text = str | Mapping[str, str]


@functools.cache
def texts() -> dict[str, Text]:
    """Reads the file: dotted key -> text."""
    with FILE.open("rb") as file:
        return dict(_flat("", tomllib.load(file)))


def say(key: str, **values: object) -> Markup:
    """Gives a text with its values put in; text and values are escaped, `Markup` values are not.

    Raises:
        KeyError: there is no such text, or it needs a value that is not given.
    """
    text = texts()[key]
    if not isinstance(text, str):
        text = text["one" if values["n"] == 1 else "other"]
    shown = {name: _shown(value) for name, value in values.items()}
    return escape(text).format(**shown) if shown else escape(text)


@functools.cache
def words(prefix: str) -> str:
    """The texts below a key as JSON, for scripts: what follows the key -> text."""
    found = {
        key.removeprefix(prefix): text
        for key, text in texts().items()
        if key.startswith(prefix) and isinstance(text, str)
    }
    return json.dumps(found, ensure_ascii=False)


def number(value: int) -> str:
    """Writes a number with thin spaces between thousands.

    >>> number(67358)
    '67\\u202f358'
    """
    return f"{value:,}".replace(",", "\u202f")


def _shown(value: object) -> object:
    return number(value) if isinstance(value, int) and value >= 10_000 else value


def _flat(prefix: str, table: Mapping[str, object]) -> list[tuple[str, Text]]:
    found: list[tuple[str, Text]] = []
    for name, value in table.items():
        if isinstance(value, str) or (isinstance(value, dict) and set(value) == {"one", "other"}):
            found.append((prefix + name, value))
        elif isinstance(value, dict):
            found += _flat(f"{prefix}{name}.", value)
    return found
