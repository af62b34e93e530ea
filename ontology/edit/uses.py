"""Where a term is named: in tables, works, queries, shapes and code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from peerprov.ontology.edit.files import Draft
from peerprov.ontology.edit.grid import Grid
from peerprov.ontology.term import Term

LABELS: Final = {
    "parent": "subclass",
    "themes": "theme of",
    "stage": "stage of",
    "about": "outcome of a variable",
    "pole_of": "pole",
    "term label": "curation",
    "outcome parent": "curation",
}
"""Column of labels separated by bars -> what a use in it is called."""

FINDING_FIELDS: Final = ("term", "addresses_term", "leads_to_term")


@dataclass(frozen=True, slots=True)
class Use:
    """A place that names a term.

    Attributes:
        kind: *subclass*, *finding*, *query* and so on.
        path: the file.
        line: 1-based.
        field: column of a table, field of a finding, or empty.
        who: what names it: a term, a finding, a query.
        span: start and end in the text, for works; None elsewhere.
    """

    kind: str
    path: Path
    line: int
    field: str
    who: str
    span: tuple[int, int] | None = None


def uses(draft: Draft, term: Term) -> list[Use]:
    """Lists every place that names a term, its own row left out."""
    found = [use for path in draft.folders.files() for use in _in_file(draft, path, term)]
    for folder in draft.folders.readers:
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".rq", ".ttl", ".py") and "node_modules" not in path.parts:
                found += _named_in(path, path.read_text("utf-8"), term)
    return found


def rename_cell(column: str, cell: str, old: str, new: str) -> str:
    """Puts a new label in the place of an old one in a cell; the rest of the cell stays.

    >>> rename_cell("parent", "hope|BFO:0000019", "hope", "hopefulness")
    'hopefulness|BFO:0000019'
    """
    if column in LABELS:
        return "|".join(new if part == old else part for part in cell.split("|"))
    if column == "addresses":
        parts = cell.split("|")
        return "|".join(new + p[len(old) :] if p.startswith(f"{old} (") else p for p in parts)
    if column == "bearer":
        return cell[: -len(old)] + new if cell.endswith(f": {old}") else cell
    if column == "logical_definition":
        return cell.replace(f"'{old}'", f"'{new}'")
    return cell


def _in_file(draft: Draft, path: Path, term: Term) -> Iterator[Use]:
    text = draft.text(path)
    if path.suffix == ".tsv":
        if term.label in text or term.id in text:
            yield from _in_table(path, Grid.of(text), term)
    elif path.suffix == ".yaml" and term.label in text:
        yield from _in_work(path, text, term.label)


def _in_table(path: Path, grid: Grid, term: Term) -> Iterator[Use]:
    for line in grid.lines():
        if grid.get(line, "id") == term.id:
            continue
        names = ("label", "concept wording", "term label", "construct")
        who = next(filter(None, (grid.get(line, name) for name in names)), "")
        for column in grid.columns:
            cell = grid.get(line, column)
            if rename_cell(column, cell, term.label, "") != cell:
                yield Use(LABELS.get(column, column), path, line, column, who)


def _in_work(path: Path, text: str, label: str) -> Iterator[Use]:
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    for finding in _items(_get(root, "findings")):
        name = _get(finding, "id")
        who = f"{path.stem} {name.value if isinstance(name, yaml.ScalarNode) else '?'}"
        for field in FINDING_FIELDS:
            node = _get(finding, field)
            for item in [node, *_items(node)]:
                if isinstance(item, yaml.ScalarNode) and item.value == label:
                    # CSafeLoader counts in characters, as the text does.
                    span = (item.start_mark.index, item.end_mark.index)
                    yield Use("finding", path, item.start_mark.line + 1, field, who, span)


def _get(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if isinstance(name, yaml.ScalarNode) and name.value == key:
                return value if isinstance(value, yaml.Node) else None
    return None


def _items(node: yaml.Node | None) -> list[yaml.Node]:
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _named_in(path: Path, text: str, term: Term) -> Iterator[Use]:
    digits = term.id.partition(":")[2]
    identifier = re.compile(rf"(?i:peerprov)[:_]{digits}\b")
    kind = {".rq": "query", ".ttl": "shape", ".py": "code"}[path.suffix]
    lines = {n for n, line in enumerate(text.splitlines(), 1) if identifier.search(line)}
    if path.suffix == ".py" and term.label in text:
        lines |= {
            node.lineno
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Constant) and node.value == term.label
        }
    yield from (Use(kind, path, line, "", path.stem) for line in sorted(lines))
