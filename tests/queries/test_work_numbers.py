"""What the queries say of works is what somebody finds who reads the YAML files by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from peerprov.graph import doi

Rows = list[dict[str, str]]
Ask = Callable[..., Rows]
Works = dict[str, dict[str, Any]]


def _iri(work: dict[str, Any]) -> str:
    known = work["citation"].get("doi")
    return doi.iri(known).value if known else f"https://w3id.org/peer-provision/work/{work['id']}"


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []


def _column(rows: Rows, name: str) -> list[str]:
    return sorted(row[name] for row in rows)


def test_works_without_a_doi(ask: Ask, works: Works) -> None:
    expected = [_iri(work) for work in works.values() if not work["citation"].get("doi")]

    assert _column(ask("works-without-doi"), "work") == sorted(expected)


def test_citations(ask: Ask, works: Works) -> None:
    expected = {
        (_iri(works[citing]), _iri(work)) for work in works.values() for citing in work["cited_by"]
    }

    rows = ask("citations")

    assert {(row["citing"], row["cited"]) for row in rows} == expected
    assert len(rows) == len(expected) == 36


def test_works_by_year(ask: Ask, works: Works) -> None:
    shown = {int(row["year"]): int(row["works"]) for row in ask("works-by-year")}

    assert shown == Counter(work["citation"]["year"] for work in works.values())


def test_countries(ask: Ask, works: Works) -> None:
    expected = Counter(
        country
        for work in works.values()
        for country in work["methods"]["country"] or ["(not stated)"]
    )

    assert {row["country"]: int(row["works"]) for row in ask("countries")} == expected


def test_designs(ask: Ask, works: Works) -> None:
    expected = Counter(
        design for work in works.values() for design in work["methods"]["design_type"]
    )

    shown = sorted(int(row["works"]) for row in ask("designs"))

    assert shown == sorted(expected.values())


def test_words_for_peer_providers(ask: Ask, works: Works) -> None:
    expected = Counter(
        word for work in works.values() for word in {word.lower() for word in work["terms_used"]}
    )

    assert {row["word"]: int(row["works"]) for row in ask("words-for-peer-providers")} == expected


def test_participants(ask: Ask, works: Works) -> None:
    expected = [
        (group["group"], group["n"] or 0)
        for work in works.values()
        for group in work["methods"]["participants"]
    ]

    rows = ask("participants")

    assert sorted((row["group"], int(row["participants"] or 0)) for row in rows) == sorted(expected)


def test_doubts_about_works(ask: Ask, works: Works) -> None:
    expected = Counter(
        sort
        for work in works.values()
        for field, sort in (("conflicts", "conflict"), ("unsure", "unsure"))
        for _ in set(work[field])
    )

    assert Counter(row["sort"] for row in ask("bibliographic-doubts")) == expected
