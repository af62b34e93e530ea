"""Where an allowed host name leads: not into the private network behind a name of the list.

A name on the allow-list is trusted, its entry in the DNS is not: whoever can change that could aim
our requests at the machine itself or at what stands beside it. So a name that leads to an address
which is not public is refused, unless that address is on the list as well. The look-up and the
engine's own are two, so this narrows DNS rebinding and does not end it; a firewall does.

Redirects need no check: the engine follows none.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from peerprov.errors import ServiceDisabled
from peerprov.graph.executor.scan import is_allowed

_ITSELF = "localhost"


def check_addresses(services: Iterable[str | None], allowed: frozenset[str]) -> None:
    """Looks up the names of the hosts that a text reaches out to.

    Args:
        services: ``host`` or ``host:port``, as `scan` gives them; all are on the list.
        allowed: the list.

    Raises:
        ServiceDisabled: a name leads to an address that is neither public nor on the list.
    """
    for service in services:
        if service is None:
            continue
        parts = urlsplit(f"//{service}")
        host = parts.hostname or ""
        if host == _ITSELF or _is_address(host):
            continue
        port = f":{parts.port}" if parts.port else ""
        for address in _addresses(host):
            shown = f"[{address}]" if ":" in address else address
            if not _is_public(address) and not is_allowed(f"{shown}{port}", allowed):
                raise ServiceDisabled(
                    f"{host} leads to {address}, which is not a public address and is not on the "
                    "list of allowed hosts. Ask the operator to allow that address too."
                )


def _addresses(host: str) -> list[str]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return []  # the engine will not find it either, and says so
    return sorted({str(entry[4][0]).partition("%")[0] for entry in found})


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address)
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_global
