"""What interfaces over the search index are answered from, and the JSON that they answer with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import blake2b

from flask import Response, request
from pyoxigraph import Store

from peerprov.errors import PeerError
from peerprov.graph.search import Indexes, SearchIndex
from peerprov.server.problems import problem
from peerprov.server.versions import Versions, current_version


@dataclass(frozen=True, slots=True)
class Served:
    """A version, and where it is served.

    Attributes:
        number: of the version.
        store: that version, opened read-only.
        root: address of this server as callers know it, ending in a slash.
        indexes: keeps the search index.
    """

    number: int
    store: Store
    root: str
    indexes: Indexes

    @property
    def index(self) -> SearchIndex:
        """The search index of the version, made when it is first used."""
        return self.indexes.of(self.number, self.store)


class Searched:
    """Opens the version served, with every request."""

    def __init__(self, versions: Versions, base_url: str, indexes: Indexes | None = None) -> None:
        """Takes where versions come from.

        Args:
            versions: asked with every request.
            base_url: public address of the server; if empty, the one that a caller uses.
            indexes: keeps the search index; give the same to all that search.
        """
        self._versions = versions
        self._base_url = base_url
        self._indexes = indexes or Indexes()

    def open(self) -> Served:
        """Opens the version served; raises `Missing` where nothing is published."""
        number = current_version(self._versions).number
        store = self._versions.store(number)
        root = f"{self._base_url.rstrip('/')}/" if self._base_url else request.url_root
        return Served(number, store, root, self._indexes)


def plain_json(served: Served, value: object, content_type: str = "application/json") -> Response:
    """Makes a JSON response that can be revalidated."""
    body = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
    response = Response(body, content_type=content_type)
    response.set_etag(blake2b(body, digest_size=12).hexdigest())
    label(served, response)
    response.make_conditional(request)
    return response


def label(served: Served, response: Response) -> Response:
    """Says which version an answer was made of."""
    response.headers["PeerProv-Version"] = str(served.number)
    response.headers["Cache-Control"] = "no-cache"
    return response


def refused(error: PeerError) -> Response:
    """Makes the problem document, or page, of an error."""
    request_id = request.environ.get("peerprov.request_id", "-")
    reply = problem(error, request.headers.get("Accept", ""), request_id)
    body = reply.body if isinstance(reply.body, bytes) else b"".join(reply.body)
    return Response(body, reply.status, reply.headers)


def open_to_all(response: Response) -> Response:
    """Lets pages of other sites read every answer, errors too."""
    response.headers.setdefault("Access-Control-Allow-Origin", "*")
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET")
        response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
    return response
