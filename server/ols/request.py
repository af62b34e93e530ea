"""What a request of this interface is answered from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from peerprov.errors import BadInput, Fault, Missing
from peerprov.server.ols.entity import NAME, Entity, Ontology
from peerprov.server.ols.paging import Page, read_page


@dataclass(frozen=True, slots=True)
class Asked:
    """A request.

    Attributes:
        ontology: of the version served.
        root: address of the API, ending in a slash.
        arguments: parameters of the request.
        path: of the request, decoded.
    """

    ontology: Ontology
    root: str
    arguments: Mapping[str, str]
    path: str

    @property
    def page(self) -> Page:
        """The page asked for."""
        return read_page(self.arguments)

    def check(self, name: str) -> None:
        """Raises `Missing` unless the ontology is called so."""
        if name.lower() != NAME:
            raise Missing(f"There is no ontology {name[:60]!r}; there is {NAME}")

    def entity(self, written: str, kind: str | None = None) -> Entity:
        """Finds an entity by IRI, encoded or not, short form or OBO id; raises `Missing`."""
        found = self.ontology.find(written) or self.ontology.find(unquote(written))
        if found is None or kind not in (None, found.kind):
            raise Missing(f"The ontology has no {kind or 'entity'} {written[:200]!r}")
        return found

    def named(self, kind: str) -> list[Entity] | None:
        """The entities that the parameters name; None where no parameter names any."""
        names = ("iri", "short_form", "obo_id", "id")
        given = [self.arguments[name] for name in names if self.arguments.get(name)]
        if not given:
            return None
        found = [self.ontology.find(each) or self.ontology.find(unquote(each)) for each in given]
        wanted = [each for each in found if each is not None and each.kind == kind]
        return list(dict.fromkeys(wanted)) if len(wanted) == len(given) else []

    def by_id(self) -> Entity:
        """The entity that ``id`` names; raises `BadInput` or `Missing`."""
        if not self.arguments.get("id"):
            raise BadInput(Fault("No id was given", field="id", expected="?id=PEERPROV:0002101"))
        return self.entity(self.arguments["id"])
