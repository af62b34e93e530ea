"""An answer gathered before its status line is sent.

The server ends a broken response as if it were whole, so a failure after the first rows could not
be told. Therefore the status is sent when the answer is known to its last byte, with its length:
small answers from memory, large ones from a file without a name. It frees the executor from slow
readers, too.
"""

from __future__ import annotations

import errno
import tempfile
import zlib
from collections.abc import Iterable, Iterator

from peerprov.errors import DiskFull, Fault, TooLarge
from peerprov.server.exchange import Body

IN_MEMORY_BYTES = 1 << 20
GZIP_FROM_BYTES = 1000
_PIECE = 64 * 1024
_GZIP = 16 + zlib.MAX_WBITS


class SpooledFile:
    """A large body in a file without a name, read once."""

    def __init__(self) -> None:
        """Makes the file; it vanishes when it is closed, however that comes."""
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close` or by reading
        self.size = 0

    def write(self, part: bytes) -> None:
        """Adds bytes; raises `DiskFull`."""
        try:
            self._file.write(part)
            self._file.flush()
        except OSError as error:
            self._file.close()
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull("No space for so large an answer; ask for less of it") from None
            raise
        self.size += len(part)

    def __iter__(self) -> Iterator[bytes]:
        """Gives the bytes and closes the file."""
        with self._file:
            self._file.seek(0)
            while piece := self._file.read(_PIECE):
                yield piece

    def close(self) -> None:
        """Closes the file."""
        self._file.close()


def gather(parts: Iterable[bytes], limit: int, gzip: bool) -> tuple[bytes | Body, bool]:
    """Reads an answer to its end.

    Args:
        parts: the answer.
        limit: most bytes, before compression.
        gzip: compress it unless it is tiny.

    Returns:
        (the body, has it been compressed).

    Raises:
        TooLarge: over the limit.
        DiskFull: no space for it.
    """
    iterator = iter(parts)
    first = next(iterator, b"")
    compressed = gzip and len(first) >= GZIP_FROM_BYTES
    sizes = _Measured(iterator, limit, len(first))
    stream = _compress(first, sizes) if compressed else _chain(first, sizes)
    kept: list[bytes] = []
    size = 0
    for part in stream:
        kept.append(part)
        size += len(part)
        if size > IN_MEMORY_BYTES:
            return _to_file(kept, stream), compressed
    return (kept[0] if len(kept) == 1 else b"".join(kept)), compressed


def _to_file(kept: list[bytes], rest: Iterator[bytes]) -> SpooledFile:
    spooled = SpooledFile()
    try:
        for part in kept:
            spooled.write(part)
        for part in rest:
            spooled.write(part)
    except BaseException:
        spooled.close()
        raise
    return spooled


class _Measured:
    """Passes parts on while they stay under a limit."""

    def __init__(self, parts: Iterator[bytes], limit: int, already: int) -> None:
        self._parts, self._limit, self._size = parts, limit, already

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            self._size += len(part)
            if self._size > self._limit:
                what = f"The answer has more than {self._limit:,} bytes"
                raise TooLarge(
                    Fault(what, repair="Ask for less: LIMIT and OFFSET, or fewer columns")
                )
            yield part


def _chain(first: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _compress(first: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(5, zlib.DEFLATED, _GZIP)
    for part in _chain(first, rest):
        packed = packer.compress(part)
        if packed:
            yield packed
    yield packer.flush()
