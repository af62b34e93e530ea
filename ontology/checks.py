"""Rules on terms beyond form and reference: the shape of labels, definitions and hierarchy.

:func:`check` needs the tables alone. The functions after it compare the tables with what others
know, and take that as plain data: the inferred hierarchy, the works, the codes of the codebook.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from peerprov.errors import Fault
from peerprov.ontology import layout
from peerprov.ontology.classify import Classification
from peerprov.ontology.term import Term
from peerprov.ontology.vocabulary import Ontology

MAX_CHILDREN: Final = 12
MAX_PLAIN_WORDS: Final = 28
_ANYTHING = "BFO:0000001"
_DIRECTION = re.compile(
    r"\b(improv\w*|worse\w*|reduc\w*|increas\w*|decreas\w*|better|more|less|fewer|higher|lower"
    r"|effective\w*|baseline)\b",
    re.IGNORECASE,
)
_WITHOUT_DIRECTION = ("determinant", "strategy", "outcome", "outcome_variable")


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule has to say about a term.

    Attributes:
        level: ``error`` stops a build, ``warning`` does not.
        rule: the name of the rule.
        fault: what, where, and what was expected.
    """

    level: str
    rule: str
    fault: Fault


def check(ontology: Ontology) -> list[Remark]:
    """Applies every rule that needs the tables alone."""
    remarks = list(_children(ontology))
    for term in ontology.terms:
        remarks += _wording(term)
        remarks += _place(ontology, term)
        remarks += _branch_rules(ontology, term)
        remarks += _synonyms(ontology, term)
    return remarks


def level_remarks(ontology: Ontology, classification: Classification) -> list[Remark]:
    """Says where the level that a row names is not the one level that the reasoner finds."""
    classes = {level: ontology.term_by_label(name) for level, name in layout.LEVELS.items()}
    remarks = []
    for term in ontology.terms:
        part = term.determinant
        if part is None or part.level_basis not in ("inferred", "asserted"):
            continue
        found = [
            level
            for level, node in classes.items()
            if node and classification.is_subclass(term.iri, node.iri)
        ]
        if found != [part.level]:
            what = f"the axioms give the level {' and '.join(found) or 'none'}"
            remarks.append(_error("level_inferred", term, "level", what, part.level))
    return remarks


def evidence_remarks(ontology: Ontology, works: Collection[str]) -> list[Remark]:
    """Says where the evidence column names a work that there is not.

    Args:
        ontology: the vocabulary.
        works: ids of all works.
    """
    known = set(works)
    return [
        _error("evidence", term, "evidence", f"{', '.join(unknown)} is no work", "ids of works")
        for term in ontology.terms
        if (unknown := sorted(set(term.evidence) - known))
    ]


def code_remarks(ontology: Ontology, allowed: Mapping[str, Collection[str]]) -> list[Remark]:
    """Says where the codes of the value and method tables differ from the work schema.

    Args:
        ontology: the vocabulary.
        allowed: field as the value table names it -> codes that the schema allows.
    """
    remarks = []
    for term in ontology.terms:
        field = f"methods.{term.field}" if term.branch == "method" else term.field
        if term.code and term.code not in allowed.get(field, ()):
            what = f"{field} has no code {term.code!r} in the schema"
            remarks.append(_error("code", term, "code", what, "a code of the schema"))
    for field, codes in allowed.items():
        for code in codes:
            if ontology.value(field, code) is None:
                fault = Fault(f"no value stands for {code!r} of {field}", expected="a row for it")
                remarks.append(Remark("error", "code", fault))
    return remarks


def _children(ontology: Ontology) -> Iterator[Remark]:
    children: dict[str, list[Term]] = defaultdict(list)
    for term in ontology.terms:
        for parent in term.parents:
            if ontology.term_by_label(parent):
                children[parent].append(term)
    for parent, terms in children.items():
        for extra in terms[MAX_CHILDREN:]:
            what = f"{parent!r} has {len(terms)} children"
            expected = f"at most {MAX_CHILDREN}, with a group between"
            yield _error("too_many_children", extra, "parent", what, expected)


def _wording(term: Term) -> Iterator[Remark]:
    if not re.match(r"(A|An) \S", term.definition) or not term.definition.endswith("."):
        expected = "'A <parent> that ... .'"
        yield _error("definition_form", term, "definition", "the form of the definition", expected)
    word = _DIRECTION.search(term.label)
    if word and term.branch in _WITHOUT_DIRECTION:
        what = f"{word[0]!r} says a direction"
        yield _error("direction_in_label", term, "label", what, "the thing without a direction")
    under_role = any(parent.endswith(" role") for parent in term.parents)
    if term.branch == "role" and under_role and not term.label.endswith(" role"):
        yield _error("role_label", term, "label", "a role", "a label that ends in 'role'")
    words = len(term.plain_definition.split())
    if words > MAX_PLAIN_WORDS:
        what, expected = f"{words} words", f"at most {MAX_PLAIN_WORDS}"
        yield _warning("plain_definition_long", term, "plain_definition", what, expected)


def _place(ontology: Ontology, term: Term) -> Iterator[Remark]:
    ancestors = ontology.ancestors(term)
    if _ANYTHING not in ancestors:
        yield _error("missing_root", term, "parent", "no path to BFO entity", "an outside root")
    root = {
        "determinant": layout.DETERMINANT_ROOT if term.determinant_themes else None,
        "outcome": layout.OUTCOME_ROOT,
        "strategy": layout.STRATEGY_ROOT,
        "theme": layout.DETERMINANT_ROOT,
    }.get(term.branch)
    if root and term.label != root and root not in ancestors:
        yield _error("branch_root", term, "parent", f"not below {root!r}", "a path to it")


def _branch_rules(ontology: Ontology, term: Term) -> Iterator[Remark]:
    if term.branch == "determinant" and term.determinant_themes:
        kinds = sorted(_outside_kinds(ontology, term))
        if len(kinds) != 1:
            what = f"kinds {', '.join(kinds) or 'none'}"
            yield _error("one_kind", term, "parent", what, "one outside class that says its kind")
    below_outcome = layout.OUTCOME_ROOT in ontology.ancestors(term)
    if term.branch == "determinant" and below_outcome and not ontology.is_outcome(term):
        what = "below an outcome and not in outcome_marks.tsv"
        yield _error("outcome_mark", term, "parent", what, "a row there")
    polarity = term.outcome.polarity if term.outcome else ""
    if term.branch == "outcome" and term.basis != "grouping" and not polarity:
        expected = "one of " + ", ".join(layout.POLARITIES)
        yield _error("polarity", term, "polarity", "no polarity", expected)


def _outside_kinds(ontology: Ontology, term: Term) -> set[str]:
    lines = [term, *filter(None, map(ontology.term_by_label, ontology.ancestors(term)))]
    parents = {parent for each in lines for parent in each.parents}
    return {p for p in parents if p in ontology.outside and p != _ANYTHING}


def _synonyms(ontology: Ontology, term: Term) -> Iterator[Remark]:
    for synonym in term.synonyms:
        other = ontology.term_by_label(synonym.text)
        if synonym.type == "exact" and other and other.label != term.label:
            what = f"exact synonym {synonym.text!r} is the label of {other.id}"
            yield _warning("synonym_is_label", term, "synonyms", what, "a synonym of one term only")


def _error(rule: str, term: Term, field: str, what: str, expected: str) -> Remark:
    return Remark("error", rule, term.fault(field, what, expected))


def _warning(rule: str, term: Term, field: str, what: str, expected: str) -> Remark:
    return Remark("warning", rule, term.fault(field, what, expected))
