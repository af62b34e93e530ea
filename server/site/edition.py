"""What pages keep of a version: made once, used until another version is published."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from pyoxigraph import Store

from peerprov.graph.search import Indexes, SearchIndex
from peerprov.server.site.findings import MOST, Found, read_findings
from peerprov.server.site.terms import Terms, read_terms
from peerprov.server.site.works import Works, read_works
from peerprov.server.versions import Versions, current_version

Kept = TypeVar("Kept")


class Once(Generic[Kept]):
    """A value that is made when it is first asked for, by one thread while others wait."""

    def __init__(self, make: Callable[[], Kept]) -> None:
        """Takes what makes it."""
        self._make = make
        self._lock = threading.Lock()
        self._made: Kept | None = None

    def get(self) -> Kept:
        """Gives the value."""
        if self._made is None:
            with self._lock:
                if self._made is None:
                    self._made = self._make()
        return self._made


class Edition:
    """A version as the pages see it.

    Attributes:
        number: of the version.
        terms: all terms.
        works: all works.
    """

    def __init__(self, number: int, versions: Versions, indexes: Indexes) -> None:
        """Reads terms and works."""
        self.number = number
        self._indexes = indexes
        self._versions = versions
        self.terms: Terms = read_terms(self.store)
        self.works: Works = read_works(self.store, self.terms)
        self._kept: dict[str, Once[object]] = {}
        self._lock = threading.Lock()

    @property
    def store(self) -> Store:
        """The version, opened in this process."""
        return self._versions.store(self.number)

    @property
    def index(self) -> SearchIndex:
        """The search index of the version, made when it is first used."""
        return self._indexes.of(self.number, self.store)

    def findings(self, named: Iterable[str], most: int = MOST) -> Found:
        """Reads findings by IRI; see `peerprov.server.site.findings.read_findings`."""
        return read_findings(self.store, self.terms, self.works, named, most)

    def keep(self, name: str, make: Callable[[Edition], Kept]) -> Kept:
        """Gives what a page has made of this version before, or lets it be made."""
        with self._lock:
            once = self._kept.setdefault(name, Once(lambda: make(self)))
        return once.get()  # type: ignore[return-value]


class Editions:
    """The edition of the current version."""

    def __init__(self, versions: Versions, indexes: Indexes | None = None) -> None:
        """Makes an edition when one is asked for; ``indexes`` keeps its search index."""
        self._versions = versions
        self._indexes = indexes or Indexes()
        self._lock = threading.Lock()
        self._edition: Edition | None = None

    def current(self) -> Edition:
        """The edition of the version served; raises `Missing` where nothing is published."""
        number = current_version(self._versions).number
        edition = self._edition
        if edition is None or edition.number != number:
            with self._lock:
                edition = self._edition
                if edition is None or edition.number != number:
                    edition = self._edition = Edition(number, self._versions, self._indexes)
        return edition

    def ready(self) -> Edition | None:
        """The edition that has been made last, if any; does not look which version is served."""
        return self._edition
