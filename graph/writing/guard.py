"""What has changed in a candidate, and whether it may.

Curated graphs are built from files. Whether an update left them alone is told by comparing them,
not by reading the update.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import blake2b
from itertools import islice

import pyoxigraph as ox

from peerprov.errors import Refused
from peerprov.graph.store.difference import GraphName, changes, graph_key, graph_names, graph_of
from peerprov.graph.store.manifest import LOG_NAME
from peerprov.graph.writing.request import in_scope, is_workspace
from peerprov.namespaces import BASE, WORKSPACE
from peerprov.shapes.names import Namer

_OF_WORK = f"{BASE}graph/work/"
_MADE_FROM = {
    "ontology": "the tables in ontology/terms/ and ontology/model.ttl",
    "frameworks": "ontology/frameworks.tsv",
    "mappings": "the tables in ontology/terms/",
    "shapes": "the files in shapes/",
    "queries": "the files in queries/",
    "inferred": "what follows from ontology/terms/",
    "reported": "the findings in graph/works/",
    "void": "the graph itself, by the build",
    "log": "the versions, by the store",
}
_NAMED_SUBJECTS = 3


class Digests:
    """Digests of the graphs of the current version, to be compared with those of a candidate."""

    def __init__(self) -> None:
        self._number = -1
        self._known: dict[str, bytes] = {}

    def of(self, number: int, store: ox.Store | None) -> dict[str, bytes]:
        """Gives those of a version, None being the empty one before the first."""
        if store is None:
            return {}
        if number != self._number:
            self._number, self._known = number, take(store)
        elif LOG_NAME not in self._known:
            self._known |= take(store, [graph_of(LOG_NAME)])
        return self._known

    def follow(self, number: int, touched: set[str], fresh: dict[str, bytes]) -> None:
        """Takes over the next version.

        Args:
            number: its number.
            touched: the graphs that may have changed or gone, the log left out.
            fresh: digests of those of them that are there.
        """
        if number != self._number + 1:
            self._number = -1
            return
        changed = touched | {LOG_NAME}
        self._number = number
        self._known = {key: old for key, old in self._known.items() if key not in changed} | fresh


def take(store: ox.Store, names: Iterable[GraphName] | None = None) -> dict[str, bytes]:
    """Digests graphs of a store, by default all, empty ones too; some 7 s per million quads.

    The engine gives the quads of a graph in the order of its index, which is the same for the same
    content.
    """
    there = graph_names(store) if names is None else names
    return {
        graph_key(name): _digest(store, name)
        for name in there
        if isinstance(name, ox.DefaultGraph) or store.contains_named_graph(name)
    }


def differing(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    """Names the graphs that are not the same."""
    empty = _empty()
    default = {"": empty}
    before, after = default | before, default | after
    return {key for key in before | after if before.get(key) != after.get(key)}


def _empty() -> bytes:
    return blake2b(b"", digest_size=16).digest()


def _digest(store: ox.Store, name: GraphName) -> bytes:
    lines = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=name)
    return blake2b(lines or b"", digest_size=16).digest()


def permission(scopes: tuple[str, ...], protected: bool) -> Callable[[str], None]:
    """Makes the judge of whether a graph may be written.

    Args:
        scopes: of the token.
        protected: whether graphs other than workspaces are built from files.
    """

    def permit(graph: str) -> None:
        if protected and not is_workspace(graph):
            raise Refused(_curated(graph))
        if not in_scope(scopes, graph):
            name = f"<{graph}>" if graph else "the default graph"
            raise Refused(f"This token may not write {name}. It may write: {', '.join(scopes)}")

    return permit


def refusal(error: Refused, graph: str, before: ox.Store, after: ox.Store) -> Refused:
    """Adds which file holds what an update wanted to change in a curated graph."""
    if is_workspace(graph) or not graph:
        return error
    found = islice(changes(before, after, [graph_of(graph)]), 1000)
    subjects = {change.quad.subject: change.came for change in found}
    files = []
    for subject, came in islice(subjects.items(), _NAMED_SUBJECTS):
        culprit = Namer(after if came else before).culprit(subject, None)
        files.append(f"{culprit.name} stands in {culprit.file}" if culprit.file else culprit.name)
    return Refused(f"{error} (It would change {'; '.join(files)}.)") if files else error


def _curated(graph: str) -> str:
    where = f"GRAPH <{WORKSPACE}name> {{ … }}"
    if not graph:
        return (
            "The default graph is not written: it is the union of all graphs. "
            f"Name a workspace: {where}"
        )
    source = made_from(graph)
    if source is None:
        return f"<{graph}> is not written: graphs of callers are workspaces. Name one: {where}"
    return (
        f"<{graph}> is not written by updates: it is built from {source}. "
        f"Edit that and build again, or write into a workspace: {where}"
    )


def made_from(graph: str) -> str | None:
    """Says what a curated graph is built from, or None where the graph is none of ours.

    >>> made_from("https://w3id.org/peer-provision/graph/work/asad-2016")
    'graph/works/asad-2016.yaml'
    """
    if graph.startswith(_OF_WORK):
        return f"graph/works/{graph.removeprefix(_OF_WORK)}.yaml"
    name = graph.removeprefix(f"{BASE}graph/")
    return _MADE_FROM.get(name) if name != graph else None


def forbidden(graphs: Iterable[str], permit: Callable[[str], None]) -> tuple[str, Refused] | None:
    """Finds the first graph that may not be written, with the reason."""
    for graph in sorted(graphs):
        try:
            permit(graph)
        except Refused as error:
            return graph, error
    return None
