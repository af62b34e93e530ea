"""Scholexplorer and SKG-IF tell the same citations in their own words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

CITING = "10.1007/s10488-018-0912-8"
CITED = "10.1007/s10597-015-9970-5"
LINK = {"LinkPublicationDate", "LinkProvider", "RelationshipType", "LicenseURL"}


def get(client: FlaskClient, path: str, **query: str) -> dict[str, Any]:
    response = client.get(path, query_string=query or None)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.get_json()
    return found


@pytest.mark.parametrize("path", ["/v3/Links", "/scholix/v3/Links"])
def test_links_are_found_from_both_ends(client: FlaskClient, path: str) -> None:
    out = get(client, path, sourcePid=CITING)
    back = get(client, path, sourcePid=CITED, targetPid=f"https://doi.org/{CITING.upper()}")
    assert (out["totalLinks"], out["currentPage"], out["totalPages"]) == (31, 0, 1)
    assert {each["RelationshipType"]["Name"] for each in out["result"]} == {"References"}
    assert back["totalLinks"] == 1
    link = back["result"][0]
    assert set(link) == LINK | {"source", "target", "HarvestDate"}
    assert link["RelationshipType"]["SubType"] == "IsCitedBy"
    assert link["source"]["Identifier"][0]["ID"] == CITED
    assert link["source"]["Type"] == "publication"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", link["LinkPublicationDate"])


@pytest.mark.parametrize(
    ("query", "links"),
    [
        ({"sourcePid": CITING, "relation": "Cites"}, 31),
        ({"sourcePid": CITING, "relation": "isreferencedby"}, 0),
        ({"sourcePid": CITING, "targetType": "dataset"}, 0),
        ({"sourcePid": CITING, "targetType": "Publication"}, 31),
        ({"sourcePid": CITING, "sourcePublisher": "springer"}, 31),
        ({"sourcePid": CITING, "sourcePublisher": "no such house"}, 0),
        ({"sourcePid": CITING, "from": "2020-01-01"}, 31),
        ({"sourcePid": CITING, "to": "2020-01-01"}, 0),
    ],
)
def test_links_are_narrowed(client: FlaskClient, query: dict[str, str], links: int) -> None:
    assert get(client, "/v3/Links", **query)["totalLinks"] == links


def test_pages_of_links_count_from_zero_and_hold_each_link_once(client: FlaskClient) -> None:
    pages = [
        get(client, "/v3/Links", sourcePid=CITING, page=str(page), size="10") for page in range(4)
    ]
    assert [len(each["result"]) for each in pages] == [10, 10, 10, 1]
    assert {each["totalPages"] for each in pages} == {4}
    seen = {link["target"]["Title"] for page in pages for link in page["result"]}
    assert len(seen) == 31


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 400), ("page=1", 400), ("sourcePid=x&page=-1", 422), ("sourcePid=x&size=0", 422),
     ("sourcePid=x&from=soon", 422)],
)  # fmt: skip
def test_what_links_cannot_be_asked_for_is_told(
    client: FlaskClient, query: str, status: int
) -> None:
    response = client.get(f"/v3/Links?{query}")
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")


def test_packages_have_what_the_schema_of_scholix_requires(client: FlaskClient) -> None:
    found = client.get("/scholix/v3/packages").get_json()
    assert len(found) > 30
    for package in found:
        assert set(package) == LINK | {"Source", "Target"}
        assert package["RelationshipType"]["Name"] == "References"
        for end in (package["Source"], package["Target"]):
            assert set(end["Identifier"]) == {"ID", "IDScheme", "IDURL"}
            assert end["Type"]["Name"] == "literature"
            assert set(end) <= {
                *("Identifier", "Type", "Title", "Creator", "PublicationDate", "Publisher")
            }


@pytest.mark.parametrize(
    "name",
    ["asad-2016", CITED, "10.1007%2Fs10597-015-9970-5", f"https://doi.org/{CITED}",
     "https%3A%2F%2Fw3id.org%2Fpeer-provision%2Fwork%2Fasad-2016"],
)  # fmt: skip
def test_a_product_is_found_by_any_of_its_names(client: FlaskClient, name: str) -> None:
    found = get(client, f"/skg-if/v1/products/{name}")
    assert set(found) == {"@context", "meta", "@graph"}
    assert found["meta"]["entity_type"] == "single_entity"
    told = found["@graph"][0]
    assert told["identifiers"] == [{"scheme": "doi", "value": CITED}]
    assert told["contributions"][0]["by"]["family_name"] == "Asad"
    biblio = told["manifestations"][0]["biblio"]
    assert biblio["pages"] == {"first": "767", "last": "774"}
    assert biblio["in"]["name"] == "Community Mental Health Journal"


def test_the_links_of_a_list_lead_to_each_entity_and_through_all_pages(
    client: FlaskClient,
) -> None:
    path, seen, total = "/skg-if/v1/products?page_size=40", [], 0
    while path:
        found = get(client, path)
        total = found["meta"]["part_of"]["total_items"]
        seen += [each["local_identifier"] for each in found["@graph"]]
        path = found["meta"].get("next_page", {}).get("local_identifier", "")
    assert len(seen) == len(set(seen)) == total > 60
    for kind in ("products", "persons", "organisations", "venues"):
        item = get(client, f"/skg-if/v1/{kind}?page_size=1")["meta"]["api_items"][0]
        one = get(client, item["urls"][0]["href"].removeprefix("http://localhost"))
        assert one["@graph"][0]["local_identifier"] == item["local_identifier"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (f"cf.cites_doi:{CITED}", ["kent-2018"]),
        (f"cf.cites_doi:https://doi.org/{CITED}", ["kent-2018"]),
        ("cf.cites:https://w3id.org/peer-provision/work/asad-2016", ["kent-2018"]),
        (f"identifiers.id:{CITED},product_type:literature", ["asad-2016"]),
        (f"identifiers.id:{CITED},product_type:research data", []),
        ("contributions.by.family_name:asad,identifiers.scheme:doi", ["asad-2015", "asad-2016"]),
        (f"cf.cited_by_doi:{CITING},cf.search.title:interprofessional role", ["asad-2016"]),
        ("cf.contributions_orcid:0000-0001-6960-357X", []),
    ],
)
def test_products_are_filtered(client: FlaskClient, wanted: str, found: list[str]) -> None:
    answer = get(client, "/skg-if/v1/products", filter=wanted)
    names = [each["local_identifier"].rpartition("/")[2] for each in answer["@graph"]]
    assert names == found
    assert answer["meta"]["part_of"]["total_items"] == len(found)


@pytest.mark.parametrize(
    ("path", "status"),
    [("products?filter=nothing:x", 422), ("products?filter=product_type", 422),
     ("products?page=0", 422), ("venues?filter=product_type:x", 422), ("products/nobody", 404),
     ("persons/nobody", 404), ("grants/1", 404), ("topics/1", 404)],
)  # fmt: skip
def test_what_the_framework_does_not_know_is_told(
    client: FlaskClient, path: str, status: int
) -> None:
    assert client.get(f"/skg-if/v1/{path}").status_code == status


@pytest.mark.parametrize("kind", ["grants", "topics", "datasources"])
def test_kinds_that_are_not_held_are_empty_lists(client: FlaskClient, kind: str) -> None:
    assert get(client, f"/skg-if/v1/{kind}")["@graph"] == []
