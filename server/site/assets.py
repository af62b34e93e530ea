"""Style sheets and scripts: served under addresses that change with their content."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final

from werkzeug.security import safe_join

STATIC: Final = Path(__file__).resolve().parent.parent / "static"
STYLE: Final = "site.css"
"""One style sheet, joined from the files of ``static/css`` in order of their names."""
TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is served.

    Attributes:
        name: path below ``/static/``.
        body: its bytes.
        digest: of the bytes, part of the address.
    """

    name: str
    body: bytes
    digest: str

    @property
    def address(self) -> str:
        """The address, which may be cached for ever."""
        return f"/static/{self.name}?v={self.digest}"


@functools.lru_cache(maxsize=64)
def asset(name: str) -> Asset | None:
    """Finds a file below ``server/static``; None where it is not there, such as not yet built."""
    if name == STYLE:
        parts = sorted((STATIC / "css").glob("*.css"))
        body = b"".join(part.read_bytes() for part in parts)
    else:
        path = safe_join(str(STATIC), name)
        if path is None or Path(path).suffix not in TYPES or not Path(path).is_file():
            return None
        body = Path(path).read_bytes()
    return Asset(name, body, blake2b(body, digest_size=6).hexdigest())


def address(name: str) -> str | None:
    """The address of a file, or None where it is not built."""
    found = asset(name)
    return found.address if found else None
