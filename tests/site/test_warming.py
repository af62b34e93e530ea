"""What pages keep of a version is there before somebody asks, for the next version too."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from flask import Flask

from peerprov.graph.build import Build
from peerprov.server.site.edition import Editions
from peerprov.server.site.warming import keep_warm, warm
from peerprov.server.versions import StoredVersions


def test_a_version_is_made_ready_by_itself(app: Flask, data: Path, built: Build) -> None:
    versions = StoredVersions(data)
    editions = Editions(versions)
    stop = threading.Event()
    thread = keep_warm(editions, versions, app.jinja_env, stop)
    end = time.monotonic() + 60
    while editions.ready() is None and time.monotonic() < end:
        time.sleep(0.05)

    stop.set()
    thread.join(60)
    edition = editions.ready()
    assert not thread.is_alive()
    assert edition is not None
    assert edition.number == built.version.number
    warm(edition)  # makes nothing twice
    assert edition is editions.current()
