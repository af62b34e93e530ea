"""What the queries count is what somebody counts who reads the YAML files by hand."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from importlib.resources import files
from typing import Any

from peerprov.graph import doi

Rows = list[dict[str, str]]
Ask = Callable[..., Rows]
Works = dict[str, dict[str, Any]]
Findings = list[tuple[str, dict[str, Any]]]


def _iri(work: dict[str, Any]) -> str:
    known = work["citation"].get("doi")
    return doi.iri(known).value if known else f"https://w3id.org/peer-provision/work/{work['id']}"


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []


def _finding(work: str, finding: dict[str, Any]) -> str:
    return f"https://w3id.org/peer-provision/finding/{work}/{finding['id']}"


def _column(rows: Rows, name: str) -> list[str]:
    return sorted(row[name] for row in rows)


def _counted(pairs: Iterable[tuple[str, str, str]]) -> dict[str, tuple[int, int]]:
    """Counts works and findings of (key, work, finding)."""
    works: dict[str, set[str]] = defaultdict(set)
    found: dict[str, set[str]] = defaultdict(set)
    for key, work, finding in pairs:
        works[key].add(work)
        found[key].add(f"{work} {finding}")
    return {key: (len(works[key]), len(found[key])) for key in works}


def _shown(rows: Rows, key: str) -> dict[str, tuple[int, int]]:
    return {row[key]: (int(row["works"]), int(row["findings"])) for row in rows}


def _influenced(findings: Findings, *influence: str) -> Findings:
    return [
        (work, finding)
        for work, finding in findings
        if finding.get("influence") in influence
        and finding["scope"] == "peer provision"
        and finding["term"]
    ]


def test_works_and_their_findings(ask: Ask, works: Works) -> None:
    rows = ask("works")

    assert {row["work"]: int(row["findings"]) for row in rows} == {
        _iri(work): len(work["findings"]) for work in works.values()
    }
    assert len(rows) == 71


def test_findings_by_kind(ask: Ask, findings: Findings) -> None:
    shown = {row["class"].rpartition("/")[2]: int(row["resources"]) for row in ask("summary")}

    kinds = Counter(finding["kind"] for _, finding in findings)
    assert len(kinds) == 10
    for kind, count in kinds.items():
        assert shown[f"{kind.capitalize()}Finding"] == count
    assert shown["Finding"] == len(findings) == 946


def test_barriers(ask: Ask, findings: Findings) -> None:
    hindering = _influenced(findings, "hinders", "both")

    assert _shown(ask("barriers"), "barrier_label") == _counted(
        (finding["term"], work, finding["id"]) for work, finding in hindering
    )
    assert len(hindering) > 90


def test_facilitators(ask: Ask, findings: Findings) -> None:
    helping = _influenced(findings, "facilitates", "both")

    assert _shown(ask("facilitators"), "facilitator_label") == _counted(
        (finding["term"], work, finding["id"]) for work, finding in helping
    )


def test_barriers_by_level(ask: Ask, findings: Findings) -> None:
    hindering = _influenced(findings, "hinders", "both")

    assert _shown(ask("barriers-by-level"), "level") == _counted(
        (level, work, finding["id"]) for work, finding in hindering for level in finding["level"]
    )


def test_what_peer_providers_name_and_managers_do_not(ask: Ask, findings: Findings) -> None:
    seen: dict[str, set[str]] = defaultdict(set)
    for _, finding in _influenced(findings, "hinders", "both"):
        seen[finding["perspective_group"]].add(finding["term"])

    assert set(_column(ask("barriers-by-perspective"), "barrier_label")) == (
        seen["peer providers"] - seen["managers"]
    )


def test_strategies(ask: Ask, findings: Findings) -> None:
    assert _shown(ask("strategies"), "strategy_label") == _counted(
        (finding["term"], work, finding["id"])
        for work, finding in findings
        if finding["kind"] == "strategy" and finding["term"]
    )


def test_stages(ask: Ask, findings: Findings) -> None:
    shown = _shown(ask("stages"), "stage_label")

    assert shown == _counted(
        (f"{stage} stage", work, finding["id"])
        for work, finding in findings
        for stage in _listed(finding.get("stage"))
    )


def test_strategies_and_the_barriers_they_answer(ask: Ask, findings: Findings) -> None:
    pairs = {
        (finding["term"], barrier)
        for _, finding in findings
        if finding["kind"] == "strategy" and finding["term"]
        for barrier in _listed(finding.get("addresses_term"))
    }

    rows = ask("map-strategies-barriers")

    assert {(row["strategy_label"], row["barrier_label"]) for row in rows} == pairs
    assert len(rows) == len(pairs) > 20


def _outcomes(findings: Findings) -> Findings:
    return [(work, finding) for work, finding in findings if finding["kind"] == "outcome"]


def test_outcomes_for_service_users_by_direction(ask: Ask, findings: Findings) -> None:
    said: dict[tuple[str, str], set[str]] = defaultdict(set)
    for work, finding in _outcomes(findings):
        if finding["outcome"]["recipient"] == "service users" and finding["term"]:
            said[finding["term"], finding["outcome"]["direction"]].add(work)

    rows = ask("outcomes-by-direction")

    assert {row["outcome_label"] for row in rows} == {term for term, _ in said}
    for row in rows:
        term = row["outcome_label"]
        assert int(row["improved"]) == len(said[term, "improved"])
        assert int(row["worsened"]) == len(said[term, "worsened"])
        assert int(row["mixed"]) == len(said[term, "mixed"])
        assert int(row["no_difference"]) == len(
            said[term, "no difference"] | said[term, "equivalent"]
        )
        assert int(row["unclear"]) == len(said[term, "unclear"] | said[term, "not reported"])


def test_outcomes_by_recipient(ask: Ask, findings: Findings) -> None:
    expected = Counter(
        (finding["outcome"]["recipient"], finding["outcome"]["direction"])
        for _, finding in _outcomes(findings)
    )

    rows = ask("outcomes-by-recipient")

    assert {(row["recipient"], row["direction"]): int(row["findings"]) for row in rows} == expected


def test_peers_compared_with_staff(ask: Ask, findings: Findings) -> None:
    expected = [
        finding["statement"]
        for _, finding in _outcomes(findings)
        if finding["outcome"]["comparator_kind"] == "non-peer staff" and finding["term"]
    ]

    assert _column(ask("peers-versus-staff"), "statement") == sorted(expected)
    assert len(expected) > 20


def test_effect_estimates(ask: Ask, findings: Findings) -> None:
    expected = {
        _finding(work, finding): finding["outcome"]["effect_estimate"]
        for work, finding in _outcomes(findings)
        if finding["outcome"].get("effect_estimate") and finding["term"]
    }

    rows = ask("effect-sizes")

    assert {row["finding"] for row in rows} == set(expected)
    for row in rows:
        estimate = expected[row["finding"]]
        for column, field in (("effect_value", "value"), ("ci_low", "ci_low"),
                              ("ci_high", "ci_high"), ("sample_size", "n")):  # fmt: skip
            given = estimate.get(field)
            assert (float(row[column]) if row[column] else None) == given
        assert row["effect_type"] == (estimate.get("type") or "")


def test_what_improves_by_report_only(ask: Ask, findings: Findings) -> None:
    said: dict[str, set[str]] = defaultdict(set)
    for _, finding in _outcomes(findings):
        outcome = finding["outcome"]
        if outcome["recipient"] == "service users" and outcome["direction"] == "improved":
            said[finding["term"]].add(outcome["basis"])

    expected = {term for term, bases in said.items() if term and "measured" not in bases}
    assert {row["outcome_label"] for row in ask("improved-by-report-only")} == expected


def test_second_hand_findings(ask: Ask, findings: Findings) -> None:
    expected = {
        _finding(work, finding): finding["second_hand_from"]
        for work, finding in findings
        if finding.get("second_hand_from")
    }

    rows = ask("second-hand-findings")

    assert {row["finding"]: row["second_hand_from"] for row in rows} == expected
    assert len(rows) == len(expected) > 0


def test_texts_on_which_findings_rest(ask: Ask, findings: Findings) -> None:
    assert _shown(ask("text-read"), "text_read") == _counted(
        (finding["source"], work, finding["id"]) for work, finding in findings
    )


def test_interpreted_findings(ask: Ask, findings: Findings) -> None:
    expected = [_finding(*item) for item in findings if item[1]["certainty"] == "interpreted"]

    assert _column(ask("interpreted-findings"), "finding") == sorted(expected)


def test_findings_outside_mental_health_or_peer_provision(
    ask: Ask, works: Works, findings: Findings
) -> None:
    expected = [
        _finding(work, finding)
        for work, finding in findings
        if works[work]["population_scope"] != "mental health"
        or finding["scope"] != "peer provision"
    ]

    assert _column(ask("outside-mental-health"), "finding") == sorted(expected)


def test_findings_without_a_term(ask: Ask, findings: Findings) -> None:
    expected = {
        _finding(work, finding): finding["term_reason"]
        for work, finding in findings
        if not finding["term"]
    }

    rows = ask("findings-without-term")

    assert {row["finding"]: row["reason"] for row in rows} == expected
    assert len(rows) == len(expected) > 0


def test_mechanisms_and_what_they_lead_to(ask: Ask, findings: Findings) -> None:
    expected = [
        (finding["term"], result)
        for _, finding in findings
        if finding["kind"] == "mechanism" and finding["term"]
        for result in _listed(finding.get("leads_to_term")) or [""]
    ]

    rows = ask("mechanisms")

    assert sorted((row["mechanism_label"], row["result_label"]) for row in rows) == sorted(expected)


def test_chains_within_one_work(ask: Ask, findings: Findings) -> None:
    answers = [
        (work, finding["term"], barrier)
        for work, finding in findings
        for barrier in _listed(finding.get("addresses_term"))
        if finding["term"]
    ]
    results = [
        (work, finding["term"], result)
        for work, finding in findings
        for result in _listed(finding.get("leads_to_term"))
        if finding["term"]
    ]
    expected = {
        (strategy, barrier, result)
        for work, strategy, barrier in answers
        for other, start, result in results
        if work == other and start in (strategy, barrier)
    }

    rows = ask("chains")

    shown = {(row["strategy_label"], row["barrier_label"], row["result_label"]) for row in rows}
    assert shown == expected
    assert len(expected) > 10


def test_gaps_that_works_name(ask: Ask, findings: Findings) -> None:
    expected = [finding["statement"] for _, finding in findings if finding["kind"] == "gap"]

    assert _column(ask("research-gaps"), "statement") == sorted(expected)


def test_what_lies_under_a_theme_by_the_tables_alone(ask: Ask) -> None:
    folder = files("peerprov") / "ontology" / "terms"
    parents: dict[str, list[str]] = {}
    for name in ("theme", "determinant"):
        lines = (folder / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
        for row in csv.DictReader(lines, delimiter="\t"):
            parents[row["label"]] = f"{row['parent']}|{row.get('themes', '')}".split("|")

    def above(label: str) -> set[str]:
        found = set(parents.get(label, []))
        return found.union(*(above(parent) for parent in found))

    theme = "role clarity and boundaries determinant"
    expected = {label for label in parents if theme in above(label)}
    assert set(_column(ask("narrower-terms", term=theme), "narrower_label")) == expected
    assert len(expected) > 15
