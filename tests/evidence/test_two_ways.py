"""Every field of every work is in the graph, and the graph says nothing that no field says.

The record of a work is put together again from its graph alone. Each triple that has been
understood is struck off; at the end none may be left, and the record must be what PyYAML reads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import yaml
from pyoxigraph import BlankNode, Literal, NamedNode, Store

from peerprov.graph.doi import from_iri
from peerprov.graph.evidence import Evidence, evidence_quads
from peerprov.graph.evidence.findings import works_named
from peerprov.graph.evidence.load import FOLDER
from peerprov.graph.evidence.termchecks import FINDING_CODES, WORK_CODES
from peerprov.namespaces import BASE, graph, iri
from peerprov.ontology.vocabulary import Ontology

WORKS = sorted(path.stem for path in FOLDER.glob("*.yaml"))
UNORDERED = {
    "addresses_term",
    "cited_by",
    "conflicts",
    "corporate_authors",
    "country",
    "design_type",
    "includes",
    "leads_to_term",
    "level",
    "terms_used",
    "unsure",
}
Node = NamedNode | BlankNode | Literal


def plain(value: Any, name: str = "") -> Any:
    """A record without what is null or empty, lists without order where order says nothing."""
    if isinstance(value, dict):
        made = {key: plain(item, key) for key, item in value.items()}
        return {key: item for key, item in made.items() if item not in (None, [], {})}
    if name in ("addresses_term", "leads_to_term") and isinstance(value, str):
        return [value]
    if isinstance(value, list):
        items = [plain(item) for item in value]
        return sorted(items) if name in UNORDERED else items
    return Decimal(str(value)) if isinstance(value, float) else value


class Reader:
    """Takes triples out of one graph, so that what was not understood is left."""

    def __init__(self, store: Store, name: NamedNode, ontology: Ontology) -> None:
        self.left: dict[tuple[Node, str], list[Node]] = defaultdict(list)
        for quad in store.quads_for_pattern(None, None, None, name):
            self.left[quad.subject, quad.predicate.value].append(quad.object)
        self.codes = {
            (field, ontology.value(field, code)): code
            for field in (*WORK_CODES, *FINDING_CODES)
            for code in ontology.codes(field)
        }
        self.labels = {term.iri: term.label for term in ontology.terms}

    def all(self, subject: Node, name: str) -> list[Node]:
        return self.left.pop((subject, iri(name).value), [])

    def one(self, subject: Node, name: str) -> Any:
        found = self.all(subject, name)
        assert len(found) <= 1, f"{subject} has several {name}"
        return found[0] if found else None

    def text(self, subject: Node, name: str) -> str | None:
        found = self.one(subject, name)
        assert found is None or found.datatype == iri("xsd:string")
        return found.value if found else None

    def texts(self, subject: Node, name: str) -> list[str]:
        return [literal.value for literal in self.all(subject, name)]

    def number(self, subject: Node, name: str, kind: str, make: Callable[[str], Any]) -> Any:
        found = self.one(subject, name)
        assert found is None or found.datatype == iri(kind)
        return make(found.value) if found else None

    def integer(self, subject: Node, name: str) -> int | None:
        return self.number(subject, name, "xsd:integer", int)

    def decimal(self, subject: Node, name: str) -> Decimal | None:
        return self.number(subject, name, "xsd:decimal", Decimal)

    def values(self, subject: Node, name: str, field: str) -> list[str]:
        return [self.codes[field, value] for value in self.all(subject, name)]

    def value(self, subject: Node, name: str, field: str) -> str | None:
        found = self.values(subject, name, field)
        assert len(found) <= 1
        return found[0] if found else None

    def terms(self, subject: Node, name: str) -> list[str]:
        return [self.labels[term] for term in self.all(subject, name)]

    def types(self, subject: Node) -> set[Node]:
        return set(self.all(subject, "rdf:type"))

    def numbered(self, subject: Node, name: str) -> list[Node]:
        """Things that are numbered from 1 on at the end of their IRIs."""
        found = {int(node.value.rsplit("/", 1)[1]): node for node in self.all(subject, name)}
        assert sorted(found) == list(range(1, len(found) + 1))
        return [found[number] for number in sorted(found)]


def authors(r: Reader, work: Node) -> dict[str, Any]:
    listed, node = [], r.one(work, "bibo:authorList")
    while node is not None and node != iri("rdf:nil"):
        listed.append(r.one(node, "rdf:first"))
        node = r.one(node, "rdf:rest")
    assert node is not None
    assert r.numbered(work, "dcterms:creator") == listed
    names, corporate = [], []
    for agent in listed:
        name, family = r.text(agent, "foaf:name"), r.text(agent, "foaf:familyName")
        given = r.text(agent, "foaf:givenName")
        if family is None:
            assert r.types(agent) == {iri("pp:Author"), iri("foaf:Organization")}
            corporate.append(name)
        else:
            assert r.types(agent) == {iri("pp:Author")}
            assert name == ", ".join(filter(None, [family, given]))
        names.append(name)
    return {"authors": names, "corporate_authors": corporate}


def named(r: Reader, work: Node, name: str, title: str, kinds: set[str]) -> str | None:
    node = r.one(work, name)
    if node is None:
        return None
    kind = r.types(node)
    assert len(kind) == 1
    assert kind <= set(map(iri, kinds))
    return r.text(node, title)


def citation(r: Reader, work: NamedNode) -> dict[str, Any]:
    doi, address, page = (
        r.text(work, "prism:doi"),
        r.text(work, "pp:isbnOrUrl"),
        r.one(work, "foaf:page"),
    )
    assert doi == from_iri(work)
    assert page is None or page.value == address
    pages, first, last = (
        r.text(work, f"prism:{part}") for part in ("pageRange", "startingPage", "endingPage")
    )
    assert (first, last) == (None, None) or pages == f"{first}-{last}"
    complete = r.one(work, "pp:authorsComplete")
    return {
        **authors(r, work),
        "authors_complete": complete and complete.value == "true",
        "year": r.number(work, "fabio:hasPublicationYear", "xsd:gYear", int),
        "title": r.text(work, "dcterms:title"),
        "container": named(
            r, work, "dcterms:isPartOf", "dcterms:title", {"fabio:Journal", "pp:Container"}
        ),
        "volume": r.text(work, "prism:volume"),
        "issue": r.text(work, "prism:issueIdentifier"),
        "pages": pages,
        "publisher": named(r, work, "dcterms:publisher", "foaf:name", {"foaf:Organization"}),
        "doi": doi,
        "pmid": r.text(work, "fabio:hasPubMedId"),
        "pmcid": r.text(work, "fabio:hasPubMedCentralId"),
        "isbn_or_url": address,
    }


def others(r: Reader, work: Node, there: str, back: str, ids: dict[NamedNode, str]) -> list[str]:
    found = r.all(work, there)
    for other in found:
        assert r.one(other, back) == work
    return [ids[other] for other in found]


def methods(r: Reader, work: Node, name: str) -> dict[str, Any]:
    study = r.one(work, "pp:reportsStudy")
    assert study.value == f"{BASE}study/{name}"
    assert r.types(study) == {iri("pp:Study")}
    groups = r.numbered(study, "pp:hasParticipants")
    assert all(r.types(group) == {iri("pp:ParticipantGroup")} for group in groups)
    return {
        "design": r.text(study, "pp:designText"),
        "design_type": r.values(study, "pp:hasDesign", "methods.design_type"),
        "included_studies": r.integer(study, "pp:includedStudies"),
        "country": r.texts(study, "pp:country"),
        "setting": r.text(study, "pp:settingText"),
        "setting_type": r.value(study, "pp:hasSettingType", "methods.setting_type"),
        "participants": [
            {"group": r.text(group, "rdfs:label"), "n": r.integer(group, "pp:participantCount")}
            for group in groups
        ],
        "analysis": r.text(study, "pp:analysisText"),
    }


def estimate(r: Reader, finding: NamedNode) -> dict[str, Any]:
    node = r.one(finding, "pp:hasEffect")
    if node is None:
        return {}
    assert node.value == f"{finding.value}/effect"
    assert r.types(node) == {iri("pp:EffectEstimate")}
    return {
        "type": r.value(node, "pp:hasEffectType", "outcome.effect_estimate.type"),
        "value": r.decimal(node, "pp:effectValue"),
        "ci_low": r.decimal(node, "pp:ciLow"),
        "ci_high": r.decimal(node, "pp:ciHigh"),
        "ci_level": r.decimal(node, "pp:ciLevel"),
        "p": r.decimal(node, "pp:pValue"),
        "n": r.integer(node, "pp:sampleSize"),
    }


def finding(r: Reader, node: NamedNode, work: NamedNode, evidence: Evidence) -> dict[str, Any]:
    name, key = node.value.removeprefix(f"{BASE}finding/").split("/")
    kind = r.value(node, "pp:hasKind", "kind")
    assert kind is not None
    assert r.types(node) == {iri("pp:Finding"), iri(f"pp:{kind.capitalize()}Finding")}
    assert r.text(node, "rdfs:label") == f"{name} {key}"
    assert r.one(node, "pp:reportedIn") == work
    second_hand = r.text(node, "pp:secondHandText")
    named_works = {other.iri for other in works_named(second_hand, evidence)}
    assert set(r.all(node, "pp:secondHandFrom")) == named_works
    stages = [label.removesuffix(" stage") for label in r.terms(node, "pp:hasStageOfProvision")]
    terms = r.terms(node, "pp:aboutConcept")
    assert len(terms) <= 1
    assert len(stages) <= 1
    return {
        "id": r.text(node, "pp:findingId"),
        "kind": kind,
        "concept": r.text(node, "pp:conceptText"),
        "broader": r.text(node, "pp:broaderText"),
        "term": terms[0] if terms else None,
        "term_reason": r.text(node, "pp:termReason"),
        "statement": r.text(node, "pp:statementText"),
        "influence": r.value(node, "pp:hasInfluence", "influence"),
        "perspective": r.text(node, "pp:perspectiveText"),
        "perspective_group": r.value(node, "pp:hasPerspective", "perspective_group"),
        "claim_origin": r.value(node, "pp:hasClaimOrigin", "claim_origin"),
        "second_hand_from": second_hand,
        "scope": r.value(node, "pp:hasScope", "scope"),
        "level": r.values(node, "pp:hasLevel", "level"),
        "stage": stages[0] if stages else None,
        "addresses": r.text(node, "pp:addressesText"),
        "addresses_term": r.terms(node, "pp:saysAddresses"),
        "leads_to": r.text(node, "pp:leadsToText"),
        "leads_to_term": r.terms(node, "pp:saysLeadsTo"),
        "actor": r.text(node, "pp:actorText"),
        "outcome": {
            "recipient": r.value(node, "pp:hasRecipient", "outcome.recipient"),
            "direction": r.value(node, "pp:hasDirection", "outcome.direction"),
            "basis": r.value(node, "pp:hasOutcomeBasis", "outcome.basis"),
            "comparator": r.text(node, "pp:comparatorText"),
            "comparator_kind": r.value(node, "pp:hasComparatorKind", "outcome.comparator_kind"),
            "measure": r.text(node, "pp:measureText"),
            "effect": r.text(node, "pp:effectText"),
            "effect_estimate": estimate(r, node),
        },
        "source": r.value(node, "pp:hasTextRead", "source"),
        "locator": r.text(node, "pp:locatorText"),
        "certainty": r.value(node, "pp:hasCertainty", "certainty"),
    }


def sources(r: Reader, work: Node) -> list[dict[str, Any]]:
    nodes = r.numbered(work, "pp:hasSource")
    assert all(r.types(node) == {iri("pp:TextRead")} for node in nodes)
    return [
        {
            "title": r.text(node, "dcterms:title"),
            "url": r.text(node, "pp:url"),
            "read": r.text(node, "pp:partRead"),
        }
        for node in nodes
    ]


def record(r: Reader, work: NamedNode, evidence: Evidence) -> dict[str, Any]:
    """Puts the record of a work together again, taking every triple that it understands."""
    ids = {node: name for name, node in evidence.iris.items()}
    name = r.text(work, "pp:workId")
    assert name is not None
    types = r.types(work)
    assert iri("pp:Work") in types
    assert sum(kind.value.startswith("http://purl.org/spar/fabio/") for kind in types) == 1
    assert len(types) == 2
    label, about = r.text(work, "rdfs:label"), citation(r, work)
    first = about["authors"][0]
    family = first if first in about["corporate_authors"] else first.split(",")[0]
    assert label is not None
    assert label.startswith(family)
    assert label.endswith(str(about["year"]))
    nodes = sorted(r.all(work, "pp:reports"), key=lambda node: node.value)
    return {
        "id": name,
        "cited_by": others(r, work, "cito:isCitedBy", "cito:cites", ids),
        "citation": about,
        "work_type": r.value(work, "pp:hasWorkType", "work_type"),
        "population_scope": r.value(work, "pp:hasPopulationScope", "population_scope"),
        "includes": others(r, work, "pp:includesWork", "pp:includedIn", ids),
        "methods": methods(r, work, name),
        "terms_used": r.texts(work, "pp:termUsed"),
        "findings": [finding(r, node, work, evidence) for node in nodes],
        "sources": sources(r, work),
        "conflicts": r.texts(work, "pp:conflictNote"),
        "unsure": r.texts(work, "pp:unsureNote"),
        "notes": r.text(work, "skos:note"),
    }


def test_there_are_the_works_that_the_files_say(evidence: Evidence) -> None:
    assert [work.id for work in evidence.works] == WORKS
    assert len(WORKS) >= 71
    assert sum(len(work.findings) for work in evidence.works) >= 946


@pytest.mark.parametrize("name", WORKS)
def test_a_work_is_in_the_graph_with_every_field_and_nothing_more(
    name: str, store: Store, evidence: Evidence, ontology: Ontology
) -> None:
    written = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    reader = Reader(store, graph(f"work/{name}"), ontology)
    rebuilt = record(reader, evidence.iris[name], evidence)
    assert plain(rebuilt) == plain(written)
    assert dict(reader.left) == {}


def test_this_comparison_misses_no_triple(
    store: Store, evidence: Evidence, ontology: Ontology
) -> None:
    name = graph("work/dark-2017")
    written = yaml.safe_load((FOLDER / "dark-2017.yaml").read_text(encoding="utf-8"))
    quads = list(store.quads_for_pattern(None, None, None, name))
    assert len(quads) > 50
    for missing in quads:
        lacking = Store()
        lacking.bulk_extend(quad for quad in quads if quad != missing)
        reader = Reader(lacking, name, ontology)
        try:
            rebuilt = record(reader, evidence.iris["dark-2017"], evidence)
        except (AssertionError, AttributeError, KeyError, IndexError):
            continue
        assert (plain(rebuilt), dict(reader.left)) != (plain(written), {}), missing


def test_the_graphs_of_the_works_are_all_that_there_is(store: Store) -> None:
    assert {node.value for node in store.named_graphs()} == {
        graph(f"work/{name}").value for name in WORKS
    }


def test_building_twice_gives_the_same_triples(
    store: Store, evidence: Evidence, ontology: Ontology
) -> None:
    quads = list(evidence_quads(evidence, ontology))
    assert len(quads) == len(set(quads)) == len(store)
    assert set(quads) == set(store)
