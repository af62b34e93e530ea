"""The program of a writing process, started by its owner (see `main`).

It takes groups of writes, one after the other, and owns everything between the lock and the name of
the new version. So it can be killed at any moment: the current version stays as it is, and the next
group finds nothing of the lost one.
"""

from __future__ import annotations

import json
import os
import select
import socket
import sys
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

from peerprov.errors import PeerError, StoreFailed
from peerprov.graph.executor.frames import Kind, read_request, send_reply
from peerprov.graph.executor.process import BASE_MB, MEGABYTE
from peerprov.graph.executor.walls import orphaned, raise_walls
from peerprov.graph.store import Limits, VersionedStore, prune
from peerprov.graph.writing.group import Group, Service, Split
from peerprov.graph.writing.guard import Digests
from peerprov.graph.writing.journal import Journal
from peerprov.graph.writing.wire import pack_fate, unpack_write

PRUNE_EVERY = 50
"""Versions beyond those to be kept that may pile up before they are removed."""


class _Program:
    """Answers its owner on the socket."""

    def __init__(self, link: socket.socket, plan: dict[str, Any], walls: list[str]) -> None:
        self._link = link
        self._kept: int = plan["kept"]
        walled = bool({"namespace", "sockets"} & set(walls))
        limits = Limits(plan["reserve_mb"] * MEGABYTE)
        store = VersionedStore(Path(plan["data"]), limits=limits, logged=plan["logged"])
        self._store = store
        self._service = Service(
            store,
            Journal(store),
            Digests(),
            protected=plan["protected"],
            union=plan["union"],
            hosts=frozenset(() if walled else plan["hosts"]),
            walled=walled,
        )

    def serve(self) -> None:
        try:
            with suppress(BrokenPipeError, ConnectionResetError):
                while (wanted := read_request(self._link)) is not None:
                    self._answer(wanted)
                    self._tidy()
        except BaseException:
            traceback.print_exc()
            raise
        finally:
            os._exit(1)  # nobody listens any more, or a mistake of ours that must not leave a hang

    def _answer(self, wanted: dict[str, Any]) -> None:
        writes = [unpack_write(plain) for plain in wanted["writes"]]
        group = Group(self._service, writes, lambda step: self._send(Kind.MORE, step))
        try:
            fates = group.run()
        except Split:
            self._send(Kind.LAST, {"split": True})
        except PeerError as error:
            self._send(Kind.FAIL, pack_fate(error))
        except ValueError as error:
            self._send(Kind.FAIL, pack_fate(StoreFailed(str(error))))
        else:
            self._send(Kind.LAST, {"fates": [pack_fate(fate) for fate in fates]})

    def _tidy(self) -> None:
        """Removes old versions, after the answer."""
        with suppress(PeerError, OSError):
            if len(self._store.layout.numbers()) > self._kept + PRUNE_EVERY:
                self._store.close()
                prune(self._store, keep=self._kept, wait=0)

    def _send(self, kind: Kind, content: dict[str, Any]) -> None:
        send_reply(self._link, kind, 0, json.dumps(content).encode())


def main(arguments: list[str]) -> None:
    """Runs a writing process until its parent is done with it.

    Args:
        arguments: file descriptor of the socket, megabytes of memory, megabytes of stack, 1 to
            leave the network open, process id of the parent, the plan as JSON.
    """
    descriptor, memory_mb, stack_mb, network, parent = (int(text) for text in arguments[:5])
    walls = raise_walls((memory_mb + stack_mb + BASE_MB) * MEGABYTE, bool(network))
    if orphaned(parent):
        return
    link = socket.socket(fileno=descriptor)
    program = _Program(link, json.loads(arguments[5]), walls)
    threading.stack_size(stack_mb * MEGABYTE)
    threading.Thread(target=program.serve, daemon=True).start()
    threading.stack_size(0)
    send_reply(link, Kind.HELLO, 0, json.dumps(walls).encode())
    hangup = select.poll()
    hangup.register(link, select.POLLHUP)
    hangup.poll()
    os._exit(0)  # in the middle of a write too: the version that is served does not change


if __name__ == "__main__":
    main(sys.argv[1:])
