"""The relations between terms that findings report, in memory by version, by either end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from peerprov.namespaces import BASE
from peerprov.server.site.reading import count, key, rows, text
from peerprov.server.site.terms import Term

if TYPE_CHECKING:
    from peerprov.server.site.edition import Edition

_LINKS: Final = """
SELECT ?link ?relation ?subject ?object ?works ?independent ?qualifying ?findings ?meets WHERE {
  ?link pp:relation ?relation ; pp:subjectTerm ?subject ; pp:objectTerm ?object ;
    pp:workCount ?works ; pp:independentWorkCount ?independent ;
    pp:qualifyingWorkCount ?qualifying ; pp:findingCount ?findings ; pp:meetsThreshold ?meets .
}
"""


@dataclass(frozen=True, slots=True)
class Link:
    """A relation to another term that findings report.

    Attributes:
        relation: local name of the property.
        subject, object: terms.
        works, independent, qualifying, findings: how many stand behind it.
        meets: whether enough works do for an axiom.
    """

    iri: str
    relation: str
    subject: Term
    object: Term
    works: int
    independent: int
    qualifying: int
    findings: int
    meets: bool


@dataclass(frozen=True, slots=True)
class Reported:
    """All links: by key of their subject, and of their object; most works first."""

    out: Mapping[str, list[Link]]
    into: Mapping[str, list[Link]]

    def at(self, term: Term) -> list[Link]:
        """The links of a term at either end, most works first."""
        found = [*self.out.get(term.key, ()), *self.into.get(term.key, ())]
        return sorted(found, key=_order)


def reported(edition: Edition) -> Reported:
    """Gives the links of a version, read once."""
    return edition.keep("reported", _read)


def _read(edition: Edition) -> Reported:
    terms = edition.terms
    found = []
    for link, relation, one, other, *numbers, meets in rows(edition.store, _LINKS):
        subject, target = terms.get(key(text(one))), terms.get(key(text(other)))
        if subject and target:
            works, independent, qualifying, findings = map(count, numbers)
            name = text(relation).removeprefix(BASE)
            found.append(
                Link(
                    text(link), name, subject, target, works, independent, qualifying, findings,
                    text(meets) == "true",
                )
            )  # fmt: skip
    out: dict[str, list[Link]] = defaultdict(list)
    into: dict[str, list[Link]] = defaultdict(list)
    for each in sorted(found, key=_order):
        out[each.subject.key].append(each)
        into[each.object.key].append(each)
    return Reported(dict(out), dict(into))


def _order(link: Link) -> tuple[int, str, str]:
    return (-link.works, link.subject.label, link.object.label)
