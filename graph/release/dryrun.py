"""One dry run that says everything about tables and works as they would be; nothing is written.

The steps are those of the build, but where the build stops at the first step that objects, a dry
run goes on as far as it can, and gathers what every step has to say.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import PurePath
from typing import Final, TypeVar

from pyoxigraph import Store

from peerprov import namespaces
from peerprov.errors import BadInput, Fault
from peerprov.graph.build import agreement
from peerprov.graph.build.assemble import assemble
from peerprov.graph.evidence.load import read_works
from peerprov.graph.evidence.model import Evidence
from peerprov.graph.release.content import Content, read_content
from peerprov.graph.release.difference import Change, difference
from peerprov.ontology import checks, vocabulary
from peerprov.ontology.build import ontology_triples
from peerprov.ontology.classify import classify, refuse_contradictions
from peerprov.ontology.edit.files import Folders
from peerprov.ontology.explain import why_impossible
from peerprov.ontology.vocabulary import Ontology
from peerprov.shapes.validate import validate

Ask = Callable[[Store], Mapping[str, tuple[str, ...]]]
"""Answers the stored queries, which live above this room: name -> lines."""

_Made = TypeVar("_Made")
NOTHING: Final = "nothing can be a "
EXPLAINED: Final = 3
_TERM: Final = re.compile(r"(?:https?://\S*/)?PEERPROV[:_]([0-9]{7})")
_FINDING: Final = re.compile(r"\b([a-z0-9-]+) (f[0-9]{2,})\b")


@dataclass
class DryRun:
    """What a change would do.

    Attributes:
        faults: what stands against it, sorted by place; none: it would be published.
        remarks: what somebody should look at.
        skipped: steps that could not be taken, and why.
        changes: the difference to what it was compared with; None where the graph could not be made
            or there was nothing to compare with.
        seconds: step -> seconds.
    """

    faults: list[Fault] = field(default_factory=list)
    remarks: list[Fault] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    changes: list[Change] | None = None
    seconds: dict[str, float] = field(default_factory=dict)


def dry_run(folders: Folders, ask: Ask, before: Callable[[], Content] | None = None) -> DryRun:
    """Reads, checks, reasons, validates, asks and compares.

    Args:
        folders: the tables and works as they would be.
        ask: answers the stored queries.
        before: gives what to compare with, such as the content of the served version.
    """
    run = DryRun()
    with ThreadPoolExecutor(max_workers=2) as beside:
        # The served graph is read while the new one is made; the shapes run while these two are
        # compared, since their engine lets other threads go on.
        old = beside.submit(before) if before is not None else None
        run.changes = _run(run, folders, ask, old, beside)
    run.faults.sort(key=lambda f: (f.file or "", f.line or 0, f.field or "", f.what))
    return run


def content(store: Store, ask: Ask) -> Content:
    """Reads what a store says, the answers of the stored queries among it."""
    return read_content(store, ask(store))


def _run(
    run: DryRun,
    folders: Folders,
    ask: Ask,
    before: Future[Content] | None,
    beside: ThreadPoolExecutor,
) -> list[Change] | None:
    ontology = _step(run, "tables", lambda: vocabulary.load(folders.ontology), folders)
    if ontology is None:
        run.skipped.append("works, reasoner, shapes and queries: the tables must be sound first")
        return None
    evidence = _step(run, "works", lambda: read_works(folders.works, ontology), folders)
    if evidence is None:
        run.skipped.append("reasoner, shapes and queries: the works must be sound first")
        _take(run, checks.check(ontology))
        return None
    made = _step(run, "reasoner", lambda: assemble(ontology, evidence), folders)
    if made is None:
        run.skipped.append("shapes and queries: the axioms must agree first")
        _take(run, checks.check(ontology))
        run.faults = _explained(run.faults, ontology, evidence)
        return None
    shapes = beside.submit(validate, made.store)
    _take(run, agreement.all_remarks(ontology, made.core, evidence))
    changes = None
    if before is not None:
        compare = partial(difference, before.result())
        changes = _step(run, "difference", lambda: compare(content(made.store, ask)), folders)
    report = _step(run, "shapes", shapes.result, folders)
    if report is not None:
        violations, warnings = list(report.violations()), list(report.warnings())
        run.faults += [_named(result.fault, ontology, evidence) for result in violations]
        run.remarks += [_named(result.fault, ontology, evidence) for result in warnings]
    return changes


def _step(run: DryRun, name: str, take: Callable[[], _Made], folders: Folders) -> _Made | None:
    """Takes a step, keeping its faults and its time."""
    since = time.perf_counter()
    try:
        return take()
    except BadInput as error:
        run.faults += folders.renamed(error.faults)
        return None
    finally:
        run.seconds[name] = round(time.perf_counter() - since, 3)


def _take(run: DryRun, remarks: Iterable[checks.Remark]) -> None:
    for remark in remarks:
        (run.faults if remark.level == "error" else run.remarks).append(remark.fault)


def _named(fault: Fault, ontology: Ontology, evidence: Evidence) -> Fault:
    """Gives a fault on a term or finding its file and row, and the term its label."""
    found = _TERM.search(fault.what)
    term = ontology.term_by_id(f"PEERPROV:{found[1]}") if found else None
    if term is not None and found:
        if found[0].startswith("http"):
            fault = replace(fault, what=fault.what.replace(found[0], f"{term.label!r} ({term.id})"))
        if fault.file in (None, term.file):
            return replace(fault, file=term.file, line=term.line)
    place = _FINDING.search(fault.what)
    work = evidence.work(place[1]) if place else None
    if work is not None and place and fault.line is None:
        lines = [finding.line for finding in work.findings if finding.id == place[2]]
        if lines and fault.file and PurePath(fault.file).name == PurePath(work.file).name:
            return replace(fault, line=lines[0])
    return fault


def trial(folders: Folders) -> DryRun:
    """The first steps of a dry run: tables, works and reasoner; for commands that edit a row."""
    run = DryRun()
    ontology = _step(run, "tables", lambda: vocabulary.load(folders.ontology), folders)
    if ontology is None:
        return run
    evidence = _step(run, "works", lambda: read_works(folders.works, ontology), folders)
    core = _step(run, "reasoner", lambda: classify(ontology_triples(ontology)), folders)
    if core is not None:
        _step(run, "reasoner", lambda: refuse_contradictions(core), folders)
        _take(run, checks.check(ontology))
        _take(run, checks.level_remarks(ontology, core))
    if evidence is not None:
        run.faults = _explained(run.faults, ontology, evidence)
    return run


def _explained(faults: list[Fault], ontology: Ontology, evidence: Evidence) -> list[Fault]:
    """Names terms and rows, and tells of a class without members which axioms exclude each other.

    Classes below such a one can have no members either; the first three are told why.
    """
    found: list[Fault] = []
    for fault in faults:
        named = _named(fault, ontology, evidence)
        term = _TERM.search(fault.what)
        if fault.what.startswith(NOTHING) and term and len(found) < EXPLAINED:
            node = namespaces.term(f"PEERPROV:{term[1]}")
            axioms = why_impossible(ontology_triples(ontology), node)
            named = replace(named, repair="These exclude each other: " + "; ".join(axioms))
        found.append(named)
    return found
