"""Tokens: made once, kept as digests, and worth what their scopes say."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from peerprov.errors import BadInput, Conflict, Missing, StoreFailed
from peerprov.namespaces import WORKSPACE
from peerprov.server.cli import peerprov
from peerprov.server.writing.access import Access, Unauthorised
from peerprov.server.writing.tokens import Tokens


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., tuple[int, str]]:
    def call(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(peerprov, ["token", *arguments, "--data", str(tmp_path)])
        return result.exit_code, result.output if result.exception is None else str(
            result.exception or result.output
        )

    return call


def test_a_token_is_kept_as_a_digest_that_only_its_owner_reads(tmp_path: Path) -> None:
    made, secret = Tokens(tmp_path).create("alice", ["alice", "team/*"])

    path = tmp_path / "tokens.json"
    assert len(secret) > 40
    assert secret not in path.read_text()
    assert made.ending == secret[-4:]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Tokens(tmp_path).find(secret) == made
    assert made.scopes == (f"{WORKSPACE}alice", f"{WORKSPACE}team/*")


def test_no_two_tokens_are_the_same(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path)
    secrets = {tokens.create(f"n{number}", ["*"])[1] for number in range(20)}

    assert len(secrets) == 20
    assert tokens.find("ppw_wrong") is None
    assert tokens.find("") is None


def test_a_revoked_token_is_gone_for_those_who_knew_it(tmp_path: Path) -> None:
    reader = Tokens(tmp_path)
    _, kept = Tokens(tmp_path).create("bob", ["bob"])
    _, secret = Tokens(tmp_path).create("alice", ["alice"])
    assert reader.find(secret) is not None

    Tokens(tmp_path).revoke("alice")

    assert reader.find(secret) is None
    assert reader.find(kept) is not None
    with pytest.raises(Missing, match="there is: bob"):
        Tokens(tmp_path).revoke("alice")


def test_a_token_ends_when_its_time_is_over(tmp_path: Path) -> None:
    past = datetime.now(UTC) - timedelta(seconds=1)
    _, secret = Tokens(tmp_path).create("alice", ["*"], past)
    access = Access(Tokens(tmp_path), open_to_all=False)

    with pytest.raises(Unauthorised, match="expired"):
        access.grant({"HTTP_AUTHORIZATION": f"Bearer {secret}"})


@pytest.mark.parametrize(
    ("name", "scopes"),
    [("", ["a"]), ("a b", ["a"]), ("a\n", ["a"]), ("a", []), ("a", [""]), ("a", ["../x"]),
     ("a", ["http://example.org/g"]), ("a", ["a b"]), ("a", ["a>"]), ("a", ["**"]), ("a", ["/a"])],
)  # fmt: skip
def test_names_and_scopes_that_cannot_be_are_refused(
    tmp_path: Path, name: str, scopes: list[str]
) -> None:
    with pytest.raises(BadInput):
        Tokens(tmp_path).create(name, scopes)
    assert Tokens(tmp_path).all() == ()


def test_a_name_is_given_once(tmp_path: Path) -> None:
    Tokens(tmp_path).create("alice", ["alice"])

    with pytest.raises(Conflict, match="already"):
        Tokens(tmp_path).create("alice", ["*"])


def test_a_damaged_file_lets_nobody_in(tmp_path: Path) -> None:
    _, secret = Tokens(tmp_path).create("alice", ["*"])
    (tmp_path / "tokens.json").write_text(json.dumps([{"name": "alice", "scopes": "*"}]))

    with pytest.raises(StoreFailed, match="damaged"):
        Tokens(tmp_path).find(secret)


def test_the_command_makes_lists_and_revokes(
    tmp_path: Path, run: Callable[..., tuple[int, str]]
) -> None:
    code, said = run("create", "alice", "--scope", "alice", "--expires", "30d")
    secret = said.split()[0]
    found = Tokens(tmp_path).find(secret)

    assert code == 0
    assert found is not None
    assert found.expires is not None
    assert timedelta(days=29) < found.expires - datetime.now(UTC) <= timedelta(days=30)
    listed = run("list")[1]
    assert "alice" in listed
    assert secret[-4:] in listed
    assert secret not in listed
    assert run("revoke", "alice")[0] == 0
    assert run("list") == (0, "")
    assert run("create", "alice", "--scope", "alice", "--expires", "soon")[0] == 2
