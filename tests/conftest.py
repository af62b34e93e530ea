"""What all rooms' tests share: the real graph, built once a session, and the service over it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from peerprov.graph.build import Build, build
from peerprov.graph.store import Snapshot, VersionedStore
from peerprov.server.app import create_app
from peerprov.server.cli.build import publications
from peerprov.server.settings import Settings


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the graph of the tables and works as they are; do not write to it."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def built(data: Path) -> Build:
    """The build that filled :func:`data`."""
    return build(data, publications=publications)


@pytest.fixture(scope="session")
def snapshot(data: Path, built: Build) -> Iterator[Snapshot]:
    """The built version, open for reading."""
    assert built.changed
    versions = VersionedStore(data)
    yield versions.open()
    versions.close()


@pytest.fixture(scope="session")
def app(data: Path, built: Build) -> Iterator[Flask]:
    """The application over the built version, without executors of its own."""
    assert built.version.number == 1
    made = create_app(Settings(data=data, request_log=False, executors=0))
    yield made
    made.extensions["peerprov"].pool.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Asks the application in process."""
    return app.test_client()


@pytest.fixture(scope="session")
def address(app: Flask) -> Iterator[str]:
    """Address of the application behind a real socket, without a slash at its end."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
