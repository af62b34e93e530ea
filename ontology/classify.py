"""What follows from the axioms: the inferred class hierarchy, kept apart from what is asserted.

Only class axioms go to the reasoner. Findings point at classes as if these were individuals
(punning), which has made a reasoner lose a superclass without a word; so no evidence ever enters.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple, serialize

from peerprov.errors import DoesNotConform, Fault
from peerprov.namespaces import graph, iri

if TYPE_CHECKING:
    import rustdl

SUBCLASS: Final = iri("rdfs:subClassOf")
EQUIVALENT: Final = iri("owl:equivalentClass")
_TYPE: Final = iri("rdf:type")
_LOGICAL: Final = frozenset(
    map(
        iri,
        (
            "rdfs:subClassOf",
            "rdfs:subPropertyOf",
            "rdfs:domain",
            "rdfs:range",
            "rdf:first",
            "rdf:rest",
            "owl:equivalentClass",
            "owl:disjointWith",
            "owl:intersectionOf",
            "owl:onProperty",
            "owl:propertyChainAxiom",
            "owl:someValuesFrom",
        ),
    )
)
_TYPES: Final = frozenset(
    map(
        iri,
        (
            "owl:Class",
            "owl:DatatypeProperty",
            "owl:NamedIndividual",
            "owl:ObjectProperty",
            "owl:Restriction",
            "owl:TransitiveProperty",
            "rdf:List",
        ),
    )
)
_UNREASONED: Final = frozenset(
    map(
        iri,
        (
            "owl:annotatedProperty",
            "owl:annotatedSource",
            "owl:annotatedTarget",
            "owl:deprecated",
            "owl:versionIRI",
            "owl:versionInfo",
        ),
    )
)
"""What the OWL vocabulary offers for notes."""
_ENDS: Final = tuple(map(iri, ("owl:someValuesFrom", "owl:intersectionOf", "rdf:rest")))
_THING: Final = iri("owl:Thing").value
_NOTHING: Final = iri("owl:Nothing").value


@dataclass(frozen=True)
class Classification:
    """What a reasoner found.

    Attributes:
        consistent: whether anything can satisfy all axioms.
        unsatisfiable: classes that nothing can belong to, sorted.
        inferred: ``rdfs:subClassOf`` and ``owl:equivalentClass`` between named classes that follow
            and are not asserted; superclasses are the nearest ones, so that ``rdfs:subClassOf+``
            over asserted and inferred triples together gives every superclass.
        from_extra: the same for what follows only with the extra axioms.
        superclasses: class -> all its named superclasses without itself, ``owl:Thing`` left out;
            with the extra axioms, where there are any.
    """

    consistent: bool
    unsatisfiable: tuple[NamedNode, ...]
    inferred: tuple[Triple, ...]
    from_extra: tuple[Triple, ...]
    superclasses: Mapping[NamedNode, frozenset[NamedNode]]
    base: _Hierarchy = field(repr=False, compare=False)

    def is_subclass(self, sub: NamedNode, sup: NamedNode) -> bool:
        """Whether every ``sub`` is a ``sup``."""
        return sub == sup or sup in self.superclasses.get(sub, frozenset())


@dataclass(frozen=True)
class _Hierarchy:
    """A classified set of axioms: all and nearest superclasses of each class."""

    consistent: bool
    unsatisfiable: frozenset[str]
    above: dict[str, frozenset[str]]
    nearest: dict[str, frozenset[str]]
    same: dict[str, frozenset[str]]


def classify(
    triples: Iterable[Triple],
    extra: Iterable[Triple] = (),
    known: Classification | None = None,
) -> Classification:
    """Classifies an ontology in OWL 2 EL.

    Args:
        triples: the asserted ontology; annotations in it are left aside.
        extra: axioms that rest on findings (*X hinders some peer provision*); what follows only
            with them comes back apart, in ``from_extra``.
        known: what an earlier call found in the same triples, so that it is not sought again.

    Raises:
        DoesNotConform: the reasoner could not finish or use an axiom, so its answer may lack some.
    """
    base = list(triples)
    added = list(extra)
    _refuse_unread([*base, *added])
    first = known.base if known else _hierarchy(base)
    inferred = _new_edges(first, _asserted(base), known=None)
    second, from_extra = first, []
    if added:
        second = _hierarchy([*base, *added])
        from_extra = _new_edges(second, _asserted([*base, *added]), known=first)
    return Classification(
        consistent=second.consistent,
        unsatisfiable=tuple(map(NamedNode, sorted(second.unsatisfiable))),
        inferred=tuple(inferred),
        from_extra=tuple(from_extra),
        superclasses={
            NamedNode(name): frozenset(map(NamedNode, above))
            for name, above in second.above.items()
        },
        base=first,
    )


def inferred_quads(classification: Classification) -> list[Quad]:
    """Gives the graph ``pp:graph/inferred``: what follows from the ontology alone.

    Raises:
        DoesNotConform: the ontology is inconsistent, or a class in it can have no members.
    """
    refuse_contradictions(classification)
    name = graph("inferred")
    return [Quad(t.subject, t.predicate, t.object, name) for t in classification.inferred]


def refuse_contradictions(classification: Classification) -> None:
    """Lets nothing pass that contradicts itself.

    Raises:
        DoesNotConform: with one fault for each class that can have no members.
    """
    repair = "Look at its parents, bearer and logical definition: two of them exclude each other"
    if not classification.consistent:
        raise DoesNotConform(Fault("the axioms contradict each other", repair=repair))
    if classification.unsatisfiable:
        raise DoesNotConform.of(
            Fault(f"nothing can be a {node.value}", expected="a class with members", repair=repair)
            for node in classification.unsatisfiable
        )


def logical(triples: Iterable[Triple]) -> list[Triple]:
    """Picks the triples that say class axioms, with the declarations these need."""
    kept = [t for t in triples if t.predicate in _LOGICAL or _declares(t)]
    individuals = {t.subject for t in kept if t.object == iri("owl:NamedIndividual")}
    if not individuals:
        return kept
    members = (t for t in triples if t.predicate == _TYPE and t.subject in individuals)
    return list(dict.fromkeys([*kept, *members]))


def _declares(triple: Triple) -> bool:
    return triple.predicate == _TYPE and triple.object in _TYPES


def _hierarchy(triples: list[Triple]) -> _Hierarchy:
    import rustdl

    data = serialize(logical(triples), format=RdfFormat.RDF_XML)
    if data is None:
        raise TypeError("serialize gave no bytes")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rustdl.IncompleteClassificationWarning)
        found = rustdl.classify_bytes(data, format="rdf-xml")
    _refuse_incomplete(found)
    classes = [name for name in found.classes if name not in (_THING, _NOTHING)]
    unsatisfiable = frozenset(found.unsatisfiable) - {_NOTHING}
    skip = unsatisfiable | {_THING, _NOTHING}
    sound = [name for name in classes if name not in unsatisfiable]
    nearest = {c: frozenset(found.direct_subsumers(c)) - skip - {c} for c in sound}
    same = {c: frozenset(found.equivalent_classes(c)) - skip - {c} for c in sound}
    return _Hierarchy(
        consistent=not found.inconsistent,
        unsatisfiable=unsatisfiable,
        above=_closure({c: nearest[c] | same[c] for c in sound}),
        nearest=nearest,
        same=same,
    )


def _closure(nearby: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Climbs from each class; asking the reasoner for each pair would be quadratic."""
    above = {}
    for start, first in nearby.items():
        found: set[str] = set()
        todo = list(first)
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                todo.extend(nearby[name])
        above[start] = frozenset(found - {start})
    return above


def _refuse_unread(triples: list[Triple]) -> None:
    """Refuses what the reasoner would leave aside without a word.

    That is anything of the OWL vocabulary beyond what :func:`logical` passes on, and class
    expressions of which only the node is there.
    """
    owl = iri("owl:Thing").value.removesuffix("Thing")
    faults = [
        Fault(f"{t.predicate.value} at {t.subject}", expected="axioms in OWL 2 EL")
        for t in triples
        if t.predicate.value.startswith(owl) and t.predicate not in _LOGICAL | _UNREASONED
    ]
    said = {t.subject for t in triples if t.predicate in _ENDS}
    faults += [
        Fault(f"the class expression at {t.subject} has no content", expected="axioms in OWL 2 EL")
        for t in triples
        if t.predicate in _LOGICAL and isinstance(t.object, BlankNode) and t.object not in said
    ]
    if faults:
        raise DoesNotConform.of(faults)


def _refuse_incomplete(found: rustdl.Classification) -> None:
    reasons = {
        "it ran out of time": not found.complete or found.prep_timed_out,
        "it did not find out whether the axioms agree": found.consistency_undetermined,
        "it left the hierarchy of properties aside": found.wedge_hierarchy_blind,
        "it could not use some axioms": bool(found.wedge_clauses_refused),
    }
    faults = [
        Fault(f"the classification may lack something: {reason}", expected="axioms in OWL 2 EL")
        for reason, applies in reasons.items()
        if applies
    ]
    if faults:
        raise DoesNotConform.of(faults)


def _asserted(triples: Iterable[Triple]) -> set[Triple]:
    return {t for t in triples if t.predicate in (SUBCLASS, EQUIVALENT)}


def _new_edges(found: _Hierarchy, asserted: set[Triple], known: _Hierarchy | None) -> list[Triple]:
    """Lists what is neither asserted nor in the known hierarchy, nearest superclasses only."""
    edges: list[Triple] = []
    for name in sorted(found.above):
        before = known.above.get(name, frozenset()) if known else frozenset()
        node = NamedNode(name)
        for other in sorted(found.same[name] - before):
            edges.append(Triple(node, EQUIVALENT, NamedNode(other)))
            edges.append(Triple(node, SUBCLASS, NamedNode(other)))
        for other in sorted(found.nearest[name] - before):
            edges.append(Triple(node, SUBCLASS, NamedNode(other)))
    return [edge for edge in dict.fromkeys(edges) if edge not in asserted]


def hermit_superclasses(triples: Iterable[Triple]) -> dict[str, frozenset[str]]:
    """Classifies with HermiT, as a second opinion; needs Java and takes seconds.

    Returns:
        class -> all its named superclasses without itself and ``owl:Thing``; of a class that can
        have no members, ``owl:Nothing`` alone.

    Raises:
        FileNotFoundError: there is no Java.
    """
    import owlready2

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ontology.nt"
        serialize(logical(triples), str(path), format=RdfFormat.N_TRIPLES)
        world = owlready2.World()
        loaded = world.get_ontology(path.as_uri()).load()
        with loaded:
            owlready2.sync_reasoner_hermit(world, debug=0)
        nothing = {c.iri for c in world.inconsistent_classes()}
        return {
            c.iri: frozenset({_NOTHING})
            if c.iri in nothing
            else frozenset(_hermit_above(c)) - {c.iri, _THING}
            for c in world.classes()
        }


def _hermit_above(start: object) -> set[str]:
    found: set[str] = set()
    todo = [start]
    while todo:
        current = todo.pop()
        nearby = [*getattr(current, "is_a", ()), *getattr(current, "equivalent_to", ())]
        for other in nearby:
            name = getattr(other, "iri", None)
            if isinstance(name, str) and name not in found:
                found.add(name)
                todo.append(other)
    return found
