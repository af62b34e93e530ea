"""The addresses of the Ontology Lookup Service: ``/api`` with v1 and ``/api/v2``."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from flask import Blueprint, Response, request

from peerprov.errors import PeerError
from peerprov.server import searched
from peerprov.server.ols.browse import BROWSE
from peerprov.server.ols.entity import Ontology
from peerprov.server.ols.modern import MODERN
from peerprov.server.ols.paging import Json
from peerprov.server.ols.read import read_ontology
from peerprov.server.ols.request import Asked
from peerprov.server.problems import status_of
from peerprov.server.searched import Searched, Served
from peerprov.server.versions import Versions

View = Callable[..., object]


def ols_blueprint(versions: Versions, base_url: str = "") -> Blueprint:
    """Makes the blueprint of the OLS-compatible interface.

    Args:
        versions: where the current version comes from, with every request.
        base_url: public address of the server; by default the one that a caller uses.
    """
    opened = Searched(versions, base_url)
    kept = _Kept()

    def view(show: View) -> Callable[..., Response]:
        def answer(**parts: str) -> Response:
            served = opened.open()
            asked = Asked(kept.of(served), f"{served.root}api/", request.args, request.path)
            return searched.plain_json(served, show(asked, **parts))

        return answer

    made = Blueprint("ols", __name__)
    made.register_error_handler(PeerError, _refused)
    made.after_request(searched.open_to_all)
    for number, (rule, show) in enumerate((BROWSE | MODERN).items()):
        made.add_url_rule(
            f"/api{rule}", f"get-{number}", view(show), merge_slashes=False, strict_slashes=False
        )
    return made


class _Kept:
    """The ontology of the version served, read once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[int, Ontology] | None = None

    def of(self, served: Served) -> Ontology:
        kept = self._kept
        if kept is None or kept[0] != served.number:
            with self._lock:
                kept = self._kept
                if kept is None or kept[0] != served.number:
                    kept = self._kept = served.number, read_ontology(served.store, served.number)
        return kept[1]


def _refused(error: PeerError) -> Response:
    """An error as this interface has it: ``status``, ``error``, ``message``, ``path``."""
    status, title = status_of(error)
    told: Json = {
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "status": status,
        "error": title,
        "message": str(error),
        "path": request.path,
    }
    body = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
    return Response(body, status, content_type="application/json")
