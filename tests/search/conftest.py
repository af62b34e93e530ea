"""The index of the real graph, and one of a few made entries."""

from __future__ import annotations

import pytest

from peerprov.graph.search import Entry, Name, SearchIndex
from peerprov.graph.store import Snapshot


@pytest.fixture(scope="session")
def index(snapshot: Snapshot) -> SearchIndex:
    return SearchIndex.of(snapshot.store)


@pytest.fixture(scope="session")
def small() -> SearchIndex:
    return SearchIndex(
        [
            Entry("term", "http://x/1", "T_1", ("T:1",), (Name("role clarity", 1.0),), "Plain."),
            Entry("term", "http://x/2", "T_2", ("T:2",), (Name("stress", 1.0),), "role clarity"),
            Entry("term", "http://x/3", "T_3", ("T:3",), (Name("Größe", 1.0),), "<b>big</b> size"),
        ]
    )
