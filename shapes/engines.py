"""The two engines that run the shapes, behind one call: data in, report out.

pyshacl-turbo is called as pySHACL is. Where no wheel of it fits the machine, pySHACL itself does
the same work in minutes instead of a second. A test holds that both say the same of our data.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store

from peerprov.errors import BadDocument, Fault
from peerprov.namespaces import iri
from peerprov.shapes.catalogue import shapes_quads

Engine = Callable[[Store, Sequence[NamedNode]], bytes]
"""Takes data in a default graph and the nodes to look at (none: all); gives a report in N-Triples.

Raises BadDocument where it cannot run the shapes.
"""

_STRING = iri("xsd:string")


def default_engine() -> Engine:
    """Chooses pyshacl-turbo where it is installed, else pySHACL."""
    return turbo if find_spec("pyshacl_turbo") else pyshacl


def turbo(data: Store, focus: Sequence[NamedNode]) -> bytes:
    """Runs pyshacl-turbo, which reads a Store as it is."""
    from pyshacl_turbo import validate

    nodes = [node.value for node in focus] or None
    shapes = _shapes(typed=True)
    answer = validate(
        data, shacl_graph=shapes, shacl_graph_format="nt", focus_nodes=nodes, **_OPTIONS
    )
    return _report(answer)


def pyshacl(data: Store, focus: Sequence[NamedNode]) -> bytes:
    """Runs pySHACL on an rdflib graph, which is many times faster there than on a Store.

    It looks at every node: its own choice of nodes would apply to nested shapes as well, and miss
    what these find.
    """
    from pyshacl import validate
    from rdflib import Graph

    triples = data.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    graph = Graph().parse(data=triples, format="nt")
    shapes = Graph().parse(data=_shapes(typed=False), format="nt")
    return _report(validate(graph, shacl_graph=shapes, inplace=True, **_OPTIONS))


_OPTIONS: dict[str, Any] = {
    "inference": "none",
    "serialize_report_graph": "nt",
}


def _report(answer: tuple[bool, Any, str]) -> bytes:
    _, report, text = answer
    if not isinstance(report, bytes):
        raise BadDocument(Fault(f"the shapes cannot be run: {text}", file="shapes/"))
    return report


@cache
def _shapes(*, typed: bool) -> str:
    return "\n".join(_line(quad, typed) for quad in shapes_quads())


def _line(quad: Quad, typed: bool) -> str:
    # Strings of a Store come to the engine with their datatype, those of an rdflib graph without;
    # sh:in and sh:hasValue compare them term by term with the strings of the shapes.
    value = quad.object
    is_string = isinstance(value, Literal) and value.datatype == _STRING
    suffix = f"^^{_STRING}" if typed and is_string else ""
    return f"{quad.subject} {quad.predicate} {value}{suffix} ."
