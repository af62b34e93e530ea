"""Reads the entries of a version out of its curated graphs; workspaces are not searched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from peerprov.graph.search.entry import EXACT_SYNONYM, Entry, Name
from peerprov.namespaces import BASE, PREFIXES

_WORTH: Final = {"Exact": EXACT_SYNONYM, "Narrow": 0.9, "Broad": 0.9, "Related": 0.88}
_CODE: Final = 0.95
_CONCEPT: Final = 0.86
_TERM_LABEL: Final = 0.6
"""A finding is found by its wording and by the label of its term, behind the terms so called."""

_TERMS: Final = """
SELECT ?term ?label ?branch ?code ?plain ?definition ?works WHERE {
  GRAPH pp:graph\\/ontology {
    ?term pp:inBranch ?branch ; rdfs:label ?label .
    OPTIONAL { ?term skos:notation ?code }
    OPTIONAL { ?term pp:plainDefinition ?plain }
    OPTIONAL { ?term obo:IAO_0000115 ?definition }
  }
  OPTIONAL { GRAPH pp:graph\\/reported { ?term pp:workCountWithin ?works } }
}
"""
_SYNONYMS: Final = """
SELECT ?term ?property ?synonym WHERE {
  VALUES ?property {
    oboInOwl:hasExactSynonym oboInOwl:hasNarrowSynonym
    oboInOwl:hasBroadSynonym oboInOwl:hasRelatedSynonym
  }
  GRAPH pp:graph\\/ontology { ?term ?property ?synonym }
}
"""
_PARENTS: Final = """
SELECT ?term ?parent WHERE {
  GRAPH pp:graph\\/ontology { ?term pp:inBranch ?own . ?parent pp:inBranch ?any }
  VALUES ?graph { pp:graph\\/ontology pp:graph\\/inferred pp:graph\\/reported }
  GRAPH ?graph { ?term rdfs:subClassOf|rdf:type ?parent }
}
"""
_WORKS: Final = """
SELECT ?graph ?work ?id ?label ?title ?year ?doi ?container ?pmid WHERE {
  GRAPH ?graph {
    ?work a pp:Work ; pp:workId ?id ; rdfs:label ?label ; dcterms:title ?title .
    OPTIONAL { ?work fabio:hasPublicationYear ?year }
    OPTIONAL { ?work prism:doi ?doi }
    OPTIONAL { ?work fabio:hasPubMedId ?pmid }
    OPTIONAL { ?work dcterms:isPartOf/dcterms:title ?container }
  }
}
"""
_AUTHORS: Final = """
SELECT ?graph ?work ?agent ?family ?name WHERE {
  GRAPH ?graph {
    ?work dcterms:creator ?agent . ?agent foaf:name ?name .
    OPTIONAL { ?agent foaf:familyName ?family }
  }
}
"""
_FINDINGS: Final = """
SELECT ?graph ?finding ?id ?work ?kind ?concept ?statement ?term WHERE {
  GRAPH ?graph {
    ?finding a pp:Finding ; pp:findingId ?id ; pp:reportedIn ?work .
    OPTIONAL { ?finding a ?kind FILTER (?kind != pp:Finding) }
    OPTIONAL { ?finding pp:conceptText ?concept }
    OPTIONAL { ?finding pp:statementText ?statement }
    OPTIONAL { ?finding pp:aboutConcept ?term }
  }
}
"""


def read_entries(store: Store) -> Iterator[Entry]:
    """Yields terms, works and findings, each kind sorted by key."""
    terms = sorted(_terms(store), key=lambda entry: entry.key)
    works = sorted(_works(store), key=lambda entry: entry.key)
    yield from terms
    yield from works
    by_iri = {entry.iri: entry for entry in (*terms, *works)}
    yield from sorted(_findings(store, by_iri), key=lambda entry: entry.key)


def _terms(store: Store) -> Iterator[Entry]:
    synonyms: defaultdict[str, list[Name]] = defaultdict(list)
    for term, property_, synonym in _rows(store, _SYNONYMS):
        worth = _WORTH[property_.rpartition("#has")[2].removesuffix("Synonym")]
        synonyms[term].append(Name(synonym, worth))
    above = _above(store)
    seen: set[str] = set()
    for term, label, branch, code, plain, definition, works in _rows(store, _TERMS):
        if term in seen:
            continue
        seen.add(term)
        key = term.removeprefix(BASE)
        others = sorted(synonyms[term], key=lambda name: (-name.worth, name.text))
        coded = [Name(code, _CODE)] if code and code != label else []
        yield Entry(
            kind="term",
            iri=term,
            key=key,
            identifiers=(key.replace("_", ":"),),
            names=(Name(label, 1.0), *coded, *others),
            body=" ".join(filter(None, (plain, definition))),
            classes=(key, *(each.removeprefix(BASE) for each in above.get(term, ()))),
            note=plain or definition or branch.rpartition("/")[2],
            weight=int(works or 0),
        )


def _above(store: Store) -> dict[str, list[str]]:
    """All that stands above each term, nearest first."""
    parents: defaultdict[str, set[str]] = defaultdict(set)
    for term, parent in _rows(store, _PARENTS):
        parents[term].add(parent)
    return {term: _climb(term, parents) for term in list(parents)}


def _climb(term: str, parents: defaultdict[str, set[str]]) -> list[str]:
    found: dict[str, None] = {}
    level = sorted(parents[term] - {term})
    while level:
        found.update(dict.fromkeys(level))
        known = {each: parents.get(each, set()) for each in level}
        level = sorted({up for ups in known.values() for up in ups} - found.keys() - {term})
    return list(found)


def _works(store: Store) -> Iterator[Entry]:
    authors: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for graph, work, agent, family, name in _rows(store, _AUTHORS):
        place = agent.rpartition("/")[2]
        if _curated(graph):
            authors[work][int(place) if place.isdigit() else len(authors[work])] = family or name
    findings: defaultdict[str, int] = defaultdict(int)
    for quad in store.quads_for_pattern(None, NamedNode(f"{BASE}reports"), None, None):
        if isinstance(quad.subject, NamedNode):
            findings[quad.subject.value] += 1
    for graph, work, id_, label, title, year, doi, container, pmid in _rows(store, _WORKS):
        if not _curated(graph):
            continue
        yield Entry(
            kind="work",
            iri=work,
            key=f"work/{id_}",
            identifiers=tuple(filter(None, (id_, doi, pmid and f"PMID:{pmid}"))),
            names=(Name(title, 1.0), Name(label, EXACT_SYNONYM)),
            body=container,
            classes=("Work",),
            note=f"{label}. {container}" if container else label,
            weight=findings[work],
            authors=tuple(authors[work][place] for place in sorted(authors[work])),
            year=int(year) if year.isdigit() else 0,
        )


def _findings(store: Store, by_iri: dict[str, Entry]) -> Iterator[Entry]:
    seen: set[str] = set()
    for graph, iri, id_, work, kind, concept, statement, term in _rows(store, _FINDINGS):
        source = by_iri.get(work)
        if not _curated(graph) or source is None or iri in seen:
            continue
        seen.add(iri)
        about = by_iri.get(term)
        label = f"{source.key.removeprefix('work/')} {id_}"
        called = [Name(concept or label, _CONCEPT)]
        called += [Name(about.name, _TERM_LABEL)] if about else []
        yield Entry(
            kind="finding",
            iri=iri,
            key=iri.removeprefix(BASE),
            identifiers=(label, label.replace(" ", "/")),
            names=tuple(called),
            body=statement,
            classes=tuple(filter(None, (kind.removeprefix(BASE), "Finding"))),
            note=f"{source.names[1].text}, {id_}: {statement}" if statement else label,
            authors=source.authors,
            year=source.year,
            work=source.key,
        )


def _curated(graph: str) -> bool:
    return graph.startswith(f"{BASE}graph/work/")


def _rows(store: Store, query: str) -> Iterator[tuple[str, ...]]:
    """Runs a query of ours; gives texts and IRIs, empty where a variable is unbound."""
    answer = store.query(query, prefixes=PREFIXES)
    assert isinstance(answer, QuerySolutions)  # noqa: S101 - the queries here are SELECTs
    width = len(answer.variables)
    for solution in answer:
        values = (solution[index] for index in range(width))
        yield tuple(v.value if isinstance(v, NamedNode | Literal) else "" for v in values)
