"""Pages made ready before somebody asks: what they keep of a version, read when it is published."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from peerprov.errors import PeerError
from peerprov.queries.catalogue import load
from peerprov.server.citations.read import read_works
from peerprov.server.doi.styles import styled
from peerprov.server.site.board import read_board
from peerprov.server.site.dependents import dependents
from peerprov.server.site.edition import Edition, Editions
from peerprov.server.site.history import read_history
from peerprov.server.site.home import read_home
from peerprov.server.site.model_page import read_model
from peerprov.server.site.reported import reported
from peerprov.server.site.search import Index
from peerprov.server.versions import Versions

if TYPE_CHECKING:
    from jinja2 import Environment

_PAUSE: Final = 0.01
SECONDS: Final = 0.5
"""Between two looks at which version is served; each is one ``stat``."""


def warm(edition: Edition) -> None:
    """Reads what the pages keep of a version."""
    load()
    edition.keep("board", read_board)
    edition.keep("home", read_home)
    edition.keep("search", Index)
    edition.keep("history", lambda each: read_history(each.store))
    edition.keep("model", lambda each: read_model(each.store))
    reported(edition)
    for term in edition.terms:
        dependents(edition, term)
        break


def _cite(edition: Edition) -> None:
    """Formats the citations that the pages of works show, with pauses for those who ask now."""
    nodes = (NamedNode(work.iri) for work in edition.works)
    for work in read_works(edition.store, nodes):
        styled(work, "")
        time.sleep(_PAUSE)


def keep_warm(
    editions: Editions,
    versions: Versions,
    environment: Environment,
    stop: threading.Event | None = None,
) -> threading.Thread:
    """Starts a thread that compiles the templates and then warms every version that is served.

    Args:
        editions: of the pages.
        versions: looked at every :data:`SECONDS`, first after as long.
        environment: of the templates.
        stop: ends the thread when it is set.
    """
    ended = stop or threading.Event()

    def work() -> None:
        last = 0
        while not ended.wait(SECONDS):
            if not last:
                _compile(environment)
            try:
                version = versions.current()
                if version is not None and version.number != last:
                    edition = editions.current()
                    warm(edition)
                    _cite(edition)
                    last = version.number
            except PeerError:
                pass  # who asks for a page is told; the next look may find it mended

    thread = threading.Thread(target=work, name="warming", daemon=True)
    thread.start()
    return thread


def _compile(environment: Environment) -> None:
    for name in environment.list_templates(extensions=["html", "xml", "svg"]):
        environment.get_template(name)
