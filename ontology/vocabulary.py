"""The whole vocabulary in memory: read from the tables, checked, and asked by label, code or kind.

::

    ontology = load()
    ontology.term_by_label("peer provider role")
    ontology.value("influence", "hinders")
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

from pyoxigraph import NamedNode

from peerprov.errors import Fault
from peerprov.ontology import layout
from peerprov.ontology.identifiers import (
    Identifier,
    identifier_faults,
    range_faults,
    read_identifier,
)
from peerprov.ontology.model import Model, read_model
from peerprov.ontology.outside import (
    Construct,
    ForeignTerm,
    Source,
    read_construct,
    read_foreign,
    read_source,
    scheme_iri,
)
from peerprov.ontology.references import reference_faults
from peerprov.ontology.tables import Table, read, refuse
from peerprov.ontology.term import Mark, Reason, Term, read_mark, read_reason, read_term

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Ontology:
    """All that the tables say; every label in it resolves.

    Attributes:
        terms: in the order of :data:`layout.BLOCKS` and of the lines in each table.
        identifiers: every identifier ever given out.
        marks: terms that belong to a second branch.
        outside: CURIE -> term of another ontology.
        sources: name -> where outside terms come from.
        constructs: of the frameworks.
        references: names of other texts that a definition may cite.
        reasons: why terms of basis *finding* stay without a finding.
        model: the classes and properties with readable names.
    """

    terms: tuple[Term, ...]
    identifiers: tuple[Identifier, ...]
    marks: tuple[Mark, ...]
    outside: Mapping[str, ForeignTerm]
    sources: Mapping[str, Source]
    constructs: tuple[Construct, ...]
    references: tuple[str, ...]
    reasons: tuple[Reason, ...]
    model: Model

    def term_by_label(self, label: str) -> Term | None:
        """Finds the term that has exactly this label, or None."""
        return self._by_label.get(label)

    def term_by_id(self, identifier: str) -> Term | None:
        """Finds the term ``PEERPROV:0002100``, or None."""
        return self._by_id.get(identifier)

    def nearest(self, label: str) -> list[str]:
        """Lists up to three labels that are spelt much like a wrong one, the likeliest first."""
        exact = [t.label for t in self.terms for s in t.synonyms if s.text == label]
        close = difflib.get_close_matches(label, self._by_label, n=3, cutoff=0.75)
        return list(dict.fromkeys(exact + close))[:3]

    def withdrawn_as(self, label: str) -> str | None:
        """Gives the identifier that was withdrawn under this label, or None."""
        for entry in self.identifiers:
            if entry.is_withdrawn and entry.first_label == label:
                return entry.id
        return None

    def value(self, field: str, code: str) -> NamedNode | None:
        """Finds what stands for a code of the codebook.

        Args:
            field: as the value table names it: ``influence``, ``outcome.direction``,
                ``methods.design_type`` (which gives a class of designs, or *design not stated*).
            code: as the works write it: ``hinders``.
        """
        return self._values.get((field, code))

    def codes(self, field: str) -> tuple[str, ...]:
        """Lists the codes of a field, in the order of the table."""
        return tuple(code for name, code in self._values if name == field)

    def stage(self, code: str) -> NamedNode | None:
        """Finds the class of a stage by the codebook's word: ``leadership``."""
        term = self.term_by_label(f"{code} stage")
        return term.iri if term and term.branch == "stage" else None

    def ancestors(self, term: Term) -> frozenset[str]:
        """Labels of our terms, and CURIEs of outside ones, that stand above a term."""
        return self._ancestors[term.label]

    def is_determinant(self, term: Term) -> bool:
        """Whether a finding may say that the term hinders or helps."""
        return term.determinant is not None

    def is_outcome(self, term: Term) -> bool:
        """Whether a finding may say that the term changed: an outcome, or marked as one."""
        if term.branch == "outcome":
            return True
        marked = self._outcome_marks
        return term.label in marked or bool(self.ancestors(term) & marked)

    def branches_for_kind(self, kind: str) -> tuple[str, ...]:
        """Lists the tables whose terms a finding of a kind may be about."""
        branch = layout.KIND_BRANCHES.get(kind)
        return (branch,) if branch else layout.TOPICS

    def is_allowed(self, kind: str, term: Term) -> bool:
        """Whether a finding of a kind may be about a term.

        Beyond its branch, a determinant or outcome finding may be about a term that is marked as
        one, and a function finding about the process that the role is there for.
        """
        if term.branch in self.branches_for_kind(kind):
            return True
        if kind == "determinant":
            return self.is_determinant(term)
        if kind == "outcome":
            return self.is_outcome(term)
        return kind == "function" and term.label == layout.FUNCTION_TOO

    @cached_property
    def construct_names(self) -> Mapping[str, NamedNode]:
        """Constructs by full name, and frameworks by their name alone."""
        named = {construct.full_name: construct.iri for construct in self.constructs}
        schemes = {c.framework: scheme_iri(c.framework) for c in self.constructs}
        return {**schemes, **named}

    @cached_property
    def _by_label(self) -> dict[str, Term]:
        return {term.label: term for term in self.terms}

    @cached_property
    def _by_id(self) -> dict[str, Term]:
        return {term.id: term for term in self.terms}

    @cached_property
    def _outcome_marks(self) -> frozenset[str]:
        return frozenset(mark.label for mark in self.marks if mark.outcome)

    @cached_property
    def _values(self) -> dict[tuple[str, str], NamedNode]:
        found: dict[tuple[str, str], NamedNode] = {}
        for term in self.terms:
            if term.code:
                prefix = "methods." if term.branch == "method" else ""
                found[prefix + term.field, term.code] = term.iri
        return found

    @cached_property
    def _ancestors(self) -> dict[str, frozenset[str]]:
        above = {term.label: term.parents for term in self.terms}
        above |= {
            curie: foreign.parents + foreign.our_parents for curie, foreign in self.outside.items()
        }

        @cache
        def climb(name: str) -> frozenset[str]:
            parents = above.get(name, ())
            return frozenset(parents).union(*(climb(parent) for parent in parents))

        return {term.label: climb(term.label) for term in self.terms}


def load(directory: Path | None = None) -> Ontology:
    """Reads and checks all tables.

    Args:
        directory: folder with ``terms/``, ``ids.tsv`` and so on; by default the package's own.

    Raises:
        BadInput: the tables have faults; it carries all of them, with file, row and column.
    """
    reader = _Reader(directory or FOLDER)
    ontology = reader.ontology()
    refuse(reader.faults)
    return ontology


class _Reader:
    """Reads the files of one folder, gathering faults as it goes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []

    def table(self, name: str, columns: tuple[str, ...]) -> Table:
        reading = read(self.folder / name, columns, shown_as=f"ontology/{name}")
        self.faults += reading.faults
        return reading.table

    def ontology(self) -> Ontology:
        determinant_marks = self.marks("determinant_marks", layout.DETERMINANT_MARKS)
        outcome_marks = self.marks("outcome_marks", layout.OUTCOME_MARKS)
        bare = self.terms()
        ids = self.table("ids.tsv", layout.IDENTIFIERS)
        identifiers = tuple(read_identifier(row) for row in ids.rows)
        self.faults += identifier_faults(ids, identifiers, bare)
        self.faults += range_faults(self.table("ranges.tsv", layout.RANGES))
        frameworks = self.table("frameworks.tsv", layout.FRAMEWORKS)
        sources = self.table("sources.tsv", layout.SOURCES)
        references = self.table("references.tsv", layout.REFERENCES)
        reasons = self.table("curation/without_finding.tsv", layout.WITHOUT_FINDING)
        ontology = Ontology(
            terms=tuple(_marked(bare, [*determinant_marks, *outcome_marks])),
            identifiers=identifiers,
            marks=(*determinant_marks, *outcome_marks),
            outside=self.outside(),
            sources={row["source"]: read_source(row) for row in sources.rows},
            constructs=tuple(read_construct(frameworks, row) for row in frameworks.rows),
            references=tuple(row["reference"] for row in references.rows),
            reasons=tuple(read_reason(reasons, row) for row in reasons.rows),
            model=read_model(self.folder),
        )
        self.faults += reference_faults(ontology)
        return ontology

    def terms(self) -> list[Term]:
        found: list[Term] = []
        for branch, further in layout.FURTHER.items():
            table = self.table(f"terms/{branch}.tsv", layout.COMMON + further)
            for row in table.rows:
                term, faults = read_term(table, row)
                self.faults += faults
                if term:
                    found.append(term)
        known = {path.stem for path in (self.folder / "terms").glob("*.tsv")}
        for name in sorted(known - set(layout.FURTHER)):
            expected = "one of " + ", ".join(layout.FURTHER)
            file = f"ontology/terms/{name}.tsv"
            self.faults.append(Fault("no such branch is known", file=file, expected=expected))
        return found

    def outside(self) -> dict[str, ForeignTerm]:
        table = self.table("foreign_terms.tsv", layout.FOREIGN)
        found: dict[str, ForeignTerm] = {}
        for row in table.rows:
            term, faults = read_foreign(table, row)
            self.faults += faults
            if term and term.curie in found:
                what = f"{term.curie} stands here twice"
                self.faults.append(table.fault(row, "curie", what, "one line each"))
            elif term:
                found[term.curie] = term
        return found

    def marks(self, name: str, columns: tuple[str, ...]) -> list[Mark]:
        table = self.table(f"curation/{name}.tsv", columns)
        found = []
        for row in table.rows:
            mark, faults = read_mark(table, row)
            self.faults += faults
            found.append(mark)
        return found


def _marked(terms: Iterable[Term], marks: Iterable[Mark]) -> Iterable[Term]:
    determinants = {mark.label: mark.determinant for mark in marks if mark.determinant}
    outcomes = {mark.label: mark.outcome for mark in marks if mark.outcome}
    for term in terms:
        yield replace(
            term,
            determinant=term.determinant or determinants.get(term.label),
            outcome=term.outcome or outcomes.get(term.label),
        )
