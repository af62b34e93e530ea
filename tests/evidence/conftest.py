"""The real evidence, read once and put into a store."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from peerprov.graph.evidence import Evidence, evidence_quads, read_works
from peerprov.ontology.vocabulary import Ontology, load


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    return load()


@pytest.fixture(scope="session")
def evidence(ontology: Ontology) -> Evidence:
    return read_works(None, ontology)


@pytest.fixture(scope="session")
def store(evidence: Evidence, ontology: Ontology) -> Store:
    filled = Store()
    filled.bulk_extend(evidence_quads(evidence, ontology))
    return filled
