"""Answers kept hot: a version never changes, so an answer on it holds until the pointer moves."""

from __future__ import annotations

from dataclasses import dataclass

from peerprov.server.exchange import Pairs

LARGEST_SHARE = 16  # an answer may take at most this part of the memory
_OVERHEAD = 1000  # bytes for keys, headers and dict entries


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer: status line, headers with ETag and Content-Length, body."""

    status: str
    headers: Pairs
    body: bytes
    etag: str


class HotAnswers:
    """Answers by key in bounded memory, for one version at a time.

    Two generations: what is used moves to the young one; when that is full it becomes the old one
    and the former old one is dropped. So there is nothing to keep in order on a hit, and no lock:
    single operations on a dict are atomic, and losing a race costs one evaluation.
    """

    def __init__(self, limit_bytes: int) -> None:
        """Keeps at most ``limit_bytes``; 0 keeps nothing."""
        self._half = limit_bytes // 2
        self._largest = limit_bytes // LARGEST_SHARE
        self._version = 0
        self._young: dict[object, Kept] = {}
        self._old: dict[object, Kept] = {}
        self._size = 0

    def get(self, version: int, key: object) -> Kept | None:
        """Looks an answer up; forgets all when the version is another one."""
        if version != self._version:
            self._version, self._young, self._old, self._size = version, {}, {}, 0
            return None
        kept = self._young.get(key)
        if kept is None:
            kept = self._old.get(key)
            if kept is not None:
                self._add(key, kept)
        return kept

    def put(self, version: int, key: object, kept: Kept) -> None:
        """Keeps an answer if it belongs to the version at hand and is not too large."""
        if version == self._version and len(kept.body) <= self._largest:
            self._add(key, kept)

    def _add(self, key: object, kept: Kept) -> None:
        size = len(kept.body) + _OVERHEAD
        if self._size + size > self._half:
            self._old, self._young, self._size = self._young, {}, 0
        self._young[key] = kept
        self._size += size
