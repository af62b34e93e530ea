"""The IRIs of the project: one base, its namespaces and named graphs, outside vocabularies.

Everything that the project names lies below :data:`BASE`: one constant moves the project.
"""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode

BASE: Final = "https://w3id.org/peer-provision/"
TERM_PREFIX: Final = "PEERPROV"

PREFIXES: Final[dict[str, str]] = {
    "pp": BASE,
    "peerprov": f"{BASE}{TERM_PREFIX}_",
    "bibo": "http://purl.org/ontology/bibo/",
    "cito": "http://purl.org/spar/cito/",
    "dcterms": "http://purl.org/dc/terms/",
    "doi": "https://doi.org/",
    "fabio": "http://purl.org/spar/fabio/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "obo": "http://purl.obolibrary.org/obo/",
    "oboInOwl": "http://www.geneontology.org/formats/oboInOwl#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prism": "http://prismstandard.org/namespaces/basic/2.0/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def iri(curie: str) -> NamedNode:
    """Expands a prefixed name such as ``skos:notation`` by :data:`PREFIXES`.

    >>> iri("pp:hinders").value
    'https://w3id.org/peer-provision/hinders'

    Raises:
        KeyError: the prefix is not one of :data:`PREFIXES`.
    """
    prefix, _, local = curie.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


def term(identifier: str) -> NamedNode:
    """Makes the IRI of an ontology term from its CURIE.

    >>> term("PEERPROV:0000100").value
    'https://w3id.org/peer-provision/PEERPROV_0000100'

    Raises:
        ValueError: the identifier is not ``PEERPROV:`` and seven digits.
    """
    prefix, _, digits = identifier.partition(":")
    if prefix != TERM_PREFIX or len(digits) != 7 or not digits.isascii() or not digits.isdigit():
        raise ValueError(f"{identifier!r} is not {TERM_PREFIX}: and seven digits")
    return NamedNode(f"{BASE}{TERM_PREFIX}_{digits}")


def graph(name: str) -> NamedNode:
    """Names a curated graph: ``ontology``, ``inferred``, ``reported``, ``work/<id>`` and so on."""
    return NamedNode(f"{BASE}graph/{name}")


WORKSPACE: Final = f"{BASE}graph/workspace/"
"""Graphs below this IRI may be written by token holders; all others are built from files."""
