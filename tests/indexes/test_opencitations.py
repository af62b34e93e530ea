"""Index and Meta answer as the contracts of OpenCitations say, for every parameter."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from pyoxigraph import QuerySolutions, Store

from peerprov.graph.store import Snapshot
from peerprov.namespaces import PREFIXES

CITING = "10.1007/s10488-018-0912-8"
CITED = "10.1007/s10597-015-9970-5"
REFERENCES = f"/index/v2/references/doi:{CITING}"
FIELDS = ["oci", "citing", "cited", "creation", "timespan", "journal_sc", "author_sc"]


@pytest.fixture(scope="session")
def store(snapshot: Snapshot) -> Store:
    return snapshot.store


def rows(client: FlaskClient, path: str, **query: object) -> list[dict[str, str]]:
    response = client.get(path, query_string=query or None)
    assert response.status_code == 200, response.text
    assert response.mimetype == "application/json"
    found: list[dict[str, str]] = response.get_json()
    return found


def test_every_citation_of_the_graph_is_told_from_both_ends_and_by_its_oci(
    client: FlaskClient, store: Store
) -> None:
    answer = store.query(
        "SELECT DISTINCT ?a ?b WHERE { { ?a cito:cites ?b } UNION { ?b cito:isCitedBy ?a } }",
        prefixes=PREFIXES,
        use_default_graph_as_union=True,
    )
    assert isinstance(answer, QuerySolutions)
    pairs = [(each[0].value, each[1].value) for each in answer]
    assert len(pairs) > 30
    seen = set()
    for citing, cited in pairs:
        if "doi.org" not in citing or "doi.org" not in cited:
            continue
        ends = [each.removeprefix("https://doi.org/") for each in (citing, cited)]
        outgoing = rows(client, f"/index/v2/references/doi:{ends[0]}")
        incoming = rows(client, f"/index/v2/citations/doi:{ends[1]}")
        both = {row["oci"] for row in outgoing} & {row["oci"] for row in incoming}
        assert len(both) == 1
        seen |= both
        assert rows(client, f"/index/v2/citation/{both.copy().pop()}")[0] in outgoing
    assert len(seen) > 30
    assert all(re.fullmatch("00[0-9]{20}-00[0-9]{20}", oci) for oci in seen)


def test_the_fields_stand_in_the_order_of_the_contract_and_are_texts(client: FlaskClient) -> None:
    found = rows(client, REFERENCES)
    assert len(found) == 31
    for row in found:
        assert list(row) == FIELDS
        assert all(isinstance(value, str) for value in row.values())
        assert re.fullmatch(r"omid:br/\d+( (doi|pmid|pmcid|isbn):\S+)*", row["cited"])
        assert re.fullmatch(r"|-?P\d+Y", row["timespan"])
        assert {row["journal_sc"], row["author_sc"]} <= {"yes", "no"}


@pytest.mark.parametrize("form", [CITED, quote(CITED, safe=""), CITED.upper()])
def test_a_doi_is_taken_raw_encoded_and_in_capitals(client: FlaskClient, form: str) -> None:
    assert len(rows(client, f"/index/v2/citations/doi:{form}")) == 1
    assert len(rows(client, f"/index/v1/citations/{form}")) == 1


@pytest.mark.parametrize(
    ("path", "count"),
    [
        (f"/index/v2/citation-count/doi:{CITED}", "1"),
        (f"/index/v2/reference-count/doi:{CITING}", "31"),
        ("/index/v2/citation-count/doi:10.9999/nothing", "0"),
        ("/index/v2/reference-count/issn:0010-3853", "0"),
        ("/index/v2/venue-citation-count/issn:0010-3853", "0"),
        (f"/index/coci/api/v1/citation-count/{CITED}", "1"),
        (f"/index/v1/reference-count/{CITED}", "0"),
    ],
)
def test_counts_are_texts(client: FlaskClient, path: str, count: str) -> None:
    assert rows(client, path) == [{"count": count}]


def test_what_is_not_known_is_an_empty_list(client: FlaskClient) -> None:
    for path in ("references/doi:10.9999/x", "citations/pmid:1", "citation/1-2"):
        assert rows(client, f"/index/v2/{path}") == []
    assert rows(client, "/meta/v1/metadata/doi:10.9999/x__pmid:1") == []


@pytest.mark.parametrize(
    "path",
    ["/index/v2/citations/x", "/index/v2/nothing/doi:10.1/x", "/meta/v1/author/me",
     "/index/v2/citation/x", "/index/v2/venue-citation-count/doi:10.1/x"],
)  # fmt: skip
def test_what_no_operation_takes_is_told_as_a_problem(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"Accept": "application/json"})
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")


def test_metadata_of_index_v1_is_there_for_the_clients_that_still_call_it(
    client: FlaskClient,
) -> None:
    found = rows(client, f"/index/v1/metadata/{CITED}__{CITING}__10.9999/x")
    assert [row["doi"] for row in found] == [CITED, CITING]
    assert found[0]["author"] == "Asad, Sarah; Chreim, Samia"
    assert (found[0]["year"], found[0]["page"]) == ("2016", "767-774")
    assert (found[0]["citation"], found[0]["citation_count"]) == (CITING, "1")
    assert CITED in found[1]["reference"].split("; ")


def test_csv_is_given_by_accept_and_by_format_which_wins(client: FlaskClient) -> None:
    by_accept = client.get(REFERENCES, headers={"Accept": "text/csv"})
    by_name = client.get(f"{REFERENCES}?format=csv", headers={"Accept": "application/json"})
    assert by_accept.mimetype == by_name.mimetype == "text/csv"
    assert by_accept.data == by_name.data
    assert b"\r\n" in by_accept.data
    read = list(csv.DictReader(io.StringIO(by_accept.text)))
    assert read == rows(client, REFERENCES)
    back = client.get(f"{REFERENCES}?format=json", headers={"Accept": "text/csv"})
    assert back.mimetype == "application/json"


@pytest.mark.parametrize("name", ["require", "exclude"])
def test_rows_without_a_field_are_dropped(client: FlaskClient, name: str) -> None:
    every = rows(client, REFERENCES)
    assert rows(client, REFERENCES, **{name: "timespan"}) == [r for r in every if r["timespan"]]


@pytest.mark.parametrize(
    ("wanted", "keep"),
    [
        ("cited:10\\.1007", lambda row: "10.1007" in row["cited"]),
        ("cited:DOI:", lambda row: "doi:" in row["cited"]),
        ("timespan:>P10Y", lambda row: int(row["timespan"][1:-1] or 0) > 10),
        ("timespan:<P3Y", lambda row: int(row["timespan"][1:-1] or 0) < 3),
        ("timespan:=P24M", lambda row: row["timespan"] == "P2Y"),
        ("creation:=2018", lambda row: True),
        ("creation:>2018", lambda row: False),
        ("journal_sc:=no", lambda row: row["journal_sc"] == "no"),
    ],
)
def test_rows_are_filtered_by_pattern_and_by_typed_value(
    client: FlaskClient, wanted: str, keep: object
) -> None:
    every = rows(client, REFERENCES)
    assert callable(keep)
    assert rows(client, REFERENCES, filter=wanted) == [row for row in every if keep(row)]


def test_rows_are_sorted_by_type_and_the_first_key_decides(client: FlaskClient) -> None:
    path = f"{REFERENCES}?require=timespan&sort=desc(timespan)&sort=asc(cited)"
    found = rows(client, path)
    keys = [(-int(row["timespan"][1:-1]), row["cited"]) for row in found]
    assert keys == sorted(keys)
    assert len({key[0] for key in keys}) > 3


def test_values_are_split_into_arrays_and_objects(client: FlaskClient) -> None:
    found = client.get(
        f"/meta/v1/metadata/doi:{CITED}",
        query_string=[
            ("json", 'array("; ",author)'),
            ("json", 'dict(" [",author,name,ids)'),
            ("json", 'dict(", ",author.name,family,given)'),
            ("json", 'array(" ",id)'),
        ],
    ).get_json()
    assert found[0]["author"][1]["name"] == {"family": "Chreim", "given": "Samia"}
    assert found[0]["author"][1]["ids"].endswith("]")
    assert found[0]["id"][0] == f"doi:{CITED}"


def test_pages_carry_links_that_lead_through_all_rows(client: FlaskClient) -> None:
    every = rows(client, f"{REFERENCES}?sort=asc(oci)")
    path, found = f"{REFERENCES}?sort=asc(oci)&page_size=10", []
    for _ in range(4):
        response = client.get(path)
        found += response.get_json()
        links = dict(
            (relation, target)
            for target, relation in re.findall(r'<([^>]+)>; rel="(\w+)"', response.headers["Link"])
        )
        assert 'page_size="10"; total_items="31"' in response.headers["Link"]
        path = links.get("next", "")
    assert path == ""
    assert found == every


@pytest.mark.parametrize(
    "query",
    ["filter=cited", "filter=nothing:x", "filter=cited:", "filter=cited:[", "filter=cited:=",
     "filter=creation:>soon", "sort=down(cited)", "sort=nothing", "require=nothing",
     "json=list(x)", 'json=dict(" ",cited)', "page=0", "page=x", "page=99", "page_size=-1",
     "format=xml"],
)  # fmt: skip
def test_a_parameter_that_cannot_be_understood_is_told(client: FlaskClient, query: str) -> None:
    response = client.get(f"{REFERENCES}?{query}")
    assert (response.status_code, response.mimetype) == (422, "application/problem+json")
    assert response.get_json()["faults"]


def test_unknown_parameters_and_any_token_are_left_alone(client: FlaskClient) -> None:
    response = client.get(f"{REFERENCES}?mailto=a@b.c", headers={"authorization": "a-token"})
    assert len(response.get_json()) == 31


def test_a_pattern_that_would_take_for_ever_elsewhere_is_answered(client: FlaskClient) -> None:
    assert rows(client, REFERENCES, filter="cited:(.*.*.*.*.*.*)+(x+x+)+y$") == []


def test_scripts_of_other_sites_may_send_their_token(client: FlaskClient) -> None:
    response = client.options(REFERENCES)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Authorization" in response.headers["Access-Control-Allow-Headers"]
    assert client.get("/index/v2/citations/x").headers["Access-Control-Allow-Origin"] == "*"


def test_answers_are_revalidated_and_head_gives_no_body(client: FlaskClient) -> None:
    first = client.get(REFERENCES)
    again = client.get(REFERENCES, headers={"If-None-Match": first.headers["ETag"]})
    head = client.head(REFERENCES)
    assert (again.status_code, head.status_code, head.data) == (304, 200, b"")
    assert head.headers["ETag"] == first.headers["ETag"]
