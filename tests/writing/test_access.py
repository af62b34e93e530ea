"""Who may write: every way to write, with every kind of token."""

from __future__ import annotations

import base64
import uuid
from pathlib import Path

import pytest
from tests.writing.conftest import EX, OWN, Service, Starter

from peerprov.namespaces import BASE, WORKSPACE

TEAM = f"{WORKSPACE}team/one"
CURATED = f"{BASE}graph/ontology"
STATEMENT = f"<{EX}access> <{EX}p> 1 ."


def write(service: Service, way: str, graph: str, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}"} if token else {"Authorization": ""}
    params, turtle = {"graph": graph}, {"Content-Type": "text/turtle", **headers}
    fresh = f'<{EX}access> <{EX}p> "{uuid.uuid4()}" .'
    insert = f"INSERT DATA {{ GRAPH <{graph}> {{ {STATEMENT} }} }}"
    direct = {"Content-Type": "application/sparql-update", **headers}
    sent = {
        "form": lambda: service.send("POST", "/sparql", data={"update": insert}, headers=headers),
        "direct": lambda: service.send("POST", "/sparql", data=insert, headers=direct),
        "where": lambda: service.send(
            "POST", "/sparql", headers=headers,
            data={"update": f"INSERT {{ GRAPH <{graph}> {{ {fresh} }} }} WHERE {{}}"}),
        "put": lambda: service.send(
            "PUT", "/store", params=params, data=STATEMENT, headers=turtle),
        "post": lambda: service.send(
            "POST", "/store", params=params, data=STATEMENT, headers=turtle),
        "delete": lambda: service.send("DELETE", "/store", params=params, headers=headers),
    }  # fmt: skip
    answer = sent[way]()
    if answer.status_code == 401:
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    return answer.status_code


@pytest.mark.parametrize("way", ["form", "direct", "where", "put", "post", "delete"])
@pytest.mark.parametrize(
    ("who", "may"),
    [("", ()), ("wrong", ()), ("alice", (OWN,)), ("team", (TEAM,)), ("all", (OWN, TEAM))],
)
def test_a_token_opens_its_own_graphs_alone(
    curated: Service, tokens: dict[str, str], way: str, who: str, may: tuple[str, ...]
) -> None:
    token = tokens.get(who, who and "ppw_wrong")
    for graph in (OWN, TEAM):
        assert write(curated, "put", graph, tokens["all"]) in (201, 204)
    known = who not in ("", "wrong")

    for graph in (OWN, TEAM, CURATED, f"{EX}g"):
        expected = {201, 204} if graph in may else {403} if known else {401}
        assert write(curated, way, graph, token) in expected, graph


def test_a_token_is_taken_as_password_too(curated: Service, tokens: dict[str, str]) -> None:
    shown = base64.b64encode(f"any:{tokens['alice']}".encode()).decode()
    headers = {"Authorization": f"Basic {shown}", "Content-Type": "text/turtle"}

    answer = curated.put(OWN, STATEMENT, headers=headers)

    assert answer.status_code in (201, 204)


def test_writing_is_off_until_a_token_is_made(start: Starter, tmp_path: Path) -> None:
    service = start(tmp_path / "data", "--blank")

    answer = service.update("DROP ALL")

    assert answer.status_code == 401
    assert "peerprov token create" in answer.json()["detail"]
    assert service.rows("SELECT * {}") == [[""]] or service.version() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
    ],
)
def test_pages_of_other_sites_cannot_write_where_no_token_is_asked_for(
    blank: Service, headers: dict[str, str]
) -> None:
    before = blank.version()

    assert (
        blank.send("POST", "/sparql", data={"update": "CLEAR ALL"}, headers=headers).status_code
        == 403
    )
    assert blank.put(f"{EX}g", STATEMENT, headers=headers).status_code == 403
    assert blank.version() == before
    own = {"Sec-Fetch-Site": "same-origin", "Origin": blank.url}
    assert blank.put(f"{EX}csrf", STATEMENT, headers=own).status_code in (201, 204)


@pytest.mark.parametrize(
    "options",
    [
        ["--writable"],
        ["--writable", "--blank", "--host", "0.0.0.0"],  # noqa: S104
        ["--writable", "--blank", "--host", "example.org"],
    ],
)
def test_a_service_that_all_could_write_to_does_not_start(
    tmp_path: Path, options: list[str]
) -> None:
    from click.testing import CliRunner

    from peerprov.server.cli import peerprov

    result = CliRunner().invoke(peerprov, ["serve", "--data", str(tmp_path / "data"), *options])

    assert result.exit_code == 1
    assert "--writable" in str(result.exception)
    assert not (tmp_path / "data").exists()


def test_a_blank_service_leaves_a_built_graph_alone(folder: Path) -> None:
    from click.testing import CliRunner

    from peerprov.server.cli import peerprov

    result = CliRunner().invoke(peerprov, ["serve", "--data", str(folder), "--blank"])

    assert "holds a graph that was built" in str(result.exception)


def test_a_graph_that_another_has_removed_is_nobody_elses_change(
    curated: Service, tokens: dict[str, str]
) -> None:
    for graph, token in ((TEAM, "team"), (OWN, "alice")):
        assert write(curated, "where", graph, tokens[token]) == 204

    assert write(curated, "delete", TEAM, tokens["team"]) == 204

    assert write(curated, "where", OWN, tokens["alice"]) == 204
