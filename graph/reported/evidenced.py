"""Which works stand behind each term, so that no table has to say it."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode, Quad, Store

from peerprov.graph.reported.facts import select
from peerprov.graph.reported.links import REPORTED
from peerprov.namespaces import iri

USES = """
SELECT DISTINCT ?term ?work WHERE {
  { ?work pp:reports/pp:aboutConcept ?term }
  UNION { ?work pp:reports/pp:hasStageOfProvision ?term }
  UNION { ?work pp:reportsStudy/pp:hasDesign ?term }
}
ORDER BY ?term ?work
"""
"""A term that a finding is about, the stage of a strategy, the design of a study."""


def evidenced_quads(store: Store) -> Iterator[Quad]:
    """Yields ``pp:evidencedBy`` for each term that a work uses to say what it reports."""
    for row in select(store, USES):
        term, work = row["term"], row["work"]
        if isinstance(term, NamedNode) and isinstance(work, NamedNode):
            yield Quad(term, iri("pp:evidencedBy"), work, REPORTED)
