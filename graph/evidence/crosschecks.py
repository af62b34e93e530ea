"""Checks that one file alone, or one field alone, cannot answer; and of how text is written."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from peerprov.errors import Fault
from peerprov.graph import doi
from peerprov.graph.evidence import names
from peerprov.graph.evidence.identifiers import doi_fault
from peerprov.graph.evidence.record import Place, Record, shown

_WORK_ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*-[0-9]{4}[a-z]?(?:-[a-z0-9]+)*")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def text_faults(record: Record) -> Iterator[Fault]:
    """Finds text that is empty, not composed, has unseen characters or spaces at an end."""
    for place, text in _texts(record.data, ()):
        unseen = next((c for c in text if unicodedata.category(c) in _UNSEEN), None)
        if unseen is not None:
            what = f"the text holds the unseen character U+{ord(unseen):04X}"
            yield record.fault(place, what, repair="Take it out")
        elif not text.strip():
            yield record.fault(place, "the text is empty", repair="Fill it, or write null")
        elif text != text.strip():
            what = f"a space at an end of {shown(text)}"
            yield record.fault(place, what, repair="Take it out")
        elif not unicodedata.is_normalized("NFC", text):
            what = f"{shown(text)} has letters and their marks apart"
            expected = "composed letters (Unicode NFC)"
            yield record.fault(place, what, expected=expected, repair="Type the letters anew")


def work_faults(record: Record, known: Sequence[str]) -> Iterator[Fault]:
    """Checks what a work says of itself and of other works.

    Args:
        record: of a file that fits the schema.
        known: the ids of all works.
    """
    data, citation = record.data, record.data["citation"]
    if data["id"] != record.stem:
        what = f"the id {data['id']} differs from the name of the file"
        yield record.fault(("id",), what, repair=f"Write {record.stem}, or rename the file")
    if citation.get("doi") and not doi.is_canonical(citation["doi"]):
        yield doi_fault(record, ("citation", "doi"), citation["doi"])
    for number, author in enumerate(citation.get("corporate_authors", ())):
        if author not in citation["authors"]:
            place = ("citation", "corporate_authors", number)
            repair = "Write it as it stands among the authors"
            yield record.fault(place, f"{shown(author)} is none of the authors", repair=repair)
    for name in ("cited_by", "includes"):
        for number, other in enumerate(data[name]):
            yield from _other_work(record, (name, number), other, known)
    yield from _whole_numbers(record)


def finding_faults(record: Record, known: Sequence[str]) -> Iterator[Fault]:
    """Checks the fields of each finding against each other."""
    first: dict[str, int] = {}
    for number, finding in enumerate(record.data["findings"]):
        place = ("findings", number)
        line = record.line((*place, "id"))
        if finding["id"] in first:
            what = f"{finding['id']} stands here again (first in line {first[finding['id']]})"
            yield record.fault((*place, "id"), what, repair="Give it the next free number")
        first.setdefault(finding["id"], line)
        if re.search(r"\s\+\s", finding["concept"]):
            what = f"{shown(finding['concept'])} lumps ideas together"
            yield record.fault((*place, "concept"), what, repair="Split it: one finding, one idea")
        yield from _second_hand(record, (*place, "second_hand_from"), known)
        if finding.get("outcome"):
            yield from _outcome(record, (*place, "outcome"), finding["outcome"])


def shared_faults(records: Sequence[Record]) -> Iterator[Fault]:
    """Finds works that share a DOI, and journals or publishers spelt in two ways."""
    dois: dict[str, Record] = {}
    for record in records:
        written = record.data["citation"].get("doi")
        found = doi.normalise(written).value if written else None
        if found and found in dois:
            what = f"{found} is the DOI of {dois[found].stem} too"
            repair = "Look it up: one of the two is wrong, or the two files are one work"
            yield record.fault(("citation", "doi"), what, repair=repair)
        elif found:
            dois[found] = record
    for field in ("container", "publisher"):
        yield from _spellings(records, field)


def _spellings(records: Sequence[Record], field: str) -> Iterator[Fault]:
    spelt: dict[str, dict[str, Record]] = defaultdict(dict)
    for record in records:
        name = record.data["citation"].get(field)
        place = ("citation", field)
        if not name:
            continue
        slug = names.slug(name)
        others = [f"{shown(n)} in {r.stem}" for n, r in spelt[slug].items() if n != name]
        if not slug:
            yield record.fault(place, f"{shown(name)} has no letter or digit a to z, 0 to 9")
        elif others and name not in spelt[slug]:
            what = f"{shown(name)} and {others[0]} differ in spelling only"
            yield record.fault(place, what, repair="Spell both alike")
        spelt[slug].setdefault(name, record)


def _texts(value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item, (*place, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _texts(item, (*place, number))


def _other_work(record: Record, place: Place, other: str, known: Sequence[str]) -> Iterator[Fault]:
    if other == record.stem:
        yield record.fault(place, "a work stands in no list of its own", repair="Take it out")
    elif other not in known:
        near = difflib.get_close_matches(other, known, n=1)
        repair = f"Did you mean {near[0]}?" if near else f"Add {other}.yaml first"
        yield record.fault(place, f"{other} is no work of the graph", repair=repair)


def _second_hand(record: Record, place: Place, known: Sequence[str]) -> Iterator[Fault]:
    text = record.data["findings"][place[1]]["second_hand_from"] or ""
    for part in filter(_WORK_ID.fullmatch, re.split(r"[;,\s]+", text)):
        if part == record.stem:
            repair = "Write null: the claim was read in the work itself"
            yield record.fault(place, "the finding is second-hand from its own work", repair=repair)
        elif part not in known and part == text:
            yield from _other_work(record, place, part, known)


def _outcome(record: Record, place: Place, outcome: Mapping[str, Any]) -> Iterator[Fault]:
    kind, direction = outcome["comparator_kind"], outcome["direction"]
    if kind == "none" and outcome.get("comparator"):
        what = (
            f"comparator_kind is none, yet the comparator {shown(outcome['comparator'])} is named"
        )
        repair = "Name its kind, or write null for the comparator"
        yield record.fault((*place, "comparator_kind"), what, repair=repair)
    if kind == "none" and direction in ("no difference", "equivalent"):
        what = f"the direction is {direction}, which needs something compared with"
        repair = "Name the kind of comparator, or correct the direction"
        yield record.fault((*place, "comparator_kind"), what, repair=repair)
    estimate = outcome.get("effect_estimate") or {}
    low, high = estimate.get("ci_low"), estimate.get("ci_high")
    value = estimate.get("value")
    if low is None or high is None or value is None:
        return
    if low > high:
        what = f"the interval runs from {low} to {high}, the wrong way round"
        yield record.fault((*place, "effect_estimate", "ci_low"), what, repair="Swap the two")
    elif not low <= value <= high:
        what = f"the estimate {value} lies outside its interval {low} to {high}"
        repair = "Look the numbers up, with their signs"
        yield record.fault((*place, "effect_estimate", "value"), what, repair=repair)


def _whole_numbers(record: Record) -> Iterator[Fault]:
    """JSON Schema takes 12.0 for an integer; counts and years are written without a point."""
    data = record.data
    places: list[Place] = [("citation", "year"), ("methods", "included_studies")]
    places += [
        ("methods", "participants", n, "n") for n in range(len(data["methods"]["participants"]))
    ]
    places += [
        ("findings", number, "outcome", "effect_estimate", "n")
        for number, finding in enumerate(data["findings"])
        if finding.get("outcome", {}).get("effect_estimate")
    ]
    for place in places:
        value: Any = data
        for key in place[:-1]:
            value = value[key]
        if isinstance(value.get(place[-1]), float):
            what = f"{value[place[-1]]} stands here"
            yield record.fault(place, what, expected="a whole number without a point")
