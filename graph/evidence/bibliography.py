"""Triples of a work as a document, in FaBiO, Dublin Core, PRISM, BIBO and FOAF; CiTO for citing."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from pyoxigraph import BlankNode, NamedNode

from peerprov import namespaces
from peerprov.graph.evidence import names
from peerprov.graph.evidence.model import Citation, Evidence, Work
from peerprov.graph.evidence.triples import Triples

FABIO: Final = {
    "primary study": "fabio:JournalArticle",
    "systematic review": "fabio:SystematicReview",
    "meta-analysis": "fabio:SystematicReview",
    "umbrella review": "fabio:SystematicReview",
    "literature review": "fabio:ReviewArticle",
    "scoping review": "fabio:ReviewArticle",
    "conceptual paper": "fabio:JournalArticle",
    "commentary": "fabio:JournalArticle",
    "protocol": "fabio:JournalArticle",
    "guideline": "fabio:ClinicalGuideline",
    "report": "fabio:ReportDocument",
    "web page": "fabio:WebPage",
    "thesis": "fabio:Thesis",
}
"""Work type -> FaBiO class."""

_RANGE: Final = re.compile(r"(\S+?)[-\u2013](\S+)")


def bibliography(triples: Triples, work: Work, evidence: Evidence) -> None:
    """Adds what the title page says, what cites the work, and what was read of it."""
    citation, iri = work.citation, work.iri
    triples.types(iri, "pp:Work", fabio_class(work, evidence))
    triples.text(iri, "pp:workId", work.id)
    triples.text(iri, "rdfs:label", label(citation))
    triples.text(iri, "dcterms:title", citation.title)
    _authors(triples, work)
    triples.boolean(iri, "pp:authorsComplete", citation.authors_complete)
    triples.year(iri, "fabio:hasPublicationYear", citation.year)
    triples.text(iri, "prism:doi", citation.doi)
    triples.text(iri, "fabio:hasPubMedId", citation.pmid)
    triples.text(iri, "fabio:hasPubMedCentralId", citation.pmcid)
    _where(triples, work, evidence)
    triples.text(iri, "pp:isbnOrUrl", citation.isbn_or_url)
    triples.add(iri, "foaf:page", page(citation.isbn_or_url))
    triples.value(iri, "pp:hasWorkType", "work_type", work.work_type)
    triples.value(iri, "pp:hasPopulationScope", "population_scope", work.population_scope)
    _citations(triples, work, evidence)
    triples.text(iri, "pp:termUsed", *work.terms_used)
    _sources(triples, work)
    triples.text(iri, "pp:conflictNote", *work.conflicts)
    triples.text(iri, "pp:unsureNote", *work.unsure)
    triples.text(iri, "skos:note", work.notes)


def label(citation: Citation) -> str:
    """Names a work as texts do: ``Kent 2018``, ``Asad and Chreim 2016``, ``Leamy et al. 2011``."""
    families = [person(author, citation)[0] or author for author in citation.authors]
    if len(families) == 2 and citation.authors_complete is not False:
        head = " and ".join(families)
    elif len(families) > 1 or citation.authors_complete is False:
        head = f"{families[0]} et al." if families else "Anonymous"
    else:
        head = families[0] if families else "Anonymous"
    return head if citation.year is None else f"{head} {citation.year}"


def person(author: str, citation: Citation) -> tuple[str | None, str | None]:
    """Takes an author apart into family and given name; both None for an institution."""
    if author in citation.corporate_authors:
        return None, None
    family, _, given = author.partition(",")
    return family.strip(), given.strip() or None


def fabio_class(work: Work, evidence: Evidence) -> str:
    """Chooses the class by the work type, or where that is unknown by where the work stands."""
    if work.work_type:
        return FABIO[work.work_type]
    title = work.citation.container
    return "fabio:JournalArticle" if title and is_journal(title, evidence) else "fabio:Expression"


def is_journal(title: str, evidence: Evidence) -> bool:
    """Whether a container is a journal: any work in it has a volume or an issue."""
    cited = (work.citation for work in evidence.works)
    return any(c.container == title and (c.volume or c.issue) for c in cited)


def page(text: str | None) -> NamedNode | None:
    """Makes an IRI of an address on the web, where the text is one and whole."""
    if not text or not re.fullmatch(r"https?://[!-~]+", text) or "..." in text:
        return None
    if re.search(r'[<>"{}|\\^`\[\]]|%(?![0-9A-Fa-f]{2})', text) or not urlsplit(text).hostname:
        return None
    return NamedNode(text)


def _authors(triples: Triples, work: Work) -> None:
    nil = namespaces.iri("rdf:nil")
    authors = work.citation.authors
    ends = [BlankNode(f"authors-{work.id}-{n}") for n in range(1, len(authors) + 1)]
    nodes: list[NamedNode | BlankNode] = [*ends, nil]
    triples.add(work.iri, "bibo:authorList", nodes[0])
    for number, author in enumerate(authors, 1):
        agent = names.agent(work.id, number)
        family, given = person(author, work.citation)
        triples.add(work.iri, "dcterms:creator", agent)
        triples.types(agent, "pp:Author", *([] if family else ["foaf:Organization"]))
        triples.text(agent, "foaf:name", author)
        triples.text(agent, "foaf:familyName", family)
        triples.text(agent, "foaf:givenName", given)
        triples.add(nodes[number - 1], "rdf:first", agent)
        triples.add(nodes[number - 1], "rdf:rest", nodes[number])


def _where(triples: Triples, work: Work, evidence: Evidence) -> None:
    citation, iri = work.citation, work.iri
    if citation.container:
        container = names.container(citation.container)
        journal = is_journal(citation.container, evidence)
        triples.add(iri, "dcterms:isPartOf", container)
        triples.types(container, "fabio:Journal" if journal else "pp:Container")
        triples.text(container, "dcterms:title", citation.container)
    triples.text(iri, "prism:volume", citation.volume)
    triples.text(iri, "prism:issueIdentifier", citation.issue)
    triples.text(iri, "prism:pageRange", citation.pages)
    if match := _RANGE.fullmatch(citation.pages or ""):
        triples.text(iri, "prism:startingPage", match[1])
        triples.text(iri, "prism:endingPage", match[2])
    if citation.publisher:
        publisher = names.publisher(citation.publisher)
        triples.add(iri, "dcterms:publisher", publisher)
        triples.types(publisher, "foaf:Organization")
        triples.text(publisher, "foaf:name", citation.publisher)


def _citations(triples: Triples, work: Work, evidence: Evidence) -> None:
    for other in filter(None, map(evidence.work, work.cited_by)):
        triples.add(work.iri, "cito:isCitedBy", other.iri)
        triples.add(other.iri, "cito:cites", work.iri)
    for other in filter(None, map(evidence.work, work.includes)):
        triples.add(work.iri, "pp:includesWork", other.iri)
        triples.add(other.iri, "pp:includedIn", work.iri)


def _sources(triples: Triples, work: Work) -> None:
    for number, source in enumerate(work.sources, 1):
        node = names.source(work.id, number)
        triples.add(work.iri, "pp:hasSource", node)
        triples.types(node, "pp:TextRead")
        triples.text(node, "dcterms:title", source.title)
        triples.text(node, "pp:url", source.url)
        triples.text(node, "pp:partRead", source.read)
