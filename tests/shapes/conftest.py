"""The real graph, and slips: deliberate mistakes made in it.

Slips on different nodes are tried together in one validation (a wave), so that hundreds of them
take seconds; the graph is put back in order after each wave.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Store, parse

from peerprov.graph.evidence import evidence_quads, read_works
from peerprov.graph.reported.derive import derive
from peerprov.graph.store.log import log_quads
from peerprov.graph.store.manifest import Version
from peerprov.namespaces import BASE, PREFIXES, graph, iri
from peerprov.ontology import vocabulary
from peerprov.ontology.build import ontology_quads
from peerprov.ontology.classify import classify, inferred_quads
from peerprov.ontology.frameworks import framework_quads
from peerprov.ontology.mappings import mapping_quads
from peerprov.shapes.report import Result
from peerprov.shapes.validate import validate

SLIPS: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("slips.yaml").read_text(encoding="utf-8")
)
HEAD = f"@base <{BASE}> .\n" + "".join(f"@prefix {p}: <{n}> .\n" for p, n in PREFIXES.items())
WHEN = datetime(2026, 11, 21, tzinfo=UTC)


@dataclass(frozen=True)
class Slip:
    """Quads taken out of the graph and put into it, and the node that must then be refused."""

    name: str
    focus: NamedNode | BlankNode
    taken: tuple[Quad, ...]
    put: tuple[Quad, ...]

    @property
    def subjects(self) -> set[object]:
        return {self.focus} | {quad.subject for quad in (*self.taken, *self.put)}

    @property
    def ends(self) -> set[object]:
        return self.subjects | {quad.object for quad in (*self.taken, *self.put)}

    def meets(self, other: Slip) -> bool:
        """Whether one of two slips might change what is said of the other."""
        if self.focus in other.ends or other.focus in self.ends:
            return True
        return bool(self.subjects & other.subjects)


class RealGraph:
    """The graph as the rooms make it of the published data."""

    def __init__(self) -> None:
        ontology = vocabulary.load()
        evidence = read_works(None, ontology)
        asserted = ontology_quads(ontology, {work.id: work.iri for work in evidence.works})
        self.store = Store()
        self.store.bulk_extend(asserted)
        self.store.bulk_extend(framework_quads(ontology))
        self.store.bulk_extend(mapping_quads(ontology))
        self.store.bulk_extend(inferred_quads(classify([quad.triple for quad in asserted])))
        self.store.bulk_extend(evidence_quads(evidence, ontology))

        def direction(code: str) -> NamedNode:
            found = ontology.value("outcome.direction", code)
            assert found, code
            return found

        self.store.bulk_extend(derive(self.store, direction).quads)
        self.store.bulk_extend(log_quads(_version(number) for number in range(1, 10)))
        self._works = {work.id: work.iri for work in evidence.works}

    def node(self, name: str) -> NamedNode:
        """A work by its id, anything else by its IRI after the base."""
        return self._works.get(name) or NamedNode(BASE + name)

    def values(self, text: str | Sequence[str]) -> list[NamedNode]:
        """Values written in Turtle; ``{id}`` stands for the IRI of a work."""
        texts = [text] if isinstance(text, str) else text
        document = HEAD + "".join(f"<s> <p> {value} .\n" for value in texts)
        for name, work in self._works.items():
            document = document.replace("{" + name + "}", work.value)
        return [quad.object for quad in parse(document, RdfFormat.TURTLE)]

    def there(self, subject, predicate=None, value=None) -> list[Quad]:
        return list(self.store.quads_for_pattern(subject, predicate, value, None))

    def home(self, node: NamedNode) -> NamedNode:
        """The graph in which a node is described."""
        found = [quad.graph_name for quad in self.there(node)]
        own = [name for name in found if "/work/" in name.value or "/ontology" in name.value]
        return (own or found or [graph("ontology")])[0]

    @contextmanager
    def changed(self, taken: Sequence[Quad], put: Sequence[Quad]) -> Iterator[Store]:
        """The graph with some quads changed, for the time of a block."""
        lost = [quad for quad in taken if quad in self.store]
        for quad in lost:
            self.store.remove(quad)
        fresh = [quad for quad in put if quad not in self.store]
        self.store.extend(fresh)
        try:
            yield self.store
        finally:
            for quad in fresh:
                self.store.remove(quad)
            self.store.extend(lost)


def _version(number: int) -> Version:
    parent = number - 1 or None
    return Version(number, parent, "build", WHEN, WHEN, "me", "A build", None, 1.0, {}, {})


def waves(slips: Sequence[Slip]) -> list[list[Slip]]:
    """Puts slips together that do not meet."""
    made: list[list[Slip]] = []
    for slip in slips:
        room = (wave for wave in made if not any(slip.meets(other) for other in wave))
        wave = next(room, None)
        if wave is None:
            made.append([slip])
        else:
            wave.append(slip)
    return made


def refusals(real: RealGraph, slips: Sequence[Slip]) -> dict[str, list[Result]]:
    """Tries slips and gives for each what was said of the node that it should have broken."""
    said: dict[str, list[Result]] = {}
    for wave in waves(slips):
        taken = [quad for slip in wave for quad in slip.taken]
        put = [quad for slip in wave for quad in slip.put]
        with real.changed(taken, put) as store:
            named = all(isinstance(slip.focus, NamedNode) for slip in wave)
            report = validate(store, focus=[slip.focus for slip in wave] if named else ())
        for slip in wave:
            said[slip.name] = [result for result in report.results if result.focus == slip.focus]
    return said


def made(real: RealGraph, entry: dict[str, Any]) -> Slip:
    node = real.node(entry["node"])
    taken: list[Quad] = []
    put: list[Quad] = []
    for line in entry.get("drop", ()):
        path, _, value = line.partition(" ")
        taken += found(real, node, path, value)
    for path in entry.get("set", {}):
        taken += found(real, node, path)
    for path, texts in (*entry.get("set", {}).items(), *entry.get("add", {}).items()):
        put += stated(real, node, path, texts)
    assert taken or put, "the slip changes nothing"
    assert taken or "drop" not in entry, "there is nothing to drop"
    focus = real.node(entry["at"]) if "at" in entry else node
    return Slip(entry["slip"], focus, tuple(taken), tuple(put))


def found(real: RealGraph, node: NamedNode, path: str, value: str = "") -> list[Quad]:
    end = real.values(value)[0] if value else None
    if path.startswith("^"):
        return real.there(end, iri(path[1:]), node)
    return real.there(node, iri(path), end)


def stated(real: RealGraph, node: NamedNode, path: str, texts: str | list[str]) -> list[Quad]:
    home = real.home(node) if real.there(node) else graph("ontology")
    if path.startswith("^"):
        return [Quad(end, iri(path[1:]), node, home) for end in real.values(texts)]
    return [Quad(node, iri(path), end, home) for end in real.values(texts)]


@pytest.fixture(scope="session")
def real() -> RealGraph:
    return RealGraph()


@pytest.fixture(scope="session")
def heard(real: RealGraph) -> dict[str, list[Result]]:
    """What was said of each slip of ``slips.yaml``."""
    return refusals(real, [made(real, entry) for entry in SLIPS])
