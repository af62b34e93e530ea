"""The application over the real graph, and its description."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from peerprov.graph.build import Build
from peerprov.server.app import create_app
from peerprov.server.settings import Settings


@pytest.fixture(scope="session")
def app(data: Path, built: Build) -> Iterator[Flask]:
    assert built.version.number == 1
    made = create_app(Settings(data=data, request_log=False, executors=0))
    yield made
    made.extensions["peerprov"].pool.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def described(app: Flask) -> dict[str, Any]:
    """The OpenAPI document."""
    found: dict[str, Any] = app.test_client().get("/openapi.json").get_json()
    return found
