"""Pages kept hot: a version never changes, so a page made of it holds until another is served."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, g, request

from peerprov.server.hot import HotAnswers, Kept
from peerprov.server.versions import Versions

LIMIT_BYTES: Final = 16 << 20
"""Memory of a web process for pages."""


def keep_pages(site: Blueprint, versions: Versions, limit_bytes: int = LIMIT_BYTES) -> None:
    """Lets a blueprint answer again what it has answered of the same version.

    Kept are answers to GET with status 200 that name their version and have an ETag; the address
    with its parameters, the host and what is accepted tell them apart.
    """
    hot = HotAnswers(limit_bytes)

    @site.before_request
    def kept() -> Response | None:
        version = versions.current()
        if version is None or request.method not in ("GET", "HEAD"):
            return None
        g.hot_key = (request.full_path, request.host_url, request.headers.get("Accept", ""))
        found = hot.get(version.number, g.hot_key)
        if found is None:
            return None
        g.hot_key = None
        response = Response(found.body, headers=list(found.headers))
        response.make_conditional(request)
        return response

    @site.after_request
    def keep(response: Response) -> Response:
        number, etag = response.headers.get("PeerProv-Version", ""), response.headers.get("ETag")
        whole = response.status_code == 200 and not response.is_streamed
        if g.get("hot_key") and whole and etag and number.isdigit() and request.method == "GET":
            headers = [pair for pair in response.headers if pair[0] != "Content-Length"]
            kept = Kept("200 OK", headers, response.get_data(), etag)
            hot.put(int(number), g.hot_key, kept)
        return response
