"""The search index as the search page uses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from peerprov.graph.build import Build
from peerprov.server.site.edition import Edition, Editions
from peerprov.server.site.search import KINDS, Index
from peerprov.server.versions import StoredVersions


@pytest.fixture(scope="module")
def edition(data: Path, built: Build) -> Edition:
    assert built.version.number == 1
    return Editions(StoredVersions(data)).current()


def test_hits_lead_to_pages_and_mark_what_was_found(edition: Edition) -> None:
    index = Index(edition)
    found = {kind: index.find("role ambiguty", kind) for kind in KINDS}

    assert found["term"][0].path == "/terms/PEERPROV_0002101"
    assert found["term"][0].also == "role ambiguity"
    assert found["finding"][0].path.rpartition("#")[2].startswith("f")
    assert "<mark>" in found["finding"][0].snippet
    assert index.find("Asad & Chreim 2016", "work")[0].path == "/doi/10.1007/s10597-015-9970-5"
    assert index.find("", "term") == []
