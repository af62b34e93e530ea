"""The service in a real browser: granian-free, on a port of its own, driven by Playwright."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

UI = Path(__file__).parents[2] / "server" / "ui"
AXE = UI / "node_modules" / "axe-core" / "axe.min.js"
DIST = Path(__file__).parents[2] / "server" / "static" / "dist"


def chromium() -> str | None:
    """The browser to use: ``PEERPROV_CHROMIUM``, or Debian's; None where there is none."""
    return os.environ.get("PEERPROV_CHROMIUM") or shutil.which("chromium")


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serves an application on a free port; gives its address without a slash at the end."""
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
