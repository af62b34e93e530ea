"""pySHACL as the oracle: it says of our shapes and data what the fast engine says.

The whole graph takes pySHACL a minute or two, so it looks at chosen nodes of it; its own option for
that applies to nested shapes too and misses what they find, so the shapes are aimed at the nodes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

import pyshacl
import pytest
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, serialize
from tests.shapes.conftest import SLIPS, RealGraph, made, waves
from tests.shapes.test_constraints import CONSTRAINTS, focus_nodes

from peerprov.errors import BadDocument
from peerprov.namespaces import PREFIXES, iri
from peerprov.shapes import engines
from peerprov.shapes.catalogue import shapes_quads
from peerprov.shapes.names import Namer
from peerprov.shapes.report import Report
from peerprov.shapes.results import read_report
from peerprov.shapes.validate import curated_graphs, validate

TARGETED = sorted({constraint.targeted for constraint in CONSTRAINTS}, key=str)
SH = PREFIXES["sh"]
TARGETS = {rdflib.URIRef(f"{SH}target{kind}") for kind in ("Class", "SubjectsOf", "ObjectsOf")}
EVERY = 60
"""Of the real nodes that a shape targets, every so manieth is looked at."""


def bag(report: Report) -> Counter[tuple[object, ...]]:
    return Counter(
        (r.focus, r.path, r.value, r.component, r.severity, r.shape, r.message)
        for r in report.results
    )


class Oracle:
    """The real graph and the shapes in rdflib, and pySHACL over chosen nodes of it."""

    def __init__(self, real: RealGraph) -> None:
        self.real = real
        triples = {quad.triple for quad in real.store}
        self.data = in_rdflib(serialize(triples, format=RdfFormat.N_TRIPLES))
        shapes = serialize((quad.triple for quad in shapes_quads()), format=RdfFormat.N_TRIPLES)
        self.shapes = in_rdflib(shapes)

    def judge(self, nodes: Collection[NamedNode]) -> Counter[tuple[object, ...]]:
        """Runs pySHACL with each shape aimed at those of the nodes that it targets."""
        aimed = rdflib.Graph()
        for triple in self.shapes:
            if triple[1] not in TARGETS:
                aimed.add(triple)
        for shape in TARGETED:
            for node in set(nodes) & set(focus_nodes.__wrapped__(self.real, shape)):
                aimed.add((part(shape), rdflib.URIRef(f"{SH}targetNode"), part(node)))
        _, report, _ = pyshacl.validate(
            self.data, shacl_graph=aimed, inplace=True, serialize_report_graph="nt"
        )
        return bag(read_report(report, Namer(self.real.store)))

    @contextmanager
    def changed(self, taken: Sequence[Quad], put: Sequence[Quad]) -> Iterator[Store]:
        with self.real.changed(taken, put) as store:
            gone = [quad for quad in taken if not self.real.there(*quad.triple)]
            lost = [triple for quad in gone for triple in self.data.triples(pattern(quad))]
            for triple in lost:
                self.data.remove(triple)
            new = [pattern(quad) for quad in put if pattern(quad) not in self.data]
            for triple in new:
                self.data.add(triple)
            yield store
            for triple in new:
                self.data.remove(triple)
            for triple in lost:
                self.data.add(triple)


def in_rdflib(text: bytes) -> rdflib.Graph:
    return rdflib.Graph().parse(data=text, format="nt")


def pattern(quad: Quad) -> tuple:
    """A triple for rdflib; a blank node, which rdflib names anew, is left open."""
    return tuple(part(end) for end in (quad.subject, quad.predicate, quad.object))


def part(node: NamedNode | BlankNode | Literal) -> rdflib.term.Node | None:
    if isinstance(node, NamedNode):
        return rdflib.URIRef(node.value)
    if isinstance(node, BlankNode):
        return None
    if node.language or node.datatype == iri("xsd:string"):
        return rdflib.Literal(node.value, lang=node.language)
    return rdflib.Literal(node.value, datatype=node.datatype.value)


@pytest.fixture(scope="module")
def oracle(real):
    return Oracle(real)


def test_the_oracle_agrees_on_the_published_data(oracle, real):
    nodes = {
        node
        for shape in TARGETED
        for node in focus_nodes(real, shape)[::EVERY]
        if isinstance(node, NamedNode)
    }

    assert len(nodes) > 100
    assert oracle.judge(nodes) == bag(validate(real.store, focus=list(nodes)))


@pytest.mark.parametrize("number", range(3))
def test_the_oracle_agrees_on_every_slip(oracle, real, number):
    made_waves = waves([made(real, entry) for entry in SLIPS])
    assert len(made_waves) == 3
    wave = made_waves[number]
    nodes = [slip.focus for slip in wave]
    taken = [quad for slip in wave for quad in slip.taken]
    put = [quad for slip in wave for quad in slip.put]

    with oracle.changed(taken, put) as store:
        fast = bag(validate(store, focus=nodes))
        slow = oracle.judge(nodes)

    assert sum(fast.values()) >= len(wave)
    assert slow == fast


def test_both_engines_give_the_same_report_of_a_small_graph(real):
    small = Store()
    small.extend(quad for quad in real.store if quad.graph_name.value.endswith("/asad-2016"))

    reports = [
        validate(small, curated_graphs(small), engine=engine)
        for engine in (engines.turbo, engines.pyshacl)
    ]

    assert not reports[0].conforms  # the terms and values are missing
    assert bag(reports[0]) == bag(reports[1])


def test_the_fallback_reports_on_chosen_nodes_only(real):
    small = Store()
    small.extend(quad for quad in real.store if quad.graph_name.value.endswith("/asad-2016"))
    node = real.node("finding/asad-2016/f01")

    reports = [
        validate(small, focus=[node], engine=engine) for engine in (engines.turbo, engines.pyshacl)
    ]

    assert {result.focus for result in reports[0].results} == {node}
    assert bag(reports[0]) == bag(reports[1])


def test_shapes_that_an_engine_cannot_run_are_an_error_of_ours(monkeypatch):
    constraint = "SELECT $this WHERE { VALUES $this { 1 } }"
    broken = f"""
        <urn:s> <{SH}targetNode> <urn:n> .
        <urn:s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{SH}NodeShape> .
        <urn:s> <{SH}sparql> <urn:c> .
        <urn:c> <{SH}select> "{constraint}" .
    """
    monkeypatch.setattr(engines, "_shapes", lambda *, typed: broken)

    for engine in (engines.turbo, engines.pyshacl):
        with pytest.raises(BadDocument, match="the shapes cannot be run"):
            validate(Store(), engine=engine)
