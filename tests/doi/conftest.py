"""The built version as a store, to ask what the answers should hold."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from peerprov.graph.store import Snapshot


@pytest.fixture(scope="session")
def store(snapshot: Snapshot) -> Store:
    return snapshot.store
