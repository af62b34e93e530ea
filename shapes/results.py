"""Reads a ``sh:ValidationReport`` as a :class:`Report` that names its culprits."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final, cast

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, RdfFormat, Store, parse

from peerprov.namespaces import PREFIXES, iri
from peerprov.shapes.catalogue import fields
from peerprov.shapes.names import Namer, Node, shown
from peerprov.shapes.report import Report, Result, Severity

_SH = PREFIXES["sh"]
_NIL = iri("rdf:nil")
_REPEATED: Final = (
    ("sh:zeroOrMorePath", "*"),
    ("sh:oneOrMorePath", "+"),
    ("sh:zeroOrOnePath", "?"),
)


def read_report(text: bytes, names: Namer, focus: Collection[NamedNode] = ()) -> Report:
    """Reads a report.

    Args:
        text: the report as N-Triples.
        names: names the nodes of the data that was validated.
        focus: leave out the results on other nodes than these; without any, leave out none.
    """
    graph = Store()
    graph.extend(parse(text, RdfFormat.N_TRIPLES))  # keeps the names of the data's blank nodes
    reader = _Reader(graph, names)
    prefixes = {prefix: PREFIXES[prefix] for prefix in ("peerprov", "pp", "rdf", "sh", "xsd")}
    turtle = graph.dump(format=RdfFormat.TURTLE, from_graph=DefaultGraph(), prefixes=prefixes)
    results = [result for result in reader.results() if not focus or result.focus in focus]
    return Report(tuple(sorted(results, key=_place)), cast(bytes, turtle).decode())


class _Reader:
    def __init__(self, graph: Store, names: Namer) -> None:
        self._graph = graph
        self._names = names

    def results(self) -> Iterator[Result]:
        for quad in self._graph.quads_for_pattern(None, iri("sh:result"), None, None):
            yield self._result(quad.object)

    def _result(self, node: Node) -> Result:
        focus = self._value(node, "sh:focusNode")
        shape = self._value(node, "sh:sourceShape")
        path = self._value(node, "sh:resultPath")
        message = self._value(node, "sh:resultMessage")
        component = self._value(node, "sh:sourceConstraintComponent")
        severity = self._value(node, "sh:resultSeverity")
        if focus is None or not isinstance(shape, NamedNode | BlankNode):
            raise ValueError(f"the report holds no whole result at {node}")
        field = fields().get(shape) if isinstance(shape, NamedNode) else None
        return Result(
            focus=focus,
            path=None if path is None else self._path(path),
            value=self._value(node, "sh:value"),
            message=message.value if isinstance(message, Literal) else "",
            severity=cast(Severity, _local(severity)),
            shape=shape,
            component=_local(component).removesuffix("ConstraintComponent"),
            culprit=self._names.culprit(focus, field),
        )

    def _value(self, node: Node, predicate: str) -> Node | None:
        if not isinstance(node, NamedNode | BlankNode):
            return None
        found = self._graph.quads_for_pattern(node, iri(predicate), None, None)
        return next((quad.object for quad in found), None)

    def _path(self, node: Node) -> str:
        """Writes a path in SPARQL's notation."""
        if isinstance(node, NamedNode):
            return shown(node)
        inverse = self._value(node, "sh:inversePath")
        if inverse is not None:
            return f"^{self._path(inverse)}"
        for predicate, mark in _REPEATED:
            inner = self._value(node, predicate)
            if inner is not None:
                return f"{self._path(inner)}{mark}"
        choice = self._value(node, "sh:alternativePath")
        if choice is not None:
            return f"({'|'.join(self._path(part) for part in self._members(choice))})"
        return "/".join(self._path(part) for part in self._members(node))

    def _members(self, node: Node | None) -> Iterator[Node]:
        while node is not None and node != _NIL:
            first = self._value(node, "rdf:first")
            if first is not None:
                yield first
            node = self._value(node, "rdf:rest")


def _local(node: Node | None) -> str:
    return node.value.removeprefix(_SH) if isinstance(node, NamedNode) else ""


def _place(result: Result) -> tuple[str, str, str, str]:
    return (
        result.culprit.file or "",
        result.culprit.name,
        str(result.shape),
        str(result.value),
    )
