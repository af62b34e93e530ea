"""Terms as values: what one row of a term table says, taken apart and checked in its form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from peerprov import namespaces
from peerprov.errors import BadInput, Fault
from peerprov.ontology import layout, manchester
from peerprov.ontology.tables import Row, Table, split

_SYNONYM = re.compile(rf"(.+) \[({'|'.join(layout.SYNONYM_TYPES)}); ([^\]]+)\]")
_LEVEL = re.compile(r"(.+) \[(inferred|asserted|defining)\]")
_ADDRESSES = re.compile(r"(.+) \(([a-z0-9-]+(?:, [a-z0-9-]+)*)\)")
_IDENTIFIER = re.compile(r"PEERPROV:[0-9]{7}")


@dataclass(frozen=True, slots=True)
class Synonym:
    """Another wording.

    Attributes:
        text: the wording.
        type: one of :data:`layout.SYNONYM_TYPES`.
        source: the work, or where else it was met.
    """

    text: str
    type: str
    source: str


@dataclass(frozen=True, slots=True)
class Determinant:
    """What a determinant has besides: pole, themes, bearer and level.

    Attributes:
        pole: ``low``, ``high`` or empty.
        pole_of: label of the term whose pole it is, or empty.
        themes: labels of theme classes.
        bearer: in words, what it is a quality or disposition of; empty for the upper classes.
        level: a key of :data:`layout.LEVELS`, or empty.
        level_basis: ``inferred`` (from the bearer), ``asserted``, ``defining`` or empty.
    """

    pole: str
    pole_of: str
    themes: tuple[str, ...]
    bearer: str
    level: str
    level_basis: str


@dataclass(frozen=True, slots=True)
class Addressed:
    """A determinant that a strategy is said to address, and the works that say so."""

    label: str
    works: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Strategy:
    """The slots of a strategy; what single works say in them is no part of its definition.

    Attributes:
        stages: labels of stage classes.
        actor: in words, who acts, with works.
        action_target: in words.
        addresses: determinants that single works say it addresses.
        intended_outcome: in words, with works.
    """

    stages: tuple[str, ...]
    actor: str
    action_target: str
    addresses: tuple[Addressed, ...]
    intended_outcome: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an outcome or an outcome variable has besides.

    Attributes:
        polarity: one of :data:`layout.POLARITIES`, or empty.
        chime: constructs of CHIME that it falls under.
        proctor: constructs of Proctor's outcomes that it falls under.
        about: labels of outcomes that a variable tells of.
    """

    polarity: str
    chime: tuple[str, ...]
    proctor: tuple[str, ...]
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A row of a term table.

    Attributes:
        matches: column of :data:`layout.MATCHES` -> CURIEs and ``framework: construct`` names.
        axioms: the logical definition.
        basis: one of :data:`layout.BASES`.
        determinant: also set for terms of other branches that are marked as determinants.
        outcome: also set for determinants that are marked as outcomes.
        field: field of the codebook whose value the term is, as the table names it.
        code: how the codebook writes that value.
    """

    id: str
    label: str
    branch: str
    parents: tuple[str, ...]
    axioms: tuple[manchester.Axiom, ...]
    definition: str
    definition_sources: tuple[str, ...]
    plain_definition: str
    synonyms: tuple[Synonym, ...]
    scope_note: str
    fuzzy: str
    matches: Mapping[str, tuple[str, ...]]
    evidence: tuple[str, ...]
    basis: str
    file: str
    line: int
    determinant: Determinant | None = None
    strategy: Strategy | None = None
    outcome: Outcome | None = None
    field: str = ""
    code: str = ""

    @property
    def iri(self) -> NamedNode:
        """``peerprov:0002100``."""
        return namespaces.term(self.id)

    @property
    def is_value(self) -> bool:
        """Whether it is a fixed answer, hence an individual and no class."""
        return self.branch == "value" and bool(self.code)

    @property
    def determinant_themes(self) -> tuple[str, ...]:
        """Themes, for determinants; the upper classes of that table have none."""
        return self.determinant.themes if self.determinant else ()

    def fault(self, field: str, what: str, expected: str = "", repair: str = "") -> Fault:
        """Places something that is wrong with this term."""
        return Fault(
            f"{self.label}: {what}",
            file=self.file,
            line=self.line,
            field=field,
            expected=expected or None,
            repair=repair or None,
        )


@dataclass(frozen=True, slots=True)
class Mark:
    """A row that says that a term belongs to a second branch.

    Attributes:
        label: the term.
        branch: the table in which the term stands.
        outcome_parent: the outcome below which it stands, for outcome marks.
    """

    label: str
    branch: str
    determinant: Determinant | None
    outcome: Outcome | None
    outcome_parent: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a term of basis *finding* stays though no finding is coded to it."""

    label: str
    text: str
    file: str
    line: int


def read_reason(table: Table, row: Row) -> Reason:
    """Makes a reason of a row of ``without_finding.tsv``."""
    return Reason(row["term label"], row["reason"], table.file, row.line)


def read_term(table: Table, row: Row) -> tuple[Term | None, list[Fault]]:
    """Makes a term of a row; without an identifier or a label there is none."""
    faults = list(_form_faults(table, row))
    if not _IDENTIFIER.fullmatch(row["id"]) or not row["label"]:
        return None, faults
    axioms, unread = _axioms(table, row)
    parts = _Parts(table, row)
    term = Term(
        id=row["id"],
        label=row["label"],
        branch=table.name,
        parents=split(row["parent"]),
        axioms=axioms,
        definition=row["definition"],
        definition_sources=tuple(
            part for half in split(row["definition_source"]) for part in split(half, ";")
        ),
        plain_definition=row["plain_definition"],
        synonyms=tuple(parts.synonyms()),
        scope_note=row["scope_note"],
        fuzzy=row["fuzzy"],
        matches={column: split(row[column]) for column in layout.MATCHES},
        evidence=split(row["evidence"]),
        basis=row["basis"],
        file=table.file,
        line=row.line,
        determinant=parts.determinant() if table.name == "determinant" else None,
        strategy=parts.strategy() if table.name == "strategy" else None,
        outcome=parts.outcome() if table.name in ("outcome", "outcome_variable") else None,
        field=row["field"],
        code=row["code"],
    )
    return term, [*faults, *unread, *parts.faults]


def read_mark(table: Table, row: Row) -> tuple[Mark, list[Fault]]:
    """Makes a mark of a row of ``determinant_marks.tsv`` or ``outcome_marks.tsv``."""
    parts = _Parts(table, row)
    is_determinant = "themes" in table.columns
    mark = Mark(
        label=row["term label"],
        branch=row["table"],
        determinant=parts.determinant() if is_determinant else None,
        outcome=None if is_determinant else parts.outcome(),
        outcome_parent=row["outcome parent"],
        file=table.file,
        line=row.line,
    )
    return mark, parts.faults


class _Parts:
    """Takes the cells of a row apart and remembers what does not fit."""

    def __init__(self, table: Table, row: Row) -> None:
        self.table = table
        self.row = row
        self.faults: list[Fault] = []

    def synonyms(self) -> Iterator[Synonym]:
        for text in split(self.row["synonyms"]):
            found = _SYNONYM.fullmatch(text)
            if found:
                yield Synonym(*found.groups())
            else:
                kinds = " or ".join(layout.SYNONYM_TYPES)
                self._wrong("synonyms", f"synonym {text!r}", f"'words [{kinds}; source]'")

    def determinant(self) -> Determinant:
        cell = self.row["level"]
        found = _LEVEL.fullmatch(cell)
        if cell and (not found or found[1] not in layout.LEVELS):
            levels = ", ".join(layout.LEVELS)
            form = f"one of {levels}, followed by [inferred], [asserted] or [defining]"
            self._wrong("level", f"level {cell!r}", form)
            found = None
        pole = self._choice("pole", ("none", "low", "high"))
        return Determinant(
            pole="" if pole == "none" else pole,
            pole_of=self.row["pole_of"],
            themes=split(self.row["themes"]),
            bearer=self.row["bearer"],
            level=found[1] if found else "",
            level_basis=found[2] if found else "",
        )

    def strategy(self) -> Strategy:
        addressed = []
        for text in split(self.row["addresses"]):
            found = _ADDRESSES.fullmatch(text)
            if found:
                addressed.append(Addressed(found[1], split(found[2], ",")))
            else:
                self._wrong("addresses", f"{text!r}", "'determinant (work, work)'")
        return Strategy(
            stages=split(self.row["stage"]),
            actor=self.row["actor"],
            action_target=self.row["action_target"],
            addresses=tuple(addressed),
            intended_outcome=self.row["intended_outcome"],
        )

    def outcome(self) -> Outcome:
        return Outcome(
            polarity=self._choice("polarity", layout.POLARITIES),
            chime=split(self.row["chime"]),
            proctor=split(self.row["proctor"]),
            about=split(self.row["about"]),
        )

    def _choice(self, column: str, allowed: tuple[str, ...]) -> str:
        cell = self.row[column]
        if cell and cell not in allowed:
            self._wrong(column, f"{column} {cell!r}", "one of " + ", ".join(allowed))
            return ""
        return cell

    def _wrong(self, column: str, what: str, expected: str) -> None:
        self.faults.append(self.table.fault(self.row, column, what, expected))


def _axioms(table: Table, row: Row) -> tuple[tuple[manchester.Axiom, ...], list[Fault]]:
    try:
        return manchester.parse(row["logical_definition"]), []
    except BadInput as error:
        placed = table.fault(row, "logical_definition", "")
        return (), [
            replace(placed, what=fault.what, column=fault.column, expected=fault.expected)
            for fault in error.faults
        ]


def _form_faults(table: Table, row: Row) -> Iterator[Fault]:
    for column in layout.REQUIRED:
        if not row[column]:
            yield table.fault(row, column, "the cell is empty", "a value in every row")
    identifier = row["id"]
    if identifier and not _IDENTIFIER.fullmatch(identifier):
        yield table.fault(row, "id", f"{identifier!r}", "PEERPROV: and seven digits")
    elif identifier:
        first, last = layout.BLOCKS[table.name]
        if not first <= int(identifier[-7:]) <= last:
            block = f"PEERPROV:{first:07} to PEERPROV:{last:07}"
            yield table.fault(row, "id", f"{identifier} is outside the block", block)
    if row["basis"] and row["basis"] not in layout.BASES:
        expected = "one of " + ", ".join(layout.BASES)
        yield table.fault(row, "basis", f"basis {row['basis']!r}", expected)
