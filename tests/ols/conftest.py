"""The application over the real graph: in process, and behind a real socket."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from peerprov.graph.build import Build
from peerprov.server.app import create_app
from peerprov.server.settings import Settings
from peerprov.server.versions import StoredVersions


@pytest.fixture(scope="session")
def app(data: Path, built: Build) -> Iterator[Flask]:
    assert built.version.number == 1
    made = create_app(Settings(data=data, request_log=False, executors=0), StoredVersions(data))
    yield made
    made.extensions["peerprov"].pool.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def address(app: Flask) -> Iterator[str]:
    """Address of a running server, without a slash at its end."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
