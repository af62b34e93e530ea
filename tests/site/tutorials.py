"""Runs the commands of the tutorials, and renews what they printed: ``make tutorials``."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from tests.site.browser import serving

from peerprov.server.site.tutorials import ADDRESS, FOLDER, NAMES, console, source

BLOCK = re.compile(r"^```(console|python)\n(.*?)^```\n(?:\n```output\n(.*?)^```\n)?", re.M | re.S)
SECONDS = 60

Run = Callable[[str, str], str]


def renewed(text: str, run: Run) -> str:
    """The text of a tutorial with what its commands print now."""

    def block(found: re.Match[str]) -> str:
        kind, code = found[1], found[2]
        if kind == "python":
            return f"```python\n{code}```\n\n```output\n{run(kind, code)}\n```\n"
        told = [
            "$ " + each.code.replace("\n", "\n> ") + "\n" + run(kind, each.code)
            for each in console(code)
        ]
        return "```console\n" + "\n".join(told).rstrip("\n") + "\n```\n"

    return BLOCK.sub(block, text)


def runner(address: str, data: Path, folder: Path) -> Run:
    """Runs code in a folder of its own, with the server at ``address`` and ``data`` beside it."""
    (folder / "data").symlink_to(data)
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"

    def run(kind: str, code: str) -> str:
        here = code.replace(ADDRESS, address)
        command = ["bash", "-c", here] if kind == "console" else [sys.executable, "-c", here]
        done = subprocess.run(
            command,
            cwd=folder,
            env={"PATH": path, "LANG": "C.UTF-8", "COLUMNS": "100"},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        told = done.stdout + (done.stderr if kind == "console" else "")
        assert kind == "console" or done.returncode == 0, done.stderr
        return told.replace(address, ADDRESS).replace("\r\n", "\n").strip("\n")

    return run


def renew(app: Flask, data: Path) -> None:
    """Writes the tutorials anew."""
    with serving(app) as address, tempfile.TemporaryDirectory() as folder:
        run = runner(address, data, Path(folder))
        for name in NAMES:
            (FOLDER / f"{name}.md").write_text(renewed(source(name), run), encoding="utf-8")


def main() -> None:
    """Builds the graph, serves it, and renews what the commands print."""
    from peerprov.graph.build import build
    from peerprov.server.app import create_app
    from peerprov.server.cli.build import publications
    from peerprov.server.settings import Settings

    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        build(data, publications=publications)
        app = create_app(Settings(data=data, request_log=False))
        renew(app, data)
        app.extensions["peerprov"].pool.close()


if __name__ == "__main__":
    main()
