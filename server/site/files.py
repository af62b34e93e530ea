"""The addresses of style sheets and scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from flask import Blueprint, Response, request

from peerprov.errors import Missing
from peerprov.server.site.assets import TYPES, asset

SPLIT: Final = "dist/part-"
"""Parts of scripts that the bundler names by what they hold; see ``server/ui/build.mjs``."""
_YEAR: Final = 31_536_000


def add_files(blueprint: Blueprint) -> None:
    """Adds ``/static/…``."""

    @blueprint.get("/static/<path:name>")
    def static(name: str) -> Response:
        found = asset(name)
        if found is None:
            raise Missing("There is no such file")
        response = Response(found.body, content_type=TYPES[Path(name).suffix])
        lasting = request.args.get("v") == found.digest or name.startswith(SPLIT)
        response.headers["Cache-Control"] = (
            f"public, max-age={_YEAR}, immutable" if lasting else "no-cache"
        )
        response.set_etag(found.digest)
        response.make_conditional(request)
        return response
