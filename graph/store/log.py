"""The commit log as RDF (PROV-O): each version says in its own store who made it, when and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad

from peerprov.graph.store.manifest import Version
from peerprov.namespaces import BASE, graph, iri

LOG = graph("log")
_CLASS_OF_KIND = {"build": "pp:Build", "update": "pp:Update", "restore": "pp:Restoration"}


def version_iri(number: int) -> NamedNode:
    """Names a version.

    >>> version_iri(7).value
    'https://w3id.org/peer-provision/version/7'
    """
    return NamedNode(f"{BASE}version/{number}")


def log_quads(versions: Iterable[Version]) -> Iterator[Quad]:
    """Describes versions and the changes that made them, in the log graph.

    Counts leave out the log itself, which can only be counted when it is complete. Additions and
    removals are given where they were counted quad by quad.
    """
    for version in versions:
        yield from _entity(version)
        yield from _activity(version)


def commit_mark(version: Version) -> Quad:
    """The quad that only a store holding the whole of this version contains: it is written last."""
    subject = version_iri(version.number)
    return Quad(subject, iri("prov:generatedAtTime"), _moment(version.when), LOG)


def _entity(version: Version) -> Iterator[Quad]:
    subject = version_iri(version.number)

    def say(name: str, value: NamedNode | Literal) -> Quad:
        return Quad(subject, iri(name), value, LOG)

    yield say("rdf:type", iri("prov:Entity"))
    yield say("rdf:type", iri("pp:Version"))
    yield say("rdfs:label", Literal(f"Version {version.number}"))
    yield say("pp:versionNumber", Literal(version.number))
    yield say("prov:wasGeneratedBy", _change_iri(version))
    if version.parent is not None:
        yield say("prov:wasRevisionOf", version_iri(version.parent))
    if version.inputs is not None:
        yield say("pp:inputDigest", Literal(version.inputs))
    yield say("pp:tripleCount", Literal(version.total))
    if version.exact:
        yield say("pp:triplesAdded", Literal(version.added))
        yield say("pp:triplesRemoved", Literal(version.removed))
    yield commit_mark(version)


def _activity(version: Version) -> Iterator[Quad]:
    subject = _change_iri(version)
    account = NamedNode(f"{BASE}account/{quote(version.who, safe='')}")
    yield Quad(subject, iri("rdf:type"), iri("prov:Activity"), LOG)
    yield Quad(subject, iri("rdf:type"), iri(_CLASS_OF_KIND[version.kind]), LOG)
    yield Quad(subject, iri("rdfs:comment"), Literal(version.why), LOG)
    yield Quad(subject, iri("prov:startedAtTime"), _moment(version.started), LOG)
    yield Quad(subject, iri("prov:endedAtTime"), _moment(version.when), LOG)
    yield Quad(subject, iri("prov:wasAssociatedWith"), account, LOG)
    yield Quad(account, iri("rdf:type"), iri("prov:Agent"), LOG)
    yield Quad(account, iri("rdfs:label"), Literal(version.who), LOG)


def _change_iri(version: Version) -> NamedNode:
    return NamedNode(f"{version_iri(version.number).value}/change")


def _moment(when: datetime) -> Literal:
    text = when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Literal(text, datatype=iri("xsd:dateTime"))
