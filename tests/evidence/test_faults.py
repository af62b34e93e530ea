"""Real files with one thing wrong: each stops the reading and names file, line and repair."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from peerprov.errors import BadInput
from peerprov.graph.evidence import read_works
from peerprov.graph.evidence.load import FOLDER
from peerprov.graph.evidence.schema import _WORDS, _schema
from peerprov.ontology.vocabulary import Ontology

ASAD, EFFECTS = "asad-2016", "lloyd-evans-2014"
NEIGHBOURS = (ASAD, EFFECTS, "byrne-2021", "kent-2018")

CASES = yaml.safe_load((Path(__file__).parent / "mistakes.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in NEIGHBOURS:
        shutil.copy(FOLDER / f"{name}.yaml", tmp_path)
    return tmp_path


def refusal(folder: Path, ontology: Ontology) -> BadInput:
    with pytest.raises(BadInput) as caught:
        read_works(folder, ontology)
    return caught.value


def test_the_neighbours_are_sound_as_they_are(folder: Path, ontology: Ontology) -> None:
    assert len(read_works(folder, ontology).works) == len(NEIGHBOURS)


@pytest.mark.parametrize("case", CASES)
def test_one_mistake_gives_one_fault_with_file_line_and_repair(
    case: str, folder: Path, ontology: Ontology
) -> None:
    mistake = CASES[case]
    path = folder / f"{mistake['file']}.yaml"
    text = path.read_text(encoding="utf-8")
    assert mistake["before"] in text
    path.write_text(text.replace(mistake["before"], mistake["after"], 1), encoding="utf-8")
    faults = refusal(folder, ontology).faults
    assert len(faults) == 1, [str(fault) for fault in faults]
    (fault,) = faults
    place = folder / f"{mistake.get('told_of', mistake['file'])}.yaml"
    assert fault.file == place.as_posix()
    assert fault.line is not None
    assert place.read_text(encoding="utf-8").splitlines()[fault.line - 1].strip() == mistake["line"]
    assert fault.field == mistake.get("field")
    assert mistake["what"] in fault.what
    assert mistake["help"] in f"{fault.expected} {fault.repair}"
    assert str(fault).startswith(f"{fault.file}:{fault.line}:")


def test_an_alias_is_refused_where_it_stands(folder: Path, ontology: Ontology) -> None:
    path = folder / f"{ASAD}.yaml"
    text = path.read_text(encoding="utf-8")
    head, _, rest = text.partition("conflicts:\n")
    rest = "conflicts: *words\n" + rest[rest.index("unsure:") :]
    path.write_text(head.replace("terms_used:", "terms_used: &words") + rest, encoding="utf-8")
    (fault,) = refusal(folder, ontology).faults
    assert (fault.field, fault.line) == ("conflicts", head.count("\n") + 1)
    assert "alias" in fault.what


def test_all_faults_of_all_files_are_told_at_once(folder: Path, ontology: Ontology) -> None:
    for name in (ASAD, EFFECTS):
        path = folder / f"{name}.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("source: ", "sauce: "), encoding="utf-8")
    faults = refusal(folder, ontology).faults
    assert {Path(fault.file or "").stem for fault in faults} == {ASAD, EFFECTS}
    assert len(faults) > 40
    assert list(faults) == sorted(faults, key=lambda f: (f.file, f.line, f.column or 0, f.what))


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "no fields"),
        (b"- a list", "no fields"),
        (b"id: a\n---\nid: b\n", "no YAML"),
        (b"id: a\nname: \xff\n", "not UTF-8"),
        (b"[" * 20_000, "no YAML"),
        (b"? [a]\n: b\n", "name of a field"),
    ],
)
def test_a_file_that_is_no_record_is_one_fault(
    content: bytes, what: str, folder: Path, ontology: Ontology
) -> None:
    (folder / "new-2026.yaml").write_bytes(content)
    faults = refusal(folder, ontology).faults
    assert any(what in fault.what for fault in faults)
    assert all((fault.file or "").endswith("new-2026.yaml") for fault in faults)


def test_an_empty_folder_is_a_fault(tmp_path: Path, ontology: Ontology) -> None:
    assert "no work here" in str(refusal(tmp_path, ontology))


def test_every_keyword_of_the_schema_has_its_words() -> None:
    structure = {
        *("$schema", "$id", "$defs", "$ref", "title", "description", "properties", "items"),
        *("allOf", "if", "then", "else", "const"),
    }

    def keywords(node: object, inside: str = "") -> set[str]:
        if isinstance(node, list):
            return set().union(*(keywords(item) for item in node)) if node else set()
        if not isinstance(node, dict):
            return set()
        below = set().union(*(keywords(item, key) for key, item in node.items()))
        return (
            below if inside in ("properties", "$defs", "dependentRequired") else below | set(node)
        )

    assert keywords(_schema()[0]) - structure == set(_WORDS)


def test_findings_that_wait_for_a_term_are_listed(folder: Path, ontology: Ontology) -> None:
    path = folder / f"{ASAD}.yaml"
    text = path.read_text(encoding="utf-8")
    term = "    term: building team acceptance by peer providers\n"
    waiting = "    term: null\n    term_reason: 'missing: x'\n"
    path.write_text(text.replace(term, waiting, 1), encoding="utf-8")
    (reason,) = (r for r in read_works(folder, ontology).reasons if r.work == ASAD)
    line = text[: text.index(term)].count("\n") + 2
    concept = "peer providers building team acceptance"
    assert (reason.finding, reason.concept, reason.line) == ("f03", concept, line)
    assert str(reason) == f"{path.as_posix()}:{line}: f03 ({concept}): missing: x"
