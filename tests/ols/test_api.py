"""The OLS-compatible interface: addresses, pages, trees, search, errors; v1 and v2."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

TERM = "https://w3id.org/peer-provision/PEERPROV_0002101"
ONCE = quote(TERM, safe="")
TWICE = quote(ONCE, safe="")
TERMS = "/api/ontologies/peerprov/terms"


def get(client: FlaskClient, at: str, **parameters: Any) -> Any:
    response = client.get(at, query_string=parameters or None)
    assert response.status_code == 200, response.text
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert not isinstance(response.json, dict) or "error" not in response.json
    return response.json


def labels(answer: Any, name: str = "terms") -> list[str]:
    return [each["label"] for each in answer["_embedded"][name]]


@pytest.mark.parametrize("iri", [TWICE, ONCE, TERM, TERM.replace("//", "/")])
@pytest.mark.parametrize("name", ["parents", "children", "ancestors", "jstree", "graph", ""])
def test_iris_are_read_encoded_twice_once_and_plain(
    client: FlaskClient, iri: str, name: str
) -> None:
    told = get(client, f"{TERMS}/{iri}/{name}".rstrip("/"))
    assert told
    assert told == get(client, f"{TERMS}/{TWICE}/{name}".rstrip("/")) or "_links" in told


def test_every_link_of_a_term_leads_somewhere(client: FlaskClient) -> None:
    for term in get(client, TERMS, size=40)["_embedded"]["terms"]:
        for name, link in term["_links"].items():
            assert link["href"].startswith("http://")
            assert client.get(link["href"]).status_code == 200, (term["iri"], name)


def test_pages_hold_all_terms_once_and_lead_on(client: FlaskClient) -> None:
    page = get(client, TERMS, size=300)
    seen = [each["iri"] for each in page["_embedded"]["terms"]]
    while "next" in page["_links"]:
        page = get(client, page["_links"]["next"]["href"])
        seen += [each["iri"] for each in page["_embedded"]["terms"]]

    assert len(seen) == len(set(seen)) == page["page"]["totalElements"]
    assert page["page"]["totalPages"] == page["page"]["number"] + 1
    assert get(client, TERMS)["page"]["size"] == 20
    assert get(client, TERMS, page=99999)["_embedded"]["terms"] == []


def test_children_and_parents_are_each_others(client: FlaskClient) -> None:
    for term in get(client, TERMS, size=1000)["_embedded"]["terms"][::40]:
        at = f"{TERMS}/{quote(quote(term['iri'], safe=''), safe='')}"
        for child in get(client, f"{at}/children", size=1000)["_embedded"]["terms"]:
            up = get(client, child["_links"]["parents"]["href"], size=1000)
            assert term["iri"] in [each["iri"] for each in up["_embedded"]["terms"]]
        assert term["has_children"] == bool(labels(get(client, f"{at}/children")))


def test_withdrawn_terms_come_only_when_asked_for(client: FlaskClient) -> None:
    live = get(client, TERMS)["page"]["totalElements"]
    both = get(client, TERMS, obsoletes="True")["page"]["totalElements"]
    found = get(
        client, "/api/search", q="*", obsoletes="only", rows=100, fieldList="iri,is_obsolete"
    )

    assert both - live == found["response"]["numFound"] > 0
    assert all(each["is_obsolete"] for each in found["response"]["docs"])
    plain = get(client, "/api/search", q="obsolete", rows=100, fieldList="is_obsolete")
    assert not any(each["is_obsolete"] for each in plain["response"]["docs"])


def test_what_findings_prove_stands_only_in_the_hierarchical_relations(client: FlaskClient) -> None:
    proven = "barrier to peer provision"

    assert proven not in labels(get(client, f"{TERMS}/{TWICE}/ancestors"))
    assert proven in labels(get(client, f"{TERMS}/{TWICE}/hierarchicalAncestors"))


def test_the_roots_are_those_without_parents_and_those_preferred(client: FlaskClient) -> None:
    roots = get(client, f"{TERMS}/roots")["_embedded"]["terms"]
    preferred = get(client, f"{TERMS}/preferredRoots")["_embedded"]["terms"]

    assert "entity" in [each["label"] for each in roots]
    assert all(each["is_root"] for each in roots)
    assert "determinant of peer provision" in [each["label"] for each in preferred]
    assert all(each["is_preferred_root"] for each in preferred)


def test_a_tree_hangs_together_and_can_be_opened(client: FlaskClient) -> None:
    nodes = get(client, f"{TERMS}/{TWICE}/jstree")
    ids = {each["id"] for each in nodes}

    assert all(each["parent"] == "#" or each["parent"] in ids for each in nodes)
    assert {each["text"] for each in nodes if each["parent"] == "#"} == {
        "determinant of peer provision"
    }
    assert {each["iri"] for each in nodes if each["state"]["selected"]} == {TERM}
    top = next(each for each in nodes if each["parent"] == "#")
    opened = get(client, f"{TERMS}/{TWICE}/jstree/children/{top['id']}")
    assert opened
    assert all(each["parent"] == top["id"] for each in opened)
    everything = get(client, f"{TERMS}/{TWICE}/jstree", viewMode="All")
    assert "entity" in {each["text"] for each in everything if each["parent"] == "#"}
    assert client.get(f"{TERMS}/{TWICE}/jstree/children/nonsense").status_code == 404


def test_a_graph_has_its_ends(client: FlaskClient) -> None:
    told = get(client, f"{TERMS}/{TWICE}/graph")
    nodes = {each["iri"] for each in told["nodes"]}

    assert TERM in nodes
    assert {each[end] for each in told["edges"] for end in ("source", "target")} <= nodes


def test_individuals_have_types(client: FlaskClient) -> None:
    value = quote(quote("https://w3id.org/peer-provision/PEERPROV_0008005", safe=""), safe="")
    at = f"/api/ontologies/peerprov/individuals/{value}"

    assert labels(get(client, f"{at}/types")) == ["kind of finding value"]
    assert "value of a field of the codebook" in labels(get(client, f"{at}/alltypes"))


def test_search_finds_exactly_or_by_words(client: FlaskClient) -> None:
    def iris(**more: Any) -> list[str]:
        told = get(client, "/api/search", **more)["response"]
        return [each["iri"] for each in told["docs"]]

    assert iris(q="role ambiguty")[0] == TERM
    assert iris(q="Role Ambiguity", exact="true") == [TERM]
    assert iris(q="role ambiguity", exact="true", queryFields="label") == []
    assert iris(q="PEERPROV:0002101", exact="TRUE") == [TERM]
    assert iris(q="role ambiguity", ontology="go") == []
    assert TERM in iris(q="role", childrenOf="PEERPROV:0002100", rows=100)
    assert TERM not in iris(q="role", childrenOf="PEERPROV:0003000", rows=100)
    assert TERM in iris(q="role", allChildrenOf="PEERPROV:0002001", rows=200)
    assert all("/hinder" in each for each in iris(q="hinders", type="property", rows=1))
    assert iris(q="role", rows=3, start=2) == iris(q="role", rows=5)[2:]


def test_facets_are_flat_lists_of_strings(client: FlaskClient) -> None:
    told = get(client, "/api/search", q="role")
    facets = told["facet_counts"]["facet_fields"]

    assert facets["ontology_name"] == ["peerprov", str(told["response"]["numFound"])]
    assert all(isinstance(each, str) for values in facets.values() for each in values)


def test_select_highlights_and_suggest_completes(client: FlaskClient) -> None:
    told = get(client, "/api/select", q="supervis")
    first = told["response"]["docs"][0]["id"]
    assert told["responseHeader"]["params"] == {"q": "supervis"}
    assert "<b>supervision</b>" in told["highlighting"][first]["label_autosuggest"][0]
    names = get(client, "/api/suggest", q="supervis")["response"]["docs"]
    assert any("supervis" in each["autosuggest"] for each in names)


@pytest.mark.parametrize(
    ("at", "status"),
    [
        ("/api/ontologies/go", 404),
        (f"{TERMS}/https%253A%252F%252Fnowhere", 404),
        (f"{TERMS}/{TWICE}/nonsense", 404),
        ("/api/ontologies/peerprov/parents", 400),
        (f"{TERMS}?size=many", 400),
        ("/api/search?q=x&exact=perhaps", 400),
        ("/api/search?q=x&type=animal", 400),
        ("/api/v2/ontologies/go/classes", 404),
    ],
)
def test_errors_are_told_as_clients_read_them(client: FlaskClient, at: str, status: int) -> None:
    response = client.get(at)

    assert (response.status_code, response.content_type) == (status, "application/json")
    assert response.json
    assert response.json.keys() == {"timestamp", "status", "error", "message", "path"}
    assert response.json["status"] == status


def test_v2_pages_search_and_climbs(client: FlaskClient) -> None:
    page = get(client, "/api/v2/ontologies/peerprov/classes", size=7, page=2)
    assert (page["page"], page["numElements"], len(page["elements"])) == (2, 7, 7)
    assert page["totalPages"] == -(-page["totalElements"] // 7)

    found = get(client, "/api/v2/entities", search="role ambiguity", searchFields="label^3 synonym")
    assert found["elements"][0]["iri"] == TERM
    alone = get(client, "/api/v2/classes", search="role ambiguity", exactMatch="true")
    assert [each["iri"] for each in alone["elements"]] == [TERM]

    for at in ("/api/v2/classes", "/api/v2/ontologies/peerprov/classes"):
        one = get(client, f"{at}/{TWICE}")
        assert one["label"] == ["low clarity of the peer provider role"]
        above = get(client, f"{at}/{TWICE}/ancestors", size=100)["elements"]
        assert sorted(each["iri"] for each in above) == sorted(one["directAncestor"])


def test_v2_tells_of_itself(client: FlaskClient) -> None:
    ontology = get(client, "/api/v2/ontologies/peerprov")
    stats = get(client, "/api/v2/stats")

    assert get(client, "/api/v2/health")["status"] == "UP"
    assert stats["numberOfClasses"] == ontology["numberOfClasses"]
    assert get(client, "/api/v2/ontologies")["elements"] == [ontology]


def test_answers_can_be_revalidated(client: FlaskClient) -> None:
    first = client.get(TERMS)
    again = client.get(TERMS, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, first.headers["PeerProv-Version"]) == (304, "1")
    assert client.head(TERMS).status_code == 200
