"""Loads the stored queries and says everything that is wrong with them, by file and line."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from pyoxigraph import QueryBoolean, QueryTriples, Store

from peerprov.errors import BadInput, Fault
from peerprov.namespaces import PREFIXES
from peerprov.queries.header import Header, read_header
from peerprov.queries.model import TOPICS, Catalogue, Column, Kind, Parameter, Query
from peerprov.queries.nearest import did_you_mean
from peerprov.queries.syntax import syntax_fault
from peerprov.queries.tokens import Token, group_start, place, tokens

_HERE: Final = Path(__file__).parent
_FILE_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT")


def load(directory: Path | None = None) -> Catalogue:
    """Loads every ``.rq`` of a directory; the project's own when none is given.

    Raises:
        BadInput: with one fault for everything that is wrong in any file.
    """
    return _load_own() if directory is None else _load(directory)


@cache
def _load_own() -> Catalogue:
    return _load(_HERE)


def _load(directory: Path) -> Catalogue:
    """Loads a directory that may bring its own ``columns.tsv`` (else the project's holds)."""
    columns = read_columns(directory)
    queries: list[Query] = []
    faults: list[Fault] = []
    for path in sorted(directory.glob("*.rq")):
        query, wrong = read_query(path, columns)
        faults += wrong
        if query:
            queries.append(query)
    faults += _duplicate_titles(queries)
    if faults:
        raise BadInput.of(faults)
    queries.sort(key=lambda query: (TOPICS.index(query.topic), query.name))
    return Catalogue(tuple(queries))


def read_columns(directory: Path) -> dict[str, str]:
    """Reads ``columns.tsv``: what a column name means, the same in every query."""
    path = directory / "columns.tsv"
    if not path.exists():
        path = _HERE / "columns.tsv"
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["column"]: row["meaning"] for row in csv.DictReader(lines, delimiter="\t")}


def read_query(path: Path, columns: dict[str, str]) -> tuple[Query | None, list[Fault]]:
    """Reads one file.

    Args:
        path: of the ``.rq`` file.
        columns: the known column names with their meanings.

    Returns:
        the query, or None when it has a fault; and the faults.
    """
    file = f"queries/{path.name}"
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        return None, [Fault(f"byte {error.start} is not UTF-8", file, expected="UTF-8 text")]
    header = read_header(text, file)
    faults = header.faults
    if not _FILE_NAME.fullmatch(path.stem):
        faults.append(
            Fault(f"{path.stem!r} cannot name a query", file, expected="words joined by -")
        )
    faults += _variable_faults(text, header)
    faults += _prefix_faults(text, file)
    if any(fault.what.startswith(_PREFIX_WORDS) for fault in faults):
        return None, faults
    kind, answered, wrong = _parse(text, header)
    faults += wrong
    unknown, described = _columns(text, file, answered, header.parameters, columns)
    faults += unknown
    if faults:
        return None, faults
    return (
        Query(
            name=path.stem,
            title=header.get("title"),
            description=header.get("description"),
            topic=header.get("topic"),
            keywords=header.keywords,
            parameters=tuple(header.parameters),
            kind=kind,
            text=text,
            columns=described,
        ),
        [],
    )


def _duplicate_titles(queries: list[Query]) -> Iterator[Fault]:
    """Two queries under one title cannot be told apart in a list."""
    seen: dict[str, str] = {}
    for query in queries:
        first = seen.setdefault(query.title.casefold(), query.name)
        if first != query.name:
            file = f"queries/{query.name}.rq"
            yield Fault(
                f"the title of {first!r} is used again", file, expected="a title of its own"
            )


def _variable_faults(text: str, header: Header) -> Iterator[Fault]:
    """Parameters are written ``$name``, all other variables ``?name``; both ways are checked."""
    declared = {name[1:] for name in header.lines if name.startswith("$")}
    used: set[str] = set()
    for token in tokens(text):
        if token.kind != "variable":
            continue
        line, column = place(text, token.start)
        sigil, name = token.value[0], token.value[1:]
        if sigil == "$" and name not in declared:
            yield Fault(
                f"${name} is not declared in the header", header.file, line, column,
                expected=f"`#+ param: {name} | type | default | description`",
                repair=did_you_mean(name, declared) or f"Write ?{name} if it is no parameter.",
            )  # fmt: skip
        elif sigil == "?" and name in declared:
            yield Fault(f"?{name} is a parameter", header.file, line, column, expected=f"${name}")
        used.add(name)
    for name in sorted(declared - used):
        yield Fault(f"the query does not use ${name}", header.file, header.lines[f"${name}"])


_PREFIX_WORDS: Final = "the prefix"


def _prefix_faults(text: str, file: str) -> Iterator[Fault]:
    """Prefixes must be declared with the IRI that the project gives them, and be used."""
    declared: dict[str, tuple[Token, str]] = {}
    used: set[str] = set()
    stream = [token for token in tokens(text) if token.kind != "comment"]
    for index, token in enumerate(stream):
        if token.kind != "name":
            continue
        prefix = token.value.partition(":")[0]
        line, column = place(text, token.start)
        if index and stream[index - 1].value.upper() == "PREFIX":
            given = stream[index + 1].value.strip("<>") if index + 1 < len(stream) else ""
            known = PREFIXES.get(prefix)
            if known and known != given:
                what = f"{_PREFIX_WORDS} {prefix}: stands for another IRI here"
                yield Fault(what, file, line, column, expected=f"<{known}>")
            declared[prefix] = (token, given)
            continue
        if prefix not in declared and prefix not in used:
            known = PREFIXES.get(prefix)
            yield Fault(
                f"{_PREFIX_WORDS} {prefix}: is not declared", file, line, column,
                expected=f"`PREFIX {prefix}: <{known or '…'}>`",
                repair=None if known else did_you_mean(prefix, PREFIXES),
            )  # fmt: skip
        used.add(prefix)
    for prefix in sorted(set(declared) - used):
        line, column = place(text, declared[prefix][0].start)
        yield Fault(f"the prefix {prefix}: is declared and never used", file, line, column)


def _form(text: str) -> tuple[str, int]:
    """Finds the word that tells the form of the query, and its offset."""
    for token in tokens(text):
        if token.kind == "word" and token.value.upper() in (*_FORMS, "DESCRIBE"):
            return token.value.upper(), token.start
    return "", 0


def _parse(text: str, header: Header) -> tuple[Kind, list[str], list[Fault]]:
    """Lets the engine parse the query, bare and with every parameter bound.

    Returns:
        its form, the columns in order, and the faults.
    """
    form, offset = _form(text)
    line, column = place(text, offset)
    store = Store()
    try:
        answer = store.query(text)
    except SyntaxError as error:
        return "SELECT", [], [syntax_fault(str(error), text, header.file)]
    kind: Kind = "SELECT"
    names: list[str] = []
    if isinstance(answer, QueryBoolean):
        kind = "ASK"
    elif isinstance(answer, QueryTriples):
        kind = "CONSTRUCT"
    else:
        names = [variable.value for variable in answer.variables]
    faults = []
    if form not in _FORMS:
        faults.append(Fault(f"{form} leaves the answer to the engine", header.file, line, column,
                            expected="SELECT, ASK or CONSTRUCT"))  # fmt: skip
    if group_start(text) is None:
        faults.append(
            Fault("the query has no WHERE {", header.file, line, column, expected="WHERE {")
        )
    if kind == "SELECT":
        faults += _projection_faults(header, names, line)
    return kind, names, faults


def _projection_faults(header: Header, names: list[str], line: int) -> Iterator[Fault]:
    """A value can only be given to a variable that the query selects."""
    for parameter in header.parameters:
        if parameter.name not in names:
            yield Fault(
                f"${parameter.name} is not selected",
                header.file,
                line,
                expected="every parameter among the selected variables, and in GROUP BY if any",
            )


def _columns(
    text: str, file: str, names: list[str], parameters: list[Parameter], known: dict[str, str]
) -> tuple[list[Fault], tuple[Column, ...]]:
    """Looks the columns of the answer up, parameters left out; each must have a meaning."""
    own = [name for name in names if name not in {parameter.name for parameter in parameters}]
    first = {
        token.value[1:]: token.start
        for token in reversed(list(tokens(text)))
        if token.kind == "variable"
    }
    faults = []
    for name in own:
        if name not in known:
            line, column = place(text, first[name])
            what, expected = f"the column ?{name} has no meaning", "a row in queries/columns.tsv"
            hint = did_you_mean(name, known)
            faults.append(Fault(what, file, line, column, expected=expected, repair=hint))
    return faults, tuple(Column(name, known.get(name, "")) for name in own)
