"""A table reads back as written, and whatever is wrong in it is named by file, row and column."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerprov.errors import BadInput, Fault
from peerprov.ontology import layout, vocabulary
from peerprov.ontology.tables import Row, Table, read, write
from peerprov.ontology.vocabulary import load

Spoil = Callable[[str, str, str, str], int]

TABLES = {
    **{f"terms/{branch}.tsv": layout.COMMON + more for branch, more in layout.FURTHER.items()},
    "ids.tsv": layout.IDENTIFIERS,
    "foreign_terms.tsv": layout.FOREIGN,
    "frameworks.tsv": layout.FRAMEWORKS,
    "sources.tsv": layout.SOURCES,
    "curation/determinant_marks.tsv": layout.DETERMINANT_MARKS,
    "curation/outcome_marks.tsv": layout.OUTCOME_MARKS,
}

LOW_CLARITY = "low clarity of the peer provider role"

WRONG_CELLS = {
    ("terms/role.tsv", "peer coach role"): [
        ("id", "", "the cell is empty"),
        ("id", "PEERPROV:12", "PEERPROV:12"),
        ("id", "PEERPROV:0002999", "outside the block"),
        ("id", "PEERPROV:0001499", "not in ids.tsv"),
        ("id", "PEERPROV:0001000", "the same id as"),
        ("label", "Peer Provider Role", "the same label"),
        ("label", "peer coach role ", "badly spaced"),
        ("label", "peer  coach role", "badly spaced"),
        ("label", "peer\u00a0coach role", "badly spaced"),
        ("scope_note", "cafe\u0301", "badly spaced"),
        ("definition", "", "the cell is empty"),
        ("definition_source", "", "the cell is empty"),
        ("basis", "guess", "basis 'guess'"),
        ("parent", "guiding pear role", "is unknown"),
        ("parent", "BFO:9999999", "is unknown"),
        ("parent", "view of families", "is unknown"),
        ("synonyms", "coach [exact]", "synonym"),
        ("synonyms", "coach [near; x]", "synonym"),
        ("close_match", "BCIO:999999", "is unknown"),
        ("close_match", "CFIR 2022: Cult", "is unknown"),
    ],
    ("terms/outcome.tsv", "hope"): [
        ("id", "PEERPROV:0005069", "is withdrawn"),
        ("polarity", "good", "polarity 'good'"),
        ("chime", "Hop", "is unknown"),
    ],
    ("terms/determinant.tsv", LOW_CLARITY): [
        ("themes", "role clarity", "is not a theme"),
        ("pole", "middle", "pole 'middle'"),
        ("pole_of", "clarity", "is unknown"),
        ("pole_of", "hope", "is no ancestor"),
        ("pole_of", "", "do not go together"),
        ("level", "firm [inferred]", "level 'firm"),
        ("level", "team", "level 'team'"),
        ("bearer", "somebody", "cannot be read"),
        ("bearer", "x (OBI:9999999)", "is unknown"),
        ("bearer", "", "bearer or level"),
    ],
    ("terms/strategy.tsv", "defining the peer provider role"): [
        ("stage", "start stage", "is not a stage"),
        ("addresses", LOW_CLARITY, LOW_CLARITY),
        ("addresses", "hope (zeng-2021)", "is no determinant"),
    ],
    ("terms/outcome_variable.tsv", "hope score"): [
        ("about", "hop", "is no outcome"),
    ],
    ("terms/value.tsv", "view of families"): [
        ("field", "", "without a field"),
        ("code", "managers", "the same code"),
    ],
    ("curation/determinant_marks.tsv", "contact with peers"): [
        ("table", "role", "is not in table"),
        ("level", "near", "level 'near'"),
    ],
    ("curation/outcome_marks.tsv", "wellbeing of peer providers"): [
        ("outcome parent", "hope", "is no parent"),
    ],
    ("foreign_terms.tsv", "BFO:0000015"): [
        ("iri", "no iri", "'no iri'"),
        ("type", "thing", "type 'thing'"),
        ("parents", "BFO:1", "is unknown"),
        ("source", "BOF", "source 'BOF'"),
    ],
    ("frameworks.tsv", "Financing"): [
        ("parent", "Nowhere", "is unknown"),
    ],
    ("ids.tsv", "PEERPROV:0001000"): [
        ("date", "21.11.2026", "date '21.11.2026'"),
    ],
}
"""Table and row -> what is put into which column, and what the fault then says."""

CASES = [(*place, *case) for place, cases in WRONG_CELLS.items() for case in cases]

SEEN_IN = {"do not go together": "pole", "is not in table": "term label"}
"""What a fault says -> the column that it names, where that is not the one that was spoilt."""

WRONG_DEFINITIONS = [
    ("SubClassOf 'hope'", 12, "cannot read"),
    ("EquivalentTo: ('hope' and 'agency'", 35, "cannot read"),
    ("SubClassOf: BFO:0000050 only 'hope'", 25, "cannot read"),
    ("SubClassOf: BFO:0000050 some 'hpoe'", 30, "'hpoe' is unknown"),
    ("SubClassOf: BFO:0000050 some BFO:9999999", 30, "'BFO:9999999' is unknown"),
    ("SubClassOf: hinder some 'hope'", 13, "'hinder' is unknown"),
    ("SubClassOf: RO:9999999 some 'hope'", 13, "'RO:9999999' is unknown"),
]


def faults_of(folder: Path) -> tuple[Fault, ...]:
    with pytest.raises(BadInput) as caught:
        load(folder)
    return caught.value.faults


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_written_back_byte_for_byte(name: str) -> None:
    path = vocabulary.FOLDER / name

    reading = read(path, TABLES[name])

    assert not reading.faults
    assert reading.table.rows
    assert write(reading.table) == path.read_bytes()


CELL = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)


@given(rows=st.lists(st.tuples(CELL, CELL), max_size=5))
def test_any_cells_survive_writing_and_reading(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    columns = ("one", "two")
    made = tuple(Row(n, dict(zip(columns, row, strict=True))) for n, row in enumerate(rows, 2))
    path = tmp_path_factory.mktemp("table") / "t.tsv"

    path.write_bytes(write(Table("t.tsv", columns, made)))

    assert read(path, columns).table.rows == made


def test_the_published_tables_have_no_fault(folder: Path) -> None:
    rows = sum(p.read_text("utf-8").count("\n") - 1 for p in (folder / "terms").glob("*.tsv"))

    assert len(load(folder).terms) == rows >= 875


@pytest.mark.parametrize(("file", "key", "column", "text", "says"), CASES)
def test_a_wrong_cell_is_named_by_file_row_and_column(
    folder: Path, spoil: Spoil, file: str, key: str, column: str, text: str, says: str
) -> None:
    line = spoil(file, key, column, text)

    found = [fault for fault in faults_of(folder) if says in fault.what]

    field = SEEN_IN.get(says, column)
    assert (f"ontology/{file}", line, field) in {(f.file, f.line, f.field) for f in found}
    assert all(fault.expected for fault in found)


def test_an_identifier_in_two_tables_is_a_fault_of_the_term(folder: Path, spoil: Spoil) -> None:
    spoil("ids.tsv", "PEERPROV:0001000", "table", "strategy")

    (fault,) = faults_of(folder)

    assert "belongs to another table" in fault.what
    assert (fault.file, fault.line, fault.field) == ("ontology/terms/role.tsv", 2, "id")


def test_a_loop_of_parents_is_shown_whole(folder: Path, spoil: Spoil) -> None:
    spoil("terms/role.tsv", "guiding peer role", "parent", "peer coach role")

    (fault,) = faults_of(folder)

    assert "> peer coach role >" in fault.what or "> guiding peer role >" in fault.what
    assert (fault.file, fault.field) == ("ontology/terms/role.tsv", "parent")


def test_a_wrong_name_brings_the_likely_one(folder: Path, spoil: Spoil) -> None:
    spoil("terms/role.tsv", "peer coach role", "parent", "guiding pear role")

    (fault,) = faults_of(folder)

    assert fault.repair == "Did you mean 'guiding peer role'?"


def test_a_withdrawn_name_is_called_so(folder: Path, spoil: Spoil) -> None:
    withdrawn = "satisfaction of peer providers with their job"
    spoil("terms/outcome_variable.tsv", "job satisfaction score", "about", withdrawn)

    (fault,) = faults_of(folder)

    assert fault.repair is not None
    assert "PEERPROV:0005075 was withdrawn" in fault.repair


def test_all_faults_come_at_once(folder: Path, spoil: Spoil) -> None:
    spoil("terms/role.tsv", "peer coach role", "basis", "guess")
    spoil("terms/outcome.tsv", "hope", "polarity", "good")
    spoil("ids.tsv", "PEERPROV:0001000", "date", "yesterday")

    assert len(faults_of(folder)) == 3


def test_a_row_with_a_lost_tab_is_named(folder: Path) -> None:
    path = folder / "terms" / "theme.tsv"
    lines = path.read_text("utf-8").split("\n")
    lines[5] = lines[5].replace("\t", " ", 1)
    path.write_text("\n".join(lines), "utf-8")

    counted = [f for f in faults_of(folder) if "cells" in f.what]

    assert [(f.file, f.line) for f in counted] == [("ontology/terms/theme.tsv", 6)]
    assert counted[0].expected == "16, as the header has"


def test_a_renamed_column_is_named(folder: Path) -> None:
    path = folder / "terms" / "theme.tsv"
    path.write_text(path.read_text("utf-8").replace("scope_note", "note", 1), "utf-8")

    headers = [f for f in faults_of(folder) if "header" in f.what]

    assert [(f.file, f.line) for f in headers] == [("ontology/terms/theme.tsv", 1)]
    assert "scope_note" in headers[0].what


def test_a_table_that_is_not_utf8_is_named_by_line(folder: Path) -> None:
    path = folder / "terms" / "theme.tsv"
    path.write_bytes(path.read_bytes().replace(b"peer role determinant", b"peer r\xf4le", 1))

    coded = [f for f in faults_of(folder) if "UTF-8" in f.what]

    assert [(f.file, f.line) for f in coded] == [("ontology/terms/theme.tsv", 2)]


def test_a_missing_table_is_named(folder: Path) -> None:
    (folder / "terms" / "theme.tsv").unlink()

    assert ("ontology/terms/theme.tsv", "the file is missing") in {
        (fault.file, fault.what) for fault in faults_of(folder)
    }


def test_a_table_of_no_known_branch_is_named(folder: Path) -> None:
    (folder / "terms" / "themes.tsv").write_text("id\n", "utf-8")

    (fault,) = faults_of(folder)

    assert fault.file == "ontology/terms/themes.tsv"


def test_a_file_without_a_last_line_break_is_named(folder: Path) -> None:
    path = folder / "ids.tsv"
    path.write_bytes(path.read_bytes().rstrip(b"\n"))

    (fault,) = faults_of(folder)

    assert (fault.file, fault.line) == ("ontology/ids.tsv", path.read_bytes().count(b"\n") + 1)


@pytest.mark.parametrize(("text", "column", "says"), WRONG_DEFINITIONS)
def test_a_wrong_definition_is_named_by_its_column(
    folder: Path, spoil: Spoil, text: str, column: int, says: str
) -> None:
    line = spoil("terms/outcome.tsv", "agency", "logical_definition", text)

    (fault,) = faults_of(folder)

    assert says in fault.what
    assert fault.expected
    assert (fault.file, fault.line) == ("ontology/terms/outcome.tsv", line)
    assert (fault.field, fault.column) == ("logical_definition", column)
