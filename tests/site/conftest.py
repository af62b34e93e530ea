"""The whole application on the real graph, asked through Flask's client."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from peerprov.graph.build import Build
from peerprov.server.app import create_app
from peerprov.server.settings import Settings
from peerprov.server.site.edition import Edition, Editions


@pytest.fixture(scope="session")
def app(data: Path, built: Build) -> Iterator[Flask]:
    made = create_app(Settings(data=data, request_log=False))
    yield made
    made.extensions["peerprov"].pool.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def edition(app: Flask) -> Edition:
    return Editions(app.extensions["peerprov"].versions).current()
