"""What came and what went between two stores, quad by quad."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store

GraphName = NamedNode | BlankNode | DefaultGraph


@dataclass(frozen=True, slots=True)
class Change:
    """A quad that one store has and the other has not.

    Attributes:
        came: True when the newer store has it, False when the older one had it.
        quad: the quad, with blank node labels of the store that has it.
    """

    came: bool
    quad: Quad


def changes(old: Store, new: Store, graphs: Iterable[GraphName]) -> Iterator[Change]:
    """Yields what went and what came in some graphs, in constant memory but for blank nodes.

    Blank nodes are the same when what they say is the same, whatever their labels: relabelling is
    no change, and ``removed`` and ``added`` always account for the difference in number. What
    points at a node does not count, so two nodes that say the same are interchangeable.

    The iterator must stay in the thread that made it.
    """
    for name in graphs:
        went: list[Quad] = []
        came: list[Quad] = []
        yield from _plain_changes(old, new, name, False, went)
        yield from _plain_changes(new, old, name, True, came)
        yield from _blank_changes(went, came)


def graph_names(store: Store) -> list[GraphName]:
    """Lists the graphs of a store, the default graph first."""
    return [DefaultGraph(), *store.named_graphs()]


def graph_key(name: GraphName) -> str:
    """Writes a graph name as manifests do: IRI, ``_:label``, or nothing for the default graph."""
    if isinstance(name, DefaultGraph):
        return ""
    return name.value if isinstance(name, NamedNode) else str(name)


def graph_of(key: str) -> GraphName:
    """Reads the name of a graph as manifests write it."""
    if not key:
        return DefaultGraph()
    return BlankNode(key[2:]) if key.startswith("_:") else NamedNode(key)


def _plain_changes(
    store: Store, other: Store, name: GraphName, came: bool, blank: list[Quad]
) -> Iterator[Change]:
    for quad in store.quads_for_pattern(None, None, None, name):
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
            blank.append(quad)
        elif quad not in other:
            yield Change(came, quad)


def _blank_changes(went: list[Quad], came: list[Quad]) -> Iterator[Change]:
    if not went and not came:
        return
    old, new = _content_labels((went, came))
    before = _by_content(went, old)
    after = _by_content(came, new)
    for content, quads in before.items():
        yield from (Change(False, quad) for quad in quads[len(after.get(content, ())) :])
    for content, quads in after.items():
        yield from (Change(True, quad) for quad in quads[len(before.get(content, ())) :])


def _content_labels(sides: Collection[list[Quad]]) -> list[dict[BlankNode, bytes]]:
    """Labels the blank nodes of each side by what they say, comparably between the sides.

    Colours are refined in rounds, on all sides together, until no round tells more nodes apart.
    """
    said = [_said(quads) for quads in sides]
    labels = [{node: b"" for node in side} for side in said]
    kinds = 0
    while (found := len({label for side in labels for label in side.values()})) > kinds:
        kinds = found
        labels = [_refine(side, old) for side, old in zip(said, labels, strict=True)]
    return labels


def _said(quads: list[Quad]) -> dict[BlankNode, list[Quad]]:
    said: dict[BlankNode, list[Quad]] = defaultdict(list)
    for quad in quads:
        if isinstance(quad.object, BlankNode):
            said[quad.object]
        if isinstance(quad.subject, BlankNode):
            said[quad.subject].append(quad)
    return said


def _refine(
    said: dict[BlankNode, list[Quad]], labels: dict[BlankNode, bytes]
) -> dict[BlankNode, bytes]:
    refined = {}
    for node, quads in said.items():
        lines = sorted(f"{quad.predicate} {_term(quad.object, labels)}" for quad in quads)
        text = "\n".join([labels[node].hex(), *lines])
        refined[node] = blake2b(text.encode(), digest_size=16).digest()
    return refined


def _term(term: object, labels: dict[BlankNode, bytes]) -> str:
    return f"_:{labels[term].hex()}" if isinstance(term, BlankNode) else str(term)


def _by_content(quads: list[Quad], labels: dict[BlankNode, bytes]) -> dict[str, list[Quad]]:
    grouped: dict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        subject, value = _term(quad.subject, labels), _term(quad.object, labels)
        grouped[f"{subject} {quad.predicate} {value}"].append(quad)
    return grouped


def count_changes(found: Iterable[Change]) -> tuple[int, int]:
    """Counts changes as (added, removed)."""
    tally = Counter(change.came for change in found)
    return tally[True], tally[False]
