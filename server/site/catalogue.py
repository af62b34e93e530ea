"""The catalogue of stored queries as forms: what each field may hold, and answers as tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Variable

from peerprov.namespaces import BASE, iri
from peerprov.queries.answer import Answer, standalone
from peerprov.queries.bind import Bindings
from peerprov.queries.lookup import read_iri, shorten
from peerprov.queries.model import ANY, TOPICS, Catalogue, Parameter, Query
from peerprov.server.site.edition import Edition
from peerprov.server.site.reading import key, rows, text

MOST_ROWS: Final = 200
"""Rows of an answer on a page; files hold all."""
_LABEL: Final = "_label"
_FEW: Final = 80
"""Choices that a list can hold; where there are more, one types."""

_VALUES: Final = """
SELECT ?field ?code WHERE { ?value pp:codesField ?field ; skos:notation ?code . }
"""
_RESOURCES: Final = "SELECT DISTINCT ?label ?class WHERE { ?node a ?class ; rdfs:label ?label }"
_TEXTS: Final = "SELECT DISTINCT ?value ?property WHERE { ?node ?property ?value }"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form of a query.

    Attributes:
        value: what stands in it.
        choices: what it may hold, where that is a short list.
        suggest: whether terms are suggested while typing.
    """

    parameter: Parameter
    value: str
    choices: list[str]
    suggest: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of an answer: how it is shown, and where it leads."""

    text: str
    address: str
    number: bool


@dataclass(frozen=True, slots=True)
class Table:
    """An answer as a page shows it.

    Attributes:
        columns: name, meaning and whether it holds numbers.
        cut: whether there are more rows than are shown.
        verdict: of an ASK: ``yes`` or ``no``.
        lines: of a CONSTRUCT, as N-Triples.
    """

    columns: list[tuple[str, str, bool]]
    rows: list[list[Cell]]
    cut: bool
    verdict: str
    lines: list[str]


@dataclass(frozen=True, slots=True)
class Snippets:
    """How to ask the same elsewhere."""

    address: str
    curl: str
    python: str
    r: str
    sparql: str


def by_topic(catalogue: Catalogue, words: str) -> list[tuple[str, list[Query]]]:
    """The queries that have all words, by topic."""
    wanted = words.casefold().split()
    found = [query for query in catalogue if all(word in _words(query) for word in wanted)]
    return [(topic, told) for topic in TOPICS if (told := [q for q in found if q.topic == topic])]


def arguments_of(query: Query, given: Mapping[str, str]) -> dict[str, str]:
    """What an address gives for the parameters of a query; an empty optional one stays open."""
    names = {parameter.name: parameter for parameter in query.parameters}
    return {
        name: (value if value.strip() or not names[name].optional else ANY)
        for name, value in given.items()
        if name in names and (value.strip() or names[name].optional)
    }


def fields(query: Query, arguments: Mapping[str, str], edition: Edition) -> list[Field]:
    """The fields of the form, with what stands in them."""
    found = []
    for parameter in query.parameters:
        value = arguments.get(parameter.name, parameter.default)
        choices = _choices(parameter, edition)
        shown = "" if value == ANY else value
        named = edition.terms.get(shown.replace(":", "_")) if parameter.type == "term" else None
        shown = named.label if named else shown
        if choices and shown and shown not in choices:
            choices = [shown, *choices]
        found.append(Field(parameter, shown, choices, parameter.type == "term"))
    return found


def table(answer: Answer, edition: Edition) -> Table:
    """Reads an answer; it can be read once."""
    result = answer.result
    if isinstance(result, QueryBoolean):
        return Table([], [], False, "yes" if result else "no", [])
    if isinstance(result, QueryTriples):
        lines = sorted(f"{triple} ." for triple in result)
        return Table([], [], len(lines) > MOST_ROWS, "", lines[:MOST_ROWS])
    return _solutions(answer, result, edition)


def snippets(query: Query, arguments: Mapping[str, str], bound: Bindings, root: str) -> Snippets:
    """Writes the same question for other tools."""
    asked = urlencode(dict(arguments))
    form = "ttl" if query.kind == "CONSTRUCT" else "json" if query.kind == "ASK" else "csv"
    address = f"{root}queries/{query.name}.{form}" + (f"?{asked}" if asked else "")
    if form == "csv":
        python = f'import pandas as pd\n\ntable = pd.read_csv("{address}")'
        r = f'table <- read.csv("{address}")'
    else:
        python = f'import requests\n\nanswer = requests.get("{address}", timeout=30).text'
        r = f'answer <- readLines("{address}")'
    return Snippets(address, f"curl '{address}'", python, r, standalone(query, bound))


def _solutions(answer: Answer, result: QuerySolutions, edition: Edition) -> Table:
    names = [variable.value for variable in result.variables]
    meanings = {column.name: column.meaning for column in answer.query.columns}
    shown = [
        name
        for name in names
        if f"{name}{_LABEL}" not in names and Variable(name) not in answer.bound
    ]
    rows_shown: list[list[Cell]] = []
    cut = False
    for solution in result:
        if len(rows_shown) == MOST_ROWS:
            cut = True
            break
        rows_shown.append([_cell(solution, name, names, edition) for name in shown])
    columns = [
        (
            name.removesuffix(_LABEL).replace("_", " "),
            meanings.get(name, ""),
            bool(rows_shown) and rows_shown[0][place].number,
        )
        for place, name in enumerate(shown)
    ]
    return Table(columns, rows_shown, cut, "", [])


def _cell(solution: object, name: str, names: list[str], edition: Edition) -> Cell:
    value = solution[name]  # type: ignore[index]
    plain = name.removesuffix(_LABEL)
    resource = solution[plain] if plain != name and plain in names else value  # type: ignore[index]
    shown = _shown(value, edition) if isinstance(value, NamedNode) else text(value)
    address = _address(resource.value, edition) if isinstance(resource, NamedNode) else ""
    number = isinstance(value, Literal) and value.datatype in _NUMBERS
    return Cell(shown, address, number)


def _shown(node: NamedNode, edition: Edition) -> str:
    term, work = edition.terms.get(key(node.value)), edition.works.get(node.value)
    return term.short if term else work.label if work else shorten(node)


_NUMBERS: Final = (iri("xsd:integer"), iri("xsd:decimal"))


def _address(node: str, edition: Edition) -> str:
    """Where a resource has its page; empty where it has none."""
    term = edition.terms.get(key(node))
    work = edition.works.get(node)
    if term or work:
        return term.path if term else work.path if work else ""
    if node.startswith(f"{BASE}finding/"):
        _, name, finding = node.removeprefix(BASE).split("/")
        owner = edition.works.by_id(name)
        return f"{owner.path}/findings#{finding}" if owner else ""
    return node if node.startswith(("https://doi.org/", "http://purl.obolibrary.org/")) else ""


def _choices(parameter: Parameter, edition: Edition) -> list[str]:
    scope = parameter.scope or ""
    if parameter.type == "value":
        return edition.keep("values", _read_values).get(scope, [])
    if parameter.type == "work":
        return sorted(work.id for work in edition.works) if len(edition.works) <= _FEW else []
    if parameter.type in ("resource", "string") and scope:
        return edition.keep(
            f"{parameter.type} {scope}", lambda each: _read_choices(each, parameter.type, scope)
        )
    return []


def _read_values(edition: Edition) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for field, code in rows(edition.store, _VALUES):
        found.setdefault(text(field), []).append(text(code))
    return {field: sorted(codes) for field, codes in found.items()}


def _read_choices(edition: Edition, kind: str, scope: str) -> list[str]:
    node = read_iri(scope)
    if node is None:
        return []
    told: Iterable[tuple[object, ...]] = (
        rows(edition.store, _RESOURCES, **{"class": node})
        if kind == "resource"
        else rows(edition.store, _TEXTS, property=node)
    )
    found = sorted({text(row[0]) for row in told})  # type: ignore[arg-type]
    return found if len(found) <= _FEW else []


def _words(query: Query) -> str:
    told = (query.name, query.title, query.description, query.topic, *query.keywords)
    return " ".join(told).casefold()
