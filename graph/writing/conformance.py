"""Shapes on what token holders write.

A workspace is free, but what it declares to be one of our kinds of thing has to be one: the shapes
run on those nodes, over the curated graphs and the workspaces that have changed.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from peerprov.graph.writing.request import Nonconforming, is_workspace
from peerprov.namespaces import BASE, iri


def require_conformance(store: ox.Store, touched: Iterable[str]) -> None:
    """Refuses a candidate in which a workspace declares what the shapes do not let pass.

    Args:
        store: the candidate.
        touched: IRIs of the graphs that have changed.

    Raises:
        Nonconforming: with a fault for every violation, and the report.
    """
    from peerprov.shapes.validate import curated_graphs, validate

    graphs = [ox.NamedNode(graph) for graph in touched if is_workspace(graph)]
    declared = sorted({node for graph in graphs for node in _declared(store, graph)}, key=str)
    if not declared:
        return
    report = validate(store, [*curated_graphs(store), *graphs], focus=declared)
    if not report.conforms:
        faults = (result.fault for result in report.violations())
        raise Nonconforming(*faults, turtle=report.turtle)


def _declared(store: ox.Store, graph: ox.NamedNode) -> set[ox.NamedNode]:
    """Lists the nodes that a graph says to be of one of our classes."""
    return {
        quad.subject
        for quad in store.quads_for_pattern(None, iri("rdf:type"), None, graph)
        if isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.NamedNode)
        and quad.object.value.startswith(BASE)
    }
