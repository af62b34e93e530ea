"""Findings as pages show them, each with its work and its place in the text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Store

from peerprov.namespaces import BASE
from peerprov.server.site.reading import Value, first, key, properties, text
from peerprov.server.site.terms import Term, Terms
from peerprov.server.site.works import Work, Works

MOST: Final = 100
"""Findings on one page; what is left out is said, with the query that gives all."""

ABOUT: Final = NamedNode(f"{BASE}aboutConcept")
FINDING: Final = f"{BASE}finding/"
BEHIND: Final = NamedNode(f"{BASE}supportedByFinding")


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding in words.

    Attributes:
        iri: of the finding.
        id: within its work.
        work: where it is reported.
        term: what it is about, where that is a term.
        concept: wording coded from the text.
        influence: ``hinders``, ``facilitates``, ``both``, ``unclear`` or empty.
        direction: of an outcome, or empty.
        codes: other coded fields -> their words.
        texts: other free fields -> their words.
        addresses, leads_to: terms that it ties to its own.
    """

    iri: str
    id: str
    work: Work
    term: Term | None
    concept: str
    statement: str
    influence: str
    direction: str
    locator: str
    codes: Mapping[str, tuple[str, ...]]
    texts: Mapping[str, str]
    addresses: tuple[Term, ...]
    leads_to: tuple[Term, ...]

    @property
    def path(self) -> str:
        """Address of the finding on the page of its work."""
        return f"{self.work.path}/findings#{self.id}"

    @property
    def certainty(self) -> str:
        """``stated`` or ``interpreted``."""
        return " ".join(self.codes.get("certainty", ()))

    @property
    def about_peer_provision(self) -> bool:
        """Whether it is about peer provision, rather than on recovery or mental health at large."""
        return self.codes.get("scope") == ("peer provision",)


_CODES: Final = {
    "certainty": "hasCertainty",
    "perspective": "hasPerspective",
    "scope": "hasScope",
    "claim_origin": "hasClaimOrigin",
    "level": "hasLevel",
    "text_read": "hasTextRead",
    "recipient": "hasRecipient",
    "basis": "hasOutcomeBasis",
    "comparator_kind": "hasComparatorKind",
}
_TEXTS: Final = {
    "actor": "actorText",
    "comparator": "comparatorText",
    "measure": "measureText",
    "effect": "effectText",
    "second_hand": "secondHandText",
    "addresses_text": "addressesText",
    "leads_to_text": "leadsToText",
}


@dataclass(frozen=True, slots=True)
class Found:
    """Findings, and how many there are in all when not all are given."""

    findings: tuple[Finding, ...]
    total: int


def findings_about(store: Store, keys: Iterable[str]) -> set[str]:
    """The IRIs of the findings on any of some terms, given by key."""
    return {
        iri
        for name in keys
        for quad in store.quads_for_pattern(None, ABOUT, NamedNode(BASE + name), None)
        if (iri := text(quad.subject)).startswith(FINDING)  # gaps and conflicts are about terms too
    }


def findings_behind(store: Store, links: Iterable[str]) -> set[str]:
    """The IRIs of the findings that stand behind any of some reported links."""
    return {
        text(quad.object)
        for link in links
        for quad in store.quads_for_pattern(NamedNode(link), BEHIND, None, None)
    }


def read_findings(
    store: Store, terms: Terms, works: Works, named: Iterable[str], most: int = MOST
) -> Found:
    """Reads findings by IRI; newest works first.

    Args:
        store: of the version.
        terms: of the version.
        works: of the version.
        named: IRIs of the findings, each once.
        most: how many to read.
    """
    ordered = sorted(named)
    told = {each: properties(store, NamedNode(each)) for each in ordered[:most]}
    return Found(_made(told, terms, works), len(ordered))


def _made(
    told: Mapping[str, Mapping[str, list[Value]]], terms: Terms, works: Works
) -> tuple[Finding, ...]:
    made = []
    for iri, said in told.items():
        work = works.get(first(said, _pp("reportedIn")))
        if work is not None:
            made.append(_finding(iri, work, said, terms))
    return tuple(sorted(made, key=lambda each: (-each.work.year, each.work.label, each.id)))


def _finding(iri: str, work: Work, said: Mapping[str, list[Value]], terms: Terms) -> Finding:
    codes = {
        name: tuple(sorted(terms.short(key(text(value))) for value in said[_pp(field)]))
        for name, field in _CODES.items()
        if _pp(field) in said
    }
    texts = {name: first(said, _pp(field)) for name, field in _TEXTS.items() if _pp(field) in said}
    about = first(said, _pp("aboutConcept"))
    return Finding(
        iri=iri,
        id=first(said, _pp("findingId")),
        work=work,
        term=terms.get(key(about)),
        concept=first(said, _pp("conceptText")),
        statement=first(said, _pp("statementText")),
        influence=_code(said, "hasInfluence", terms),
        direction=_code(said, "hasDirection", terms),
        locator=first(said, _pp("locatorText")),
        codes=codes,
        texts=texts,
        addresses=_terms(said.get(_pp("saysAddresses"), ()), terms),
        leads_to=_terms(said.get(_pp("saysLeadsTo"), ()), terms),
    )


def _code(said: Mapping[str, list[Value]], name: str, terms: Terms) -> str:
    value = first(said, _pp(name))
    return terms.short(key(value)) if value else ""


def _terms(values: Iterable[Value], terms: Terms) -> tuple[Term, ...]:
    found = (terms.get(key(text(value))) for value in values)
    return tuple(sorted((term for term in found if term), key=lambda term: term.label))


def _pp(name: str) -> str:
    return BASE + name
