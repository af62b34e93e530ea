"""The works of the real graph, as they are read and as they are coded."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from pyoxigraph import NamedNode, Store

from peerprov.graph.evidence.load import FOLDER
from peerprov.graph.store import Snapshot
from peerprov.server.citations.read import WORK_ID, read_works
from peerprov.server.citations.work import CitedWork


@pytest.fixture(scope="session")
def store(snapshot: Snapshot) -> Store:
    return snapshot.store


@pytest.fixture(scope="session")
def works(store: Store) -> dict[str, CitedWork]:
    nodes = {quad.subject for quad in store.quads_for_pattern(None, WORK_ID, None, None)}
    read = read_works(store, [node for node in nodes if isinstance(node, NamedNode)])
    return {work.id: work for work in sorted(read, key=lambda work: work.id)}


@pytest.fixture(scope="session")
def coded() -> dict[str, dict[str, Any]]:
    """Work id -> the citation of its YAML, read without any code of ours."""
    files = sorted(FOLDER.glob("*.yaml"))
    documents = [yaml.safe_load(file.read_text("utf-8")) for file in files]
    return {document["id"]: document["citation"] for document in documents}
