"""A work as reference managers see it: the values that citation formats are written from."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode


@dataclass(frozen=True, slots=True)
class Author:
    """A name on a title page.

    Attributes:
        name: the whole name as coded.
        family: family name; None for a corporate author and where the parts are not known.
        given: given names or initials; None where only the family name is known.
        corporate: the author is an organisation.
    """

    name: str
    family: str | None = None
    given: str | None = None
    corporate: bool = False


@dataclass(frozen=True, slots=True)
class WorkName:
    """What tells a work from others, for lists; ``doi`` is bare and in lower case."""

    node: NamedNode
    id: str
    doi: str | None = None
    label: str | None = None
    title: str | None = None

    def as_fields(self) -> dict[str, str]:
        """Gives what is known of it by name; the IRI as ``work``."""
        fields = {
            "work": self.node.value,
            "id": self.id,
            "doi": self.doi,
            "label": self.label,
            "title": self.title,
        }
        return {name: value for name, value in fields.items() if value}


@dataclass(frozen=True, slots=True)
class CitedWork:
    """The bibliography of one work; what the graph does not hold is None, never made up.

    Attributes:
        node: IRI of the work, ``https://doi.org/...`` or ``.../work/<id>``.
        graph: the named graph of the work.
        id: work id such as ``asad-2016``; stable, used as citation key.
        kind: local name of its FaBiO class, ``JournalArticle``; None where it has none.
        authors: in the order of the title page.
        authors_complete: False where the list is known to be cut; None where that is not said.
        doi: bare and in lower case.
        pages: a range such as ``767-774``, or an article number.
        url: address of the text where the graph has one besides the DOI.
    """

    node: NamedNode
    graph: NamedNode
    id: str
    title: str | None = None
    label: str | None = None
    kind: str | None = None
    authors: tuple[Author, ...] = ()
    authors_complete: bool | None = None
    year: int | None = None
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    container: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    first_page: str | None = None
    last_page: str | None = None
    publisher: str | None = None
    isbn: str | None = None
    url: str | None = None

    @property
    def address(self) -> str | None:
        """Where the text is found: the DOI as address, else the page that the graph names."""
        return self.node.value if self.doi else self.url
