"""What the title page becomes: classes, labels, names of authors, pages on the web."""

from __future__ import annotations

import pytest
from pyoxigraph import Store, Variable

from peerprov.graph.evidence import Evidence
from peerprov.graph.evidence.bibliography import FABIO, label, page
from peerprov.graph.evidence.model import Citation
from peerprov.graph.evidence.schema import _schema
from peerprov.namespaces import iri


def test_every_work_type_of_the_codebook_has_a_class() -> None:
    allowed = _schema()[0]["properties"]["work_type"]["enum"]
    assert set(FABIO) == set(allowed) - {None}


@pytest.mark.parametrize(
    ("authors", "complete", "expected"),
    [
        (("Kent, Maria",), True, "Kent 2018"),
        (("Asad, Sarah", "Chreim, Samia"), True, "Asad and Chreim 2018"),
        (("Asad, Sarah", "Chreim, Samia"), None, "Asad and Chreim 2018"),
        (("Asad, Sarah", "Chreim, Samia"), False, "Asad et al. 2018"),
        (("Lark, A.", "Finch, C.", "Wren, D."), True, "Lark et al. 2018"),
        (("Lark, A.",), False, "Lark et al. 2018"),
        (("House, of Birds",), True, "House, of Birds 2018"),
        ((), None, "Anonymous 2018"),
    ],
)
def test_a_work_is_labelled_as_texts_cite_it(
    authors: tuple[str, ...], complete: bool | None, expected: str
) -> None:
    citation = Citation(authors, "Title", complete, 2018, corporate_authors=("House, of Birds",))
    assert label(citation) == expected


@pytest.mark.parametrize(
    ("text", "is_page"),
    [
        ("https://www.who.int/features/factfiles/mental_health/en/", True),
        ("http://hdl.handle.net/10393/32067", True),
        ("http://a.example/x?id=314AF331-96BA-5D... (elided in the seed)", False),
        ("http://a.example/x?id=3...", False),
        ("978-3-16-148410-0", False),
        ("http://a.example/a b", False),
        ("http://a.example/%zz", False),
        ("javascript:alert(1)", False),
        ("http://", False),
        (None, False),
    ],
)
def test_only_a_whole_web_address_becomes_a_page(text: str | None, is_page: bool) -> None:
    found = page(text)
    assert (found is not None) == is_page
    assert found is None or found.value == text


def test_authors_stand_in_the_order_of_the_title_page(store: Store, evidence: Evidence) -> None:
    query = """
        PREFIX bibo: <http://purl.org/ontology/bibo/>
        PREFIX foaf: <http://xmlns.com/foaf/0.1/>
        PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
        SELECT ?work ?name (COUNT(?before) AS ?place) WHERE {
            ?work bibo:authorList ?list . ?list rdf:rest* ?before . ?before rdf:rest* ?cell .
            ?cell rdf:first/foaf:name ?name
        } GROUP BY ?work ?cell ?name ORDER BY ?place"""
    for work in evidence.works:
        rows = store.query(
            query, use_default_graph_as_union=True, substitutions={Variable("work"): work.iri}
        )
        assert tuple(row["name"].value for row in rows) == work.citation.authors


def test_a_journal_is_a_journal_in_every_work_that_stands_in_it(store: Store) -> None:
    kinds = {}
    for quad in store.quads_for_pattern(None, iri("rdf:type"), None, None):
        if "/container/" in quad.subject.value:
            kinds.setdefault(quad.subject, set()).add(quad.object)
    assert len(kinds) > 30
    assert all(len(kind) == 1 for kind in kinds.values())
