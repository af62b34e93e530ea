"""What is found, in which order, on the real graph."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peerprov.graph.search import KINDS, OPEN, SHUT, Hit, Indexes, SearchIndex
from peerprov.graph.store import Snapshot
from peerprov.namespaces import BASE

REFERENCE = (
    "Asad, S., & Chreim, S. (2016). Peer support providers' role experiences on "
    "interprofessional mental health care teams: A qualitative study. "
    "Community Mental Health Journal, 52(7), 767-774."
)


def first(index: SearchIndex, text: str, *kinds: str) -> Hit:
    return index.search(text, kinds or KINDS, 5)[0]


def test_every_term_is_found_first_by_its_identifier_and_by_its_label(index: SearchIndex) -> None:
    terms = [entry for entry in index.entries if entry.kind == "term"]
    assert len(terms) > 800
    labels = [entry.name.casefold() for entry in terms]

    for entry in terms[::7]:
        for written in (entry.iri, entry.key, *entry.identifiers, entry.identifiers[0].lower()):
            assert first(index, written).entry is entry
        if labels.count(entry.name.casefold()) == 1:
            hit = first(index, entry.name)
            assert (hit.entry, hit.score, hit.exact) == (entry, 100, True)


def test_every_work_is_found_by_id_doi_title_and_as_authors_and_year(index: SearchIndex) -> None:
    works = [entry for entry in index.entries if entry.kind == "work"]
    assert len(works) > 60

    for entry in works:
        for written in (entry.iri, entry.key, *entry.identifiers, entry.name):
            assert first(index, written, "work").entry is entry, written
    two = index.entry("asad-2016")
    assert first(index, "Asad & Chreim (2016)").entry is two
    assert first(index, "asad et al. 2016").entry is two


def test_every_finding_is_found_by_its_identifier(index: SearchIndex) -> None:
    findings = [entry for entry in index.entries if entry.kind == "finding"]
    assert len(findings) > 900

    for entry in findings[::13]:
        for written in (entry.iri, entry.key, *entry.identifiers):
            assert first(index, written).entry is entry


@pytest.mark.parametrize(
    "written",
    [
        REFERENCE,
        REFERENCE.replace("support", "suport").replace("qualitative", "qualitatve"),
        "Asad S, Chreim S. Peer support providers role experiences on interprofessional mental "
        "health care teams. Community Ment Health J 2016;52:767",
        "Peer support providers role experiences on interprofessional mental health care teams",
        f"{REFERENCE} https://doi.org/10.1007/s10597-015-9970-5",
    ],
)
def test_a_pasted_reference_finds_its_work_far_before_others(
    index: SearchIndex, written: str
) -> None:
    best, second, *_ = index.search(written, limit=5)

    assert best.entry.key == "work/asad-2016"
    assert best.score > second.score + 15


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("role ambiguity", "PEERPROV_0002101"),
        ("ROLE  ambiguity", "PEERPROV_0002101"),
        ("role ambigiuty", "PEERPROV_0002101"),
        ("peer suport", "PEERPROV_0000101"),
        ("supervison", "PEERPROV_0003320"),
        ("high clarity of role", "PEERPROV_0002102"),
        ("low clarity peer provider role", "PEERPROV_0002101"),
    ],
)
def test_synonyms_typos_and_parts_of_names_find_the_term(
    index: SearchIndex, typed: str, key: str
) -> None:
    assert first(index, typed).entry.key == key


def test_what_is_unfinished_is_completed(index: SearchIndex) -> None:
    hits = index.search("stig", ("term",), 5)

    assert hits
    assert all("stig" in " ".join(n.text for n in hit.entry.names).lower() for hit in hits)


def test_a_name_without_its_accents_is_found(index: SearchIndex) -> None:
    assert first(index, "Akerblom and Ness 2022").entry.key == "work/akerblom-2022"


def test_scores_fall_and_lie_between_0_and_100(index: SearchIndex) -> None:
    for text in ("role", "peer support worker", "Asad 2016", REFERENCE):
        scores = [hit.score for hit in index.search(text, limit=50)]
        assert scores == sorted(scores, reverse=True)
        assert 0 < scores[-1] <= scores[0] <= 100


def test_only_the_kinds_asked_for_are_given_and_no_more_than_the_limit(index: SearchIndex) -> None:
    for kind in KINDS:
        hits = index.search("peer support", (kind,), 7)
        assert [hit.entry.kind for hit in hits] == [kind] * 7


def test_what_is_left_out_leaves_room_for_others(index: SearchIndex) -> None:
    hits = index.search("role clarity", ("term",), 5, lambda entry: "low" in entry.name)

    assert hits
    assert all("low" in hit.entry.name for hit in hits)


def test_a_snippet_marks_what_was_found(index: SearchIndex) -> None:
    hit = first(index, "ambiguous role", "finding")

    assert f"{OPEN}role{SHUT}" in hit.snippet.lower()


@pytest.mark.parametrize("text", ["", "   ", "%%%", '"', "zzzzqqxx", "*", "():^", "\x00"])
def test_what_says_nothing_finds_nothing(index: SearchIndex, text: str) -> None:
    assert index.search(text) == []


@pytest.mark.parametrize("text", ["NEAR(role", "role OR *", 'names:role"', "-role", "role^2"])
def test_syntax_of_the_engine_is_text_like_any_other(index: SearchIndex, text: str) -> None:
    hits = index.search(text)

    assert any("role" in hit.entry.name for hit in hits)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_searched(small: SearchIndex, text: str) -> None:
    assert all(0 < hit.score <= 100 for hit in small.search(text))


def test_a_name_comes_before_a_definition(small: SearchIndex) -> None:
    assert [hit.entry.key for hit in small.search("role clarity")] == ["T_1", "T_2"]


def test_an_unknown_word_lowers_the_score(small: SearchIndex) -> None:
    assert small.search("zebra role clarity")[0].score < 70


def test_accents_and_sharp_s_do_not_matter(small: SearchIndex) -> None:
    assert small.search("grosse")[0].entry.key == "T_3"


def test_workspaces_are_not_searched(index: SearchIndex) -> None:
    assert all(entry.iri.startswith((BASE, "https://doi.org/")) for entry in index.entries)


def test_many_threads_get_the_same(index: SearchIndex) -> None:
    alone = [hit.entry.key for hit in index.search("supervision of peer workers")]
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(index.search, ["supervision of peer workers"] * 24)

    assert all([hit.entry.key for hit in hits] == alone for hits in found)


def test_the_index_of_a_version_is_made_once(snapshot: Snapshot) -> None:
    indexes = Indexes()
    made = indexes.of(1, snapshot.store)

    assert indexes.of(1, snapshot.store) is made
    assert indexes.of(2, snapshot.store) is not made
