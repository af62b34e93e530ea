"""Takes the paths of entities apart: IRIs encoded twice, once or not at all, and what follows."""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote

RELATIVES: Final = (
    *("parents", "children", "ancestors", "descendants"),
    *("hierarchicalParents", "hierarchicalChildren"),
    *("hierarchicalAncestors", "hierarchicalDescendants"),
)
PARTS: Final = (*RELATIVES, "jstree", "graph", "types", "alltypes", "instances", "individuals")
_TREE: Final = "/jstree/children/"


def split(path: str) -> tuple[str, str]:
    """Gives the IRI of a path, decoded once already, and what follows it.

    >>> split("https%3A%2F%2Fw3id.org%2Fx/parents")
    ('https://w3id.org/x', 'parents')
    >>> split("https://w3id.org/x/parents")
    ('https://w3id.org/x', 'parents')
    >>> split("https%3A%2F%2Fw3id.org%2Fx/https%3A%2F%2Fw3id.org%2Fp")
    ('https://w3id.org/x', 'https://w3id.org/p')
    """
    path = path.rstrip("/")
    if "%3a" in path.lower():
        written, _, tail = path.partition("/")
        return unquote(written), unquote(tail)
    if _TREE in path:
        written, _, node = path.partition(_TREE)
        return _repaired(written), f"jstree/children/{node}"
    written, _, tail = path.rpartition("/")
    if written and tail in PARTS:
        return _repaired(written), tail
    return _repaired(path), ""


def _repaired(iri: str) -> str:
    """Gives back the slash that proxies take from ``https://``.

    >>> _repaired("https:/w3id.org/x")
    'https://w3id.org/x'
    """
    for scheme in ("https:/", "http:/"):
        if iri.startswith(scheme) and not iri.startswith(f"{scheme}/"):
            return f"{scheme}/{iri.removeprefix(scheme)}"
    return iri
