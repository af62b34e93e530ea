"""Works related to a work, each with the reasons: what they share, where they agree or disagree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import NamedNode, Store

from peerprov.namespaces import iri
from peerprov.server.citations.read import name_work
from peerprov.server.citations.work import CitedWork
from peerprov.server.doi.findings import Names, Said, finding_nodes, term_of

_TIES: Final = (
    ("cites", "cito:cites"),
    ("cited by", "cito:isCitedBy"),
    ("includes", "pp:includesWork"),
    ("included in", "pp:includedIn"),
)
_COMPARED: Final = (
    "pp:hasScope",
    "pp:hasInfluence",
    "pp:hasRecipient",
    "pp:hasComparatorKind",
    "pp:hasDirection",
    "pp:hasOutcomeBasis",
)
_SAME: Final = {"equivalent": "no difference"}
_SILENT: Final = frozenset({"unclear", "not reported"})
_OPPOSITE: Final = frozenset({"hinders", "facilitates"})


@dataclass(frozen=True, slots=True)
class Claim:
    """What counts when two findings are compared; coded values in the words of the codebook."""

    node: NamedNode
    work: NamedNode
    scope: str | None
    influence: str | None
    recipient: str | None
    comparator: str | None
    direction: str | None
    basis: str | None


@dataclass(slots=True)
class Relation:
    """A related work and why it is related."""

    work: NamedNode
    ties: set[str] = field(default_factory=set)
    terms: dict[NamedNode, tuple[set[str], set[str]]] = field(default_factory=dict)
    agreements: list[Said] = field(default_factory=list)
    disagreements: list[Said] = field(default_factory=list)


def related(store: Store, work: CitedWork) -> list[Said]:
    """Lists related works, those with most shared terms first.

    Two findings on one term agree when they have the same scope and either the same influence, or
    for one recipient and kind of comparator the same direction. They disagree where the graph says
    so (``pp:conflictsWith``) or where one says *hinders* and the other *facilitates*.
    """
    found: dict[NamedNode, Relation] = {}
    _add_ties(store, work, found)
    claims = _Claims(store)
    for node in finding_nodes(store, work):
        _compare(store, claims, work, node, found)
    told = (_tell(store, relation) for relation in found.values())
    return sorted((each for each in told if each), key=_rank)


def _add_ties(store: Store, work: CitedWork, found: dict[NamedNode, Relation]) -> None:
    for name, curie in _TIES:
        for quad in store.quads_for_pattern(work.node, iri(curie), None, None):
            if isinstance(quad.object, NamedNode) and quad.object != work.node:
                found.setdefault(quad.object, Relation(quad.object)).ties.add(name)


class _Claims:
    """Findings as far as they are compared, each read once while one work is looked at."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[NamedNode, Claim | None] = {}
        self.names = Names(store)

    def get(self, node: NamedNode) -> Claim | None:
        """Reads a finding; None for what is not one, as a term's own ``aboutConcept`` elsewhere."""
        if node not in self._known:
            work = min(_objects(self._store, node, "pp:reportedIn"), key=str, default=None)
            words = (self._word(node, curie) for curie in _COMPARED)
            self._known[node] = Claim(node, work, *words) if work else None
        return self._known[node]

    def _word(self, node: NamedNode, curie: str) -> str | None:
        value = min(_objects(self._store, node, curie), key=str, default=None)
        return self.names.notation(value) if value else None


def _compare(
    store: Store,
    claims: _Claims,
    work: CitedWork,
    node: NamedNode,
    found: dict[NamedNode, Relation],
) -> None:
    own = claims.get(node)
    if own is None:
        return
    against = set(_objects(store, node, "pp:conflictsWith"))
    for term in _objects(store, node, "pp:aboutConcept"):
        for quad in store.quads_for_pattern(None, iri("pp:aboutConcept"), term, None):
            other = claims.get(quad.subject) if isinstance(quad.subject, NamedNode) else None
            if other is None or other.work == work.node:
                continue
            relation = found.setdefault(other.work, Relation(other.work))
            ours, theirs = relation.terms.setdefault(term, (set(), set()))
            ours.add(node.value)
            theirs.add(other.node.value)
            _judge(claims.names.term(term), own, other, other.node in against, relation)


def _judge(term: Said, own: Claim, other: Claim, conflict: bool, relation: Relation) -> None:
    pair: Said = {
        "term": term,
        "finding": own.node.value,
        "their_finding": other.node.value,
    }
    if conflict:
        pair |= {"about": "direction", "ours": own.direction, "theirs": other.direction}
        relation.disagreements.append(pair)
    elif own.scope != other.scope:
        return
    elif {own.influence, other.influence} == _OPPOSITE:
        pair |= {"about": "influence", "ours": own.influence, "theirs": other.influence}
        relation.disagreements.append(pair)
    elif own.influence == other.influence and own.influence not in (None, *_SILENT):
        relation.agreements.append(pair | {"about": "influence", "both": own.influence})
    elif _same_outcome(own, other):
        relation.agreements.append(
            pair | {"about": "direction", "both": own.direction, "recipient": own.recipient}
        )


def _same_outcome(own: Claim, other: Claim) -> bool:
    if None in (own.direction, other.direction) or "expected" in (own.basis, other.basis):
        return False
    ours, theirs = (_SAME.get(str(each.direction), each.direction) for each in (own, other))
    same = (own.recipient, own.comparator) == (other.recipient, other.comparator)
    return same and ours == theirs and ours not in _SILENT


def _tell(store: Store, relation: Relation) -> Said | None:
    work = name_work(store, relation.work)
    if work is None:
        return None
    reasons: dict[str, object] = {
        "ties": sorted(relation.ties),
        "shared_terms": [
            {
                "term": term_of(store, term),
                "findings": sorted(ours),
                "their_findings": sorted(theirs),
            }
            for term, (ours, theirs) in sorted(
                relation.terms.items(), key=lambda item: (-len(item[1][1]), item[0].value)
            )
        ],
        "agreements": relation.agreements,
        "disagreements": relation.disagreements,
    }
    return {
        **work.as_fields(),
        "relations": _relations(relation),
        "shared_term_count": len(relation.terms),
        **{name: value for name, value in reasons.items() if value},
    }


def _relations(relation: Relation) -> list[str]:
    names = sorted(relation.ties)
    names += ["reports the same terms"] if relation.terms else []
    names += ["agrees"] if relation.agreements else []
    return names + (["disagrees"] if relation.disagreements else [])


def _rank(told: Said) -> tuple[int, str]:
    count = told["shared_term_count"]
    return (-count if isinstance(count, int) else 0, str(told["id"]))


def _objects(store: Store, node: NamedNode, curie: str) -> Iterator[NamedNode]:
    for quad in store.quads_for_pattern(node, iri(curie), None, None):
        if isinstance(quad.object, NamedNode):
            yield quad.object
