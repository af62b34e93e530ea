"""Texts that break naive writers, authors that are not all known, styles that do not exist."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree.ElementTree import fromstring

import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string
from pylatexenc.latex2text import LatexNodes2Text
from pyoxigraph import NamedNode

from peerprov.errors import BadInput
from peerprov.server.citations import bibtex, csl, datacite, formatted, ris, schemaorg
from peerprov.server.citations.work import Author, CitedWork

NODE = NamedNode("https://doi.org/10.1234/x")
GRAPH = NamedNode("https://w3id.org/peer-provision/graph/work/doe-2020")
WORK = CitedWork(
    node=NODE,
    graph=GRAPH,
    id="doe-2020",
    title="A title",
    kind="JournalArticle",
    authors=(Author("Doe, Jane", "Doe", "Jane"),),
    authors_complete=True,
    year=2020,
    doi="10.1234/x",
    container="A Journal",
)
HOSTILE = r"50% of {peers} & staff_members: $5 #1 ~ ^ \input{x} <b>bold</b> ]]> " "quoted" " --"
TEXTS = st.text(
    st.characters(categories=("L", "N", "P", "S", "Zs"), exclude_characters="\u2019\u2018\u201c"),
    min_size=1,
    max_size=60,
).filter(str.strip)


def read_bibtex(work: CitedWork) -> dict[str, str]:
    written = bibtex.write_one(work).decode()
    entry = parse_string(written, "bibtex").entries[work.id]
    return {name: str(value) for name, value in entry.fields.items()}


def test_special_characters_survive_bibtex() -> None:
    title = read_bibtex(replace(WORK, title=HOSTILE))["title"]
    # what the reader does not know, or reads in its own way
    for command, known in (
        (r"\textbraceleft{}", r"\{"),
        (r"\textbraceright{}", r"\}"),
        ("--", "{-}{-}"),
        ('""', '"{}"'),
    ):
        title = title.replace(command, known)
    assert LatexNodes2Text().latex_to_text(title).replace("\u02c6", "^") == HOSTILE


@settings(deadline=None)
@given(TEXTS)
def test_any_title_leaves_bibtex_well_formed(title: str) -> None:
    found = read_bibtex(replace(WORK, title=title))
    assert found["year"] == "2020"
    assert found["doi"] == "10.1234/x"
    for character in "&%$#_":
        assert found["title"].count(character) == found["title"].count(f"\\{character}")


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_any_name_stays_one_name_in_bibtex(family: str, given_name: str) -> None:
    author = Author(f"{family}, {given_name}", family, given_name)
    corporate = Author(f"{family} and {given_name}, Ltd", corporate=True)
    written = bibtex.write_one(replace(WORK, authors=(author, corporate))).decode()
    persons = parse_string(written, "bibtex").entries["doe-2020"].persons["author"]
    assert len(persons) >= 2
    assert str(persons[-1]).startswith("{")


@settings(deadline=None)
@given(TEXTS)
def test_any_title_is_one_line_of_ris(title: str) -> None:
    records = rispy.loads(
        ris.write_one(replace(WORK, title=f"{title}\nER  - \r\nTY  - BOOK")).decode()
    )
    assert len(records) == 1
    assert records[0]["doi"] == "10.1234/x"


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_title_is_well_formed_xml_and_json(title: str) -> None:
    work = replace(WORK, title=title.encode("utf-8", "ignore").decode() or "x")
    root = fromstring(datacite.write_xml(work))  # noqa: S314 - what we wrote ourselves
    assert root.find(f".//{{{datacite.KERNEL}}}title") is not None
    assert json.loads(csl.write_one(work))["title"] == work.title
    assert json.loads(schemaorg.write_one(work))["name"] == work.title


def test_braces_in_a_doi_do_not_end_the_field() -> None:
    found = read_bibtex(replace(WORK, doi="10.1234/a{b", node=NamedNode(f"{NODE.value}%7B")))
    assert found["doi"] == "10.1234/a%7Bb"


def test_a_list_of_authors_that_is_cut_says_so_everywhere() -> None:
    cut = replace(WORK, authors_complete=False)
    assert csl.item(cut)["note"] == csl.CUT
    assert " and others" in bibtex.write_one(cut).decode()
    assert csl.CUT in ris.write_one(cut).decode()
    assert csl.CUT in datacite.write_xml(cut).decode()
    assert "Doe, J., & others" in formatted.cite(cut, formatted.manner())
    whole = replace(WORK, authors_complete=None)
    assert "others" not in bibtex.write_one(whole).decode()
    assert "note" not in csl.item(whole)


def test_a_work_without_authors_or_year_is_written_without_them() -> None:
    bare = CitedWork(node=NODE, graph=GRAPH, id="bare-2020", title="Only a title")
    assert csl.item(bare).keys() == {"id", "type", "title"}
    assert b"author" not in bibtex.write_one(bare)
    assert formatted.cite(bare, formatted.manner()).startswith("Only a title")
    assert not datacite.can_describe(bare)


@pytest.mark.parametrize("style", ["../../etc/passwd", "<style/>", "", " ", "apa.xml", "x" * 9999])
def test_a_style_is_a_name_and_never_a_path(style: str) -> None:
    if style.strip():
        with pytest.raises(BadInput, match="no citation style"):
            formatted.manner(style)
    else:
        with pytest.raises(BadInput):
            formatted.manner(style or " ")


def test_an_unknown_style_gets_a_guess() -> None:
    with pytest.raises(BadInput, match=r"Did you mean.*chicago-author-date"):
        formatted.manner("chicago-author-dates")


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("en-GB", "en-GB"),
        ("EN_gb", "en-GB"),
        ("de", "de-DE"),
        ("de-LI", "de-DE"),
        ("tlh", "en-US"),
        ("../x", "en-US"),
        (None, "en-US"),
    ],
)
def test_a_locale_falls_back_as_csl_prescribes(asked: str | None, given: str) -> None:
    assert formatted.nearest_locale(asked) == given


def test_a_dependent_style_is_its_parent() -> None:
    how = formatted.manner("zoology")
    assert how.style == "zoology"
    assert how.path.endswith("elsevier-harvard.csl")


def test_a_style_without_bibliography_is_refused() -> None:
    with pytest.raises(formatted.CannotRender):
        formatted.cite(WORK, formatted.manner("bluebook-law-review"))
