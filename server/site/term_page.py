"""What the page of a term says: its names, its place, and the evidence for and against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Store

from peerprov.namespaces import BASE, PREFIXES
from peerprov.server.site.edition import Edition
from peerprov.server.site.findings import ABOUT, Finding, Found, findings_about
from peerprov.server.site.reading import Value, first, properties, rows, text
from peerprov.server.site.reported import Link, reported
from peerprov.server.site.terms import PEER_PROVISION, Term
from peerprov.server.site.works import Work, Works

MOST: Final = 60
"""Findings on the page of a term; a table has all."""

_SYNONYMS: Final = """
SELECT ?name ?synonym ?type ?source ?term WHERE {
  VALUES ?name {
    oboInOwl:hasExactSynonym oboInOwl:hasNarrowSynonym
    oboInOwl:hasBroadSynonym oboInOwl:hasRelatedSynonym
  }
  ?term ?name ?synonym .
  OPTIONAL {
    ?axiom owl:annotatedSource ?term ; owl:annotatedProperty ?name ; owl:annotatedTarget ?synonym .
    OPTIONAL { ?axiom oboInOwl:hasSynonymType ?type }
    OPTIONAL { ?axiom oboInOwl:hasDbXref ?source }
  }
}
"""
_MATCHES: Final = """
SELECT ?match ?other ?label ?scheme ?term WHERE {
  VALUES ?match {
    skos:exactMatch skos:closeMatch skos:broadMatch skos:narrowMatch skos:relatedMatch
  }
  ?term ?match ?other .
  OPTIONAL { ?other rdfs:label ?label }
  OPTIONAL { ?other skos:inScheme/rdfs:label ?scheme }
}
"""
_OUTSIDE: Final = """
SELECT ?parent ?label ?term WHERE {
  ?term rdfs:subClassOf ?parent . FILTER (isIRI(?parent))
  OPTIONAL { ?parent rdfs:label ?label }
  FILTER NOT EXISTS { ?parent pp:inBranch ?branch }
}
"""


@dataclass(frozen=True, slots=True)
class Synonym:
    """Another name of a term, how close it is, and where it was read."""

    text: str
    kind: str
    source: str
    work: Work | None


@dataclass(frozen=True, slots=True)
class Match:
    """A term or construct elsewhere that a term is compared with."""

    kind: str
    iri: str
    label: str
    scheme: str


@dataclass(frozen=True, slots=True)
class Influence:
    """Findings on a term sorted by what they say of it."""

    hinders: tuple[Finding, ...]
    facilitates: tuple[Finding, ...]
    other: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class TermPage:
    """All that the page of a term shows.

    Attributes:
        notes: kind of note -> texts.
        sources: of the definition, works or words.
        outside: parents in other ontologies, (IRI, label).
        links: to peer provision, by relation.
        addressed_by, addresses, leads_to, result_of: links to other terms.
        found: findings on the term itself; where there is none, those below it.
        within: whether ``found`` holds findings of narrower terms.
        gaps: kinds of gap, such as ``unaddressed-barrier``.
        withdrawn: IRI of what replaces it, or empty.
    """

    term: Term
    trail: list[Term]
    notes: Mapping[str, list[str]]
    sources: list[tuple[str, Work | None]]
    synonyms: list[Synonym]
    outside: list[tuple[str, str]]
    matches: list[Match]
    links: Mapping[str, Link]
    addressed_by: list[Link]
    addresses: list[Link]
    leads_to: list[Link]
    result_of: list[Link]
    found: Found
    within: bool
    influence: Influence
    gaps: list[str]
    withdrawn: str


_NOTES: Final = {
    "scope": f"{PREFIXES['skos']}scopeNote",
    "fuzzy": f"{BASE}fuzzyNote",
    "basis": f"{BASE}basis",
    "pole": f"{BASE}pole",
    "bearer": f"{BASE}bearerText",
}
_SOURCE: Final = f"{PREFIXES['obo']}IAO_0000119"
_REPLACED: Final = f"{PREFIXES['obo']}IAO_0100001"
_DEPRECATED: Final = f"{PREFIXES['owl']}deprecated"
_KINDS: Final = ("exact", "narrow", "broad", "related")


def read_term_page(edition: Edition, term: Term) -> TermPage:
    """Reads the page of a term."""
    store, node = edition.store, NamedNode(BASE + term.key)
    said = properties(store, node)
    links = reported(edition).at(term)
    within = not term.findings and term.findings_within > 0
    keys = edition.terms.below(term.key) if within else {term.key}
    found = edition.findings(findings_about(store, keys), MOST)
    return TermPage(
        term=term,
        trail=edition.terms.trail(term),
        notes={
            name: sorted(text(value) for value in said.get(iri, [])) for name, iri in _NOTES.items()
        },
        sources=_sources(said.get(_SOURCE, []), edition.works),
        synonyms=_synonyms(store, node, edition.works),
        outside=[(text(row[0]), text(row[1])) for row in rows(store, _OUTSIDE, term=node)],
        matches=_matches(store, node),
        links={link.relation: link for link in links if link.object.key == PEER_PROVISION},
        addressed_by=[ln for ln in links if ln.relation == "addresses" and ln.object is term],
        addresses=[ln for ln in links if ln.relation == "addresses" and ln.subject is term],
        leads_to=[ln for ln in links if ln.relation == "leadsTo" and ln.subject is term],
        result_of=[ln for ln in links if ln.relation == "leadsTo" and ln.object is term],
        found=found,
        within=within,
        influence=sort_by_influence(found.findings),
        gaps=_gaps(store, node),
        withdrawn=first(said, _REPLACED) if said.get(_DEPRECATED) else "",
    )


def sort_by_influence(findings: Iterable[Finding]) -> Influence:
    """Sorts findings into what hinders, what helps and the rest; *both* stands on both sides."""
    told = tuple(findings)
    return Influence(
        tuple(each for each in told if each.influence in ("hinders", "both")),
        tuple(each for each in told if each.influence in ("facilitates", "both")),
        tuple(each for each in told if each.influence not in ("hinders", "facilitates", "both")),
    )


def _sources(values: Iterable[Value], works: Works) -> list[tuple[str, Work | None]]:
    found = [(text(value), works.get(text(value))) for value in values]
    return sorted(found, key=lambda pair: pair[1].label if pair[1] else pair[0])


def _synonyms(store: Store, node: NamedNode, works: Works) -> list[Synonym]:
    found = {}
    for name, synonym, kind, source, _ in rows(store, _SYNONYMS, term=node):
        closeness = text(name).rpartition("#")[2].removeprefix("has").removesuffix("Synonym")
        shown = text(kind) or closeness.lower()
        found[text(synonym)] = Synonym(text(synonym), shown, text(source), works.get(text(source)))
    order = {kind: place for place, kind in enumerate(_KINDS)}
    return sorted(found.values(), key=lambda each: (order.get(each.kind, 9), each.text.casefold()))


def _matches(store: Store, node: NamedNode) -> list[Match]:
    found = {}
    for match, other, label, scheme, _ in rows(store, _MATCHES, term=node):
        kind = text(match).rpartition("#")[2].removesuffix("Match")
        found[kind, text(other)] = Match(kind, text(other), text(label), text(scheme))
    order = {kind: place for place, kind in enumerate(_KINDS)}
    return sorted(found.values(), key=lambda each: (order.get(each.kind, 9), each.label))


_GAP: Final = f"{BASE}gap/"


def _gaps(store: Store, node: NamedNode) -> list[str]:
    subjects = (text(quad.subject) for quad in store.quads_for_pattern(None, ABOUT, node, None))
    return sorted({iri.split("/")[-2] for iri in subjects if iri.startswith(_GAP)})
