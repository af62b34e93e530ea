"""What came and went between two stores and between two versions."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from peerprov.errors import Missing
from peerprov.graph.store import Version, VersionedStore
from peerprov.graph.store.difference import changes, count_changes, graph_names
from peerprov.graph.store.tally import digest, sum_digests

SAYS, FIRST, REST = (NamedNode(f"https://example.org/{name}") for name in ("says", "first", "rest"))
ONE, TWO = NamedNode("https://example.org/one"), NamedNode("https://example.org/two")
GRAPH = NamedNode("https://example.org/graph")


def store_of(*quads: Quad) -> Store:
    store = Store()
    store.extend(quads)
    return store


def between(old: Store, new: Store) -> tuple[set[Quad], set[Quad]]:
    """What came, what went."""
    found = list(changes(old, new, {*graph_names(old), *graph_names(new)}))
    came = [change.quad for change in found if change.came]
    went = [change.quad for change in found if not change.came]
    assert len(set(came)) + len(set(went)) == len(found)
    return set(came), set(went)


def rdf_list(label: str, *items: str) -> list[Quad]:
    """A list hanging on ONE, with blank nodes of the given label."""
    cells = [BlankNode(f"{label}{n}") for n in range(len(items))]
    quads = [Quad(ONE, SAYS, cells[0], GRAPH)]
    for cell, item, rest in zip(cells, items, [*cells[1:], TWO], strict=True):
        quads += [Quad(cell, FIRST, Literal(item), GRAPH), Quad(cell, REST, rest, GRAPH)]
    return quads


def test_equal_stores_do_not_differ() -> None:
    store = store_of(Quad(ONE, SAYS, TWO, GRAPH), Quad(ONE, SAYS, TWO, DefaultGraph()))

    assert between(store, store) == (set(), set())


def test_the_graph_counts() -> None:
    here, there = Quad(ONE, SAYS, TWO, GRAPH), Quad(ONE, SAYS, TWO, DefaultGraph())

    assert between(store_of(here), store_of(there)) == ({there}, {here})


def test_relabelled_blank_nodes_are_the_same() -> None:
    old, new = rdf_list("a", *"wxyz"), rdf_list("b", *"wxyz")

    assert between(store_of(*old), store_of(*new)) == (set(), set())


def test_a_change_deep_inside_blank_nodes_is_found() -> None:
    came, went = between(store_of(*rdf_list("a", *"wxyz")), store_of(*rdf_list("b", *"wxqz")))

    assert Quad(BlankNode("b2"), FIRST, Literal("q"), GRAPH) in came
    assert Quad(BlankNode("a2"), FIRST, Literal("y"), GRAPH) in went
    assert Quad(BlankNode("b3"), FIRST, Literal("z"), GRAPH) not in came


def test_nodes_that_say_the_same_are_counted_each() -> None:
    def restrictions(*labels: str) -> Store:
        return store_of(*(Quad(BlankNode(label), SAYS, TWO, GRAPH) for label in labels))

    came, went = between(restrictions("a", "b"), restrictions("c", "d", "e"))

    assert (len(came), len(went)) == (1, 0)


def test_blank_nodes_in_a_circle_end() -> None:
    def circle(label: str, size: int) -> Store:
        cells = [BlankNode(f"{label}{n}") for n in range(size)]
        pairs = zip(cells, [*cells[1:], cells[0]], strict=True)
        return store_of(*(Quad(one, SAYS, other, GRAPH) for one, other in pairs))

    assert between(circle("a", 5), circle("b", 5)) == (set(), set())


NODES = st.sampled_from([ONE, TWO, BlankNode("x"), BlankNode("y"), BlankNode("z")])
GRAPHS = st.sampled_from([GRAPH, DefaultGraph()])
QUADS = st.builds(Quad, NODES, st.sampled_from([SAYS, REST]), NODES, GRAPHS)


@given(st.sets(QUADS), st.sets(QUADS))
def test_additions_and_removals_account_for_the_difference_in_number(
    old: set[Quad], new: set[Quad]
) -> None:
    before, after = store_of(*old), store_of(*new)
    found = list(changes(before, after, [GRAPH, DefaultGraph()]))
    added, removed = count_changes(found)

    assert len(old) + added - removed == len(new)
    assert {change.quad for change in found if change.came} <= new
    assert {change.quad for change in found if not change.came} <= old


@given(st.sets(QUADS), st.data())
def test_renaming_blank_nodes_is_no_difference(quads: set[Quad], data: st.DataObject) -> None:
    names = dict(zip("xyz", data.draw(st.permutations("abc")), strict=True))

    def renamed(node: object) -> object:
        return BlankNode(names[node.value]) if isinstance(node, BlankNode) else node

    other = [Quad(renamed(q.subject), q.predicate, renamed(q.object), q.graph_name) for q in quads]

    assert between(store_of(*quads), store_of(*other)) == (set(), set())


@given(st.lists(QUADS, unique=True), st.randoms())
def test_a_digest_does_not_depend_on_order(quads: list[Quad], random: object) -> None:
    shuffled = list(quads)
    random.shuffle(shuffled)

    assert digest(shuffled) == digest(quads)
    half = len(quads) // 2
    assert sum_digests(digest(quads[:half]), digest(quads[half:])) == digest(quads)
    assert not quads or digest(quads[1:]) != digest(quads)


def test_versions_are_compared_across_builds(
    built: VersionedStore, add: Callable[..., Version], quad: Callable[..., Quad]
) -> None:
    add(quad("four", 4))
    with built.writing(who="curator", why="Rebuild", base="empty") as candidate:
        candidate.load([quad("one", 1), quad("two", 20), quad("three", 3, "work/b")])
        candidate.publish(lambda _: None)

    found = [c for c in built.difference(1, 3) if "version" not in str(c.quad)]

    assert {(c.came, c.quad) for c in found if c.quad.predicate == SAYS} == {
        (True, quad("two", 20)),
        (False, quad("two", 2)),
    }
    assert list(built.difference(2, 2)) == []
    with pytest.raises(Missing):
        list(built.difference(1, 9))
