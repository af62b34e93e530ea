"""Validates graphs of a store against the shapes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pyoxigraph import NamedNode, Quad, Store

from peerprov.namespaces import WORKSPACE, graph
from peerprov.shapes.catalogue import SHAPES_GRAPH
from peerprov.shapes.engines import Engine, default_engine
from peerprov.shapes.names import Namer
from peerprov.shapes.report import Report
from peerprov.shapes.results import read_report

_UNSPOKEN = frozenset({SHAPES_GRAPH, graph("queries"), graph("void")})


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
        focus: report on these nodes only; by default on all.
        engine: by default the fastest that is installed.

    Raises:
        BadDocument: the engine cannot run the shapes.
    """
    chosen = curated_graphs(store) if graphs is None else graphs
    run = engine or default_engine()
    return read_report(run(_union(store, chosen), focus), Namer(store), focus)


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


def _union(store: Store, graphs: Iterable[NamedNode]) -> Store:
    # Engines look at every graph of what they are given, so they are given these graphs only.
    union = Store()
    union.bulk_extend(
        Quad(quad.subject, quad.predicate, quad.object)
        for name in graphs
        for quad in store.quads_for_pattern(None, None, None, name)
    )
    return union
