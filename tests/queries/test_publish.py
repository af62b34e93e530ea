"""The catalogue as data is what SPARQL editors read, and what it holds runs as it stands."""

from __future__ import annotations

from typing import Final

import pytest
from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Store

from peerprov.namespaces import PREFIXES, graph
from peerprov.queries.answer import run
from peerprov.queries.catalogue import load
from peerprov.queries.model import Catalogue, Query
from peerprov.queries.publish import catalogue_quads, query_iri

EDITOR_PREFIXES: Final = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?prefix ?namespace WHERE { [] sh:namespace ?namespace ; sh:prefix ?prefix }
"""
EDITOR_EXAMPLES: Final = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?sq ?comment ?query WHERE {
  ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment .
  { ?sq sh:select ?query } UNION { ?sq sh:ask ?query } UNION { ?sq sh:construct ?query }
}
"""


def _select(store: Store, text: str) -> list[list[str]]:
    result = store.query(text, use_default_graph_as_union=True)
    assert isinstance(result, QuerySolutions)
    names = result.variables
    return [[str(getattr(row[name], "value", "")) for name in names] for row in result]


def test_an_editor_finds_every_prefix_once(store: Store) -> None:
    found = _select(store, EDITOR_PREFIXES)

    assert len(found) == len(PREFIXES)
    assert {prefix: namespace for prefix, namespace in found} == PREFIXES


def test_an_editor_finds_every_query_once_under_its_title(
    catalogue: Catalogue, store: Store
) -> None:
    found = {node: title for node, title, _ in _select(store, EDITOR_EXAMPLES)}

    assert found == {query_iri(query.name).value: query.title for query in catalogue}
    assert len(_select(store, EDITOR_EXAMPLES)) == len(catalogue)


@pytest.fixture(scope="module")
def published(store: Store) -> dict[str, str]:
    """The texts that an editor offers, by the IRI of the query."""
    return {node: text for node, _, text in _select(store, EDITOR_EXAMPLES)}


@pytest.mark.parametrize("query", [pytest.param(query, id=query.name) for query in load()])
def test_a_published_query_runs_as_it_stands(
    query: Query, published: dict[str, str], store: Store
) -> None:
    text = published[query_iri(query.name).value]

    alone = store.query(text, use_default_graph_as_union=True)
    bound = run(query, store).result

    assert type(alone) is type(bound)
    if isinstance(alone, QueryBoolean):
        assert bool(alone) == bool(bound)
    else:
        assert isinstance(alone, QuerySolutions | QueryTriples)
        assert isinstance(bound, QuerySolutions | QueryTriples)
        assert len(list(alone)) == len(list(bound))


def test_everything_stands_in_one_graph_and_names_the_endpoint(
    catalogue: Catalogue, store: Store
) -> None:
    quads = list(catalogue_quads(catalogue, "https://example.org/sparql", store))

    assert {quad.graph_name for quad in quads} == {graph("queries")}
    targets = [quad for quad in quads if quad.predicate.value == "https://schema.org/target"]
    assert len(targets) == len(catalogue)
    assert {str(quad.object) for quad in targets} == {"<https://example.org/sparql>"}


def test_two_publications_are_the_same(catalogue: Catalogue, store: Store) -> None:
    first = list(catalogue_quads(catalogue, "https://example.org/sparql", store))

    assert list(catalogue_quads(catalogue, "https://example.org/sparql", store)) == first
    assert len(first) == len(set(first))
