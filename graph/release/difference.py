"""The difference between two graphs in words, and as KGCL lines where that language has a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from peerprov.graph.release.content import Content, FindingText, TermText

KINDS: Final = {
    "added": "Terms added",
    "renamed": "Terms renamed",
    "moved": "Terms moved",
    "redefined": "Terms redefined",
    "changed": "Terms changed in other ways",
    "obsoleted": "Terms withdrawn",
    "lost": "Terms lost",
    "work added": "Works added",
    "work lost": "Works lost",
    "finding added": "Findings added",
    "finding changed": "Findings changed",
    "finding lost": "Findings lost",
    "inference new": "New inferences",
    "inference lost": "Lost inferences",
    "answer": "Answers changed",
}
"""Kind of change -> its heading, in the order of telling."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs.

    Attributes:
        kind: a key of :data:`KINDS`.
        text: in words.
        kgcl: as lines of the Knowledge Graph Change Language; empty where it has no word.
    """

    kind: str
    text: str
    kgcl: tuple[str, ...] = ()


def difference(before: Content, after: Content) -> list[Change]:
    """Lists what differs, kind by kind, each kind by name."""
    words = _Words(before.labels, after.labels)
    found = [
        *words.terms(before.terms, after.terms),
        *_works(before.works, after.works),
        *words.findings(before.findings, after.findings),
        *words.inferences(before.inferred, after.inferred),
        *_answers(before.answers, after.answers),
    ]
    order = list(KINDS)
    return sorted(found, key=lambda change: (order.index(change.kind), change.text))


def in_words(changes: list[Change], most: int | None = None) -> Iterator[str]:
    """Yields headings and lines; ``most`` lines below each heading, and how many more there are."""
    for kind, heading in KINDS.items():
        lines = [change.text for change in changes if change.kind == kind]
        if not lines:
            continue
        yield f"{heading} ({len(lines)})"
        for line in lines[:most]:
            yield f"  {line}"
        if most is not None and len(lines) > most:
            yield f"  ... and {len(lines) - most} more"


@dataclass(frozen=True, slots=True)
class _Words:
    """Tells differences by label."""

    before: Mapping[str, str]
    after: Mapping[str, str]

    def name(self, value: str) -> str:
        """The label of an IRI as it is now, or the text itself."""
        return self.after.get(value) or self.before.get(value, value)

    def listed(self, values: Iterable[str]) -> str:
        """Several of them."""
        return " and ".join(repr(self.name(value)) for value in values) or "nothing"

    def listed_before(self, values: Iterable[str]) -> str:
        """Several of them, as they were called before."""
        return " and ".join(repr(self.before.get(value, value)) for value in values) or "nothing"

    def terms(
        self, before: Mapping[str, TermText], after: Mapping[str, TermText]
    ) -> Iterator[Change]:
        """What became of each term."""
        for name in sorted(before.keys() | after.keys()):
            old, new = before.get(name), after.get(name)
            if new is None and old is not None:
                yield Change("lost", f"{name} {old.label!r}", (f"delete {name}",))
            elif old is None and new is not None:
                yield self._added(new)
            elif old is not None and new is not None and old != new:
                yield from self._changed(old, new)

    def findings(
        self, before: Mapping[str, FindingText], after: Mapping[str, FindingText]
    ) -> Iterator[Change]:
        """What became of each finding."""
        for name in before.keys() - after.keys():
            yield Change("finding lost", f"{before[name].name}: {before[name].statement}")
        for name in after.keys() - before.keys():
            yield Change("finding added", f"{after[name].name}: {after[name].statement}")
        for name in before.keys() & after.keys():
            old, new = before[name].fields, after[name].fields
            told = [
                f"{field.partition(':')[2]} was {self.listed_before(old.get(field, ()))}, "
                f"is {self.listed(new.get(field, ()))}"
                for field in sorted(old.keys() | new.keys())
                if old.get(field) != new.get(field)
            ]
            if told:
                yield Change("finding changed", f"{after[name].name}: {'; '.join(told)}")

    def inferences(
        self, before: frozenset[tuple[str, str]], after: frozenset[tuple[str, str]]
    ) -> Iterator[Change]:
        """What follows now, and what no longer does."""
        for kind, pairs in (("inference new", after - before), ("inference lost", before - after)):
            for sub, sup in pairs:
                yield Change(kind, f"{self.name(sub)!r} is a kind of {self.name(sup)!r}")

    def _added(self, term: TermText) -> Change:
        if term.deprecated:
            return Change("obsoleted", f"{term.label!r} ({term.id}), given out and withdrawn")
        lines = [f"create class {term.id} '{_quoted(term.label)}'"]
        lines += [f"create edge {term.id} rdfs:subClassOf {_curie(p)}" for p in term.parents]
        told = f"{term.label!r} ({term.id}), a kind of {self.listed(term.parents)}"
        return Change("added", told, tuple(lines))

    def _changed(self, old: TermText, new: TermText) -> Iterator[Change]:
        named = f"{new.label!r} ({new.id})"
        if new.deprecated and not old.deprecated:
            instead = " and ".join(new.replaced_by)
            told = f"; {instead} takes its place" if instead else ""
            line = f"obsolete {new.id}" + (f" with replacement {instead}" if instead else "")
            yield Change("obsoleted", f"{old.label!r} ({new.id}){told}", (line,))
            return
        if old.label != new.label:
            line = f"rename {new.id} from '{_quoted(old.label)}' to '{_quoted(new.label)}'"
            yield Change("renamed", f"{old.label!r} ({new.id}) is now {new.label!r}", (line,))
        if old.parents != new.parents:
            yield self._moved(named, old, new)
        for name in sorted(old.notes.keys() | new.notes.keys()):
            gone = sorted(set(old.notes.get(name, ())) - set(new.notes.get(name, ())))
            come = sorted(set(new.notes.get(name, ())) - set(old.notes.get(name, ())))
            if name in ("definition", "plain definition") and (gone or come):
                told = f"{named}: {name} was {self.listed(gone)}, is {self.listed(come)}"
                yield Change("redefined", told, tuple(_definition(new.id, name, come)))
            elif gone or come:
                parts = [f"without {self.name(text)!r}" for text in gone]
                parts += [f"with {self.name(text)!r}" for text in come]
                lines = tuple(_synonyms(new.id, name, gone, come))
                yield Change("changed", f"{named}: {name} {', '.join(parts)}", lines)

    def _moved(self, named: str, old: TermText, new: TermText) -> Change:
        gone = [parent for parent in old.parents if parent not in new.parents]
        come = [parent for parent in new.parents if parent not in old.parents]
        lines = [f"delete edge {new.id} rdfs:subClassOf {_curie(parent)}" for parent in gone]
        lines += [f"create edge {new.id} rdfs:subClassOf {_curie(parent)}" for parent in come]
        told = (
            f"{named}: now a kind of {self.listed(come)}, no longer of {self.listed_before(gone)}"
        )
        return Change("moved", told, tuple(lines))


def _definition(term: str, name: str, come: list[str]) -> Iterator[str]:
    if name == "definition":
        yield f"change definition of {term} to '{_quoted(' '.join(come))}'"


def _synonyms(term: str, name: str, gone: list[str], come: list[str]) -> Iterator[str]:
    kind, _, word = name.partition(" ")
    if word == "synonym":
        yield from (f"remove synonym '{_quoted(text)}' for {term}" for text in gone)
        yield from (f"create {kind} synonym '{_quoted(text)}' for {term}" for text in come)


def _works(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    for name in before.keys() - after.keys():
        yield Change("work lost", f"{before[name]} ({name})")
    for name in after.keys() - before.keys():
        yield Change("work added", f"{after[name]} ({name})")


def _answers(
    before: Mapping[str, tuple[str, ...]], after: Mapping[str, tuple[str, ...]]
) -> Iterator[Change]:
    for name in before.keys() & after.keys():
        if before[name] != after[name]:
            gone = len(set(before[name]) - set(after[name]))
            come = len(set(after[name]) - set(before[name]))
            lines = "line" if come == 1 else "lines"
            told = f"{come} {lines} new, {gone} gone" if come or gone else "another order"
            yield Change("answer", f"{name}: {told}")


def _curie(parent: str) -> str:
    name = parent.rpartition("/")[2]
    return name.replace("_", ":", 1)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")
