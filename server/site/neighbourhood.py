"""What stands around a term: the rows of a table, from which a script can draw a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from peerprov.server.site.reported import Reported
from peerprov.server.site.term_page import TermPage
from peerprov.server.site.terms import Term

MOST: Final = 9
"""Neighbours of a kind; the page says in full what is left out of the picture."""
_BEYOND: Final = 3
"""Neighbours shown of each neighbour."""


@dataclass(frozen=True, slots=True)
class Node:
    """An end of a tie: a term, or a concept elsewhere.

    Attributes:
        key: tells nodes apart.
        path: where it leads.
        kind: branch of a term; ``outside`` for what is none of ours.
    """

    key: str
    label: str
    path: str
    kind: str


@dataclass(frozen=True, slots=True)
class Tie:
    """A row: ``subject relation object``.

    Attributes:
        relation: name of a text of the pages below ``relation.``.
        works: that report it; 0 for what the ontology says.
        place: where the other end stands in a picture: ``up``, ``down``, ``left`` or ``right``.
        far: whether it is a neighbour of a neighbour.
    """

    subject: Node
    relation: str
    object: Node
    works: int
    place: str
    far: bool = False


def neighbourhood(page: TermPage, links: Reported) -> list[Tie]:
    """Gives the ties of a term: hierarchy, reported links and what these lead on to, mappings."""
    it = page.term
    me = _node(it)
    ties = [Tie(me, "kind", _node(each), 0, "up") for each in it.parents[:MOST]]
    for iri, label in page.outside[:MOST]:
        ties.append(Tie(me, "kind", Node(iri, label or iri, iri, "outside"), 0, "up"))
    narrower = sorted(it.children, key=lambda each: (-each.works_within, each.label))
    ties += [Tie(_node(each), "kind", me, 0, "down") for each in narrower[:MOST]]
    ties += _reported(it, links)
    for match in page.matches[:MOST]:
        other = Node(match.iri, match.label or match.iri, match.iri, "outside")
        ties.append(Tie(me, f"match-{match.kind}", other, 0, "right"))
    return ties


def _reported(it: Term, links: Reported) -> Iterator[Tie]:
    near: list[Term] = []
    for link in islice(links.out.get(it.key, ()), MOST):
        near.append(link.object)
        yield Tie(_node(it), link.relation, _node(link.object), link.works, "right")
    for link in islice(links.into.get(it.key, ()), MOST):
        near.append(link.subject)
        yield Tie(_node(link.subject), link.relation, _node(it), link.works, "left")
    yield from _beyond(it, near, links)


def _beyond(it: Term, near: Sequence[Term], links: Reported) -> Iterator[Tie]:
    """What the strategies and barriers around a term are tied to themselves."""
    seen = {it.key, *(each.key for each in near)}
    for each in near:
        if each.branch == "role" or len(links.into.get(each.key, ())) > 40:
            continue  # what everything is tied to tells nothing of this term
        further = (link for link in links.out.get(each.key, ()) if link.object.key not in seen)
        for link in islice(further, _BEYOND):
            place = "right" if link.object.branch != "determinant" else "left"
            yield Tie(_node(each), link.relation, _node(link.object), link.works, place, far=True)


def _node(term: Term) -> Node:
    return Node(term.key, term.label, term.path, term.branch)
