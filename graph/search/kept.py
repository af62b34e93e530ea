"""The index of the version that is served, made once and let go when another is published."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from peerprov.graph.search.index import SearchIndex

if TYPE_CHECKING:
    from pyoxigraph import Store


class Indexes:
    """Keeps the index of one version; one thread builds while others wait for it."""

    def __init__(self) -> None:
        """Keeps nothing yet."""
        self._lock = threading.Lock()
        self._kept: tuple[int, SearchIndex] | None = None

    def of(self, number: int, store: Store) -> SearchIndex:
        """Gives the index of a version.

        Args:
            number: of the version; the numbers given to one keeper are of one data folder.
            store: that version.
        """
        kept = self._kept
        if kept is None or kept[0] != number:
            with self._lock:
                kept = self._kept
                if kept is None or kept[0] != number:
                    kept = self._kept = (number, SearchIndex.of(store))
        return kept[1]
