"""The responses that carry pages."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from flask import Response, current_app, request

from peerprov.server.policy import CSP
from peerprov.server.site.edition import Edition


def page(template: str, edition: Edition, here: str = "", **values: Any) -> Response:
    """Makes the response of a page.

    Args:
        template: below ``server/templates``.
        edition: what it is made of.
        here: item of the navigation that the page belongs to.
        values: for the template.
    """
    filled = current_app.jinja_env.get_template(template).render(here=here, **values)
    response = Response(filled.encode("utf-8", "replace"), mimetype="text/html")
    return label(response, edition)


def label(response: Response, edition: Edition) -> Response:
    """Adds what lets answers be cached and revalidated: version, ETag, Vary."""
    digest = blake2b(response.get_data(), digest_size=12).hexdigest()
    response.set_etag(digest)
    response.headers["PeerProv-Version"] = str(edition.number)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Security-Policy"] = CSP
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    response.vary.add("Accept")
    response.make_conditional(request)
    return response
