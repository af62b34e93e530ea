"""Deliberate mistakes in the real data (``slips.yaml``): refused, and the culprit named."""

from __future__ import annotations

import pytest
from tests.shapes.conftest import SLIPS


@pytest.mark.parametrize("entry", SLIPS, ids=[entry["slip"] for entry in SLIPS])
def test_a_slip_in_the_real_data_is_refused_and_its_culprit_named(entry, heard):
    results = heard[entry["slip"]]

    said = [result for result in results if entry["says"] in result.message]
    others = "\n".join(str(result.fault) for result in results) or "nothing"
    assert said, f"nobody says {entry['says']!r}; heard:\n{others}"
    result = said[0]
    assert entry["culprit"] in result.culprit.name
    assert result.severity == entry.get("severity", "Violation")
    assert entry["culprit"] in str(result.fault)
    if "file" in entry:
        assert result.culprit.file == entry["file"]
    if "field" in entry:
        assert result.culprit.field == entry["field"]


def test_slips_have_names_of_their_own():
    names = [entry["slip"] for entry in SLIPS]

    assert len(set(names)) == len(names) >= 60
