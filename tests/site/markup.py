"""Reads a page the way a screen reader does, enough to say what is wrong with its semantics."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

VOID = {"meta", "link", "input", "br", "hr", "img", "rect", "circle", "wbr", "source"}
LANDMARKS = ("header", "nav", "main", "footer")


@dataclass
class Page(HTMLParser):
    """A parsed page; `faults` says what is wrong with it."""

    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if len(given) != len(attrs):
            self.faults.append(f"{tag} has an attribute twice")
        self.tags.append((tag, given))
        if tag not in VOID:
            self.open.append(tag)
        self.faults += [f"{tag} carries {name}" for name in given if name.startswith("on")]
        if "style" in given:
            self.faults.append(f"{tag} carries a style")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes what is not open")

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def named(self, tag: str) -> list[dict[str, str]]:
        return [given for name, given in self.tags if name == tag]


def read(html: str) -> Page:
    page = Page()
    page.feed(html)
    page.close()
    page.faults += [f"<{tag}> is never closed" for tag in page.open]
    page.faults += _structure(page)
    page.faults += _forms(page)
    return page


def _structure(page: Page) -> list[str]:
    faults = [f"{len(page.named('h1'))} h1"] if len(page.named("h1")) != 1 else []
    faults += [f"no {name}" for name in LANDMARKS if not page.named(name)]
    ids = [given["id"] for _, given in page.tags if "id" in given]
    faults += [
        f"the id {name} stands twice" for name in sorted({i for i in ids if ids.count(i) > 1})
    ]
    levels = [int(tag[1]) for tag, _ in page.tags if tag in ("h1", "h2", "h3", "h4")]
    for above, below in pairwise(levels):
        if below > above + 1:
            faults.append(f"h{below} follows h{above}")
    for _, given in page.tags:
        for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for"):
            faults += [
                f"{name} {one} leads nowhere"
                for one in given.get(name, "").split()
                if one not in ids
            ]
    return faults


def _forms(page: Page) -> list[str]:
    labelled = {given.get("for") for given in page.named("label")}
    fields = [
        given
        for tag in ("input", "select", "textarea")
        for given in page.named(tag)
        if given.get("type") not in ("hidden", "submit")
    ]
    return [
        f"the field {given.get('name')} has no label"
        for given in fields
        if given.get("id") not in labelled and "aria-label" not in given
    ]
