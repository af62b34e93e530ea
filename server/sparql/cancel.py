"""Cancelling a query by the id its caller gave it (RDF4J's extension).

The request that cancels may reach another process than the one that runs the query, so what is
known of a query is a file: it is there while the query runs, and removing it stops the query.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from peerprov.errors import BadInput, Conflict, Fault, Missing

LONGEST_ID = 200


class Cancellations:
    """The queries under way that can be cancelled, in a folder shared by all processes."""

    def __init__(self, folder: Path | None) -> None:
        """Uses a folder that is there; without one, a folder of this process, made when needed."""
        self._given = folder

    @contextmanager
    def listed(self, request_id: str) -> Iterator[Callable[[], bool]]:
        """Lists a query while it runs; gives what says whether it has been cancelled.

        Raises:
            Conflict: another query with that id is under way.
        """
        path = self._path(request_id)
        try:
            path.touch(exist_ok=False)
        except FileExistsError:
            raise Conflict(f"A query with the id {request_id!r} is under way already") from None
        try:
            yield lambda: not path.exists()
        finally:
            path.unlink(missing_ok=True)

    def cancel(self, request_id: str) -> None:
        """Stops a query; raises `Missing` where none with that id runs."""
        try:
            self._path(request_id).unlink()
        except FileNotFoundError:
            raise Missing(f"No query with the id {request_id!r} is under way") from None

    def _folder(self) -> Path:
        if self._given is None:
            self._given = Path(tempfile.mkdtemp(prefix="peerprov-"))
        return self._given

    def _path(self, request_id: str) -> Path:
        if not 0 < len(request_id) <= LONGEST_ID:
            what = f"query-request-id has {len(request_id):,} characters"
            raise BadInput(Fault(what, expected=f"1 to {LONGEST_ID}"))
        return self._folder() / hashlib.sha256(request_id.encode("utf-8", "replace")).hexdigest()
