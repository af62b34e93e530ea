"""The whole application on the real graph, asked through Flask's client."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from tests.site.browser import chromium, serving

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


EXPECTED = ("Applying inline style violates", " Note that ")
"""The editor's column resizer tries to write a style of its own; our sheet holds its rules."""


@pytest.fixture(scope="session")
def root(app: Flask) -> Iterator[str]:
    """Address of the application on a port of its own."""
    with serving(app) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def allowed() -> list[str]:
    """Beginnings of messages that a test makes the browser write on purpose."""
    return [*EXPECTED]


@pytest.fixture
def page(browser: Any, allowed: list[str]) -> Iterator[Any]:
    """A page on a wide screen; whatever the browser complains of fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    made = context.new_page()
    complaints: list[str] = []
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    yield made
    assert [said for said in complaints if not said.startswith(tuple(allowed))] == []
    context.close()
