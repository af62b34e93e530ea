"""Links between works as Scholexplorer v3 gives them, and as packages of Scholix schema v3."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from peerprov.errors import BadInput, Fault
from peerprov.graph import doi
from peerprov.namespaces import BASE
from peerprov.server.citations.kinds import kind_of
from peerprov.server.citations.work import CitedWork
from peerprov.server.doi.links import LICENCE
from peerprov.server.indexes.catalogue import Catalogue, has_doi
from peerprov.server.indexes.opencitations import pub_date
from peerprov.server.indexes.operations import BadParameter

NEEDED: Final = (
    *("sourcePid", "targetPid", "sourcePublisher", "targetPublisher"),
    *("sourceType", "targetType"),
)
MOST: Final = 100
_SCHEMA: Final = "datacite"
_TYPES: Final = ("publication", "literature")
_PROVIDER: Final = {"ID": BASE, "IDScheme": "url", "IDURL": BASE}
_DIGITS: Final = 9

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Tie:
    """A citation told from one end: ``Cites`` or ``IsCitedBy``."""

    source: NamedNode
    target: NamedNode
    cites: bool

    @property
    def names(self) -> tuple[str, str]:
        """Name and sub-type of the relationship."""
        return ("References", "Cites") if self.cites else ("IsReferencedBy", "IsCitedBy")


def ties(catalogue: Catalogue) -> Iterator[Tie]:
    """All citations from both ends."""
    for each in catalogue.citations:
        yield Tie(each.citing, each.cited, True)
        yield Tie(each.cited, each.citing, False)


def search(catalogue: Catalogue, given: Mapping[str, str]) -> Json:
    """Answers ``/v3/Links``.

    Raises:
        BadInput: none of the parameters that are needed is given.
        BadParameter: a page, a size or a date that is none.
    """
    if not any(given.get(name) for name in NEEDED):
        raise BadInput(Fault("Nothing is asked for", expected=f"one of {', '.join(NEEDED)}"))
    number, size = _paging(given)
    since, until = _dates(given)
    wanted = catalogue.published and since <= catalogue.published <= until
    found = [tie for tie in ties(catalogue) if wanted and _fits(catalogue, tie, given)]
    shown = found[number * size : (number + 1) * size]
    return {
        "currentPage": number,
        "totalLinks": len(found),
        "totalPages": -(-len(found) // size),
        "result": [_link(catalogue, tie) for tie in shown],
    }


def packages(catalogue: Catalogue) -> list[Json]:
    """All citations as packages of Scholix schema v3, from the citing end."""
    return [_package(catalogue, tie) for tie in ties(catalogue) if tie.cites]


def _fits(catalogue: Catalogue, tie: Tie, given: Mapping[str, str]) -> bool:
    relation = given.get("relation", "").lower()
    if relation and relation not in (name.lower() for name in tie.names):
        return False
    return all(
        _end_fits(catalogue, node, given, side)
        for node, side in ((tie.source, "source"), (tie.target, "target"))
    )


def _end_fits(catalogue: Catalogue, node: NamedNode, given: Mapping[str, str], side: str) -> bool:
    pid = given.get(f"{side}Pid", "")
    publisher = given.get(f"{side}Publisher", "").casefold()
    kind = given.get(f"{side}Type", "").lower()
    work = catalogue.works.get(node)
    if pid and not _is(catalogue, node, pid):
        return False
    if publisher and publisher not in ((work and work.publisher) or "").casefold():
        return False
    return not kind or kind in _TYPES


def _is(catalogue: Catalogue, node: NamedNode, pid: str) -> bool:
    found = doi.normalise(pid).value
    if found and found == has_doi(catalogue, node):
        return True
    work = catalogue.works.get(node)
    names = (node.value, work.pmid, work.pmcid, work.id) if work else (node.value,)
    return pid in names


def _link(catalogue: Catalogue, tie: Tie) -> Json:
    return {
        "RelationshipType": _relationship(tie),
        "source": _end(catalogue, tie.source),
        "target": _end(catalogue, tie.target),
        "LinkProvider": [{"Name": "PeerProv", "Identifier": [_PROVIDER]}],
        "LinkPublicationDate": catalogue.published,
        "LicenseURL": LICENCE,
        "HarvestDate": catalogue.published,
    }


def _package(catalogue: Catalogue, tie: Tie) -> Json:
    return {
        "LinkPublicationDate": catalogue.published,
        "LinkProvider": [{"Name": "PeerProv", "Identifier": [_PROVIDER]}],
        "RelationshipType": _relationship(tie),
        "LicenseURL": LICENCE,
        "Source": _object(catalogue, tie.source),
        "Target": _object(catalogue, tie.target),
    }


def _relationship(tie: Tie) -> Json:
    name, subtype = tie.names
    return {"Name": name, "SubType": subtype, "SubTypeSchema": _SCHEMA}


def _end(catalogue: Catalogue, node: NamedNode) -> Json:
    """An end as the service gives it: several identifiers, the type as text."""
    work = catalogue.works.get(node)
    subtype = kind_of(work).name if work else ""
    told = {
        "Identifier": _identifiers(catalogue, node),
        "Type": "publication",
        "SubType": subtype,
        **_described(work),
    }
    return {name: value for name, value in told.items() if value}


def _object(catalogue: Catalogue, node: NamedNode) -> Json:
    """An end as schema v3 has it: one identifier, the type as an object."""
    work = catalogue.works.get(node)
    kind: Json = {"Name": "literature"}
    kind |= {"SubType": kind_of(work).name} if work else {}
    return {"Identifier": _identifiers(catalogue, node)[0], "Type": kind, **_described(work)}


def _described(work: CitedWork | None) -> Json:
    if work is None:
        return {}
    told: Json = {
        "Title": work.title,
        "Creator": [{"Name": author.name} for author in work.authors],
        "PublicationDate": pub_date(work),
        "Publisher": [{"Name": work.publisher}] if work.publisher else [],
    }
    return {name: value for name, value in told.items() if value}


def _identifiers(catalogue: Catalogue, node: NamedNode) -> list[Json]:
    work = catalogue.works.get(node)
    found = has_doi(catalogue, node)
    told: list[Json] = []
    if found:
        told.append({"ID": found, "IDScheme": "doi", "IDURL": f"https://doi.org/{found}"})
    if work and work.pmid:
        url = f"https://pubmed.ncbi.nlm.nih.gov/{work.pmid}"
        told.append({"ID": work.pmid, "IDScheme": "pmid", "IDURL": url})
    return told or [{"ID": node.value, "IDScheme": "url", "IDURL": node.value}]


def _paging(given: Mapping[str, str]) -> tuple[int, int]:
    faults, numbers = [], []
    size = given.get("size") or given.get("rows") or str(MOST)
    for name, text, least in (("page", given.get("page") or "0", 0), ("size", size, 1)):
        good = text.isascii() and text.isdigit() and len(text) < _DIGITS and int(text) >= least
        numbers.append(int(text) if good else least)
        if not good:
            faults.append(Fault(f"{name}={text[:40]}", expected=f"a number from {least}"))
    if faults:
        raise BadParameter(*faults)
    return numbers[0], min(numbers[1], MOST)


def _dates(given: Mapping[str, str]) -> tuple[str, str]:
    """First and last date of links; a year or month stands for its first day, or all of it."""
    faults = [
        Fault(f"{name}={given[name][:40]}", expected="a date such as 2024-05-31")
        for name in ("from", "to")
        if given.get(name) and not given[name][:10].replace("-", "").isdigit()
    ]
    if faults:
        raise BadParameter(*faults)
    return given.get("from", "")[:10], f"{given.get('to', '')[:10] or '9999'}~"
