"""The client `reconciler`, pointed at a running server by its address alone."""

from __future__ import annotations

import pytest

pandas = pytest.importorskip("pandas")
reconciler = pytest.importorskip("reconciler")
pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword")


def test_reconciler_matches_a_column(address: str) -> None:
    column = pandas.Series(["role ambiguity", "supervision", "hope", "stigma"] * 6)

    table = reconciler.reconcile(
        column, type_id="Term", top_res=1, reconciliation_endpoint=f"{address}/reconcile"
    )

    best = dict(zip(table["input_value"], table["id"], strict=True))
    assert best["role ambiguity"] == "PEERPROV_0002101"
    assert best["supervision"] == "PEERPROV_0003320"
    assert set(table["type_id"])


def test_reconciler_finds_works_by_properties(address: str) -> None:
    frame = pandas.DataFrame({"name": ["Asad", "Asad & Chreim"], "year": ["2015", "2016"]})

    table = reconciler.reconcile(
        frame["name"],
        type_id="Work",
        top_res=1,
        property_mapping={"year": frame["year"]},
        reconciliation_endpoint=f"{address}/reconcile",
    )

    assert list(table["id"]) == ["work/asad-2015", "work/asad-2016"]
