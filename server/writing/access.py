"""Who may write what: told from the token that a request shows."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from peerprov.errors import PeerError, Refused
from peerprov.graph.writing.request import ANY_GRAPH
from peerprov.server.exchange import Environ
from peerprov.server.writing.tokens import Tokens

ANYBODY = "anybody on this machine"


class Unauthorised(PeerError):
    """No token, or none that holds (401)."""

    def __init__(self, what: str, error: str = "") -> None:
        """Says what is missing; ``error`` is the code of RFC 6750, where a token was shown."""
        super().__init__(what)
        self.challenge = 'Bearer realm="peerprov"' + (f', error="{error}"' if error else "")


@dataclass(frozen=True, slots=True)
class Grant:
    """What a caller may do.

    Attributes:
        name: who writes, for the log.
        scopes: which graphs.
    """

    name: str
    scopes: tuple[str, ...]


class Access:
    """Judges requests to write."""

    def __init__(self, tokens: Tokens, open_to_all: bool) -> None:
        """Asks for tokens, unless the service is open to all who reach it."""
        self._tokens = tokens
        self._open = open_to_all

    def grant(self, environ: Environ) -> Grant:
        """Tells what a caller may write.

        Raises:
            Unauthorised: no token, or a wrong one, or one whose time is over.
            Refused: a page of another site writes through somebody's browser.
        """
        if self._open:
            _refuse_other_sites(environ)
            return Grant(ANYBODY, (ANY_GRAPH,))
        secret = _shown(environ.get("HTTP_AUTHORIZATION", ""))
        if not secret:
            how = "Show a token: Authorization: Bearer ..."
            if not self._tokens.all():
                how = "Writing is off here until a token is made: peerprov token create"
            raise Unauthorised(how)
        token = self._tokens.find(secret)
        if token is None or token.expired:
            what = "This token is not known" if token is None else "This token has expired"
            raise Unauthorised(f"{what}; ask the operator for another", "invalid_token")
        return Grant(token.name, token.scopes)


def _shown(authorization: str) -> str:
    """Reads a token: as Bearer, or as the password of Basic, for clients that know only that."""
    scheme, _, value = authorization.strip().partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


def _refuse_other_sites(environ: Environ) -> None:
    """Where no token is asked for, a browser must not be made to write by some page."""
    site = environ.get("HTTP_SEC_FETCH_SITE", "")
    origin = environ.get("HTTP_ORIGIN", "")
    own = f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST', '')}"
    if site in ("cross-site", "same-site") or (origin and origin != own):
        raise Refused("Pages of other sites may not write here")
