"""What others made: terms of other ontologies, their sources, and constructs of frameworks."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from pyoxigraph import NamedNode

from peerprov.errors import Fault
from peerprov.namespaces import BASE
from peerprov.ontology.tables import Row, Table, split

MAPPING_TARGET = "mapping target"
"""Type of a foreign term that only mappings point at; the ontology does not declare it."""

FOREIGN_TYPES = ("class", "object property", "annotation property", MAPPING_TARGET)


@dataclass(frozen=True, slots=True)
class ForeignTerm:
    """A class or property of another ontology; its definition stays there.

    Attributes:
        type: one of :data:`FOREIGN_TYPES`.
        parents: CURIEs of superclasses or superproperties as the source has them.
        our_parents: CURIEs of superclasses that we placed it under.
        disjoint_with: CURIEs.
        transitive: whether the property is.
        source: key of :class:`Source`.
        version: date and commit of the source that was read.
    """

    curie: str
    iri: NamedNode
    type: str
    label: str
    parents: tuple[str, ...]
    our_parents: tuple[str, ...]
    disjoint_with: tuple[str, ...]
    transitive: bool
    domain: tuple[str, ...]
    range: tuple[str, ...]
    source: str
    version: str
    licence: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Source:
    """An ontology or vocabulary that terms were taken from; ``licence`` is an IRI or empty."""

    name: str
    title: str
    homepage: str
    version: str
    licence: str
    note: str


@dataclass(frozen=True, slots=True)
class Construct:
    """A construct of an implementation or recovery framework, by name only.

    Attributes:
        sources: DOIs or addresses of the texts that introduce it.
        seen: ``yes``, ``secondary`` or ``no``: whether its name was read in a text.
        where_seen: that text.
        use: what it is of use for here.
    """

    framework: str
    name: str
    domain: str
    parent: str
    sources: tuple[str, ...]
    seen: str
    where_seen: str
    use: str
    file: str
    line: int

    @property
    def full_name(self) -> str:
        """``CFIR 2022: Culture``, as the match columns write it."""
        return f"{self.framework}: {self.name}"

    @property
    def iri(self) -> NamedNode:
        """``pp:framework/cfir-2022/culture``."""
        return NamedNode(f"{scheme_iri(self.framework).value}/{slug(self.name)}")


def slug(text: str) -> str:
    """Makes the last part of an IRI of a name.

    >>> slug("Learning-Centeredness & Culture")
    'learning-centeredness-culture'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def scheme_iri(framework: str) -> NamedNode:
    """``pp:framework/cfir-2022`` for ``CFIR 2022``."""
    return NamedNode(f"{BASE}framework/{slug(framework)}")


def read_foreign(table: Table, row: Row) -> tuple[ForeignTerm | None, list[Fault]]:
    """Makes a foreign term of a row of ``foreign_terms.tsv``; without a sound IRI there is none."""
    faults = []
    if row["type"] not in FOREIGN_TYPES:
        expected = "one of " + ", ".join(FOREIGN_TYPES)
        faults.append(table.fault(row, "type", f"type {row['type']!r}", expected))
    if not row["label"]:
        faults.append(table.fault(row, "label", "the cell is empty", "the label of the source"))
    try:
        node = NamedNode(row["iri"])
    except ValueError:
        return None, [*faults, table.fault(row, "iri", f"{row['iri']!r}", "an IRI")]
    term = ForeignTerm(
        curie=row["curie"],
        iri=node,
        type=row["type"],
        label=row["label"],
        parents=split(row["parents"]),
        our_parents=split(row["our_parents"]),
        disjoint_with=split(row["disjoint_with"]),
        transitive="transitive" in split(row["characteristics"]),
        domain=split(row["domain"]),
        range=split(row["range"]),
        source=row["source"],
        version=row["version"],
        licence=row["licence"],
        file=table.file,
        line=row.line,
    )
    return term, faults


def read_source(row: Row) -> Source:
    """Makes a source of a row of ``sources.tsv``."""
    return Source(
        row["source"], row["title"], row["homepage"], row["version"], row["licence"], row["note"]
    )


def read_construct(table: Table, row: Row) -> Construct:
    """Makes a construct of a row of ``frameworks.tsv``."""
    return Construct(
        framework=row["framework"],
        name=row["construct"],
        domain=row["domain"],
        parent=row["parent"],
        sources=split(row["source"]),
        seen=row["seen"],
        where_seen=row["where_seen"],
        use=row["proposed_use"],
        file=table.file,
        line=row.line,
    )
