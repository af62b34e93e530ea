"""Triples of the study that a work reports."""

from __future__ import annotations

from peerprov.graph.evidence import names
from peerprov.graph.evidence.model import Work
from peerprov.graph.evidence.triples import Triples


def study(triples: Triples, work: Work) -> None:
    """Adds design, setting, participants and analysis."""
    methods, node = work.methods, names.study(work.id)
    triples.add(work.iri, "pp:reportsStudy", node)
    triples.types(node, "pp:Study")
    triples.text(node, "pp:designText", methods.design)
    triples.value(node, "pp:hasDesign", "methods.design_type", *methods.design_type)
    triples.integer(node, "pp:includedStudies", methods.included_studies)
    triples.text(node, "pp:country", *methods.country)
    triples.text(node, "pp:settingText", methods.setting)
    triples.value(node, "pp:hasSettingType", "methods.setting_type", methods.setting_type)
    triples.text(node, "pp:analysisText", methods.analysis)
    for number, group in enumerate(methods.participants, 1):
        place = names.group(work.id, number)
        triples.add(node, "pp:hasParticipants", place)
        triples.types(place, "pp:ParticipantGroup")
        triples.text(place, "rdfs:label", group.group)
        triples.integer(place, "pp:participantCount", group.n)
