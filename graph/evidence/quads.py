"""From checked evidence to triples, one named graph a work (``docs/data-model.md``)."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Quad

from peerprov import namespaces
from peerprov.graph.evidence.bibliography import bibliography
from peerprov.graph.evidence.findings import findings
from peerprov.graph.evidence.model import Evidence, Work
from peerprov.graph.evidence.study import study
from peerprov.graph.evidence.triples import Triples
from peerprov.ontology.vocabulary import Ontology


def evidence_quads(evidence: Evidence, ontology: Ontology) -> Iterator[Quad]:
    """Gives the triples of all works, in the order of their ids, each in ``graph/work/<id>``.

    Raises:
        Missing: the evidence was checked against another ontology than this.
    """
    for work in evidence.works:
        yield from work_quads(work, evidence, ontology)


def work_quads(work: Work, evidence: Evidence, ontology: Ontology) -> list[Quad]:
    """Gives the triples of one work; what they say of other works needs the whole evidence."""
    triples = Triples(namespaces.graph(f"work/{work.id}"), ontology)
    bibliography(triples, work, evidence)
    study(triples, work)
    findings(triples, work, evidence)
    return triples.quads
