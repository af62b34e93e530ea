"""Starting the service: granian with web processes, each with its own executors."""

from __future__ import annotations

import functools
import http.client
import multiprocessing
import os
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from peerprov.errors import Conflict
from peerprov.server.settings import Settings

if TYPE_CHECKING:
    from flask import Flask

DRAIN_SECONDS = 10
HEADER_MILLISECONDS = 10_000
START_SECONDS = 60.0


def run(settings: Settings, say: Callable[[str], object] | None = None) -> None:
    """Serves until SIGTERM or SIGINT; requests under way are answered first.

    Args:
        settings: see `peerprov.server.settings`; port 0 takes a free one.
        say: is given the URL, once the service answers; by default it goes to standard output.

    Raises:
        Conflict: the port is taken.
    """
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels
    from granian.server import Server

    # this process has threads when it replaces a web process: a fork could inherit a held lock
    multiprocessing.set_start_method("spawn", force=True)
    port = _free_port(settings.host, settings.port)
    shared = Path(tempfile.mkdtemp(prefix="peerprov-"))
    server = Server(
        "peerprov",
        address=settings.host,
        port=port,
        interface=Interfaces.WSGI,
        workers=max(1, settings.workers),
        blocking_threads=max(1, settings.threads),
        backpressure=max(1, settings.connections),
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS),
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=DRAIN_SECONDS,
        process_name=None,
    )
    announce = say or (lambda url: sys.stdout.write(f"{url}\n") and sys.stdout.flush())
    threading.Thread(target=_announce, args=(settings.host, port, announce), daemon=True).start()
    try:
        server.serve(target_loader=functools.partial(_worker, settings, shared), wrap_loader=False)
    finally:
        shutil.rmtree(shared, ignore_errors=True)


def _worker(settings: Settings, shared: Path) -> Flask:
    """Makes the application in a web process."""
    from peerprov.server.app import create_app

    app = create_app(settings, shared=shared)
    _warm(app)
    return app


def _warm(app: Flask) -> None:
    """Asks for a page once, so that no caller waits for imports; keeps pages ready."""
    from peerprov.server.site.warming import keep_warm

    app.test_client().get("/health/live")
    parts = app.extensions["peerprov"]
    keep_warm(parts.editions, parts.versions, app.jinja_env)


def _free_port(host: str, port: int) -> int:
    """Checks that nobody listens on a port; web processes share it, so another could join in."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Conflict(
                f"{host}:{port} cannot be used: {os.strerror(error.errno or 0)}. "
                "Stop what listens there, or choose another port."
            ) from None
        chosen: int = probe.getsockname()[1]
        return chosen


def _announce(host: str, port: int, say: Callable[[str], object]) -> None:
    target = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        connection = http.client.HTTPConnection(target, port, timeout=5)
        try:
            connection.request("GET", "/health/live")
            if connection.getresponse().status == 200:
                shown = f"[{target}]" if ":" in target else target
                say(f"http://{shown}:{port}/")
                return
        except OSError:
            time.sleep(0.02)
        finally:
            connection.close()
    os.kill(os.getpid(), signal.SIGTERM)
