"""A service that starts empty: strict datasets, no shapes, for tests of protocols and tools."""

from __future__ import annotations

import ipaddress
from dataclasses import replace

from peerprov.errors import BadInput, Conflict, Fault
from peerprov.graph.store import Limits, VersionedStore
from peerprov.server.settings import Settings


def prepare(settings: Settings) -> Settings:
    """Checks the settings about writing, and publishes an empty version where there is none.

    Returns:
        The settings to serve by.

    Raises:
        BadInput: the service would be open to writing by all who reach it.
        Conflict: the folder holds a graph that was built.
    """
    if settings.writable and not settings.blank:
        repair = "Make a token instead: peerprov token create"
        raise BadInput(Fault("Writing without a token needs --blank", "--writable", repair=repair))
    if settings.writable and not _is_loopback(settings.host):
        expected = "127.0.0.1 or ::1"
        what = f"{settings.host} is no loopback address, and everybody could write"
        raise BadInput(Fault(what, "--writable", field="host", expected=expected))
    if not settings.blank:
        return settings
    store = VersionedStore(settings.data, limits=Limits(settings.reserve_mb << 20), logged=False)
    current = store.current()
    if current is not None and current.logged:
        raise Conflict(
            f"{settings.data} holds a graph that was built; a blank service wants a folder of its "
            "own: choose another --data"
        )
    if current is None:
        with store.writing(who="peerprov", why="Empty start", base="empty") as candidate:
            candidate.publish(lambda _store: None)
    return replace(settings, union_default_graph=False)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
