"""A release of the published tables and works, made once a session."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from peerprov.graph.release.release import Release, release
from peerprov.server.cli.answers import answers
from peerprov.server.cli.build import publications

DAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the release of the session lies; do not write to it."""
    return tmp_path_factory.mktemp("releases")


@pytest.fixture(scope="session")
def released(out: Path) -> Release:
    return release(out, DAY, answers, publications)
