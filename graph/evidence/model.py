"""The evidence as values: works, their studies and findings (``graph/works/CODEBOOK.md``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

from pyoxigraph import NamedNode

from peerprov.graph import doi
from peerprov.namespaces import BASE


@dataclass(frozen=True, slots=True)
class Citation:
    """What a reference to the work says.

    Attributes:
        authors: ``Family, Given``, or a family name alone, or the name of an institution.
        corporate_authors: those of ``authors`` that are institutions or groups.
    """

    authors: tuple[str, ...]
    title: str
    authors_complete: bool | None = None
    year: int | None = None
    container: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    publisher: str | None = None
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    isbn_or_url: str | None = None
    corporate_authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParticipantGroup:
    """Who took part, and how many where that is known."""

    group: str
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Methods:
    """How the study was done."""

    design_type: tuple[str, ...]
    setting_type: str
    design: str | None = None
    included_studies: int | None = None
    country: tuple[str, ...] = ()
    setting: str | None = None
    participants: tuple[ParticipantGroup, ...] = ()
    analysis: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A text that was read, and which part of it."""

    title: str
    read: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class EffectEstimate:
    """The numbers of an outcome; ``ci_level`` in per cent."""

    type: str | None = None
    value: Decimal | None = None
    ci_low: Decimal | None = None
    ci_high: Decimal | None = None
    ci_level: Decimal | None = None
    p: Decimal | None = None
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What changed, for whom, compared with what."""

    recipient: str
    direction: str
    basis: str
    comparator_kind: str
    comparator: str | None = None
    measure: str | None = None
    effect: str | None = None
    effect_estimate: EffectEstimate | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One idea that a work reports; fields as in the codebook, ``line`` that of its file."""

    id: str
    line: int
    kind: str
    concept: str
    statement: str
    perspective_group: str
    claim_origin: str
    scope: str
    source: str
    locator: str
    certainty: str
    broader: str | None = None
    term: str | None = None
    term_reason: str | None = None
    influence: str | None = None
    perspective: str | None = None
    second_hand_from: str | None = None
    level: tuple[str, ...] = ()
    stage: str | None = None
    addresses: str | None = None
    addresses_term: tuple[str, ...] = ()
    leads_to: str | None = None
    leads_to_term: tuple[str, ...] = ()
    actor: str | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Work:
    """One file of ``graph/works``; ``file`` is the path that people see."""

    id: str
    file: str
    citation: Citation
    methods: Methods
    findings: tuple[Finding, ...]
    sources: tuple[Source, ...]
    cited_by: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    work_type: str | None = None
    population_scope: str | None = None
    terms_used: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    notes: str | None = None

    @cached_property
    def iri(self) -> NamedNode:
        """The IRI of its DOI, or one of ours where it has none."""
        if self.citation.doi:
            return doi.iri(self.citation.doi)
        return NamedNode(f"{BASE}work/{self.id}")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a finding, or a link of it, has no term; listed by every build."""

    work: str
    finding: str
    file: str
    line: int
    concept: str
    reason: str

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.file}:{self.line}: {self.finding} ({self.concept}): {self.reason}"


@dataclass(frozen=True)
class Evidence:
    """All works in the order of their ids, and the findings that wait for a term."""

    works: tuple[Work, ...]
    reasons: tuple[Reason, ...]

    def work(self, identifier: str) -> Work | None:
        """Finds the work with this id, or None."""
        return self._by_id.get(identifier)

    @cached_property
    def iris(self) -> Mapping[str, NamedNode]:
        """The IRI of every work by its id."""
        return {work.id: work.iri for work in self.works}

    @cached_property
    def _by_id(self) -> dict[str, Work]:
        return {work.id: work for work in self.works}


_T = TypeVar("_T")


def make_work(data: Mapping[str, Any], file: str, finding_lines: list[int]) -> Work:
    """Makes a work of a record that fits the schema."""
    methods = dict(data["methods"])
    groups = tuple(_make(ParticipantGroup, group) for group in methods.pop("participants"))
    findings = zip(data["findings"], finding_lines, strict=True)
    return _make(
        Work,
        data,
        file=file,
        citation=_make(Citation, data["citation"]),
        methods=_make(Methods, methods, participants=groups),
        findings=tuple(_finding(finding, line) for finding, line in findings),
        sources=tuple(_make(Source, source) for source in data["sources"]),
    )


def _finding(data: Mapping[str, Any], line: int) -> Finding:
    made: dict[str, Any] = {"line": line}
    for name in ("addresses_term", "leads_to_term"):
        labels = data.get(name)
        made[name] = (labels,) if isinstance(labels, str) else tuple(labels or ())
    if data.get("outcome"):
        numbers = _estimate(data["outcome"].get("effect_estimate"))
        made["outcome"] = _make(Outcome, data["outcome"], effect_estimate=numbers)
    return _make(Finding, data, **made)


def _estimate(data: Mapping[str, Any] | None) -> EffectEstimate | None:
    if data is None:
        return None
    decimals = {
        name: Decimal(repr(value))
        for name, value in data.items()
        if name not in ("type", "n") and value is not None
    }
    return _make(EffectEstimate, data, **decimals)


def _make(kind: type[_T], data: Mapping[str, Any], **made: Any) -> _T:
    """Fills a class from the fields of the same names; null and absent are the same."""
    names = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    names -= made.keys()
    taken = {key: value for key, value in data.items() if key in names and value is not None}
    frozen = {k: tuple(v) if isinstance(v, list) else v for k, v in taken.items()}
    return kind(**frozen, **made)
