"""Runs the build, one step after the other, each told to whoever watches.

Data flows one way: tables and works become quads, what follows from them is derived, a candidate is
loaded, validated as it was stored, and published. Any error leaves the version that is served.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Quad, Store

from peerprov.graph.build import agreement
from peerprov.graph.build.assemble import assemble, describe
from peerprov.graph.build.inputs import Inputs
from peerprov.graph.build.summary import Summary, summarise
from peerprov.graph.evidence.load import read_works
from peerprov.graph.evidence.model import Evidence, Reason
from peerprov.graph.store import Version, VersionedStore
from peerprov.ontology import vocabulary
from peerprov.ontology.checks import Remark
from peerprov.shapes.report import Report
from peerprov.shapes.validate import validate

Publications = Callable[[Store], Iterable[Quad]]
"""Makes more quads of what the store holds: the query catalogue, which lives above this room."""

Watch = Callable[[str], None]
"""Told the name of each step when it begins."""

WRITE_WAIT_SECONDS = 30.0
_OWN = Inputs()


@dataclass(frozen=True, slots=True)
class Build:
    """What a build did.

    Attributes:
        version: the version it published, or the one that stands when nothing had changed.
        changed: whether it published one.
        summary: the numbers, or None when nothing had changed.
        unmatched: findings with a reason in the place of a term.
        warnings: what the rules on tables remark on without objecting.
        report: what the shapes remark on, or None when nothing had changed.
        seconds: step -> seconds.
    """

    version: Version
    changed: bool
    summary: Summary | None
    unmatched: tuple[Reason, ...]
    warnings: tuple[Remark, ...]
    report: Report | None
    seconds: dict[str, float]


def build(
    data: Path,
    *,
    inputs: Inputs = _OWN,
    publications: Publications = lambda _store: (),
    watch: Watch = lambda _step: None,
    who: str = "peerprov build",
    why: str = "Build from the tables and works",
    force: bool = False,
) -> Build:
    """Builds the graph and publishes it as the next version, unless nothing has changed.

    Args:
        data: the data folder, made where it is missing.
        inputs: by default what comes with the package.
        publications: makes the quads of rooms above this one.
        force: build even when nothing has changed.

    Raises:
        BadInput: tables or works have faults; all of them, with file, line and field.
        DoesNotConform: the reasoner or the shapes object; the served version stays.
        Conflict: another process writes.
        DiskFull, StoreFailed: the store cannot be written.
    """
    clock = _Clock(watch)
    clock("Looking for changes")
    digest = inputs.digest()
    store = VersionedStore(data)
    served = store.current()
    if served is not None and _built_from(store, served) == digest and not force:
        return Build(served, False, None, (), (), None, clock.finish())
    made = _make(inputs, publications, clock)
    report: list[Report] = []

    def conforms(candidate: Store) -> None:
        clock("Validating against the shapes")
        report.append(validate(candidate))
        report[0].raise_unless_conforms()

    clock("Writing the candidate")
    with store.writing(
        who=who, why=why, base="empty", kind="build", inputs=digest, wait=WRITE_WAIT_SECONDS
    ) as candidate:
        candidate.load(made.store)
        clock("Counting, sealing and syncing")
        version = candidate.publish(conforms)
    return Build(
        version,
        True,
        made.summary,
        made.evidence.reasons,
        tuple(made.warnings),
        report[0],
        clock.finish(),
    )


@dataclass(frozen=True, slots=True)
class _Made:
    """The whole graph in memory, with what the summary needs."""

    store: Store
    evidence: Evidence
    warnings: list[Remark]
    summary: Summary


def _make(inputs: Inputs, publications: Publications, clock: _Clock) -> _Made:
    clock("Reading the term tables")
    ontology = vocabulary.load(inputs.ontology)
    clock("Reading the works")
    evidence = read_works(inputs.works, ontology)
    made = assemble(ontology, evidence, clock)
    store = made.store
    clock("Holding the tables against the works")
    warnings = agreement.remarks(ontology, made.core, evidence)
    clock("Describing the graph")
    describe(store, publications)
    return _Made(store, evidence, warnings, summarise(store, made.derived))


def _built_from(store: VersionedStore, served: Version) -> str | None:
    """The digest of the build that the served version goes back to; updates keep what it built."""
    known = {version.number: version for version in store.versions()}
    version: Version | None = served
    while version is not None and version.kind == "update":
        version = known.get(version.parent or 0)
    return version.inputs if version is not None else None


class _Clock:
    """Tells each step to a watcher when it begins, and keeps how long it took."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._seconds: dict[str, float] = {}
        self._step: str | None = None
        self._since = time.perf_counter()

    def __call__(self, step: str) -> None:
        self.finish()
        self._watch(step)
        self._step, self._since = step, time.perf_counter()

    def finish(self) -> dict[str, float]:
        if self._step is not None:
            self._seconds[self._step] = round(time.perf_counter() - self._since, 3)
            self._step = None
        return self._seconds
