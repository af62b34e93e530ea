"""The whole graph in memory: what tables and works say, and all that follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad, Store, Triple

from peerprov.errors import BadInput, Fault
from peerprov.graph.evidence.model import Evidence
from peerprov.graph.evidence.quads import evidence_quads
from peerprov.graph.reported.derive import Derived, derive
from peerprov.graph.reported.links import REPORTED
from peerprov.graph.void import void_quads
from peerprov.ontology.build import ontology_quads
from peerprov.ontology.classify import (
    Classification,
    classify,
    inferred_quads,
    refuse_contradictions,
)
from peerprov.ontology.frameworks import framework_quads
from peerprov.ontology.mappings import mapping_quads
from peerprov.ontology.vocabulary import Ontology
from peerprov.shapes.catalogue import shapes_quads


@dataclass(frozen=True, slots=True)
class Assembled:
    """A graph without what describes it: shapes, queries, statistics.

    Attributes:
        store: the quads.
        core: what the reasoner found in the ontology alone.
        derived: what was derived from the findings.
    """

    store: Store
    core: Classification
    derived: Derived


def assemble(
    ontology: Ontology, evidence: Evidence, watch: Callable[[str], None] = lambda _step: None
) -> Assembled:
    """Makes the quads of tables and works, derives what they report and reasons over both.

    Raises:
        DoesNotConform: the axioms contradict each other, or a class can have no members.
    """
    store = Store()
    watch("Building the ontology")
    asserted = ontology_quads(ontology, {work.id: work.iri for work in evidence.works})
    store.bulk_extend(asserted)
    store.bulk_extend(framework_quads(ontology))
    store.bulk_extend(mapping_quads(ontology))
    watch("Classifying the ontology")
    axioms = _triples(asserted)
    core = classify(axioms)
    store.bulk_extend(inferred_quads(core))
    watch("Turning works and findings into triples")
    store.bulk_extend(evidence_quads(evidence, ontology))
    watch("Deriving links, conflicts and gaps")
    derived = derive(store, lambda code: _direction(ontology, code))
    store.bulk_extend(derived.quads)
    watch("Classifying with what is reported")
    store.bulk_extend(_following(axioms, derived.axioms, core))
    return Assembled(store, core, derived)


def describe(store: Store, publications: Callable[[Store], Iterable[Quad]]) -> None:
    """Adds to an assembled store what describes it: shapes, queries, statistics.

    Args:
        publications: makes the quads of rooms above this one, such as the query catalogue.
    """
    store.bulk_extend(shapes_quads())
    store.bulk_extend(publications(store))
    store.bulk_extend(void_quads(store))


def _following(asserted: list[Triple], axioms: list[Quad], core: Classification) -> list[Quad]:
    """What follows from the ontology only together with the generated axioms."""
    found = classify(asserted, _triples(axioms), known=core)
    refuse_contradictions(found)
    return [Quad(t.subject, t.predicate, t.object, REPORTED) for t in found.from_extra]


def _triples(quads: list[Quad]) -> list[Triple]:
    return [quad.triple for quad in quads]


def _direction(ontology: Ontology, code: str) -> NamedNode:
    value = ontology.value("outcome.direction", code)
    if value is None:
        raise BadInput(
            Fault(
                f"the direction {code!r} of an outcome has no row",
                file="ontology/terms/value.tsv",
                field="code",
                expected="a row with the field outcome.direction and this code",
            )
        )
    return value
