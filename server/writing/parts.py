"""What a web process needs for writing, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peerprov.graph.executor.pool import Pool
from peerprov.graph.writing.worker import Plan
from peerprov.graph.writing.writer import Writer
from peerprov.server.settings import Settings
from peerprov.server.versions import Versions
from peerprov.server.writing.access import Access
from peerprov.server.writing.graphs import PATH, GraphStore, add_graph_store
from peerprov.server.writing.replies import Endpoint
from peerprov.server.writing.tokens import Tokens
from peerprov.server.writing.updates import Updates

if TYPE_CHECKING:
    from flask import Flask


def writing_endpoints(
    app: Flask, settings: Settings, versions: Versions, pool: Pool, queries: Endpoint
) -> dict[str, Endpoint]:
    """Makes the endpoints that write; ``queries`` is the one at /sparql that only reads."""
    access = Access(Tokens(settings.data), settings.writable)
    writer = Writer(plan(settings))
    graph_store = GraphStore(settings, access, writer, versions, pool)
    add_graph_store(app, graph_store)
    return {"/sparql": Updates(settings, access, writer, queries), PATH: graph_store}


def plan(settings: Settings) -> Plan:
    """Says how the service writes."""
    return Plan(
        data=settings.data,
        protected=not settings.blank,
        union=settings.union_default_graph,
        logged=not settings.blank,
        seconds=settings.update_seconds,
        memory_mb=settings.query_memory_mb,
        reserve_mb=settings.reserve_mb,
        kept=settings.versions_kept,
        hosts=frozenset(settings.service_hosts),
    )
