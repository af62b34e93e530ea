"""Keeps what a published version says, since reading it anew takes as long as a dry run."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from peerprov.graph.release.content import Content, FindingText, TermText


def cache_folder() -> Path:
    """``$XDG_CACHE_HOME/peerprov``, by default ``~/.cache/peerprov``."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "peerprov"


def remembered(folder: Path, key: str, make: Callable[[], Content]) -> Content:
    """Gives what is kept under a key, or makes it and keeps it where that is possible.

    What is kept is only ever a copy: a folder that cannot be written or a damaged file costs time,
    nothing else.

    Args:
        folder: made where it is missing.
        key: names the version and everything else that the content depends on.
    """
    path = folder / f"content-{sha256(key.encode()).hexdigest()[:24]}.json"
    try:
        return _read(json.loads(path.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError):
        content = make()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=folder, delete=False, encoding="utf-8") as file:
            json.dump(_plain(content), file)
        os.replace(file.name, path)
        _forget_all_but(folder, path)
    except OSError:
        return content
    return content


def _forget_all_but(folder: Path, kept: Path, most: int = 4) -> None:
    """Removes all but the latest few, so that the folder does not grow."""
    found = sorted(folder.glob("content-*.json"), key=lambda path: path.stat().st_mtime)
    for path in [path for path in found if path != kept][: -(most - 1)]:
        path.unlink(missing_ok=True)


def _plain(content: Content) -> dict[str, object]:
    return asdict(content) | {"inferred": sorted(content.inferred)}


def _read(data: Any) -> Content:
    return Content(
        terms={name: _term(fields) for name, fields in data["terms"].items()},
        works={name: label for name, label in data["works"].items()},
        findings={name: _finding(fields) for name, fields in data["findings"].items()},
        inferred=frozenset((sub, sup) for sub, sup in data["inferred"]),
        labels={name: label for name, label in data["labels"].items()},
        answers={name: tuple(lines) for name, lines in data["answers"].items()},
    )


def _term(fields: dict[str, Any]) -> TermText:
    return TermText(**_frozen(fields))


def _finding(fields: dict[str, Any]) -> FindingText:
    return FindingText(**_frozen(fields))


def _frozen(fields: dict[str, Any]) -> dict[str, Any]:
    """Turns lists, which JSON has, back into tuples."""
    return {
        name: tuple(value)
        if isinstance(value, list)
        else _frozen(value)
        if isinstance(value, dict)
        else value
        for name, value in fields.items()
    }
