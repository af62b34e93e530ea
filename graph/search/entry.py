"""What can be found: an entry for each term, work and finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

KINDS: Final = ("term", "work", "finding")
EXACT_SYNONYM: Final = 0.97
"""Worth of a name that means the same as the label."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name of an entry.

    Attributes:
        text: as written in the graph.
        worth: 0 to 1, how well an entry is found that is called exactly so: 1 for the label of a
            term or the title of a work, less for synonyms that are narrower, broader or related.
    """

    text: str
    worth: float


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A term, work or finding as searching sees it.

    Attributes:
        kind: one of :data:`KINDS`.
        iri: of the thing itself; of a work with a DOI, the DOI as an address.
        key: the address below the base of the project that leads to it: ``PEERPROV_0002101``,
            ``work/asad-2016``, ``finding/asad-2016/f01``. No two entries share one.
        identifiers: other written forms, such as CURIE, DOI, PubMed id and the id of a work.
        names: the first is the one to show.
        body: our definition, or our statement of a finding; for a work where it appeared.
        classes: keys of what it is: a term with all terms above it, for works and findings the
            local name of the class; most telling first.
        note: one line that tells it from others of the same name.
        weight: works that report on a term, findings of a work.
        authors: family names (or whole names of institutions) in the order of the title page.
        year: of publication of a work, or of the work of a finding; 0 where none is known.
        work: key of the work of a finding.
    """

    kind: str
    iri: str
    key: str
    identifiers: tuple[str, ...]
    names: tuple[Name, ...]
    body: str = ""
    classes: tuple[str, ...] = ()
    note: str = ""
    weight: int = 0
    authors: tuple[str, ...] = ()
    year: int = 0
    work: str = ""

    @property
    def name(self) -> str:
        """The name to show."""
        return self.names[0].text
