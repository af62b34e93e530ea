"""What a validation found: results that name their culprit, and the report as RDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal as OneOf

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from peerprov.errors import DoesNotConform, Fault
from peerprov.shapes.names import Culprit, shown

Severity = OneOf["Violation", "Warning", "Info"]


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that a shape found wrong.

    Attributes:
        focus: the node that was looked at.
        path: the property path in SPARQL's notation, or None where the node itself is wrong.
        value: the value that is wrong, or None, as where one is missing.
        message: the rule and what to do, for curators.
        shape: the shape that holds the constraint; its IRI ends in a readable name.
        component: the kind of constraint, such as ``MinCount`` or ``Class``.
        culprit: what to look at, named for people, and where to edit it.
    """

    focus: NamedNode | BlankNode | Literal | Triple
    path: str | None
    value: NamedNode | BlankNode | Literal | Triple | None
    message: str
    severity: Severity
    shape: NamedNode | BlankNode
    component: str
    culprit: Culprit

    @property
    def fault(self) -> Fault:
        """The result as a fault, with file and field."""
        found = ""
        if self.value is not None and self.value != self.focus:
            found = f" (found {shown(self.value)})"
        return Fault(
            f"{self.culprit.name}: {self.message}{found}",
            file=self.culprit.file,
            field=self.culprit.field,
        )


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a validation.

    Attributes:
        results: ordered by file, culprit and shape.
        turtle: the report as ``sh:ValidationReport``. By SHACL its ``sh:conforms`` is false where
            there is any result, while :attr:`conforms` here lets warnings pass.
    """

    results: tuple[Result, ...]
    turtle: str

    @property
    def conforms(self) -> bool:
        """Whether there is no violation; warnings do not stop a build."""
        return not any(self.violations())

    def violations(self) -> Iterator[Result]:
        """Yields the results that stop a build."""
        return (result for result in self.results if result.severity == "Violation")

    def warnings(self) -> Iterator[Result]:
        """Yields the results that a curator should look at and a build lets pass."""
        return (result for result in self.results if result.severity != "Violation")

    def raise_unless_conforms(self) -> None:
        """Refuses what breaks a rule.

        Raises:
            DoesNotConform: with a fault for every violation.
        """
        if not self.conforms:
            raise DoesNotConform.of(result.fault for result in self.violations())
