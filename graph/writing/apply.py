"""Carrying a write out on the candidate of the next version."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from peerprov.errors import BadQuery, Conflict, Fault, Missing, Refused, ServiceDisabled
from peerprov.graph.executor.mend import mended
from peerprov.graph.executor.messages import evaluation_error, syntax_error
from peerprov.graph.executor.scan import first_word, scan
from peerprov.graph.store.engine import translate
from peerprov.graph.writing.documents import term_fault
from peerprov.graph.writing.request import Action, Malformed, Write
from peerprov.graph.writing.text import Operation, operations, with_dataset

BULK_QUADS = 100_000
"""Quads from which a document goes straight into table files."""


@dataclass(slots=True)
class Effect:
    """What a write did, as far as its kind tells.

    Attributes:
        touched: IRIs of the graphs that it may have changed, ``""`` for the default graph; None
            where only a comparison of the store can tell.
        created: whether the graph was not there before.
    """

    touched: set[str] | None = field(default_factory=set)
    created: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """How the writes of a service are carried out.

    Attributes:
        union: the default graph of an update's pattern is the union of all graphs.
        permit: raises where the graph of that IRI may not be written.
        hosts: hosts that SERVICE and LOAD may name.
        walled: nothing can be reached at all, so LOAD SILENT may be tried: it fails in silence.
    """

    union: bool
    permit: Callable[[str], None]
    hosts: frozenset[str] = frozenset()
    walled: bool = False


def apply(
    store: ox.Store, write: Write, documents: Sequence[Sequence[ox.Triple]], rules: Rules
) -> Effect:
    """Carries a write out, whole or not at all.

    Args:
        store: the candidate.
        write: what is wanted.
        documents: its documents, read.
        rules: of the service.

    Raises:
        BadQuery, Malformed, TooDeep: the update does not parse or brings what is not taken in.
        Conflict, Missing: a graph is there, or is not.
        Refused: a graph may not be written, or a host not be reached.
    """
    if write.action is Action.UPDATE:
        return _update(store, write, rules)
    rules.permit(write.graph or "")
    return _graph(store, write, documents)


def graph_name(graph: str | None) -> ox.NamedNode | ox.DefaultGraph:
    """Names a graph as the engine does."""
    return ox.NamedNode(graph) if graph else ox.DefaultGraph()


def is_there(store: ox.Store, graph: str | None) -> bool:
    """Says whether a graph exists; the default graph always does."""
    return not graph or store.contains_named_graph(ox.NamedNode(graph))


def _graph(store: ox.Store, write: Write, documents: Sequence[Sequence[ox.Triple]]) -> Effect:
    name = graph_name(write.graph)
    effect = Effect({write.graph or ""}, not is_there(store, write.graph))
    if write.action is Action.REMOVE:
        if effect.created:
            raise Missing(f"There is no graph <{write.graph}>")
        store.remove_graph(name)
        return effect
    quads = [
        ox.Quad(triple.subject, triple.predicate, triple.object, name)
        for document in documents
        for triple in document
    ]
    if write.action is Action.REPLACE:
        store.clear_graph(name)
    if len(quads) < BULK_QUADS:
        store.extend(quads)
    else:
        store.bulk_extend(quads)
    store.add_graph(name)
    return effect


def _update(store: ox.Store, write: Write, rules: Rules) -> Effect:
    text = mended(write.text)
    found = operations(text)
    _check_reach(text, found, rules)
    if found and all(operation.is_data for operation in found):
        return _data(store, write, text, found, rules)
    if write.using is not None or write.using_named is not None:
        text = with_dataset(text, write.using or (), write.using_named or (), forced=True)
    elif rules.union:
        names = [g.value for g in store.named_graphs() if isinstance(g, ox.NamedNode)]
        text = with_dataset(text, names, names, forced=False)
    try:
        store.update(text, base_iri=write.base)
    except SyntaxError as error:
        raise _does_not_parse(write, error) from None
    except (ValueError, RuntimeError, OSError) as error:
        raise _failed(error) from None
    return Effect(None)


def _check_reach(text: str, found: list[Operation], rules: Rules) -> None:
    try:
        scan(text, rules.hosts, limit=sys.maxsize)
    except ServiceDisabled:
        loads = [operation.words for operation in found if "LOAD" in operation.words]
        silent = bool(loads) and all(words[:2] == ("LOAD", "SILENT") for words in loads)
        if not (rules.walled and silent and "service" not in text.lower()):
            raise


def _data(store: ox.Store, write: Write, text: str, found: list[Operation], rules: Rules) -> Effect:
    """Carries out INSERT DATA and DELETE DATA without giving the text to the store.

    The engine reads them into a store of their own, so what they name is known before anything is
    changed, however many other graphs there are.
    """
    _on_scratch(text, write)
    steps, prologue = [], ""
    for operation in found:
        body = text[operation.start : operation.end]
        prologue += text[operation.begin : operation.start]
        inserts = operation.words[0] == "INSERT"
        body = body if inserts else f"INSERT{body[len('DELETE') :]}"
        steps.append((inserts, list(_on_scratch(f"{prologue}{body}", write))))
    named = [(inserts, quad) for inserts, quads in steps for quad in quads]
    for _, quad in named:
        _check_terms(quad)
    for graph in sorted({_key(quad) for _, quad in named}):
        rules.permit(graph)
    effect = Effect({_key(quad) for inserts, quad in named if (quad in store) is not inserts})
    for inserts, quads in steps:
        if inserts:
            store.extend(quads)
        else:
            for quad in quads:
                store.remove(quad)
    return effect


def _on_scratch(text: str, write: Write) -> ox.Store:
    scratch = ox.Store()
    try:
        scratch.update(text, base_iri=write.base)
    except SyntaxError as error:
        raise _does_not_parse(write, error) from None
    except (ValueError, RuntimeError, OSError) as error:
        raise _failed(error) from None
    return scratch


def _key(quad: ox.Quad) -> str:
    name = quad.graph_name
    return name.value if isinstance(name, ox.NamedNode) else ""


def _check_terms(quad: ox.Quad) -> None:
    for term in (quad.subject, quad.predicate, quad.object):
        fault = term_fault(term)
        if fault is not None:
            raise Malformed(Fault(fault))


def _does_not_parse(write: Write, error: SyntaxError) -> BadQuery:
    """Says where the caller's own text, not the one made from it, does not parse."""
    try:
        ox.Store().update(write.text, base_iri=write.base)
    except SyntaxError as first:
        error = first
    except (ValueError, RuntimeError, OSError):
        return BadQuery(Fault("The update does not parse"))
    word = first_word(write.text)
    if word in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
        what = f"This is a query ({word}), not an update"
        return BadQuery(Fault(what, expected="INSERT, DELETE or another update"))
    made = syntax_error(str(error), write.text, "")
    return BadQuery(*(_of_update(fault) for fault in made.faults))


def _of_update(fault: Fault) -> Fault:
    what = fault.what.replace("The query", "The update")
    return Fault(
        what, line=fault.line, column=fault.column, expected=fault.expected, repair=fault.repair
    )


def _failed(error: ValueError | RuntimeError | OSError) -> Exception:
    message = str(error)
    if "already exists" in message or "does not exist" in message:
        return Conflict(f"{message}. SILENT goes on all the same")
    if isinstance(error, OSError | RuntimeError):
        broken = translate("Writing has failed", error)
        if broken is not None and "HTTP" not in message and "Permission denied" not in message:
            return broken
    known = evaluation_error("value" if isinstance(error, ValueError) else "evaluation", message)
    if isinstance(known, BadQuery | Refused):
        return known
    return Conflict("The update could not be carried out; nothing of it was done")
