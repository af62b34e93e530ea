"""Reference lists: each quirk of copied text by an invented entry, and the two seed documents.

The seed documents stay outside the project: ``PEERPROV_SEEDS`` names their folder.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from peerprov.graph import doi
from peerprov.graph.evidence import Evidence
from peerprov.graph.references import Reference, compare, read_references, work_named

HERE = Path(__file__).parent
SEEDS = Path(os.environ.get("PEERPROV_SEEDS", HERE.parents[1].parent / "shared" / "seeds"))
COUNTS = {"kent-2018": 31, "zeng-2021": 5}
KNOWN = {
    ("blair-2015", "doi"),
    ("sunderland-2013", "authors"),
    ("sunderland-2013", "publisher"),
    ("world-health-organization-2014", "title"),
}
ENTRY = "Lark, A. B., & Finch, C. (2011). Two birds. Journal of Nests, 5(2), 7–19."  # noqa: RUF001


def one(entry: str) -> Reference:
    (reference,) = read_references(f"Some text\nReferences\n{entry}\n")
    return reference


def seed(name: str) -> tuple[Reference, ...]:
    path = SEEDS / f"{name}.txt"
    if not path.exists():
        pytest.skip(f"the seed document {path.name} is not here; PEERPROV_SEEDS names its folder")
    return read_references(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "entry",
    [
        ENTRY,
        f"1. {ENTRY}",
        f"  12. {ENTRY}",
        f"[3] {ENTRY}",
        f"- {ENTRY}",
        f"-\n- {ENTRY}",
        f"• {ENTRY}",
        f"\u00a0 4.\u00a0{ENTRY}",
        f"1. {ENTRY}CrossRefPubMedPubMedCentralGoogle Scholar",
        f"1. {ENTRY} CrossRef Google Scholar",
        ENTRY.replace("–", "-"),  # noqa: RUF001
        ENTRY.replace("–", "\u2212"),  # noqa: RUF001
        ENTRY.replace("–", " – "),  # noqa: RUF001
        ENTRY.replace(" ", "\u00a0"),
        ENTRY.replace("birds", "bi\u00adrds").replace("Nests", "Ne\u200bsts"),
        ENTRY.replace("birds. Journal", "birds.\n   Journal"),
        f"1. {ENTRY}".replace("& Finch, C.", "&\nFinch, C."),
    ],
)
def test_the_form_of_an_entry_does_not_change_what_it_says(entry: str) -> None:
    found = one(entry)
    assert found.authors == ("Lark, A. B.", "Finch, C.")
    assert found.authors_complete
    assert (found.year, found.title, found.container) == (2011, "Two birds", "Journal of Nests")
    assert (found.volume, found.issue, found.pages) == ("5", "2", "7-19")
    assert (found.doi, found.url, found.publisher) == (None, None, None)


@pytest.mark.parametrize(
    "tail",
    [
        "https://doi.org/10.1000/AB-7",
        " https://doi.org/10.1000/ab-7.",
        "\u00a0https://doi.org/10.1000/ab-7.CrossRefGoogle Scholar",
        " https://doi.org/10.1000/ab-7.CrossRefPubMedPubMedCentralGoogle Scholar",
        " https://doi.org/ https://doi.org/10.1000/ab-7",
        " https://doi.org/10.1000/ab-7 . - DOI",
        " https://doi.org/10.1000/ab-7 - DOI - PubMed - PMC",
        " doi:10.1000/ab‐7",  # noqa: RUF001
        " doi: 10.1000/ab-\n7",
        " http://dx.doi.org/10.1000%2Fab-7",
    ],
)
def test_a_doi_is_read_however_it_is_glued(tail: str) -> None:
    found = one(ENTRY + tail)
    assert (found.doi, found.url) == ("10.1000/ab-7", None)
    assert (found.title, found.pages) == ("Two birds", "7-19")


@pytest.mark.parametrize(
    ("written", "authors", "complete"),
    [
        ("Lark, A.", ("Lark, A.",), True),
        ("Lark, A., Finch, C., & Wren, D.-E.", ("Lark, A.", "Finch, C.", "Wren, D.-E."), True),
        ("Lark, A., Finch, C., … Wren, D.", ("Lark, A.", "Finch, C.", "Wren, D."), False),
        ("Lark, A., Finch, C., . . . Wren, D.", ("Lark, A.", "Finch, C.", "Wren, D."), False),
        ("Lark, A., Finch, C., ... & Wren, D.", ("Lark, A.", "Finch, C.", "Wren, D."), False),
        ("Lark, A., et al.", ("Lark, A.",), False),
        ("Le Merle, A., & O’Lark-Finch, Ö.", ("Le Merle, A.", "O’Lark-Finch, Ö."), True),  # noqa: RUF001
        ("World Bird Organization.", ("World Bird Organization",), True),
    ],
)
def test_authors_are_told_apart(written: str, authors: tuple[str, ...], complete: bool) -> None:
    found = one(f"1. {written} (2011). Two birds. Journal of Nests, 5(2), 7-19.")
    assert (found.authors, found.authors_complete) == (authors, complete)


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("Two birds. Nests, 14, 39.", {"container": "Nests", "volume": "14", "pages": "39"}),
        ("Two birds. Nests, 18(03), 565.", {"volume": "18", "issue": "03", "pages": "565"}),
        ("Two birds. Nests, 60, e12-e19.", {"volume": "60", "issue": None, "pages": "e12-e19"}),
        ("Two birds. Nests, 7.", {"container": "Nests", "volume": "7", "pages": None}),
        ("Two birds. Nests. https://doi.org/10.1000/x", {"container": "Nests", "volume": None}),
        ("Two birds. Nestbook.", {"publisher": "Nestbook", "container": None}),
        ("Two birds. Town: House, Bird.", {"publisher": "Town: House, Bird"}),
        ("Two birds. Accessed online from: https://nest.example/a/.", {"publisher": None}),
        ("Two birds. Nestbook. http://nest.example/x?id=3A-5...", {"publisher": "Nestbook"}),
        ("Two birds? Nests, 1(2), 3-4.", {"title": "Two birds?", "container": "Nests"}),
    ],
)
def test_what_follows_the_year_is_taken_apart(rest: str, expected: dict[str, str | None]) -> None:
    found = one(f"- Lark, A. (2011). {rest}")
    wanted = {"title": "Two birds", **expected}
    assert {field: getattr(found, field) for field in wanted} == wanted


def test_an_address_that_is_no_doi_is_kept_and_shown_as_cut_off() -> None:
    whole = one("1. Lark, A. (2011). Two birds. Accessed from: https://nest.example/a/.")
    cut_off = one("1. Lark, A. (2011). Two birds. http://nest.example/x?id=3A-5...")
    assert whole.url == "https://nest.example/a/"
    assert cut_off.url == "http://nest.example/x?id=3A-5..."
    assert whole.doi is cut_off.doi is None


@pytest.mark.parametrize(
    "after", ["\nCopyright information\n\n1. A Place", "Publication types\n- MeSH", "\n\nNotes"]
)
def test_the_list_ends_where_something_else_begins(after: str) -> None:
    found = read_references(f"References\n\n 1. {ENTRY}\n 2. {ENTRY}\n{after}\n")
    assert [reference.line for reference in found] == [3, 4]


def test_a_text_without_a_list_has_no_references() -> None:
    assert read_references(f"A text that cites (Lark 2011).\n{ENTRY}") == ()
    assert read_references("References\n") == ()


def test_a_work_is_found_by_title_where_there_is_no_doi(evidence: Evidence) -> None:
    entry = one(
        "1. Dixon, L., & Hackman, A. (1997). Consumers as staff in assertive comunity treatment"
        " programs. Administration and Policy in Mental Health, 25(2), 199-298.CrossRef"
    )
    work = work_named(entry, evidence.works)
    assert work is not None
    assert work.id == "dixon-1997"
    found = {d.field: (d.in_reference, d.in_work) for d in compare([entry], evidence.works)}
    assert set(found) == {"authors", "title", "pages"}
    assert found["pages"] == ("199-298", "199-208")


def test_a_reference_to_no_work_is_a_disagreement(evidence: Evidence) -> None:
    (found,) = compare([one(ENTRY)], evidence.works)
    assert (found.work, found.field, found.in_reference) == (None, "work", "Two birds")


@pytest.mark.parametrize("name", COUNTS)
def test_every_entry_of_a_seed_is_found_and_names_its_work(name: str, evidence: Evidence) -> None:
    references = seed(name)
    assert len(references) == COUNTS[name]
    named = [work_named(reference, evidence.works) for reference in references]
    expected = [work.id for work in evidence.works if name in work.cited_by]
    assert sorted(work.id for work in named if work) == expected


@pytest.mark.parametrize("name", COUNTS)
def test_no_doi_of_a_seed_is_read_wrongly(name: str) -> None:
    for reference in seed(name):
        written = "".join(reference.raw.lower().split())
        assert bool(re.search(r"10\.\d{4}", written)) == (reference.doi is not None)
        if reference.doi:
            assert doi.is_canonical(reference.doi)
            assert reference.doi in written
            behind = written[written.rindex(reference.doi) + len(reference.doi) :]
            assert behind in ("", ".-doi") or behind.startswith(".crossref")


def test_seeds_and_works_disagree_only_where_the_works_say_so(evidence: Evidence) -> None:
    references = [reference for name in COUNTS for reference in seed(name)]
    found = compare(references, evidence.works)
    assert {(disagreement.work, disagreement.field) for disagreement in found} == KNOWN
    for disagreement in found:
        work = evidence.work(disagreement.work or "")
        assert work is not None
        assert any("seed" in note for note in work.conflicts), disagreement
