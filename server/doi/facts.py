"""What the page of a work tells besides its citation and findings: study, notes, citing works."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Store

from peerprov.graph import doi
from peerprov.namespaces import BASE, iri
from peerprov.server.citations.read import Properties, name_work, properties, values
from peerprov.server.citations.work import CitedWork
from peerprov.server.doi import address
from peerprov.server.doi.findings import term_of


@dataclass(frozen=True, slots=True)
class Named:
    """Something to show by name; ``path`` leads to its page, where it has one."""

    label: str
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """People or places that took part; ``count`` is None where the text does not say it."""

    label: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a work and its study, as coded; what was not coded is empty.

    Attributes:
        designs: of the study, as terms.
        setting: where it took place.
        included: how many studies a review includes.
        words: the words that the work has for peer providers.
        read: what was read of the work for this record.
        unsure: what the coding could not settle.
        conflicts: where sources on the work contradict each other.
        cites, cited_by, includes, included_in: works of this graph, or DOIs it has no record of.
    """

    designs: tuple[Named, ...]
    countries: tuple[str, ...]
    setting: str | None
    groups: tuple[Group, ...]
    included: int | None
    words: tuple[str, ...]
    read: tuple[str, ...]
    unsure: tuple[str, ...]
    conflicts: tuple[str, ...]
    cites: tuple[Named, ...]
    cited_by: tuple[Named, ...]
    includes: tuple[Named, ...]
    included_in: tuple[Named, ...]


def read_facts(store: Store, work: CitedWork) -> Facts:
    """Reads the facts of a work from its curated graph; who cites it from any."""
    has = properties(store, work.node, work.graph)
    study = _study(store, work, has)
    return Facts(
        designs=tuple(term_named(store, each) for each in values(study, "pp:hasDesign")),
        countries=_texts(study, "pp:country"),
        setting=next(iter(_texts(study, "pp:settingText")), None),
        groups=tuple(_groups(store, work, study)),
        included=_number(study, "pp:includedStudies"),
        words=_texts(has, "pp:termUsed"),
        read=_read(store, work, has),
        unsure=_texts(has, "pp:unsureNote"),
        conflicts=_texts(has, "pp:conflictNote"),
        cites=_tied(store, work.node, "cito:cites"),
        cited_by=_tied(store, work.node, "cito:isCitedBy"),
        includes=_tied(store, work.node, "pp:includesWork"),
        included_in=_tied(store, work.node, "pp:includedIn"),
    )


def term_named(store: Store, node: object) -> Named:
    """Names a term and gives the address of its page."""
    if not isinstance(node, NamedNode):
        return Named(str(node))
    told = term_of(store, node)
    return Named(str(told.get("label") or told["iri"]), term_path(node.value))


def term_path(term: str) -> str | None:
    """The path of the page of one of our terms, by its IRI; None for any other."""
    key = term.removeprefix(BASE)
    return f"/terms/{key}" if key != term and key.startswith("PEERPROV_") else None


def work_named(store: Store, node: NamedNode) -> Named:
    """Names a work and gives the address of its page; a DOI without a record leads to itself."""
    found = name_work(store, node)
    if found is None:
        return Named(doi.from_iri(node) or node.value, node.value)
    return Named(found.label or found.id, f"/{address.work_path(found)}")


def finding_named(store: Store, node: NamedNode) -> Named:
    """Names a finding by its work and id, with the address of it on the page of its work."""
    has = properties(store, node, None)
    work = next(
        (each for each in values(has, "pp:reportedIn") if isinstance(each, NamedNode)), None
    )
    id_ = next(iter(_texts(has, "pp:findingId")), "")
    if work is None:
        return Named(node.value)
    of = work_named(store, work)
    return Named(f"{of.label}, {id_}", f"{of.path}/findings#{id_}")


def _study(store: Store, work: CitedWork, has: Properties) -> Properties:
    nodes = values(has, "pp:reportsStudy")
    return properties(store, nodes[0], work.graph) if nodes else {}


def _groups(store: Store, work: CitedWork, study: Properties) -> Iterator[Group]:
    for node in values(study, "pp:hasParticipants"):
        has = properties(store, node, work.graph)
        for label in _texts(has, "rdfs:label")[:1]:
            yield Group(label, _number(has, "pp:participantCount"))


def _read(store: Store, work: CitedWork, has: Properties) -> tuple[str, ...]:
    parts = [
        text
        for node in values(has, "pp:hasSource")
        for text in _texts(properties(store, node, work.graph), "pp:partRead")
    ]
    return tuple(dict.fromkeys(parts))


def _tied(store: Store, node: NamedNode, curie: str) -> tuple[Named, ...]:
    quads = store.quads_for_pattern(node, iri(curie), None, None)
    nodes = {quad.object for quad in quads if isinstance(quad.object, NamedNode)}
    return tuple(sorted((work_named(store, each) for each in nodes), key=lambda each: each.label))


def _texts(has: Properties, curie: str) -> tuple[str, ...]:
    return tuple(each.value for each in values(has, curie) if isinstance(each, Literal))


def _number(has: Properties, curie: str) -> int | None:
    text = next(iter(_texts(has, curie)), "")
    return int(text) if text.isascii() and text.isdigit() else None
