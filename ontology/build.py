"""The asserted ontology as RDF: header, outside terms, model, terms. OWL 2 EL, true by definition.

What single works say (influence, *addresses*, intended outcome) makes no axiom here; the build of
the graph derives its *as reported* axioms from findings and keeps them in a graph of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Triple

from peerprov.namespaces import BASE, graph, iri, term
from peerprov.ontology import layout
from peerprov.ontology.axioms import Axioms
from peerprov.ontology.notes import Notes, branch_iri
from peerprov.ontology.outside import MAPPING_TARGET, ForeignTerm
from peerprov.ontology.triples import Triples, english
from peerprov.ontology.vocabulary import Ontology

IRI: Final = NamedNode(f"{BASE}peerprov.ttl")
LICENCE: Final = NamedNode("https://creativecommons.org/licenses/by/4.0/")
TITLE: Final = "PeerProv: an ontology of peer provision in mental health"
DESCRIPTION: Final = (
    "Roles, functions, competencies, determinants, strategies, mechanisms and outcomes of peer "
    "provision: the employing, supporting and doing of peer support in mental health. Holds what "
    "is true by definition; what studies report stands in the graphs of the works."
)
ROOTS: Final = (
    "peer provision",
    "peer support",
    "peer provider role",
    "peer provider",
    "function of a peer provider",
    "competency of a peer provider",
    layout.DETERMINANT_ROOT,
    layout.STRATEGY_ROOT,
    "stage of peer provision",
    "mechanism of peer support",
    layout.OUTCOME_ROOT,
    "outcome variable",
    "setting of peer provision",
    "design of a study on peer provision",
    "value of a field of the codebook",
)
"""Labels of the terms from which to start reading."""

_OWL_TYPES = {
    "class": "owl:Class",
    "object property": "owl:ObjectProperty",
    "annotation property": "owl:AnnotationProperty",
}


def ontology_quads(ontology: Ontology, works: Mapping[str, NamedNode] | None = None) -> list[Quad]:
    """Gives the graph ``pp:graph/ontology``.

    Args:
        ontology: what :func:`peerprov.ontology.vocabulary.load` gave.
        works: work id -> IRI of the work, for definition sources and ``pp:evidencedBy``;
            without it definition sources stay strings.
    """
    name = graph("ontology")
    return [
        Quad(triple.subject, triple.predicate, triple.object, name)
        for triple in ontology_triples(ontology, works)
    ]


def ontology_triples(
    ontology: Ontology, works: Mapping[str, NamedNode] | None = None
) -> list[Triple]:
    """Gives the asserted ontology without the name of its graph."""
    axioms, notes = Axioms(ontology), Notes(ontology, works or {})
    said: dict[Triple, None] = {}
    said.update(dict.fromkeys(_header(ontology)))
    said.update(dict.fromkeys(ontology.model.triples))
    for foreign in ontology.outside.values():
        said.update(dict.fromkeys(_foreign(ontology, foreign)))
    for item in ontology.terms:
        out = Triples(item.id.replace(":", ""))
        axioms.write(item, out)
        notes.write(item, out)
        said.update(dict.fromkeys(out))
    said.update(dict.fromkeys(_withdrawn(ontology)))
    return list(said)


def _header(ontology: Ontology) -> Iterator[Triple]:
    out = Triples("header")
    release = version("peerprov")
    out.add(IRI, "rdf:type", iri("owl:Ontology"))
    out.add(IRI, "owl:versionIRI", NamedNode(f"{BASE}release/{release}/peerprov.ttl"))
    out.add(IRI, "owl:versionInfo", Literal(release))
    out.add(IRI, "dcterms:title", english(TITLE))
    out.add(IRI, "dcterms:description", english(DESCRIPTION))
    out.add(IRI, "dcterms:license", LICENCE)
    out.add(IRI, "dcterms:creator", Literal("PeerProv maintainers"))
    for label in ROOTS:
        root = ontology.term_by_label(label)
        if root:
            out.add(IRI, "obo:IAO_0000700", root.iri)
    for source in ontology.sources.values():
        page = NamedNode(source.homepage)
        out.add(IRI, "dcterms:source", page)
        out.add(page, "rdfs:label", english(source.title))
        out.add(page, "dcterms:title", english(source.title))
        if source.version:
            out.add(page, "owl:versionInfo", Literal(source.version))
        if source.licence:
            out.add(page, "dcterms:license", NamedNode(source.licence))
        if source.note:
            out.add(page, "pp:licenceNote", english(source.note))
    for branch, title in layout.BRANCH_NOTES.items():
        node = branch_iri(branch)
        out.add(node, "rdf:type", iri("skos:Concept"))
        out.add(node, "rdfs:label", english(branch.replace("_", " ")))
        out.add(node, "skos:scopeNote", english(title))
    yield from out


def _foreign(ontology: Ontology, foreign: ForeignTerm) -> Iterator[Triple]:
    if foreign.type == MAPPING_TARGET:
        return
    out = Triples(foreign.curie.replace(":", ""))
    node = foreign.iri
    above = "rdfs:subClassOf" if foreign.type == "class" else "rdfs:subPropertyOf"
    out.add(node, "rdf:type", iri(_OWL_TYPES[foreign.type]))
    if foreign.transitive:
        out.add(node, "rdf:type", iri("owl:TransitiveProperty"))
    out.add(node, "rdfs:label", english(foreign.label))
    source = ontology.sources[foreign.source]
    out.add(node, "obo:IAO_0000412", NamedNode(source.homepage))
    for predicate, names in (
        (above, foreign.parents),
        ("owl:disjointWith", foreign.disjoint_with),
        ("rdfs:domain", foreign.domain),
        ("rdfs:range", foreign.range),
    ):
        out.add(node, predicate, *(ontology.outside[name].iri for name in names))
    for name in foreign.our_parents:
        axiom = out.about(node, above, ontology.outside[name].iri)
        out.add(axiom, "obo:IAO_0000119", Literal("PeerProv"))
    yield from out


def _withdrawn(ontology: Ontology) -> Iterator[Triple]:
    kept_as = {s.text: item.iri for item in ontology.terms for s in item.synonyms}
    for entry in ontology.identifiers:
        if not entry.is_withdrawn:
            continue
        out = Triples(entry.id.replace(":", ""))
        node = term(entry.id)
        out.add(node, "rdf:type", iri("owl:Class"))
        out.add(node, "rdfs:label", english(f"obsolete {entry.first_label}"))
        out.add(node, "owl:deprecated", Literal(True))
        out.add(node, "oboInOwl:id", Literal(entry.id))
        heirs = [term(name) for name in entry.heirs]
        if not heirs and entry.first_label in kept_as:
            heirs = [kept_as[entry.first_label]]
        # One heir replaces a term; of several, a reader has to choose.
        out.add(node, "obo:IAO_0100001" if len(heirs) == 1 else "oboInOwl:consider", *heirs)
        out.add(node, "skos:editorialNote", english(entry.status))
        yield from out
