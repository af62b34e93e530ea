"""The application on a port of its own, and where the browser and its tools are."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from flask import Flask

UI = Path(__file__).parents[2] / "server" / "ui"
AXE = UI / "node_modules" / "axe-core" / "axe.min.js"
DIST = Path(__file__).parents[2] / "server" / "static" / "dist"


def chromium() -> str | None:
    """The browser to use: ``PEERPROV_CHROMIUM``, or Debian's; None where there is none."""
    return os.environ.get("PEERPROV_CHROMIUM") or shutil.which("chromium")


def lacking() -> str:
    """Says what tests in a browser lack here; empty where they can run."""
    if find_spec("playwright") is None:
        return "Playwright is not installed"
    if chromium() is None:
        return "there is no Chromium here"
    if not AXE.exists() or not (DIST / "site.js").exists():
        return "the scripts are not built: npm ci && npm run build"
    return ""


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serves an application on a free port; gives its address without a slash at the end."""
    from werkzeug.serving import make_server
    from werkzeug.wsgi import get_input_stream

    def limited(environ: dict[str, Any], start_response: Any) -> Any:
        """Ends the body where its length says; this small server leaves that to applications."""
        environ["wsgi.input"] = get_input_stream(environ)
        return app(environ, start_response)

    server = make_server("127.0.0.1", 0, limited, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
