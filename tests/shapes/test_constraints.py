"""Every constraint of every shape refuses something: no rule is written that can never speak.

For constraints of common forms a slip is made of real data by the constraint's own parameters;
the rest are met by the slips of ``slips.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import count, islice

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Variable
from tests.shapes.conftest import RealGraph, Slip, refusals

from peerprov.namespaces import PREFIXES, iri
from peerprov.shapes.catalogue import shapes_quads

SHAPES = Store()
SHAPES.extend(shapes_quads())
PARAMETERS = (
    "class", "datatype", "disjoint", "equals", "hasValue", "in", "languageIn", "lessThan",
    "lessThanOrEquals", "maxCount", "maxExclusive", "maxInclusive", "minCount", "minExclusive",
    "minInclusive", "node", "nodeKind", "not", "or", "pattern", "qualifiedMaxCount",
    "qualifiedMinCount", "sparql",
)  # fmt: skip
SIMPLE = {
    "class", "datatype", "hasValue", "in", "languageIn", "maxCount", "maxExclusive",
    "maxInclusive", "minCount", "minExclusive", "minInclusive", "node", "nodeKind", "pattern",
}  # fmt: skip
"""Parameters from which a slip can be made, where the path is one property."""
NOBODY = NamedNode("urn:nobody")


def parts(node: object, name: str) -> list:
    return [quad.object for quad in SHAPES.quads_for_pattern(node, iri(f"sh:{name}"), None)]


@dataclass(frozen=True)
class Constraint:
    """A parameter of a shape, under the node shape that brings the target."""

    targeted: NamedNode
    shape: NamedNode
    parameter: str
    value: NamedNode | BlankNode | Literal

    @property
    def name(self) -> str:
        return f"{self.shape.value.rpartition('/')[2]} {self.parameter} {self.message[:30]}"

    @property
    def message(self) -> str:
        holder = self.value if self.parameter == "sparql" else self.shape
        return parts(holder, "message")[0].value

    @property
    def key(self) -> tuple[NamedNode, str, str]:
        component = "SPARQL" if self.parameter == "sparql" else self.parameter
        return self.shape, component[0].upper() + component[1:], self.message

    @property
    def path(self) -> NamedNode | None:
        found = parts(self.shape, "path")
        return found[0] if found and isinstance(found[0], NamedNode) else None


def constraints() -> Iterator[Constraint]:
    targets = [iri(f"sh:{t}") for t in ("targetClass", "targetSubjectsOf", "targetObjectsOf")]
    targeted = {quad.subject for quad in shapes_quads() if quad.predicate in targets}
    for node in sorted(targeted, key=str):
        for shape in (node, *parts(node, "property")):
            for parameter in PARAMETERS:
                for value in parts(shape, parameter):
                    yield Constraint(node, shape, parameter, value)


CONSTRAINTS = list(constraints())


@cache
def focus_nodes(real: RealGraph, node: NamedNode) -> list[NamedNode | BlankNode]:
    """The real nodes that a shape looks at, in an order of their own."""
    found: set[NamedNode | BlankNode] = set()
    for kind in parts(node, "targetClass"):
        query = "SELECT DISTINCT ?x ?kind WHERE { ?x a/rdfs:subClassOf* ?kind }"
        solutions = real.store.query(
            query,
            prefixes=PREFIXES,
            use_default_graph_as_union=True,
            substitutions={Variable("kind"): kind},
        )
        found |= {solution["x"] for solution in solutions}
    for predicate in parts(node, "targetSubjectsOf"):
        found |= {quad.subject for quad in real.there(None, predicate)}
    for predicate in parts(node, "targetObjectsOf"):
        found |= {quad.object for quad in real.there(None, predicate)}
    return sorted(found, key=lambda node: node.value[::-1])


def wrong(constraint: Constraint, value: NamedNode | Literal) -> NamedNode | Literal | None:
    """A value that the constraint must refuse in place of a real one, or None to leave it out."""
    is_text = isinstance(value, Literal)
    match constraint.parameter:
        case "hasValue" if is_text and value.value == "true":
            return Literal(False)
        case "hasValue" | "minCount":
            return None
        case "datatype":
            return Literal("x", language="en")
        case "languageIn":
            return Literal("Wort", language="de")
        case "nodeKind":
            return Literal("no IRI")
        case "in" if is_text:
            return Literal("something else")
        case "pattern" if is_text and value.language:
            return Literal(" ", language=value.language)
        case "pattern" if is_text:
            return Literal(" ", datatype=value.datatype)
        case "minInclusive" | "minExclusive" | "maxInclusive" | "maxExclusive":
            return number(constraint)
    return NOBODY


def number(constraint: Constraint) -> Literal:
    beyond = -1 if constraint.parameter.startswith("min") else 1
    limit = Decimal(constraint.value.value) + beyond
    return Literal(str(limit), datatype=constraint.value.datatype)


def others(value: NamedNode | Literal) -> Iterator[NamedNode | Literal]:
    """The value, then different ones of its kind."""
    yield value
    if isinstance(value, Literal) and value.value in ("true", "false"):
        yield Literal("false" if value.value == "true" else "true", datatype=value.datatype)
    for n in count(1):
        if isinstance(value, NamedNode | BlankNode):
            yield NamedNode(f"https://example.org/another-{n}")
        elif value.language:
            yield Literal(f"{value.value}{n}", language=value.language)
        elif value.datatype == iri("xsd:dateTime"):
            yield Literal(f"2001-01-0{n}T00:00:00Z", datatype=value.datatype)
        else:
            yield Literal(f"{value.value}{n}", datatype=value.datatype)


def slip_for(real: RealGraph, constraint: Constraint, used: set[NamedNode | BlankNode]) -> Slip:
    """Makes a slip by the constraint's own parameters, on a node that no other slip has used."""
    path = constraint.path
    nodes = focus_nodes(real, constraint.targeted)
    if path is None:
        return misnamed(real, constraint, nodes[0])
    able = [node for node in nodes if real.there(node, path)] or nodes
    focus = next((node for node in able if node not in used), able[0])
    used.add(focus)
    there = real.there(focus, path)
    samples = there or real.there(None, path)
    sample = samples[0].object if samples else Literal("x")
    if constraint.parameter == "maxCount":
        known = {quad.object for quad in there}
        new = (value for value in others(sample) if value not in known)
        needed = int(constraint.value.value) + 1 - len(there)
        values = list(islice(new, needed))
        return Slip(constraint.name, focus, (), stated(real, focus, path, values))
    bad = wrong(constraint, sample)
    return Slip(
        constraint.name,
        focus,
        tuple(there),
        stated(real, focus, path, [] if bad is None else [bad]),
    )


def misnamed(real: RealGraph, constraint: Constraint, node: NamedNode) -> Slip:
    """Says all that is said of a node of another one too, whose IRI is wrong."""
    wrongly = NamedNode(f"https://example.org/{constraint.shape.value.rpartition('/')[2]}")
    about = [Quad(wrongly, q.predicate, q.object, q.graph_name) for q in real.there(node)]
    to = [Quad(q.subject, q.predicate, wrongly, q.graph_name) for q in real.there(None, None, node)]
    return Slip(constraint.name, wrongly, (), (*about, *to))


def stated(real, focus, path, values) -> tuple[Quad, ...]:
    return tuple(Quad(focus, path, value, real.home(focus)) for value in values)


def is_simple(constraint: Constraint) -> bool:
    if constraint.path is None:
        return constraint.parameter == "pattern"
    return constraint.parameter in SIMPLE


@pytest.fixture(scope="module")
def refused(real):
    used: set[NamedNode | BlankNode] = set()
    slips = [slip_for(real, found, used) for found in CONSTRAINTS if is_simple(found)]
    assert len({slip.name for slip in slips}) == len(slips)
    return refusals(real, slips)


@pytest.fixture(scope="module")
def said_of_slips(heard):
    return {key(result) for results in heard.values() for result in results}


def key(result) -> tuple[NamedNode, str, str]:
    return result.shape, result.component, result.message


@pytest.mark.parametrize(
    "constraint", list(filter(is_simple, CONSTRAINTS)), ids=lambda constraint: constraint.name
)
def test_a_constraint_refuses_what_breaks_it(constraint, refused):
    said = [key(result) for result in refused[constraint.name]]

    assert constraint.key in said


@pytest.mark.parametrize(
    "constraint",
    [constraint for constraint in CONSTRAINTS if not is_simple(constraint)],
    ids=lambda constraint: constraint.name,
)
def test_a_constraint_of_a_rarer_form_refuses_a_slip(constraint, said_of_slips):
    assert constraint.key in said_of_slips, "give slips.yaml a slip that breaks this rule"
