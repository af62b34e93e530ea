"""Many identifiers in one request, and an answer for each of them, in the order given."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pyoxigraph import NamedNode, Store

from peerprov.errors import BadInput, Fault, TooDeep, TooLarge
from peerprov.graph import doi
from peerprov.server.citations.read import find_by_doi, find_by_id, name_work
from peerprov.server.doi import address, table
from peerprov.server.exchange import UnsupportedBody

MOST_IDENTIFIERS: Final = 10_000
BODY_BYTES: Final = 4 << 20
LONGEST_SHOWN: Final = 300
COLUMNS: Final = (
    *("position", "given", "status", "doi", "work", "id", "label", "title", "page"),
    *("reason", "guess", "same_as"),
)

Answer = dict[str, object]


def read_identifiers(body: bytes, media_type: str) -> list[object]:
    """Reads the identifiers of a request: a JSON array, or lines of text.

    Raises:
        UnsupportedBody: the media type is neither.
        BadInput: the body is not what its media type says, or empty.
        TooDeep: JSON nested beyond reason.
        TooLarge: more than :data:`MOST_IDENTIFIERS`.
    """
    if media_type == "application/json":
        found = _from_json(body)
    elif media_type == "text/plain":
        found = [line.strip() for line in _decode(body).splitlines() if line.strip()]
    else:
        raise UnsupportedBody(
            f"A body of type {media_type or '(none)'!r} is not understood; send a JSON array of "
            "strings as application/json, or one identifier a line as text/plain"
        )
    if not found:
        raise BadInput(Fault("there are no identifiers in the body", expected="at least one"))
    if len(found) > MOST_IDENTIFIERS:
        raise TooLarge(
            Fault(
                f"there are {len(found):,} identifiers in the body",
                expected=f"at most {MOST_IDENTIFIERS:,}",
                repair="Send them in several requests",
            )
        )
    return found


def answers(store: Store, given: Iterable[object], root: str) -> Iterator[Answer]:
    """Yields an answer for each identifier: found, unknown, malformed or duplicate.

    A duplicate is what stands for the same DOI as an earlier one, however it is written; its
    ``same_as`` is the position of that one. Positions count from 1.
    """
    first: dict[str, int] = {}
    for position, each in enumerate(given, start=1):
        answer: Answer = {"position": position, "given": _shown(each)}
        yield answer | _answer(store, each, position, first, root)


def found_works(told: Sequence[Answer]) -> list[NamedNode]:
    """Gives the works that were found, in the order of the identifiers."""
    return [NamedNode(str(each["work"])) for each in told if each["status"] == "found"]


def summary(told: Iterable[Answer]) -> str:
    """Counts the answers by status, as the value of a header: ``found=2, unknown=1, ...``."""
    counts = dict.fromkeys(("found", "unknown", "malformed", "duplicate"), 0)
    for each in told:
        counts[str(each["status"])] += 1
    return ", ".join(f"{name}={count}" for name, count in counts.items())


def as_json(told: Iterable[Answer]) -> Iterator[bytes]:
    """Writes answers as a JSON array, one a line."""
    lead = "["
    for each in told:
        yield f"{lead}{json.dumps(each, ensure_ascii=False)}".encode("utf-8", "replace")
        lead = ",\n"
    yield b"]\n"


def as_lines(told: Iterable[Answer]) -> Iterator[bytes]:
    """Writes answers as JSON, one object a line."""
    for each in told:
        yield f"{json.dumps(each, ensure_ascii=False)}\n".encode("utf-8", "replace")


def as_csv(told: Iterable[Answer]) -> Iterator[bytes]:
    """Writes answers as CSV with the columns of :data:`COLUMNS`."""
    return table.write(told, COLUMNS)


def _answer(store: Store, each: object, position: int, first: dict[str, int], root: str) -> Answer:
    if not isinstance(each, str):
        return {"status": "malformed", "reason": f"it is {_kind(each)}, not a text"}
    read = doi.normalise(each)
    name = read.value or each.strip()
    node = find_by_doi(store, name) if read.value else find_by_id(store, name)
    if read.value is None and node is None:
        guess = {"guess": read.guess} if read.guess else {}
        return {"status": "malformed", "reason": read.reason, **guess}
    known = {"doi": read.value} if read.value else {}
    if name in first:
        return {"status": "duplicate", **known, "same_as": first[name]}
    first[name] = position
    work = name_work(store, node) if node else None
    if work is None:
        return {"status": "unknown", **known}
    return {
        "status": "found",
        **work.as_fields(),
        "page": root + address.work_path(work),
    }


def _from_json(body: bytes) -> list[object]:
    try:
        value = json.loads(_decode(body))
    except json.JSONDecodeError as error:
        raise BadInput(
            Fault(
                f"the body is not JSON: {error.msg}",
                line=error.lineno,
                column=error.colno,
                expected="an array of strings",
            )
        ) from None
    except RecursionError:
        raise TooDeep(Fault("the JSON is nested too deep", expected="an array of texts")) from None
    except ValueError:
        raise BadInput(
            Fault("the body holds a number with too many digits", expected="an array of strings")
        ) from None
    if not isinstance(value, list):
        raise BadInput(Fault(f"the body is {_kind(value)}", expected="an array of strings"))
    return value


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = f"the body is not UTF-8 at byte {error.start + 1}"
        raise BadInput(Fault(what, expected="UTF-8")) from None


def _kind(value: object) -> str:
    if value is None:
        return "null"
    names = {bool: "a boolean", int: "a number", float: "a number", list: "an array", str: "a text"}
    return names.get(type(value), "an object")


def _shown(each: object) -> str:
    text = each if isinstance(each, str) else json.dumps(each)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
