"""The program of an executor, started by its owner with numbers as arguments (see `main`).

It imports little, so that it starts in some fifty milliseconds, raises its walls, and answers
queries one after the other on a thread with a large stack, until its owner closes the socket or
kills it.
"""

from __future__ import annotations

import fcntl
import json
import os
import resource
import select
import socket
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import pyoxigraph as ox

from peerprov.errors import BadQuery
from peerprov.graph.executor.frames import CHUNK_BYTES, Kind, read_request, send_reply
from peerprov.graph.executor.mend import mended
from peerprov.graph.executor.query import Form
from peerprov.graph.executor.walls import orphaned, raise_walls

MEGABYTE = 1 << 20
BASE_MB = 1024  # address space that the interpreter, the engine and its threads reserve
LIGHT_SECONDS = 0.005
GROWN_BYTES = 400 * MEGABYTE  # a process that holds more than this is replaced, to give it back

TABLES = {f.file_extension: f for f in vars(ox.QueryResultsFormat).values() if hasattr(f, "iri")}
GRAPHS = {f.file_extension: f for f in vars(ox.RdfFormat).values() if hasattr(f, "iri")}


class _Outgoing:
    """A file for the serialisers: what is written leaves in frames of some 64 kB."""

    def __init__(self, link: socket.socket, form: Form, began: float) -> None:
        self._link, self._form, self._began = link, form, began
        self._parts: list[bytes] = []
        self._size = 0

    def write(self, data: bytes) -> int:
        self._parts.append(data)
        self._size += len(data)
        if self._size >= CHUNK_BYTES:
            send_reply(self._link, Kind.MORE, self._form, b"".join(self._parts))
            self._parts, self._size = [], 0
        return len(data)

    def flush(self) -> None:
        """Nothing to do: the end of an answer is `finish`."""

    def finish(self) -> None:
        # what is over in no time has not grown the process
        long = time.perf_counter() - self._began > LIGHT_SECONDS
        kind = Kind.LAST_OF_ALL if long and _held() > GROWN_BYTES else Kind.LAST
        send_reply(self._link, kind, self._form, b"".join(self._parts))


def _held() -> int:
    """Bytes of memory resident now. (The peak that rusage tells begins with that of the parent.)"""
    with open("/proc/self/statm", "rb", buffering=0) as file:
        return int(file.read().split()[1]) * resource.getpagesize()


def _evaluate(store: ox.Store, wanted: dict[str, Any]) -> Any:
    text = mended(wanted["text"])
    try:
        return _query(store, text, wanted)
    except SyntaxError:
        if text == wanted["text"]:
            raise
        return _query(store, wanted["text"], wanted)  # so that the fault is placed in what was sent


def _query(store: ox.Store, text: str, wanted: dict[str, Any]) -> Any:
    base = wanted["base"]
    if "default" not in wanted:
        return store.query(text, base_iri=base, use_default_graph_as_union=wanted["union"])
    return store.query(
        text,
        base_iri=base,
        default_graph=[ox.NamedNode(name) for name in wanted["default"]],
        named_graphs=[ox.NamedNode(name) for name in wanted["named"]],
    )


def _answer(link: socket.socket, store: ox.Store, wanted: dict[str, Any]) -> None:
    began = time.perf_counter()
    result = _evaluate(store, wanted)
    if isinstance(result, ox.QueryTriples):
        form, extension = Form.GRAPH, wanted["graph"]
    else:
        form = Form.BOOLEAN if isinstance(result, ox.QueryBoolean) else Form.SOLUTIONS
        extension = wanted["table"]
    out = _Outgoing(link, form, began)
    if extension is None:
        pass  # no format is acceptable for this form: an empty answer tells the form
    elif form == Form.GRAPH:
        result.serialize(out, GRAPHS[extension])
    elif form == Form.BOOLEAN:  # too small for a detour over the file
        out.write(result.serialize(format=TABLES[extension]))
    else:
        result.serialize(out, TABLES[extension])
    out.finish()


def _fail(link: socket.socket, kind: str, message: str) -> None:
    send_reply(link, Kind.FAIL, 0, json.dumps({"kind": kind, "message": message}).encode())


class _Opened:
    """The version at hand, read-only; its manifest is locked, so that pruning leaves it alone."""

    def __init__(self) -> None:
        self._path = ""
        self._lease: IO[bytes] | None = None
        self.store = ox.Store()

    def follow(self, path: str) -> None:
        if path == self._path:
            return
        self._path, self.store = "", ox.Store()
        if self._lease is not None:
            self._lease.close()
            self._lease = None
        manifest = Path(f"{path}.json")
        if manifest.exists():
            self._lease = manifest.open("rb")
            fcntl.flock(self._lease, fcntl.LOCK_SH | fcntl.LOCK_NB)
        self.store = ox.Store.read_only(path)
        self._path = path


def _serve(link: socket.socket, network: bool) -> None:
    opened = _Opened()
    while (wanted := read_request(link)) is not None:
        try:
            opened.follow(wanted["path"])
        except (OSError, RuntimeError) as error:
            _fail(link, "store", str(error))
            continue
        if wanted["text"] is None:  # a call to open the version, so that the first query need not
            send_reply(link, Kind.LAST, Form.BOOLEAN, b"")
            continue
        try:
            _answer(link, opened.store, wanted)
        except (BrokenPipeError, ConnectionResetError):
            return
        except SyntaxError as error:
            _fail(link, "syntax", str(error))
        except BadQuery as error:
            _fail(link, "rule", json.dumps([asdict(fault) for fault in error.faults]))
        except ValueError as error:
            _fail(link, "value", str(error))
        except (OSError, RuntimeError) as error:
            remote = network and isinstance(error, OSError)
            _fail(link, "service" if remote else "evaluation", str(error))


def main(arguments: list[str]) -> None:
    """Runs an executor until its parent is done with it.

    Args:
        arguments: file descriptor of the socket, megabytes of memory, megabytes of stack, 1 to
            leave the network open, process id of the parent.
    """
    descriptor, memory_mb, stack_mb, network, parent = (int(argument) for argument in arguments)
    stack = stack_mb * MEGABYTE
    walls = raise_walls((memory_mb + stack_mb + BASE_MB) * MEGABYTE, bool(network))
    if orphaned(parent):
        return
    link = socket.socket(fileno=descriptor)
    threading.stack_size(stack)
    threading.Thread(target=_serve, args=(link, bool(network)), daemon=True).start()
    threading.stack_size(0)
    send_reply(link, Kind.HELLO, 0, json.dumps(walls).encode())
    hangup = select.poll()
    hangup.register(link, select.POLLHUP)
    hangup.poll()
    os._exit(0)  # in the middle of a query too: nobody waits for it any more


if __name__ == "__main__":
    main(sys.argv[1:])
