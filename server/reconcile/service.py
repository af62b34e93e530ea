"""What a request to the reconciliation service is answered from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode

from peerprov.errors import Missing
from peerprov.graph.search import KINDS, Entry, SearchIndex
from peerprov.namespaces import BASE
from peerprov.server.searched import Served

SCOPES: Final = {"terms": ("term",), "works": ("work",), "findings": ("finding",)}
KIND_TYPES: Final = {"term": "Term", "work": "Work", "finding": "Finding"}
KIND_NAMES: Final = {"Term": "ontology term", "Work": "work", "Finding": "finding"}


@dataclass(frozen=True, slots=True)
class Service:
    """The service on one version.

    Attributes:
        served: the version with its index, and the address of this server.
        scope: empty, or one of :data:`SCOPES`.
    """

    served: Served
    scope: str = ""

    @property
    def index(self) -> SearchIndex:
        """The search index of the version."""
        return self.served.index

    @property
    def kinds(self) -> Collection[str]:
        """The kinds of entities that are matched."""
        return SCOPES[self.scope] if self.scope else KINDS

    @property
    def address(self) -> str:
        """The address of this service, without a slash at its end."""
        return f"{self.served.root}reconcile" + (f"/{self.scope}" if self.scope else "")

    def entity(self, written: str) -> Entry:
        """Finds an entity by any form of its identifier; raises :class:`Missing`."""
        found = self.index.entry(written)
        if found is None or found.kind not in self.kinds:
            what = f" among the {self.scope}" if self.scope else ""
            raise Missing(f"Nothing{what} is known as {written[:200]!r}")
        return found

    def page(self, entry: Entry) -> str:
        """The address of the page of an entity on this server."""
        root = self.served.root
        if entry.kind == "term":
            return f"{root}terms/{quote(entry.key)}"
        if entry.kind == "finding":
            owner = self.index.entry(entry.work)
            work = self.page(owner) if owner else root
            return f"{work}/findings#{quote(entry.key.rpartition('/')[2])}"
        return f"{root}works/{quote(entry.key.removeprefix('work/'))}"

    def type_ids(self, entry: Entry) -> list[str]:
        """The types of an entity that a person would restrict a search to, most telling first."""
        wanted = set(self.default_classes)
        told = [each for each in entry.classes if entry.kind != "term" or each in wanted]
        return [*dict.fromkeys([*told, KIND_TYPES[entry.kind]])]

    @property
    def default_classes(self) -> list[str]:
        """Keys of the top classes of the ontology, and of barrier and facilitator."""
        return [*_PROVEN, *_roots(self.served)]

    def type_name(self, type_id: str) -> str:
        """The name of a type; its identifier where it has none."""
        if type_id in KIND_NAMES:
            return KIND_NAMES[type_id]
        entry = self.index.entry(type_id)
        return entry.name if entry else label(self.served, NamedNode(BASE + type_id)) or type_id

    def typed(self, type_id: str) -> dict[str, str]:
        """A type as candidates name it."""
        return {"id": type_id, "name": self.type_name(type_id)}


_PROVEN: Final = ("PEERPROV_0002001", "PEERPROV_0002002")
_HAS_ROOT: Final = NamedNode("http://purl.obolibrary.org/obo/IAO_0000700")
_LABEL: Final = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")


def _roots(served: Served) -> list[str]:
    quads = served.store.quads_for_pattern(None, _HAS_ROOT, None, None)
    found = {q.object.value for q in quads if isinstance(q.object, NamedNode)}
    return sorted(each.removeprefix(BASE) for each in found if each.startswith(BASE))


def label(served: Served, node: NamedNode) -> str:
    """The label of a node; empty where it has none."""
    quads = served.store.quads_for_pattern(node, _LABEL, None, None)
    return min((q.object.value for q in quads if isinstance(q.object, Literal)), default="")
