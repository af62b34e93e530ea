"""All words of the pages stand in one file, and each of them is used."""

from __future__ import annotations

import re
from pathlib import Path

from peerprov.namespaces import PREFIXES
from peerprov.server.site.texts import say, texts

SERVER = Path(__file__).parents[2] / "server"
TEMPLATES = sorted((SERVER / "templates").rglob("*.html"))
OURS = [path for path in TEMPLATES if path.name != "plain.html"]
SOURCES = [*SERVER.rglob("*.html"), *SERVER.rglob("*.svg"), *SERVER.rglob("*.xml"),
           *(SERVER / "site").glob("*.py"), *(SERVER / "doi").glob("*.py")]  # fmt: skip
CALL = re.compile(r"""\b(?:t|say)\(\s*f?["']([\w. {}-]+)["'](\s*~|)""")


SCRIPTS = sorted((SERVER / "ui" / "src").rglob("*.ts"))
WORD = re.compile(
    r"""\bword\((?:[^"'`()]*\? )?["'`]([\w.-]+)(\$\{)?[^"'`]*["'`](?: : ["']([\w.-]+)["'])?"""
)


def scripted() -> tuple[set[str], set[str]]:
    """The same of the scripts, whose words stand below ``ui`` and ``editor``."""
    whole, begun = set(), set()
    for path in SCRIPTS:
        place = "editor" if "editor" in path.parent.name or path.name == "sparql.ts" else "ui"
        for key, joined, other in WORD.findall(path.read_text(encoding="utf-8")):
            (begun if joined else whole).add(f"{place}.{key}")
            whole |= {f"{place}.{other}"} if other else set()
    return whole, begun


def calls() -> tuple[set[str], set[str]]:
    """Keys that are named whole, and the beginnings of those that are put together."""
    whole, begun = set(), set()
    for path in SOURCES:
        if "node_modules" in path.parts:
            continue
        for key, joined in CALL.findall(path.read_text(encoding="utf-8")):
            if joined or "{" in key:
                begun.add(key.split("{")[0])
            else:
                whole.add(key)
    return whole, begun


def test_every_text_that_is_asked_for_exists() -> None:
    whole, begun = (one | other for one, other in zip(calls(), scripted(), strict=True))

    assert len(whole) > 100
    assert whole - set(texts()) == set()
    for start in begun:
        assert any(key.startswith(start) for key in texts()), start


def test_no_text_is_left_over() -> None:
    whole, begun = (one | other for one, other in zip(calls(), scripted(), strict=True))
    conditional = re.compile(r'"(map\.(?:un)?fold)"')
    for path in OURS:
        whole |= set(conditional.findall(path.read_text(encoding="utf-8")))

    assert [key for key in texts() if key not in whole and not key.startswith(tuple(begun))] == []


def test_no_words_stand_in_the_templates_themselves() -> None:
    outside = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<script.*?</script>", re.DOTALL)
    found = {}
    for path in OURS:
        bare = outside.sub("", path.read_text(encoding="utf-8"))
        bare = re.sub(r"<[^>]*>", " ", bare, flags=re.DOTALL)
        words = [word for word in re.findall(r"[A-Za-z]{3,}", bare) if word not in ALLOWED]
        if words:
            found[path.name] = words

    assert found == {}


ALLOWED = {"CSV", "SVG", "PNG", "SELECT", "WHERE", "LIMIT", "UTC", "peerprov", "build"}


def test_a_text_chooses_by_number_and_escapes_its_values() -> None:
    assert say("count.works", n=1) == "1 work"
    assert say("count.works", n=2) == "2 works"
    assert say("search.nothing", q="<b>").startswith("Nothing was found for “&lt;b&gt;”")


def test_the_prefixes_of_the_editor_are_those_of_the_graph() -> None:
    source = (SERVER / "ui" / "src" / "prefixes.ts").read_text(encoding="utf-8")

    assert dict(re.findall(r'^  (\w+): "(.*)",$', source, re.MULTILINE)) == PREFIXES
