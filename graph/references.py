"""Reads reference lists as they stand in copied text, and holds them against the curated works.

What copies do to a list is undone: link labels glued to a DOI or a page range, resolver addresses
written twice, elided authors, bullets and numbers, ``- DOI`` marks, no-break spaces, typographic
dashes and broken lines. Entries follow the author-year style of the APA; what an entry does not say
stays None.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final
from unicodedata import category, normalize

from peerprov.graph import doi
from peerprov.graph.evidence.model import Work


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of a reference list.

    Attributes:
        line: 1-based line of the text on which the entry begins.
        raw: the entry as it stands there.
        authors: ``Family, G. N.``, or the name of an institution.
        authors_complete: False where the entry leaves authors out (``…``, ``et al.``).
        year: of publication, or None.
        title: without the full stop.
        container: journal or series.
        pages: with a plain hyphen; an article number stands here too.
        publisher: with its place, as written.
        doi: in canonical form.
        url: an address that is no DOI, as written.
    """

    line: int
    raw: str
    authors: tuple[str, ...]
    authors_complete: bool
    year: int | None
    title: str
    container: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    publisher: str | None = None
    doi: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What a reference list says otherwise than the curated works.

    Attributes:
        reference: the entry.
        work: id of the work that it names, or None where no work fits.
        field: of the citation; ``work`` where no work fits.
        in_reference: what the entry says.
        in_work: what the file of the work says, or None where it says nothing.
    """

    reference: Reference
    work: str | None
    field: str
    in_reference: str
    in_work: str | None


_HEADING: Final = re.compile(
    r"\s*(?:references|reference list|bibliography|works cited)\s*:?\s*", re.I
)
_MARK: Final = re.compile(
    r"\s*(?:(?:\[\d{1,3}\]|\(\d{1,3}\)|\d{1,3}[.)])\s*|[-*\u2022\u2013\u25cf\u00b7]\s+)(?=\S)"
)
_BARE_MARK: Final = re.compile(r"\s*(?:[-*\u2022\u2013\u25cf\u00b7]|\d{1,3}[.)])\s*")
_DATED: Final = re.compile(
    r"(?P<authors>[^()]{2,}?)\s*\((?P<year>\d{4}|n\.d\.|in press)[a-z]?(?:,[^)]*)?\)[.,:]?\s*"
    r"(?P<rest>.*)"
)
_ENDS: Final = re.compile(r"(?:[.!?/\]]|\b(?:DOI|Scholar|PubMed|PubMedCentral|CrossRef))\s*$", re.I)
_ADDRESS: Final = re.compile(r"(?:https?://|www\.|\bdoi:|\bdoi\.org/|\b10\.\d{4,9}/).*$", re.I)
_URL: Final = re.compile(r"https?://\S+|www\.\S+")
_ACCESSED: Final = re.compile(r"[\s(,]*\b(?:accessed|retrieved|available)\b[^.]*$", re.I)
_INITIALS: Final = r"(?:[^\W\d_]{1,2}\.[\s-]*)+(?:Jr\.|Sr\.|I{2,3})?"
_AUTHOR: Final = re.compile(rf"\s*(?P<family>[^,]+),\s*(?P<given>{_INITIALS})\s*(?:,|$)")
_ELISION: Final = re.compile(r"\u2026|\.\s?\.\s?\.|\bet al\.?")
_IN_JOURNAL: Final = re.compile(
    r"(?P<title>.+[.?!])\s+(?P<container>[^.?!]+?),\s*(?P<volume>[A-Za-z]{0,3}\d+)"
    r"(?:\s*\((?P<issue>[^)]+)\))?(?:,\s*(?:pp?\.\s*)?(?P<pages>\w+(?:\s*-\s*\w+)?))?"
)
_TWO_PARTS: Final = re.compile(r"(?P<title>.+?[.?!])\s+(?P<second>(?:[^.?!]|\.(?=\S))+)")
_DASHES: Final = {ord(dash): "-" for dash in "\u2010\u2011\u2012\u2013\u2014\u2212"}
_QUOTES: Final = dict.fromkeys(map(ord, "\u2018\u2019\u201b'\u201c\u201d\""), None)


def read_references(text: str) -> tuple[Reference, ...]:
    """Reads the reference list of a text: what stands below the heading *References*.

    Returns:
        The entries in their order; none where there is no such heading.
    """
    return tuple(_reference(line, raw) for line, raw in _entries(text.splitlines()))


def compare(references: Iterable[Reference], works: Sequence[Work]) -> list[Disagreement]:
    """Lists field by field what references say otherwise than the works that they name.

    What only the file of a work says is no disagreement; what only the reference says is one.
    Case, punctuation, kinds of dashes and quotation marks do not count.
    """
    found: list[Disagreement] = []
    for reference in references:
        work = work_named(reference, works)
        if work is None:
            found.append(Disagreement(reference, None, "work", reference.title, None))
        else:
            found.extend(_disagreements(reference, work))
    return found


def work_named(reference: Reference, works: Sequence[Work]) -> Work | None:
    """Finds the work that a reference names: by its DOI, else by first author, year and title."""
    for work in works:
        if reference.doi and work.citation.doi == reference.doi:
            return work
    alike = [(_likeness(reference, work), work) for work in works]
    score, best = max(alike, key=lambda pair: pair[0], default=(0.0, None))
    return best if score > 0.7 else None


def _likeness(reference: Reference, work: Work) -> float:
    """How alike two titles are, from 0 to 1; 0 where year or first author differ."""
    citation = work.citation
    if not citation.authors or not reference.authors or citation.year != reference.year:
        return 0.0
    if _family(citation.authors[0]) != _family(reference.authors[0]):
        return 0.0
    first, second = _bare(reference.title), _bare(citation.title)
    shorter, longer = sorted((first, second), key=len)
    return 1.0 if shorter in longer else SequenceMatcher(None, first, second).ratio()


def _entries(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Finds the entries; a list ends at the first line that neither begins nor continues one."""
    headings = [number for number, line in enumerate(lines) if _HEADING.fullmatch(line)]
    if not headings:
        return
    start, entry, gap = 0, "", False
    for number, line in enumerate(lines[headings[-1] + 1 :], headings[-1] + 2):
        if not line.strip() or _BARE_MARK.fullmatch(line):
            gap = True
            continue
        begins = _begins(line, entry)
        if not begins and (gap or not entry or not _continues(entry, line)):
            break
        if begins and entry:
            yield start, entry
        start, entry = (number, line) if begins else (start, f"{entry}\n{line}")
        gap = False
    if entry:
        yield start, entry


def _begins(line: str, entry: str) -> bool:
    """Whether a line begins an entry; where the entry before has a mark, every other has one."""
    marked = bool(_MARK.match(line))
    return marked or (not _MARK.match(entry) and bool(_DATED.fullmatch(_clean(line))))


def _unmarked(entry: str) -> str:
    mark = _MARK.match(entry)
    return entry[mark.end() :] if mark else entry


def _continues(entry: str, line: str) -> bool:
    """Whether a line without a mark goes on with an entry: set in further, or the entry is torn."""
    return _indent(line) > _indent(entry) or not _complete(entry)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _complete(entry: str) -> bool:
    if re.search(r"[-/&,:;]\s*$", entry):
        return False
    body = _clean(_unmarked(entry))
    return bool(_DATED.fullmatch(body)) and bool(_ENDS.search(body) or doi.normalise(entry).value)


def _clean(text: str) -> str:
    """One line, plain spaces and hyphens, composed letters, nothing unseen."""
    seen = "".join(c for c in normalize("NFC", text) if category(c) != "Cf")
    return re.sub(r"\s+", " ", seen.translate(_DASHES)).strip()


def _reference(line: int, raw: str) -> Reference:
    entry = _unmarked(raw)
    clean = _clean(entry)
    found = doi.normalise(entry).value
    url = None if found else _URL.search(clean)
    body = doi.without_labels(_ADDRESS.sub("", clean)).rstrip(" .,:;-")
    body = _ACCESSED.sub("", body).rstrip(" .,:;-")
    dated = _DATED.fullmatch(body)
    authors = dated["authors"] if dated else ""
    names = tuple(_authors(authors))
    return Reference(
        line=line,
        raw=raw,
        authors=names,
        authors_complete=bool(names) and not _ELISION.search(authors),
        year=int(dated["year"]) if dated and dated["year"].isdigit() else None,
        doi=found,
        url=url[0].rstrip(").,;") + ("..." if url[0].endswith("...") else "") if url else None,
        **_rest(dated["rest"] if dated else body, in_journal=found is not None),
    )


def _authors(text: str) -> Iterator[str]:
    plain = _ELISION.sub(", ", text.replace("&", ", "))
    plain = re.sub(r"(?:,\s*)+", ", ", plain).strip(" ,")
    place = 0
    while match := _AUTHOR.match(plain, place):
        initials = re.findall(r"[^\W\d_]{1,2}\.-?|Jr\.|Sr\.|I{2,3}", match["given"])
        given = " ".join(initials).replace("- ", "-")
        yield f"{match['family'].strip()}, {given}"
        place = match.end()
    if rest := plain[place:].strip(" .,"):
        yield rest


def _rest(text: str, *, in_journal: bool) -> dict[str, str]:
    """Takes apart what follows the year; what has a DOI stands in a journal or series."""
    if match := _IN_JOURNAL.fullmatch(text):
        parts = {name: part for name, part in match.groupdict().items() if part}
        if "pages" in parts:
            parts["pages"] = parts["pages"].replace(" ", "")
        return {**parts, "title": parts["title"].rstrip(".")}
    if match := _TWO_PARTS.fullmatch(text):
        place = "container" if in_journal and ":" not in match["second"] else "publisher"
        return {"title": match["title"].rstrip("."), place: match["second"]}
    return {"title": text}


def _disagreements(reference: Reference, work: Work) -> Iterator[Disagreement]:
    citation = work.citation
    pairs = {
        "year": (reference.year and str(reference.year), citation.year and str(citation.year)),
        "title": (reference.title, citation.title),
        "container": (reference.container, citation.container),
        "volume": (reference.volume, citation.volume),
        "issue": (reference.issue, citation.issue),
        "pages": (reference.pages, citation.pages),
        "publisher": (reference.publisher, citation.publisher),
        "doi": (reference.doi, citation.doi),
        "isbn_or_url": (reference.url, citation.isbn_or_url),
    }
    if not _same_authors(reference, citation.authors):
        theirs, ours = "; ".join(reference.authors), "; ".join(citation.authors)
        yield Disagreement(reference, work.id, "authors", theirs, ours)
    for field, (there, here) in pairs.items():
        cut_off = there and there.endswith("...") and (here or "").startswith(there[:-3])
        if there and not cut_off and _bare(there) != _bare(here or ""):
            yield Disagreement(reference, work.id, field, there, here or None)


def _same_authors(reference: Reference, authors: Sequence[str]) -> bool:
    """Whether the same people stand in the same order, given names by their first letter."""
    theirs, ours = [*map(_person, reference.authors)], [*map(_person, authors)]
    if not reference.authors_complete and len(ours) > len(theirs) > 1:
        ours = [*ours[: len(theirs) - 1], ours[-1]]
    return len(theirs) == len(ours) and all(map(_same_person, theirs, ours))


def _same_person(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return one[0] == other[0] and (one[1] == other[1] or not one[1] or not other[1])


def _person(author: str) -> tuple[str, str]:
    """Family name and first letter of the given name, both bare."""
    return _family(author), _bare(author.partition(",")[2])[:1]


def _family(author: str) -> str:
    return _bare(author.partition(",")[0])


def _bare(text: str) -> str:
    """Only letters, digits and single spaces, in lower case, numbers without leading zeros."""
    plain = normalize("NFKD", text.translate(_QUOTES).translate(_DASHES)).casefold()
    words = re.findall(r"[^\W_]+", "".join(c for c in plain if not category(c).startswith("M")))
    return " ".join(word.lstrip("0") or "0" for word in words)
