"""The evidence: one YAML file a work, read, checked and turned into triples.

::

    evidence = read_works(None, ontology)  # BadInput with every fault of every file
    quads = evidence_quads(evidence, ontology)
"""

from peerprov.graph.evidence.load import read_works as read_works
from peerprov.graph.evidence.model import Evidence as Evidence
from peerprov.graph.evidence.quads import evidence_quads as evidence_quads
