"""Turns what a caller wrote for the parameters of a query into RDF terms.

Values reach the engine as terms, never as text of the query, so nothing that a caller writes can
change what the query asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode, Store, Variable

from peerprov.errors import BadQuery, Fault
from peerprov.graph import doi
from peerprov.namespaces import iri
from peerprov.queries.lookup import (
    NotFoundError,
    find_resource,
    find_term,
    find_text,
    find_value,
    find_work,
    read_iri,
)
from peerprov.queries.model import ANY, Parameter, Query
from peerprov.queries.nearest import did_you_mean

Value = NamedNode | Literal
Bindings = dict[Variable, Value]

LONGEST: Final = 2048
"""Characters of one value; a longer one is refused unread."""


def bind(query: Query, arguments: Mapping[str, str], store: Store) -> Bindings:
    """Turns arguments into bindings; what is not given takes its default.

    Args:
        query: a query of the catalogue.
        arguments: parameter name to what the caller wrote; an optional parameter that is given as
            ``any`` or empty stays open.
        store: where terms, works and values are looked up.

    Returns:
        the RDF term of each parameter that is not left open.

    Raises:
        BadQuery: with a fault for each argument that does not fit.
    """
    faults = list(_unknown(query, arguments))
    bound: Bindings = {}
    for parameter in query.parameters:
        given = arguments.get(parameter.name, parameter.default).strip()
        if parameter.optional and given in ("", ANY):
            continue
        try:
            bound[Variable(parameter.name)] = _read(parameter, given, store)
        except NotFoundError as wrong:
            faults.append(_fault(query, parameter, wrong))
    if faults:
        raise BadQuery(*faults)
    return bound


def _unknown(query: Query, arguments: Mapping[str, str]) -> list[Fault]:
    names = [parameter.name for parameter in query.parameters]
    expected = "one of " + ", ".join(names) if names else "no parameters"
    return [
        Fault(
            f"{query.name} has no parameter {name!r}",
            None,
            expected=expected,
            repair=did_you_mean(name, names),
        )
        for name in arguments
        if name not in names
    ]


def _fault(query: Query, parameter: Parameter, wrong: NotFoundError) -> Fault:
    repair = f"Nearest: {'; '.join(wrong.near)}." if wrong.near else None
    return Fault(
        wrong.reason, query.name, field=parameter.name, expected=parameter.expects, repair=repair
    )


def _read(parameter: Parameter, given: str, store: Store) -> Value:
    if len(given) > LONGEST:
        raise NotFoundError(f"the value is longer than {LONGEST} characters")
    return _READERS[parameter.type](parameter, given, store)


def _term(parameter: Parameter, given: str, store: Store) -> Value:
    return find_term(store, given, parameter.scope)


def _work(parameter: Parameter, given: str, store: Store) -> Value:
    return find_work(store, given)


def _value(parameter: Parameter, given: str, store: Store) -> Value:
    return find_value(store, given, parameter.scope or "")


def _resource(parameter: Parameter, given: str, store: Store) -> Value:
    return find_resource(store, given, parameter.scope or "", parameter.name)


def _doi(parameter: Parameter, given: str, store: Store) -> Value:
    read = doi.normalise(given)
    if read.value is None:
        raise NotFoundError(
            f"{given!r} is not a DOI: {read.reason}", [read.guess] if read.guess else []
        )
    return doi.iri(read.value)


def _iri(parameter: Parameter, given: str, store: Store) -> Value:
    node = read_iri(given)
    if node is None:
        raise NotFoundError(f"{given!r} is neither an IRI nor a CURIE with a known prefix")
    return node


def _string(parameter: Parameter, given: str, store: Store) -> Value:
    if parameter.scope:
        return find_text(store, given, parameter.scope, parameter.name)
    try:
        given.encode()
    except UnicodeEncodeError:
        raise NotFoundError(f"{given!r} holds half a character") from None
    return Literal(given)


def _integer(parameter: Parameter, given: str, store: Store) -> Value:
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", given):
        raise NotFoundError(f"{given!r} is not a whole number")
    return Literal(int(given))


def _year(parameter: Parameter, given: str, store: Store) -> Value:
    if not re.fullmatch(r"[0-9]{4}", given):
        raise NotFoundError(f"{given!r} is not a year")
    return Literal(given, datatype=iri("xsd:gYear"))


_READERS: Final[dict[str, Callable[[Parameter, str, Store], Value]]] = {
    "term": _term,
    "work": _work,
    "value": _value,
    "resource": _resource,
    "doi": _doi,
    "iri": _iri,
    "string": _string,
    "integer": _integer,
    "year": _year,
}
