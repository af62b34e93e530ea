"""Many identifiers at once: an answer for each, in the order given, within limits."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import Any

import pytest
import rispy
from flask.testing import FlaskClient
from pybtex.database import parse_string

from peerprov.server.doi.batch import MOST_IDENTIFIERS

DOI = "10.1007/s10597-015-9970-5"
OTHER = "10.1186/1471-244x-14-39"
MIXED = [DOI, f"https://doi.org/{DOI.upper()}", "10.9999/x", "foo", "10,1037/h0095655", 5, None]
MIXED += ["walker-2013", OTHER, "", "<script>alert(1)</script>", "x" * 3000, "10.1/\ud800"]


def ask(client: FlaskClient, given: list[Any], accept: str = "application/json") -> Any:
    body = json.dumps(given)
    response = client.post(
        "/doi", data=body, content_type="application/json", headers={"Accept": accept}
    )
    assert response.status_code == 200
    return response


def test_each_identifier_gets_its_answer(client: FlaskClient) -> None:
    told = ask(client, MIXED).get_json()
    assert [each["position"] for each in told] == list(range(1, len(MIXED) + 1))
    assert [each["status"] for each in told[:9]] == [
        *("found", "duplicate", "unknown", "malformed", "malformed"),
        *("malformed", "malformed", "found", "found"),
    ]
    assert all(each["status"] == "malformed" for each in told[9:])
    assert all(each["reason"] for each in told if each["status"] == "malformed")
    assert told[0]["id"] == "asad-2016"
    assert told[0]["work"] == f"https://doi.org/{DOI}"
    assert told[1]["same_as"] == 1
    assert told[4]["guess"] == "10.1037/h0095655"
    assert told[5]["reason"] == "it is a number, not a text"
    assert len(told[11]["given"]) < 400
    page = client.get(told[0]["page"])
    assert page.get_json(force=True)["DOI"] == DOI


def test_lines_and_table_say_the_same_as_json(client: FlaskClient) -> None:
    told = ask(client, MIXED).get_json()
    lines = ask(client, MIXED, "application/x-ndjson")
    assert lines.mimetype == "application/x-ndjson"
    assert [json.loads(line) for line in lines.text.splitlines()] == told
    table = ask(client, MIXED, "text/csv")
    rows = list(csv.DictReader(StringIO(table.text, newline="")))
    assert [row["status"] for row in rows] == [each["status"] for each in told]
    assert [row["doi"] for row in rows] == [each.get("doi", "") for each in told]


def test_text_is_read_line_by_line(client: FlaskClient) -> None:
    body = f"\ufeff{DOI}\r\n\r\n  doi:{OTHER}  \nnothing\n"
    response = client.post("/doi", data=body.encode(), content_type="text/plain; charset=utf-8")
    assert [each["status"] for each in response.get_json()] == ["found", "found", "malformed"]


def test_those_found_are_cited_and_the_rest_counted(client: FlaskClient) -> None:
    bib = ask(client, MIXED, "application/x-bibtex")
    keys = list(parse_string(bib.text, "bibtex").entries)
    assert keys == ["asad-2016", "walker-2013", "lloyd-evans-2014"]
    assert bib.headers["PeerProv-Answers"] == "found=3, unknown=1, malformed=8, duplicate=1"
    ris = ask(client, MIXED, "application/x-research-info-systems")
    assert [record["id"] for record in rispy.loads(ris.text)] == keys
    csl = ask(client, MIXED, "application/vnd.citationstyles.csl+json")
    assert [item["id"] for item in csl.get_json(force=True)] == keys
    cited = ask(client, MIXED, "text/x-bibliography; style=apa")
    assert len(cited.text.splitlines()) == 3
    nothing = ask(client, ["10.9999/x"], "application/vnd.citationstyles.csl+json")
    assert nothing.get_json(force=True) == []


def test_a_style_that_is_not_there_is_refused_before_anything_is_sent(client: FlaskClient) -> None:
    response = client.post("/doi", json=[DOI], headers={"Accept": "text/x-bibliography;style=zzz"})
    assert response.status_code == 406
    assert response.get_json()["faults"][0]["field"] == "style"
    assert response.mimetype == "application/problem+json"


def test_ten_thousand_are_answered_and_one_more_is_refused(client: FlaskClient) -> None:
    given = [DOI, OTHER, "10.9999/a", "nonsense"] * (MOST_IDENTIFIERS // 4)
    told = ask(client, given).get_json()
    assert len(told) == MOST_IDENTIFIERS
    counts = {
        status: sum(each["status"] == status for each in told)
        for status in ("found", "unknown", "malformed", "duplicate")
    }
    assert counts == {"found": 2, "unknown": 1, "malformed": 2500, "duplicate": 7497}
    response = client.post("/doi", json=[*given, DOI])
    assert response.status_code == 413
    assert "10,000" in response.get_json()["detail"]


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (b"", "application/json", 400),
        (b"{}", "application/json", 400),
        (b'"10.1/x"', "application/json", 400),
        (b"[]", "application/json", 400),
        (b'["10.1/x"', "application/json", 400),
        (b"[" * 200_000, "application/json", 400),
        (b"[" + b"1" * 10_000 + b"]", "application/json", 400),
        (b"\xff\xfe", "text/plain", 400),
        (b"\n\n", "text/plain", 400),
        (b"x" * (5 << 20), "text/plain", 413),
        (b"ids=10.1/x", "application/x-www-form-urlencoded", 415),
        (b"10.1/x", "", 415),
        (b"<a/>", "application/xml", 415),
    ],
)
def test_a_bad_body_gets_a_problem_document(
    client: FlaskClient, body: bytes, media_type: str, status: int
) -> None:
    response = client.post("/doi", data=body, content_type=media_type)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    assert response.get_json()["detail"]
    assert "Traceback" not in response.text


def test_a_broken_body_is_told_with_line_and_column(client: FlaskClient) -> None:
    response = client.post("/doi", data=b'["a",\n x]', content_type="application/json")
    fault = response.get_json()["faults"][0]
    assert (fault["line"], fault["column"]) == (2, 2)


def test_an_answer_in_no_known_format_is_refused(client: FlaskClient) -> None:
    response = client.post("/doi", json=[DOI], headers={"Accept": "image/png"})
    assert response.status_code == 406


def test_get_without_a_doi_says_how(client: FlaskClient) -> None:
    response = client.get("/doi")
    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]
    assert "by POST" in response.get_json()["detail"]
