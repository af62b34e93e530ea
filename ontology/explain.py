"""Why a term is what it is: the axioms that make it so, and the findings behind generated axioms.

The reasoner gives a smallest set of axioms from which a conclusion follows. An axiom of the graph
*reported* rests on a link, and a link on findings, so every conclusion ends in definitions that
people wrote and in statements that works make.

::

    explainer = Explainer(store)
    explainer.explain(term("PEERPROV:0002111"))
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, serialize

from peerprov.namespaces import BASE, PREFIXES, graph, iri
from peerprov.ontology.classify import SUBCLASS, logical

if TYPE_CHECKING:
    import rustdl

_IN_BRACKETS: Final = re.compile(r"<([^<>]+)>")
_GENERATED: Final = re.compile(
    rf"<({re.escape(BASE)}[^<>]+)> SubClassOf <({re.escape(BASE)}[^<>]+)> some <([^<>]+)>"
)
_LABEL: Final = iri("rdfs:label")


@dataclass(frozen=True, slots=True)
class FindingText:
    """A finding in words.

    Attributes:
        label: ``asad-2016 f01``.
        work: label of the work.
        statement: what it says.
        locator: where in the text.
        certainty: *stated* or *interpreted*.
    """

    node: NamedNode
    label: str
    work: str
    statement: str
    locator: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Support:
    """A reported link of a term and the findings behind it.

    Attributes:
        relation: ``hinders``, ``facilitates``, ``addresses`` or ``leadsTo``.
        works: all works behind it.
        qualifying: independent works that count towards the threshold.
        meets_threshold: whether that is enough for an axiom.
    """

    link: NamedNode
    relation: str
    target: NamedNode
    target_label: str
    works: int
    qualifying: int
    meets_threshold: bool
    findings: tuple[FindingText, ...]


@dataclass(frozen=True, slots=True)
class Axiom:
    """An axiom that a conclusion rests on.

    Attributes:
        text: with labels in the place of IRIs.
        support: what it was generated from; None where it is true by definition.
    """

    text: str
    support: Support | None


@dataclass(frozen=True, slots=True)
class Conclusion:
    """*Every X is a Y*, and why.

    Attributes:
        axioms: from which it follows, from X upwards; empty where it does not follow.
        asserted: whether a table says so itself.
    """

    superclass: NamedNode
    label: str
    axioms: tuple[Axiom, ...]
    asserted: bool

    @property
    def follows(self) -> bool:
        """Whether the conclusion holds."""
        return bool(self.axioms)

    @property
    def rests_on_findings(self) -> bool:
        """Whether it would not hold without the findings."""
        return any(axiom.support for axiom in self.axioms)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What makes a term what it is.

    Attributes:
        conclusions: one for each nearest superclass, those of the tables first.
        support: every link in which the term is the subject, over the threshold or not.
    """

    term: NamedNode
    label: str
    definition: str
    conclusions: tuple[Conclusion, ...]
    support: tuple[Support, ...]


class Explainer:
    """Explains terms of one store; prepares the reasoner once, in the thread that first asks."""

    def __init__(self, store: Store) -> None:
        """Takes a store with the ontology, what is inferred and reported, and the works."""
        self._store = store

    def explain(self, term: NamedNode) -> Explanation:
        """Says why a term belongs to each of its nearest superclasses."""
        parents = self._parents(term, "ontology")
        derived = self._parents(term, "inferred") + self._parents(term, "reported")
        names = dict.fromkeys(parents + derived)
        return Explanation(
            term,
            self.label(term),
            self._text(term, "obo:IAO_0000115"),
            tuple(self.why(term, name) for name in names),
            self.support(term),
        )

    def why(self, term: NamedNode, superclass: NamedNode) -> Conclusion:
        """Says from which axioms it follows that every ``term`` is a ``superclass``.

        The axioms are empty where it does not follow.
        """
        found = self._prepared.justify(["subclass", term.value, superclass.value])
        said = Triple(term, SUBCLASS, superclass)
        asserted = Quad(said.subject, said.predicate, said.object, graph("ontology")) in self._store
        axioms = tuple(self._axiom(text) for text in _upwards(found, term.value))
        return Conclusion(superclass, self.label(superclass), axioms, asserted)

    def support(self, term: NamedNode) -> tuple[Support, ...]:
        """Lists the reported links in which a term is the subject, the best supported first."""
        links = self._store.quads_for_pattern(None, iri("pp:subjectTerm"), term, graph("reported"))
        found = [self._support(q.subject) for q in links if isinstance(q.subject, NamedNode)]
        order = sorted(found, key=lambda s: (s.relation, -s.qualifying, -s.works, s.target_label))
        return tuple(order)

    def label(self, node: NamedNode) -> str:
        """The English label of a term, or its CURIE where it has none."""
        label = self._text(node, "rdfs:label")
        return label or _shortened(node.value)

    @cached_property
    def _prepared(self) -> rustdl.PreparedOntology:
        import rustdl

        axioms = [q.triple for q in self._store.quads_for_pattern(None, None, None, _ASSERTED)]
        data = serialize(logical([*axioms, *self._generated()]), format=RdfFormat.RDF_XML)
        return rustdl.prepare_bytes(data or b"", format="rdf-xml")

    def _generated(self) -> Iterator[Triple]:
        """Yields the axioms that were made of links, without what follows from them."""
        reported = graph("reported")
        for quad in self._store.quads_for_pattern(None, SUBCLASS, None, reported):
            if isinstance(quad.object, BlankNode):
                yield quad.triple
                for part in self._store.quads_for_pattern(quad.object, None, None, reported):
                    yield part.triple

    def _parents(self, term: NamedNode, name: str) -> list[NamedNode]:
        found = self._store.quads_for_pattern(term, SUBCLASS, None, graph(name))
        nodes = [quad.object for quad in found if isinstance(quad.object, NamedNode)]
        return sorted(nodes, key=self.label)

    def _axiom(self, text: str) -> Axiom:
        generated = _GENERATED.fullmatch(text)
        support = None
        if generated:
            subject, relation, target = (name.removeprefix(BASE) for name in generated.groups())
            link = NamedNode(f"{BASE}reported/{relation}/{subject}/{target}")
            if self._value(link, "pp:relation") is not None:
                support = self._support(link)
        return Axiom(self.in_words(text), support)

    def in_words(self, text: str) -> str:
        """An axiom in Manchester syntax, with labels in the place of IRIs."""
        return _IN_BRACKETS.sub(lambda found: self._quoted(NamedNode(found[1])), text)

    def _quoted(self, node: NamedNode) -> str:
        if node.value.startswith(BASE) and not node.value.startswith(f"{BASE}PEERPROV_"):
            return node.value.removeprefix(BASE)
        return f"'{self.label(node)}'"

    def _support(self, link: NamedNode) -> Support:
        target = self._value(link, "pp:objectTerm")
        findings = self._store.quads_for_pattern(link, iri("pp:supportedByFinding"), None)
        nodes = {q.object for q in findings if isinstance(q.object, NamedNode)}
        relation = self._value(link, "pp:relation")
        return Support(
            link=link,
            relation=relation.value.removeprefix(BASE) if relation else "",
            target=target if isinstance(target, NamedNode) else link,
            target_label=self.label(target) if isinstance(target, NamedNode) else "",
            works=int(self._text(link, "pp:workCount") or 0),
            qualifying=int(self._text(link, "pp:qualifyingWorkCount") or 0),
            meets_threshold=self._text(link, "pp:meetsThreshold") == "true",
            findings=tuple(self._finding(n) for n in sorted(nodes, key=lambda n: n.value)),
        )

    def _finding(self, node: NamedNode) -> FindingText:
        work = self._value(node, "pp:reportedIn")
        certainty = self._value(node, "pp:hasCertainty")
        return FindingText(
            node,
            self._text(node, "rdfs:label"),
            self.label(work) if isinstance(work, NamedNode) else "",
            self._text(node, "pp:statementText"),
            self._text(node, "pp:locatorText"),
            self._text(certainty, "skos:notation") if isinstance(certainty, NamedNode) else "",
        )

    def _value(self, subject: NamedNode, predicate: str) -> NamedNode | Literal | None:
        for quad in self._store.quads_for_pattern(subject, iri(predicate), None):
            if isinstance(quad.object, NamedNode | Literal):
                return quad.object
        return None

    def _text(self, subject: NamedNode, predicate: str) -> str:
        value = self._value(subject, predicate)
        return value.value if isinstance(value, Literal) else ""


_ASSERTED: Final = graph("ontology")


def why_impossible(triples: Iterable[Triple], node: NamedNode) -> tuple[str, ...]:
    """A smallest set of axioms from which it follows that a class can have no members, in words.

    Args:
        triples: the asserted ontology.
        node: the class.
    """
    import rustdl

    said = list(triples)
    store = Store()
    store.bulk_extend(Quad(t.subject, t.predicate, t.object, _ASSERTED) for t in said)
    explainer = Explainer(store)
    data = serialize(logical(said), format=RdfFormat.RDF_XML)
    found = rustdl.prepare_bytes(data or b"", format="rdf-xml").justify(["unsat", node.value])
    return tuple(explainer.in_words(text) for text in _upwards(found, node.value))


def explain(store: Store, term: NamedNode) -> Explanation:
    """Says why a term of a store is what it is; for many terms keep an :class:`Explainer`."""
    return Explainer(store).explain(term)


def _upwards(axioms: list[str], start: str) -> list[str]:
    """Orders axioms so that each begins where one before it has led; what is left comes last."""
    reached, left, ordered = {start}, list(axioms), []
    while left:
        following = [text for text in left if (_IN_BRACKETS.findall(text) or [""])[0] in reached]
        chosen = (following or left)[0]
        left.remove(chosen)
        ordered.append(chosen)
        reached.update(_IN_BRACKETS.findall(chosen))
    return ordered


def _shortened(text: str) -> str:
    for prefix, start in PREFIXES.items():
        if text.startswith(start):
            return f"{prefix}:{text.removeprefix(start)}"
    return text
