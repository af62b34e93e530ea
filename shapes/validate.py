"""Validates graphs of a store against the shapes.

The engine is pyshacl-turbo, called as pySHACL is; where no wheel of it fits the machine, pySHACL
itself does the same work more slowly. A test holds that both say the same of our data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, cast

from pyoxigraph import Literal, NamedNode, Quad, Store

from peerprov.errors import BadDocument, Fault
from peerprov.namespaces import WORKSPACE, graph, iri
from peerprov.shapes.catalogue import SHAPES_GRAPH, shapes_quads
from peerprov.shapes.names import Namer
from peerprov.shapes.report import Report
from peerprov.shapes.results import read_report

_UNSPOKEN = frozenset({SHAPES_GRAPH, graph("queries"), graph("void")})
_STRING = iri("xsd:string")

Engine = Callable[..., tuple[bool, Any, str]]
"""``validate`` as pySHACL has it: data and shapes in; verdict, report and text out."""


def validate(
    store: Store,
    graphs: Iterable[NamedNode] | None = None,
    *,
    focus: Sequence[NamedNode] = (),
    engine: Engine | None = None,
) -> Report:
    """Runs every shape on the union of some graphs of a store.

    Args:
        graphs: the graphs to look at; by default :func:`curated_graphs`.
        focus: look at these nodes only.
        engine: ``validate`` of pyshacl_turbo or of pyshacl; by default the first that is installed.

    Raises:
        BadDocument: the engine cannot run the shapes.
    """
    chosen = curated_graphs(store) if graphs is None else list(graphs)
    run = engine or default_engine()
    _, found, text = run(
        _union(store, chosen),
        shacl_graph=_shapes_text(),
        shacl_graph_format="nt",
        inference="none",
        focus_nodes=[node.value for node in focus] or None,
        serialize_report_graph="nt",
    )
    if not isinstance(found, bytes):
        raise BadDocument(Fault(f"the shapes cannot be run: {text}", file="shapes/"))
    return read_report(found, Namer(store))


def curated_graphs(store: Store) -> list[NamedNode]:
    """Lists the graphs that the shapes speak of.

    The shapes, the queries and the statistics are not among them, nor are the workspaces, in which
    token holders may write what they want.
    """
    return [
        name
        for name in store.named_graphs()
        if isinstance(name, NamedNode)
        and name not in _UNSPOKEN
        and not name.value.startswith(WORKSPACE)
    ]


def default_engine() -> Engine:
    """Finds the validator that is installed."""
    try:
        from pyshacl_turbo import validate as run
    except ImportError:
        from pyshacl import validate as run
    return cast(Engine, run)


def _union(store: Store, graphs: Iterable[NamedNode]) -> Store:
    # Engines look at every graph of what they are given, so they are given these graphs only.
    union = Store()
    for name in graphs:
        found = store.quads_for_pattern(None, None, None, name)
        union.bulk_extend(Quad(quad.subject, quad.predicate, quad.object) for quad in found)
    return union


@cache
def _shapes_text() -> str:
    return "\n".join(_line(quad) for quad in shapes_quads())


def _line(quad: Quad) -> str:
    # Engines read the strings of a Store with their datatype and compare it, in sh:in and
    # sh:hasValue, with that of the shapes: there it has to be written out.
    value = quad.object
    is_string = isinstance(value, Literal) and value.datatype == _STRING
    return f"{quad.subject} {quad.predicate} {value}{f'^^{_STRING}' if is_string else ''} ."
