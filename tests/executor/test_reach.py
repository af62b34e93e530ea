"""An allowed name is reached where it is public, or where its address is allowed as well."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from peerprov.errors import ServiceDisabled
from peerprov.graph.executor.reach import check_addresses

PRIVATE = [
    *("127.0.0.1", "10.1.2.3", "192.168.0.9", "172.16.0.1", "169.254.169.254", "0.0.0.0"),  # noqa: S104
    *("::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "100.64.0.1"),
]
NAME = "data.example.org"


def lead(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Lets every name lead to these addresses."""

    def look_up(_host: str, _port: None, **_options: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, 0)) for a in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    lead(monkeypatch, "93.184.215.14", address)

    with pytest.raises(ServiceDisabled, match=f"{NAME} leads to"):
        check_addresses([f"{NAME}:443"], frozenset({f"{NAME}:443"}))


@pytest.mark.parametrize("allowed", ["10.1.2.3:7001", "10.1.2.3:*"])
def test_an_address_that_is_allowed_too_may_be_reached(
    monkeypatch: pytest.MonkeyPatch, allowed: str
) -> None:
    lead(monkeypatch, "10.1.2.3")

    check_addresses([f"{NAME}:7001"], frozenset({f"{NAME}:*", allowed}))


def test_public_names_and_what_is_written_as_an_address_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lead(monkeypatch, "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c")

    check_addresses([NAME, "127.0.0.1:8080", "[::1]:8080", "localhost:1", None], frozenset())


def test_a_name_that_leads_nowhere_is_left_to_the_engine() -> None:
    check_addresses(["nothing.invalid"], frozenset({"nothing.invalid"}))
