"""What editors do to terms: new, rename, move, obsolete, merge, split. Each changes a draft only.

::

    draft = Draft(own_folders())
    editor = Editor(draft, load())
    done = editor.rename("hope", "hopefulness")
    refuse(faults_of(draft))      # peerprov.ontology.edit.trial
    draft.write()
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from peerprov.errors import BadInput, Fault, Missing, Refused
from peerprov.ontology import layout
from peerprov.ontology.edit.files import Draft
from peerprov.ontology.edit.grid import Grid
from peerprov.ontology.edit.numbers import next_free
from peerprov.ontology.edit.uses import Use, rename_cell, uses
from peerprov.ontology.edit.works import rename_in_work
from peerprov.ontology.term import Term
from peerprov.ontology.vocabulary import Ontology

BY_HAND: Final = ("query", "shape", "code")
"""Kinds of use that no command changes."""


@dataclass(frozen=True, slots=True)
class Done:
    """What an operation has changed in the draft.

    Attributes:
        said: one line for each thing done.
        changed: uses that now name another term, or the same under its new label.
        by_hand: uses that somebody has to look at.
    """

    said: tuple[str, ...]
    changed: tuple[Use, ...] = ()
    by_hand: tuple[Use, ...] = ()


@dataclass
class Editor:
    """Changes terms on a draft.

    Attributes:
        draft: takes the changes.
        ontology: the tables as the draft found them.
        today: ``YYYY-MM-DD``, written beside new identifiers.
    """

    draft: Draft
    ontology: Ontology
    today: str

    def term(self, name: str) -> Term:
        """Finds a term by label, identifier or exact synonym.

        Raises:
            Missing: there is none; the message names the nearest or tells of its withdrawal.
        """
        found = self.ontology.term_by_label(name) or self.ontology.term_by_id(name)
        if found:
            return found
        withdrawn = self.ontology.withdrawn_as(name)
        if withdrawn:
            raise Missing(f"{name!r} was withdrawn ({withdrawn}).")
        near = self.ontology.nearest(name)
        hint = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
        raise Missing(f"There is no term {name!r}.{hint}")

    def new(self, branch: str, cells: Mapping[str, str], editor: str = "") -> Done:
        """Adds a term with the next free identifier of an editor's range.

        Args:
            branch: the table.
            cells: column -> text; identifier left out.
            editor: whose range of ``ranges.tsv``; without it what nobody has reserved.

        Raises:
            BadInput: the branch has no such column, or the label has been given out before.
            Refused: the range is used up.
        """
        columns = layout.COMMON + layout.FURTHER[branch]
        faults = [
            Fault(f"the table {branch} has no column {name!r}", expected=", ".join(columns))
            for name in cells
            if name not in columns
        ]
        label = cells.get("label", "")
        given = [i.id for i in self.ontology.identifiers if i.first_label == label]
        if given:
            what = f"the label {label!r} has been given out before, to {given[0]}"
            faults.append(Fault(what, repair="Take another label"))
        if faults:
            raise BadInput.of(faults)
        identifier = next_free(self.ontology, self.draft, branch, editor)
        row = {"id": identifier, **cells}
        if branch == "determinant":
            row.setdefault("pole", "none")
        line = self._insert(self._table(branch), row)
        self._insert(
            self._ids,
            {"id": identifier, "first label": label, "date": self.today, "table": branch}
            | {"status": "draft"},
        )
        place = self.draft.folders.shown(self._table(branch))
        return Done((f"{identifier} {label!r} is in {place}, line {line}",))

    def rename(self, name: str, label: str, *, keep_synonym: bool = True) -> Done:
        """Gives a term another label; whatever names it follows, and the old label is a synonym.

        Raises:
            BadInput: another term has the label, or a withdrawn one had it.
            Missing: there is no such term.
        """
        term = self.term(name)
        other = self.ontology.term_by_label(label)
        taken = (other.id if other else None) or self.ontology.withdrawn_as(label)
        if taken:
            raise BadInput(Fault(f"the label {label!r} belongs to {taken}", repair="Take another"))
        found = self._follow(term, label)
        path, grid, line = self._row(term)
        grid.set(line, "label", label)
        if keep_synonym:
            self._add_synonyms(grid, line, [f"{term.label} [exact; earlier label]"])
        self.draft.put(path, grid.text())
        said = f"{term.id} {term.label!r} is now {label!r}"
        return Done((said, *_count(found)), *_apart(found))

    def move(self, name: str, parents: Sequence[str]) -> Done:
        """Gives a term other parents: labels of ours, or CURIEs of outside classes.

        Raises:
            Missing: there is no such term.
        """
        term = self.term(name)
        path, grid, line = self._row(term)
        known = [self.ontology.term_by_id(parent) for parent in parents]
        labels = [t.label if t else p for t, p in zip(known, parents, strict=True)]
        grid.set(line, "parent", "|".join(labels))
        self.draft.put(path, grid.text())
        said = f"{term.id} {term.label!r} moves from {_listed(term.parents)} to {_listed(labels)}"
        return Done((said,))

    def obsolete(self, name: str, reason: str, replaced_by: str = "") -> Done:
        """Withdraws a term; its identifier stays, with the reason and what takes its place.

        Raises:
            Missing: there is no such term, or no such replacement.
            Refused: something names the term and nothing takes its place.
        """
        term = self.term(name)
        other = self.term(replaced_by) if replaced_by else None
        found = self._give_up(term, other)
        rest = f"replaced by {other.id}: {reason}" if other else reason
        self._withdraw(term, rest)
        instead = f"; {other.id} {other.label!r} takes its place" if other else ""
        said = f"{term.id} {term.label!r} is withdrawn{instead}"
        return Done((said, *_count(found)), *_apart(found))

    def merge(self, name: str, into: str) -> Done:
        """Withdraws a term in favour of another, which takes its wordings and works over.

        Raises:
            Missing: one of the two does not exist.
            Refused: the term is asked to merge into itself.
        """
        term, other = self.term(name), self.term(into)
        path, grid, line = self._row(other)
        kept = _cell_of(self._row(term)[1], term.id, "synonyms")
        added = [f"{term.label} [exact; merged {term.id}]", *filter(None, kept.split("|"))]
        self._add_synonyms(grid, line, added)
        works = dict.fromkeys([*other.evidence, *term.evidence])
        grid.set(line, "evidence", "|".join(works))
        self.draft.put(path, grid.text())
        return self.obsolete(name, "merged", into)

    def split(self, name: str, into: Sequence[str], default: str) -> Done:
        """Withdraws a term in favour of two or more that exist already.

        Args:
            name: the term.
            into: the terms that share its meaning.
            default: which of them every use is given to, until somebody has looked at it.

        Raises:
            Missing: one of them does not exist.
            Refused: fewer than two, or the default is none of them.
        """
        term = self.term(name)
        parts = [self.term(part) for part in into]
        heir = self.term(default)
        if len({part.id for part in parts}) < 2:
            raise Refused("A split needs two terms or more; make them first with `term new`.")
        if heir.id not in {part.id for part in parts}:
            raise Refused(f"{default!r} is none of the terms that {name!r} is split into.")
        found = self._give_up(term, heir)
        self._withdraw(term, "split into " + ", ".join(part.id for part in parts))
        said = f"{term.id} {term.label!r} is split into {_listed(p.label for p in parts)}"
        told = f"every use names {heir.label!r} for now: look at each"
        moved, by_hand = _apart(found)
        return Done((said, told, *_count(found)), (), (*moved, *by_hand))

    def _give_up(self, term: Term, heir: Term | None) -> list[Use]:
        """Makes whatever names a term name its heir, and takes its row away."""
        if heir is not None and heir.id == term.id:
            raise Refused(f"{term.label!r} cannot take its own place.")
        found = uses(self.draft, term)
        binding = [use for use in found if use.kind not in BY_HAND]
        if heir is None and binding:
            places = "\n".join(f"  {describe(self.draft, use)}" for use in binding)
            raise Refused(
                f"{len(binding)} places name {term.label!r}; say what takes its place, "
                f"or change them first:\n{places}"
            )
        if heir is not None:
            self._follow(term, heir.label, found)
        path, grid, line = self._row(term)
        grid.remove(line)
        self.draft.put(path, grid.text())
        return found

    def _follow(self, term: Term, label: str, found: list[Use] | None = None) -> list[Use]:
        """Puts another label in every table and work that names a term."""
        found = uses(self.draft, term) if found is None else found
        for path in dict.fromkeys(use.path for use in found if use.kind not in BY_HAND):
            here = [use for use in found if use.path == path]
            text = self.draft.text(path)
            if path.suffix == ".yaml":
                self.draft.put(path, rename_in_work(text, here, label))
                continue
            grid = Grid.of(text)
            for use in here:
                cell = grid.get(use.line, use.field)
                grid.set(use.line, use.field, rename_cell(use.field, cell, term.label, label))
            self.draft.put(path, grid.text())
        return found

    def _withdraw(self, term: Term, reason: str) -> None:
        grid = Grid.of(self.draft.text(self._ids))
        line = grid.find("id", term.id)
        if line is None:
            raise Missing(f"{term.id} is not in ids.tsv.")
        grid.set(line, "status", f"withdrawn: {reason}")
        self.draft.put(self._ids, grid.text())

    def _add_synonyms(self, grid: Grid, line: int, added: Iterable[str]) -> None:
        present = [part for part in grid.get(line, "synonyms").split("|") if part]
        known = {part.partition(" [")[0] for part in present}
        present += [part for part in added if part.partition(" [")[0] not in known]
        grid.set(line, "synonyms", "|".join(present))

    def _row(self, term: Term) -> tuple[Path, Grid, int]:
        path = self._table(term.branch)
        grid = Grid.of(self.draft.text(path))
        line = grid.find("id", term.id)
        if line is None:
            raise Missing(f"{term.id} has no row any more.")
        return path, grid, line

    def _insert(self, path: Path, cells: Mapping[str, str]) -> int:
        grid = Grid.of(self.draft.text(path))
        line = grid.insert(cells, by="id")
        self.draft.put(path, grid.text())
        return line

    def _table(self, branch: str) -> Path:
        return self.draft.folders.ontology / "terms" / f"{branch}.tsv"

    @property
    def _ids(self) -> Path:
        return self.draft.folders.ontology / "ids.tsv"


def describe(draft: Draft, use: Use) -> str:
    """Words a use: ``ontology/terms/role.tsv:12: parent of 'paid peer provider role'``."""
    place = f"{draft.folders.shown(use.path)}:{use.line}"
    return f"{place}: {use.kind}" + (f" ({use.field})" if use.field else "") + f" {use.who}"


def _count(found: Sequence[Use]) -> list[str]:
    moved = [use for use in found if use.kind not in BY_HAND]
    return [f"{len(moved)} places follow"] if moved else []


def _apart(found: Sequence[Use]) -> tuple[tuple[Use, ...], tuple[Use, ...]]:
    moved = tuple(use for use in found if use.kind not in BY_HAND)
    return moved, tuple(use for use in found if use.kind in BY_HAND)


def _cell_of(grid: Grid, identifier: str, column: str) -> str:
    line = grid.find("id", identifier)
    return grid.get(line, column) if line else ""


def _listed(names: Iterable[str]) -> str:
    return " and ".join(repr(name) for name in names)
