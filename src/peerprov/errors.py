"""The errors that PeerProv raises on purpose; each says what, where, what was expected, what to do.

::

    PeerError
    ├── BadInput            what was given breaks a rule; carries one Fault or more
    │   ├── BadQuery        a SPARQL text that does not parse or asks for what is not there
    │   ├── BadDocument     an RDF document that does not parse
    │   ├── DoesNotConform  data that the shapes or the reasoner refuse
    │   ├── TooLarge
    │   └── TooDeep
    ├── Refused             well formed, but not allowed
    │   └── ServiceDisabled SERVICE or LOAD towards a host that is not on the list
    ├── Conflict            the state has moved on since the caller looked
    ├── Missing             nothing is known under that name
    └── Unavailable         not now
        ├── TimedOut
        ├── OutOfMemory
        ├── Crashed
        ├── ServiceFailed   another service, asked by SERVICE or LOAD, did not answer as it should
        ├── DiskFull
        └── StoreFailed
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with an input.

    Attributes:
        what: what is wrong, naming the value.
        file: path relative to the project, or the name under which the input came.
        line: 1-based line (for tables the same as the row, the header being line 1), or None.
        column: 1-based column of a text, or None.
        field: the table column or the path of a field (``findings/f03/locator``), or None.
        expected: what would have been right.
        repair: what to do next.
    """

    what: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    field: str | None = None
    expected: str | None = None
    repair: str | None = None

    def __str__(self) -> str:
        place = ":".join(
            str(part) for part in (self.file, self.line, self.column) if part is not None
        )
        text = f"{place}: " if place else ""
        text += f"{self.field}: " if self.field else ""
        text += self.what
        text += f"; expected {self.expected}" if self.expected else ""
        return text + (f". {self.repair}" if self.repair else "")


class PeerError(Exception):
    """Whatever PeerProv refuses or cannot do, said for people."""


class BadInput(PeerError):
    """What was given breaks a rule."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))

    @classmethod
    def of(cls, faults: Iterable[Fault]) -> BadInput:
        """Makes one error of many faults, sorted by place."""
        return cls(
            *sorted(faults, key=lambda f: (f.file or "", f.line or 0, f.column or 0, f.what))
        )


class BadQuery(BadInput):
    """A SPARQL text that does not parse, or that asks for a thing that is not there."""


class BadDocument(BadInput):
    """An RDF document that does not parse."""


class DoesNotConform(BadInput):
    """Data that the shapes or the reasoner refuse."""


class TooLarge(BadInput):
    """An input over a size limit."""


class TooDeep(BadInput):
    """An input nested deeper than a limit."""


class Refused(PeerError):
    """Well formed, but not allowed."""


class ServiceDisabled(Refused):
    """SERVICE or LOAD towards a host that is not on the allow-list."""


class Conflict(PeerError):
    """The state has moved on since the caller looked."""


class Missing(PeerError):
    """Nothing is known under that name."""


class Unavailable(PeerError):
    """Not now; the same request may succeed later."""


class TimedOut(Unavailable):
    """Work that passed its deadline and was stopped."""


class OutOfMemory(Unavailable):
    """Work that passed its memory limit and was stopped."""


class Crashed(Unavailable):
    """Work whose process ended without an answer."""


class ServiceFailed(Unavailable):
    """Another service, asked by SERVICE or LOAD, did not answer as it should."""


class DiskFull(Unavailable):
    """No space left; nothing was written."""


class StoreFailed(Unavailable):
    """The store cannot be read or written as it is."""
