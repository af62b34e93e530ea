"""The tutorials: Markdown with commands and what they printed, as pages.

A test runs every command against a real server and holds what it prints to what stands there.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

FOLDER: Final = Path(__file__).resolve().parent.parent / "templates" / "tutorials"
NAMES: Final = ("ask", "doi", "edit")
"""One for each kind of user: those who query, tools that link by DOI, editors."""
ADDRESS: Final = "http://localhost:8080"
"""What stands in the files for the address of the server."""
_COMMAND: Final = re.compile(r"^\$ (.*(?:\n> .*)*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Example:
    """A block of a tutorial.

    Attributes:
        kind: ``console`` or ``python``.
        code: to be run.
        output: what it printed.
    """

    kind: str
    code: str
    output: str


@dataclass(frozen=True, slots=True)
class Tutorial:
    """A tutorial: its heading, its first paragraph, and the rest as HTML."""

    name: str
    title: str
    lead: str
    body: Markup


def source(name: str) -> str:
    """The text of a tutorial."""
    return (FOLDER / f"{name}.md").read_text("utf-8")


@functools.cache
def tutorial(name: str, root: str) -> Tutorial:
    """Reads a tutorial as a page of the server at ``root`` (no slash at its end)."""
    parser = _parser()
    tokens = parser.parse(source(name).replace(ADDRESS, root))
    title, lead = tokens[1].content, tokens[4].content
    rest = parser.renderer.render(tokens[6:], parser.options, {})
    return Tutorial(name, title, lead, Markup(rest))  # noqa: S704 - our text; HTML in it is escaped


def console(text: str) -> Iterator[Example]:
    """Splits a block of commands, each with what it printed."""
    starts = [*_COMMAND.finditer(text)]
    for at, found in enumerate(starts):
        end = starts[at + 1].start() if at + 1 < len(starts) else len(text)
        command = found[1].replace("\n> ", "\n")
        yield Example("console", command, text[found.end() : end].strip("\n"))


def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False})
    parser.add_render_rule("fence", _fence)
    return parser


def _fence(_renderer: object, tokens: list[Token], index: int, *_: object) -> str:
    token = tokens[index]
    if token.info == "console":
        return "".join(
            f'<pre class="command" tabindex="0" data-copy>{escape(each.code)}</pre>'
            + _printed(each.output)
            for each in console(token.content)
        )
    if token.info == "output":
        return _printed(token.content.rstrip("\n"))
    return f'<pre class="command" tabindex="0" data-copy>{escape(token.content.rstrip())}</pre>'


def _printed(text: str) -> str:
    return f'<pre class="printed" tabindex="0">{escape(text)}</pre>' if text else ""
