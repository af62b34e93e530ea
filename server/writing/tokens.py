"""The tokens that allow writing: random, shown once, kept as digests in the data folder.

A digest without salt or stretching is enough, because nobody can try out 256 random bits.
"""

from __future__ import annotations

import hmac
import json
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from peerprov.errors import BadInput, Conflict, Fault, Missing, StoreFailed
from peerprov.graph.store.durable import sync_directory
from peerprov.graph.store.lock import write_lock
from peerprov.graph.writing.request import ANY_GRAPH
from peerprov.namespaces import WORKSPACE

PREFIX = "ppw_"
"""What tokens begin with, so that they are recognised where they should not be."""
LOCK_SECONDS = 10.0

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}", re.ASCII)
_SCOPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~/-]{0,199}\*?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token.

    Attributes:
        name: who holds it; stands in the log of versions.
        scopes: IRIs of graphs, prefixes that end in ``*``, or ``*`` for all that may be written.
        digest: SHA-256 of the token.
        ending: its last four characters.
        created: UTC.
        expires: UTC, or None.
    """

    name: str
    scopes: tuple[str, ...]
    digest: str
    ending: str
    created: datetime
    expires: datetime | None

    @property
    def expired(self) -> bool:
        """Whether its time is over."""
        return self.expires is not None and self.expires <= datetime.now(UTC)


class Tokens:
    """The tokens of a data folder."""

    def __init__(self, data: Path) -> None:
        """Reads the folder when asked, not yet."""
        self._path = Path(data) / "tokens.json"
        self._seen: tuple[tuple[int, int, int], tuple[Token, ...]] | None = None

    def all(self) -> tuple[Token, ...]:
        """Lists the tokens by name; one ``stat`` when nothing changed.

        Raises:
            StoreFailed: the file is damaged.
        """
        try:
            found = os.stat(self._path)
        except FileNotFoundError:
            return ()
        signature = (found.st_ino, found.st_mtime_ns, found.st_size)
        if self._seen is None or self._seen[0] != signature:
            self._seen = (signature, self._read())
        return self._seen[1]

    def find(self, secret: str) -> Token | None:
        """Finds the token that a caller shows."""
        shown = _digest(secret)
        found = None
        for token in self.all():
            if hmac.compare_digest(token.digest, shown):
                found = token
        return found

    def create(
        self, name: str, scopes: Iterable[str], expires: datetime | None = None
    ) -> tuple[Token, str]:
        """Makes a token.

        Args:
            name: who holds it.
            scopes: names of workspaces such as ``alice``, prefixes such as ``alice/*``, IRIs of
                either, or ``*``.
            expires: when it ends, with a time zone.

        Returns:
            What is kept, and the token itself, which cannot be had again.

        Raises:
            BadInput: the name or a scope cannot be used.
            Conflict: there is a token of that name.
        """
        faults = [] if _NAME.fullmatch(name) else [_bad_name(name)]
        made, bad = _scopes(scopes)
        if faults or bad:
            raise BadInput(*faults, *bad)
        secret = f"{PREFIX}{secrets.token_urlsafe(32)}"
        now = datetime.now(UTC).replace(microsecond=0)
        token = Token(name, made, _digest(secret), secret[-4:], now, expires)
        with self._changing():
            if any(other.name == name for other in self.all()):
                raise Conflict(f"There is a token named {name} already; revoke it first")
            self._write((*self.all(), token))
        return token, secret

    def revoke(self, name: str) -> Token:
        """Removes a token; raises `Missing` where there is none of that name."""
        with self._changing():
            gone = [token for token in self.all() if token.name == name]
            if not gone:
                known = ", ".join(token.name for token in self.all()) or "none"
                raise Missing(f"There is no token named {name}; there is: {known}")
            self._write(token for token in self.all() if token.name != name)
        return gone[0]

    @contextmanager
    def _changing(self) -> Iterator[None]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with write_lock(self._path.with_suffix(".lock"), LOCK_SECONDS):
            self._seen = None
            yield

    def _read(self) -> tuple[Token, ...]:
        try:
            rows = json.loads(self._path.read_text(encoding="utf-8"))
            return tuple(sorted((_token(row) for row in rows), key=lambda token: token.name))
        except (ValueError, KeyError, TypeError) as error:
            what = f"The file {self._path.name} is damaged ({error})"
            raise StoreFailed(f"{what}. Remove it and make the tokens again.") from None

    def _write(self, tokens: Iterable[Token]) -> None:
        rows = [{**asdict(token), "created": _text(token.created)} for token in tokens]
        for row in rows:
            row["expires"] = _text(row["expires"])
        draft = self._path.with_suffix(f".{os.getpid()}.draft")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(rows, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)
        sync_directory(self._path.parent)
        self._seen = None


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()


def _token(row: dict[str, object]) -> Token:
    def moment(name: str) -> datetime | None:
        value = row[name]
        return None if value is None else datetime.fromisoformat(str(value))

    scopes = row["scopes"]
    created = moment("created")
    if not isinstance(scopes, list) or created is None:
        raise ValueError("a token without scopes or date")
    made = tuple(str(scope) for scope in scopes)
    name, digest, ending = (str(row[field]) for field in ("name", "digest", "ending"))
    return Token(name, made, digest, ending, created, moment("expires"))


def _bad_name(name: str) -> Fault:
    expected = "letters, digits, dots, hyphens and @, up to 64"
    return Fault(f"{name!r} cannot name a token", field="name", expected=expected)


def _scopes(scopes: Iterable[str]) -> tuple[tuple[str, ...], list[Fault]]:
    made, faults = [], []
    for scope in scopes:
        local = scope.removeprefix(WORKSPACE)
        if scope == ANY_GRAPH:
            made.append(ANY_GRAPH)
        elif _SCOPE.fullmatch(local) and ".." not in local:
            made.append(WORKSPACE + local)
        else:
            expected = f"a name, a prefix with *, or an IRI below {WORKSPACE}"
            faults.append(Fault(f"{scope!r} is no scope", field="scope", expected=expected))
    if not made and not faults:
        faults.append(Fault("A token needs a scope", field="scope", expected="such as alice"))
    return tuple(sorted(set(made))), faults
