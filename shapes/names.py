"""Names the nodes of the graph for people: which work, finding or term, and where it is edited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store, Triple

from peerprov.namespaces import BASE, PREFIXES, graph, iri

Node = NamedNode | BlankNode | Literal | Triple

_OF_WORK = re.compile(
    rf"{re.escape(BASE)}(?P<kind>finding|agent|study|source|work)/(?P<work>[^/]+)(?:/(?P<rest>.+))?"
)
_TERM = re.compile(rf"{re.escape(PREFIXES['peerprov'])}[0-9]+")
_WORK_GRAPH = graph("work/").value
_WITHIN_WORK = {"agent": "citation/authors", "study": "methods", "source": "sources"}


@dataclass(frozen=True, slots=True)
class Culprit:
    """What to look at.

    Attributes:
        name: such as ``asad-2016 f03`` or ``peer provision (PEERPROV:0000100)``.
        file: path relative to the project, or None for what the build computes.
        field: the field of the YAML file or the column of the table, or None.
    """

    name: str
    file: str | None
    field: str | None


@dataclass(frozen=True, slots=True)
class Namer:
    """Finds names in the store that was validated."""

    _store: Store

    def culprit(self, node: Node, field: str | None) -> Culprit:
        """Names a node.

        Args:
            field: the field or column that the broken shape is about.
        """
        if isinstance(node, BlankNode):
            for annotated in self._objects(node, "owl:annotatedSource"):
                return self.culprit(annotated, field)
        if not isinstance(node, NamedNode):
            return Culprit(shown(node), None, field)
        found = _OF_WORK.fullmatch(node.value)
        if found and found["kind"] != "work":
            return _part_of_work(found, field)
        if _TERM.fullmatch(node.value):
            return self._term(node, field)
        if node.value.startswith(f"{BASE}reported/"):
            return Culprit(self._link(node), None, field)
        if node.value.startswith((f"{BASE}conflict/", f"{BASE}gap/")):
            return Culprit(f"{_kind(node)} of {self._topic(node)}", None, field)
        work = self._work_of(node)
        return (
            Culprit(work, f"graph/works/{work}.yaml", field) if work else self._other(node, field)
        )

    def _term(self, node: NamedNode, field: str | None) -> Culprit:
        branch = next(self._objects(node, "pp:inBranch"), None)
        name = branch.value.rpartition("/")[2] if isinstance(branch, NamedNode) else ""
        file = f"ontology/terms/{name}.tsv" if name else "ontology/ids.tsv"
        return Culprit(self._label(node), file, field)

    def _link(self, node: NamedNode) -> str:
        ends = [self._label(end) for p in _ENDS for end in self._objects(node, p)]
        relation = node.value.removeprefix(f"{BASE}reported/").partition("/")[0]
        behind = sorted(_finding_name(f) for f in self._objects(node, "pp:supportedByFinding"))
        more = f" and {len(behind) - 3} more" if len(behind) > 3 else ""
        basis = f", computed from {', '.join(behind[:3])}{more}" if behind else ""
        return f"link {relation}: {' to '.join(ends)}{basis}"

    def _topic(self, node: NamedNode) -> str:
        terms = [self._label(found) for found in self._objects(node, "pp:aboutConcept")]
        return " and ".join(terms) or shown(node)

    def _work_of(self, node: NamedNode) -> str | None:
        """The id of the work that a node is, or in whose file it stands."""
        for value in self._objects(node, "pp:workId"):
            if isinstance(value, Literal):
                return value.value
        for quad in self._store.quads_for_pattern(node, None, None, None):
            if isinstance(quad.graph_name, NamedNode):
                place = quad.graph_name.value
                if place.startswith(_WORK_GRAPH):
                    return place.removeprefix(_WORK_GRAPH)
        return None

    def _other(self, node: NamedNode, field: str | None) -> Culprit:
        graphs = {
            quad.graph_name.value.removeprefix(f"{BASE}graph/")
            for quad in self._store.quads_for_pattern(node, None, None, None)
            if not isinstance(quad.graph_name, DefaultGraph)
        }
        file = next((_FILES[name] for name in sorted(graphs) if name in _FILES), None)
        return Culprit(self._label(node), file, field)

    def _label(self, node: Node) -> str:
        short = _identifier(node)
        for predicate in ("rdfs:label", "skos:prefLabel"):
            for label in self._objects(node, predicate):
                if isinstance(label, Literal):
                    return f"{label.value} ({short})"
        return short

    def _objects(self, node: Node, predicate: str) -> Iterator[Node]:
        if isinstance(node, NamedNode | BlankNode):
            for quad in self._store.quads_for_pattern(node, iri(predicate), None, None):
                yield quad.object


def shown(node: Node) -> str:
    """Writes a node for people: a prefixed name, or a text in quotes, shortened."""
    if isinstance(node, NamedNode):
        return _identifier(node)
    if isinstance(node, Literal):
        text = node.value if len(node.value) <= 80 else f"{node.value[:79]}…"
        return repr(text)
    return str(node)


def _part_of_work(found: re.Match[str], field: str | None) -> Culprit:
    work, rest = found["work"], found["rest"] or ""
    file = f"graph/works/{work}.yaml"
    if found["kind"] == "finding":
        finding = rest.partition("/")[0]
        return Culprit(
            f"{work} {finding}", file, "/".join(filter(None, ("findings", finding, field)))
        )
    number = rest.rpartition("/")[2]
    if found["kind"] == "study":
        inner = f"methods/participants/{number}/{field}" if number else (field or "methods")
        return Culprit(f"{work}, {inner}", file, inner)
    place = f"{_WITHIN_WORK[found['kind']]}/{number}"
    inner = place if found["kind"] == "agent" or not field else f"{place}/{field}"
    return Culprit(f"{work}, {place}", file, inner)


def _identifier(node: Node) -> str:
    if not isinstance(node, NamedNode):
        return str(node)
    if _TERM.fullmatch(node.value):
        return node.value.removeprefix(BASE).replace("_", ":")
    for prefix, namespace in sorted(PREFIXES.items(), key=lambda item: -len(item[1])):
        local = node.value.removeprefix(namespace)
        if local != node.value and re.fullmatch(r"[\w/.-]+", local):
            return f"{prefix}:{local}"
    return node.value


def _finding_name(node: Node) -> str:
    return shown(node).removeprefix("pp:finding/").replace("/", " ")


def _kind(node: NamedNode) -> str:
    kind = node.value.removeprefix(BASE).split("/")
    return {"conflict": "conflict", "gap": f"gap ({kind[1]})"}[kind[0]]


_ENDS = ("pp:subjectTerm", "pp:objectTerm")
_FILES = {
    "frameworks": "ontology/frameworks.tsv",
    "ontology": "ontology/model.ttl",
    "mappings": "ontology/terms/",
    "queries": "queries/",
}
