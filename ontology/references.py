"""Whether everything that a table names exists and is of the right kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING

from peerprov.errors import Fault
from peerprov.ontology import bearers, layout, manchester
from peerprov.ontology.outside import MAPPING_TARGET
from peerprov.ontology.term import Mark, Term

if TYPE_CHECKING:
    from peerprov.ontology.vocabulary import Ontology


def reference_faults(ontology: Ontology) -> list[Fault]:
    """Lists every name in the tables that leads nowhere or to the wrong kind of thing."""
    found = _Found(ontology)
    faults = [*_repeated(ontology), *_outside_faults(ontology), *_construct_faults(ontology)]
    cycles = list(_cycles(ontology))
    faults += cycles
    for term in ontology.terms:
        faults += _common_faults(term, found)
        faults += _value_faults(term)
        faults += _determinant_faults(term, found, trust_ancestors=not cycles)
        faults += _strategy_faults(term, found)
        faults += _outcome_faults(term, found)
    for mark in ontology.marks:
        faults += _mark_faults(mark, found)
    return faults


class _Found:
    """The names that may be used, by what they may be used for."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self.labels = {term.label for term in ontology.terms}
        self.classes = {term.label for term in ontology.terms if not term.is_value}
        self.by_branch: dict[str, set[str]] = defaultdict(set)
        for term in ontology.terms:
            self.by_branch[term.branch].add(term.label)
        outside = ontology.outside
        self.outside_classes = {c for c, f in outside.items() if f.type == "class"}
        own = set(ontology.model.object_properties)
        self.properties = own | {c for c, f in outside.items() if f.type == "object property"}
        self.constructs = {construct.full_name for construct in ontology.constructs}

    def advice(self, name: str) -> str:
        """Says what an unknown label may have been meant to be."""
        withdrawn = self.ontology.withdrawn_as(name)
        if withdrawn:
            return f"{withdrawn} was withdrawn; name the term that took its place"
        near = self.ontology.nearest(name)
        return "Did you mean " + " or ".join(repr(label) for label in near) + "?" if near else ""


def _repeated(ontology: Ontology) -> Iterator[Fault]:
    keys: dict[str, Callable[[Term], str]] = {
        "id": lambda term: term.id,
        "label": lambda term: term.label.casefold(),
        "definition": lambda term: term.definition,
        "code": lambda term: f"{term.field} {term.code}" if term.code else "",
    }
    for field, key in keys.items():
        first: dict[str, Term] = {}
        for term in ontology.terms:
            name = key(term)
            other = first.setdefault(name, term) if name else term
            if other is not term:
                what = f"the same {field} as {other.label} ({other.file}, line {other.line})"
                yield term.fault(field, what, f"each {field} once")


def _cycles(ontology: Ontology) -> Iterator[Fault]:
    parents = {term.label: term.parents for term in ontology.terms}
    done: set[str] = set()
    for term in ontology.terms:
        path: list[str] = []
        trail = [iter((term.label,))]
        while trail:
            label = next(trail[-1], None)
            if label is None:
                trail.pop()
                if path:
                    done.add(path.pop())
            elif label in path:
                loop = " > ".join([*path[path.index(label) :], label])
                yield term.fault("parent", f"it is its own ancestor: {loop}", "no loop")
                return
            elif label not in done:
                path.append(label)
                trail.append(iter(parents.get(label, ())))


def _common_faults(term: Term, found: _Found) -> Iterator[Fault]:
    for parent in term.parents:
        if parent not in found.classes and parent not in found.outside_classes:
            expected = "the label of a class of ours or a class of foreign_terms.tsv"
            yield term.fault(
                "parent", f"parent {parent!r} is unknown", expected, found.advice(parent)
            )
    for column, names in term.matches.items():
        for name in names:
            if name not in found.ontology.outside and name not in found.constructs:
                expected = "a CURIE of foreign_terms.tsv or 'framework: construct'"
                yield term.fault(column, f"{name!r} is unknown", expected)
    for axiom in term.axioms:
        yield from _expression_faults(term, axiom.right, found)
        if axiom.left:
            yield from _expression_faults(term, axiom.left, found)


def _expression_faults(term: Term, side: manchester.Expression, found: _Found) -> Iterator[Fault]:
    for name in manchester.names(side):
        allowed = found.classes if name.quoted else found.outside_classes
        if name.text not in allowed:
            expected = "the label of a class" if name.quoted else "a class of foreign_terms.tsv"
            yield _in_definition(term, name.text, name.column, expected, found)
    for restriction in manchester.restrictions(side):
        if restriction.property not in found.properties:
            expected = "an object property of model.ttl or foreign_terms.tsv"
            yield _in_definition(term, restriction.property, restriction.column, expected, found)


def _in_definition(term: Term, name: str, column: int, expected: str, found: _Found) -> Fault:
    return Fault(
        f"{term.label}: {name!r} is unknown",
        file=term.file,
        line=term.line,
        column=column,
        field="logical_definition",
        expected=expected,
        repair=found.advice(name) or None,
    )


def _value_faults(term: Term) -> Iterator[Fault]:
    if term.code and not term.field:
        yield term.fault("field", f"code {term.code!r} without a field", "a field")


def _determinant_faults(term: Term, found: _Found, *, trust_ancestors: bool) -> Iterator[Fault]:
    part = term.determinant
    if part is None:
        return
    yield from _unknown(term, "themes", part.themes, found.by_branch["theme"], "a theme")
    if bool(part.pole) != bool(part.pole_of):
        yield term.fault("pole", "pole and pole_of do not go together", "both or neither")
    if part.pole_of and part.pole_of not in found.labels:
        repair = found.advice(part.pole_of)
        yield term.fault("pole_of", f"{part.pole_of!r} is unknown", "a term", repair)
    elif trust_ancestors and part.pole_of and part.pole_of not in found.ontology.ancestors(term):
        yield term.fault("pole_of", f"{part.pole_of!r} is no ancestor", "an ancestor")
    yield from _bearer_faults(term, found)


def _bearer_faults(term: Term, found: _Found) -> Iterator[Fault]:
    part = term.determinant
    if part is None:
        return
    if part.themes and not (part.bearer and part.level):
        yield term.fault("bearer", "bearer or level is missing", "both, as it has a theme")
    try:
        bearer = bearers.bearer_class(part.bearer, found.classes)
    except ValueError:
        yield term.fault("bearer", f"{part.bearer!r} cannot be read", bearers.FORMS)
        return
    ids = {entry.id for entry in found.ontology.terms}
    if bearer and bearer not in found.classes | found.outside_classes | ids:
        yield term.fault("bearer", f"{bearer!r} is unknown", "a class")


def _strategy_faults(term: Term, found: _Found) -> Iterator[Fault]:
    if term.strategy is None:
        return
    stages = found.by_branch["stage"]
    yield from _unknown(term, "stage", term.strategy.stages, stages, "a stage")
    for addressed in term.strategy.addresses:
        target = found.ontology.term_by_label(addressed.label)
        if target is None or target.determinant is None:
            what = f"{addressed.label!r} is no determinant"
            yield term.fault("addresses", what, "a determinant", found.advice(addressed.label))


def _outcome_faults(term: Term, found: _Found) -> Iterator[Fault]:
    if term.outcome is None:
        return
    for column, framework in (("chime", "CHIME"), ("proctor", "Proctor implementation outcomes")):
        for name in getattr(term.outcome, column):
            if f"{framework}: {name}" not in found.constructs:
                expected = f"a construct of {framework}"
                yield term.fault(column, f"{name!r} is unknown", expected)
    for label in term.outcome.about:
        target = found.ontology.term_by_label(label)
        if target is None or target.branch == "outcome_variable" or target.outcome is None:
            expected = "an outcome, or a term marked as one"
            yield term.fault("about", f"{label!r} is no outcome", expected, found.advice(label))


def _mark_faults(mark: Mark, found: _Found) -> Iterator[Fault]:
    term = found.ontology.term_by_label(mark.label)

    def fault(field: str, what: str, expected: str) -> Fault:
        return Fault(what, file=mark.file, line=mark.line, field=field, expected=expected)

    if term is None or term.branch != mark.branch:
        expected = "the label of a term of that table"
        yield fault("term label", f"{mark.label!r} is not in table {mark.branch}", expected)
        return
    if mark.outcome and mark.outcome_parent not in term.parents:
        what = f"{mark.outcome_parent!r} is no parent of {mark.label!r}"
        yield fault("outcome parent", what, "one of " + ", ".join(term.parents))
    if mark.outcome and mark.outcome.polarity not in layout.POLARITIES:
        yield fault("polarity", "no polarity", "one of " + ", ".join(layout.POLARITIES))


def _unknown(
    term: Term, column: str, names: Collection[str], known: Collection[str], kind: str
) -> Iterator[Fault]:
    for name in names:
        if name not in known:
            near = [label for label in known if name.split(" ")[0] in label][:3]
            repair = "Did you mean " + " or ".join(map(repr, near)) + "?" if near else ""
            yield term.fault(column, f"{name!r} is not {kind}", kind, repair)


def _outside_faults(ontology: Ontology) -> Iterator[Fault]:
    declared = {c for c, f in ontology.outside.items() if f.type != MAPPING_TARGET}
    for foreign in ontology.outside.values():
        for column in ("parents", "our_parents", "disjoint_with", "domain", "range"):
            for name in getattr(foreign, column):
                if name not in declared:
                    yield Fault(
                        f"{foreign.curie}: {name!r} is unknown",
                        file=foreign.file,
                        line=foreign.line,
                        field=column,
                        expected="a class or property of this table",
                    )
        if foreign.source not in ontology.sources:
            yield Fault(
                f"{foreign.curie}: source {foreign.source!r} is unknown",
                file=foreign.file,
                line=foreign.line,
                field="source",
                expected="a source of sources.tsv",
            )


def _construct_faults(ontology: Ontology) -> Iterator[Fault]:
    names = {construct.full_name for construct in ontology.constructs}
    first: dict[str, int] = {}
    for construct in ontology.constructs:

        def fault(
            field: str,
            what: str,
            expected: str,
            file: str = construct.file,
            line: int = construct.line,
        ) -> Fault:
            return Fault(what, file=file, line=line, field=field, expected=expected)

        if construct.parent and f"{construct.framework}: {construct.parent}" not in names:
            what = f"parent {construct.parent!r} is unknown"
            yield fault("parent", what, f"a construct of {construct.framework}")
        earlier = first.setdefault(construct.iri.value, construct.line)
        if earlier != construct.line:
            what = f"{construct.full_name} stands also in line {earlier}"
            yield fault("construct", what, "each construct once")
