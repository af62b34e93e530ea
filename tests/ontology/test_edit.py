"""The commands on terms: what they change, and that they change nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peerprov.errors import BadInput, Missing, Refused
from peerprov.graph.evidence import read_works
from peerprov.graph.evidence.load import FOLDER as WORKS
from peerprov.ontology.edit.files import Draft, Folders, own_folders
from peerprov.ontology.edit.grid import Grid
from peerprov.ontology.edit.operations import Done, Editor
from peerprov.ontology.edit.uses import Use, uses
from peerprov.ontology.edit.works import rename_in_work
from peerprov.ontology.vocabulary import FOLDER, Ontology, load

TODAY = "2026-11-22"
NEW = {
    "label": "opening the door of an organisation",
    "parent": "strategy for peer provision",
    "definition": "A strategy for peer provision in which an organisation lets peers in.",
    "definition_source": "asad-2016",
    "plain_definition": "An organisation lets peers in.",
    "basis": "grouping",
}
Edit = Callable[[Editor], Done]


@pytest.fixture
def project(tmp_path: Path) -> Folders:
    """A copy of tables and works that may be written."""
    ontology, works = tmp_path / "ontology", tmp_path / "works"
    for name in ("terms", "curation"):
        shutil.copytree(FOLDER / name, ontology / name)
    for path in FOLDER.glob("*.t[st][vl]"):
        shutil.copy(path, ontology)
    shutil.copytree(WORKS, works)
    return Folders(ontology, works)


@pytest.fixture
def edited(project: Folders) -> Callable[[Edit], tuple[Done, Ontology]]:
    """Does something, writes it, and reads everything anew."""

    def edit(what: Edit) -> tuple[Done, Ontology]:
        draft = Draft(project)
        done = what(Editor(draft, load(project.ontology), TODAY))
        draft.write()
        ontology = load(project.ontology)
        read_works(project.works, ontology)
        return done, ontology

    return edit


def lines_changed(before: Folders, after: Folders) -> dict[str, tuple[list[str], list[str]]]:
    """File -> lines that went and lines that came."""
    found = {}
    for path in after.files():
        name = after.shown(path)
        source = next(p for p in before.files() if before.shown(p) == name)
        old, new = (p.read_bytes().decode().split("\n") for p in (source, path))
        if old != new:
            gone = [line for line in old if line not in new]
            found[name] = (gone, [line for line in new if line not in old])
    return found


@pytest.mark.parametrize("path", [p for p in own_folders().files() if p.suffix == ".tsv"], ids=str)
def test_every_table_is_put_together_as_it_was(path: Path) -> None:
    text = path.read_bytes().decode()

    assert Grid.of(text).text() == text


@given(st.lists(st.lists(st.text(st.characters(exclude_characters="\t\n")), min_size=1)))
def test_any_text_is_put_together_as_it_was(rows: list[list[str]]) -> None:
    text = "\n".join("\t".join(row) for row in rows)

    assert Grid.of(text).text() == text


def test_a_new_term_gets_the_next_identifier_and_two_lines(
    project: Folders, edited: Callable[[Edit], tuple[Done, Ontology]]
) -> None:
    before = max(t.id for t in load(FOLDER).terms if t.branch == "strategy")

    _, ontology = edited(lambda editor: editor.new("strategy", NEW))

    term = ontology.term_by_label(NEW["label"])
    assert term is not None
    assert int(term.id[-7:]) == int(before[-7:]) + 1
    changed = lines_changed(own_folders(), project)
    assert set(changed) == {"ontology/ids.tsv", "ontology/terms/strategy.tsv"}
    assert all((len(gone), len(come)) == (0, 1) for gone, come in changed.values())
    assert f"{term.id}\t{NEW['label']}\t{TODAY}\tstrategy\tdraft" in changed["ontology/ids.tsv"][1]


def test_an_editor_takes_from_the_reserved_range(
    project: Folders, edited: Callable[[Edit], tuple[Done, Ontology]]
) -> None:
    ranges = project.ontology / "ranges.tsv"
    ranges.write_text(ranges.read_text() + "ada\tstrategy\t3700\t3701\t\n")

    done, _ = edited(lambda editor: editor.new("strategy", NEW, "ada"))

    assert done.said[0].startswith("PEERPROV:0003700 ")


def test_a_range_that_is_used_up_gives_none(project: Folders) -> None:
    ranges = project.ontology / "ranges.tsv"
    used = load(project.ontology).terms[-1]
    number = int(used.id[-7:])
    ranges.write_text(ranges.read_text() + f"ada\tvalue\t{number}\t{number}\t\n")
    editor = Editor(Draft(project), load(project.ontology), TODAY)

    with pytest.raises(Refused, match="used up"):
        editor.new("value", NEW, "ada")
    with pytest.raises(BadInput, match="'bob' has no range"):
        editor.new("value", NEW, "bob")


def test_a_label_is_not_given_out_twice(project: Folders) -> None:
    editor = Editor(Draft(project), load(project.ontology), TODAY)

    with pytest.raises(BadInput, match="given out before, to PEERPROV:0005017"):
        editor.new("outcome", {**NEW, "label": "hope"})
    with pytest.raises(BadInput, match="belongs to PEERPROV:0005087"):
        editor.rename("hope", "recovery orientation of the organisation")
    assert editor.draft.changed == {}


def test_a_renamed_term_is_named_so_everywhere(
    project: Folders, edited: Callable[[Edit], tuple[Done, Ontology]]
) -> None:
    done, ontology = edited(lambda editor: editor.rename("hope", "hopefulness"))

    term = ontology.term_by_label("hopefulness")
    assert term is not None
    assert term.id == "PEERPROV:0005017"
    assert "hope" in {synonym.text for synonym in term.synonyms}
    assert uses(Draft(project), load(FOLDER).terms[0]) != []
    old = load(FOLDER).term_by_label("hope")
    assert old is not None
    assert [use for use in uses(Draft(project), old) if use.kind == "finding"] == []
    assert len([use for use in done.changed if use.kind == "finding"]) > 20
    ids = (project.ontology / "ids.tsv").read_bytes()
    assert ids == (FOLDER / "ids.tsv").read_bytes()


def test_renaming_there_and_back_leaves_every_byte(project: Folders) -> None:
    names = ("low clarity of the peer provider role", "peer provider role", "hope", "peer support")
    for name in names:
        for old, new in ((name, "another name for it"), ("another name for it", name)):
            draft = Draft(project)
            Editor(draft, load(project.ontology), TODAY).rename(old, new, keep_synonym=False)
            draft.write()

    assert lines_changed(own_folders(), project) == {}


def test_a_term_is_not_withdrawn_under_those_who_name_it(project: Folders) -> None:
    editor = Editor(Draft(project), load(project.ontology), TODAY)

    with pytest.raises(Refused, match=r"places name 'hope'(.|\n)*bellamy-2017 f04"):
        editor.obsolete("hope", "a trial")
    assert editor.draft.changed == {}


def test_a_withdrawn_term_keeps_its_identifier_and_names_its_heir(
    edited: Callable[[Edit], tuple[Done, Ontology]],
) -> None:
    _, ontology = edited(lambda editor: editor.merge("hope", "empowerment"))

    entry = next(i for i in ontology.identifiers if i.id == "PEERPROV:0005017")
    heir = ontology.term_by_label("empowerment")
    assert heir is not None
    assert entry.is_withdrawn
    assert entry.heirs == (heir.id,)
    assert "hope" in {synonym.text for synonym in heir.synonyms}
    assert ontology.term_by_label("hope") is None


def test_a_split_gives_every_use_to_one_part_and_asks_to_look(
    edited: Callable[[Edit], tuple[Done, Ontology]],
) -> None:
    parts = ("empowerment", "self-efficacy")
    done, ontology = edited(lambda editor: editor.split("hope", parts, "empowerment"))

    entry = next(i for i in ontology.identifiers if i.id == "PEERPROV:0005017")
    assert len(entry.heirs) == 2
    assert len([use for use in done.by_hand if use.kind == "finding"]) > 20


def test_a_moved_term_has_the_new_parent_and_nothing_else_changes(
    project: Folders, edited: Callable[[Edit], tuple[Done, Ontology]]
) -> None:
    _, ontology = edited(lambda editor: editor.move("active listening", ["PEERPROV:0001700"]))

    term = ontology.term_by_label("active listening")
    assert term is not None
    assert term.parents == ("competency of a peer provider",)
    ((file, (gone, come)),) = lines_changed(own_folders(), project).items()
    assert file == "ontology/terms/competency.tsv"
    assert len(gone) == len(come) == 1


def test_an_unknown_term_comes_with_the_nearest(project: Folders) -> None:
    editor = Editor(Draft(project), load(project.ontology), TODAY)

    with pytest.raises(Missing, match="Did you mean 'hope'"):
        editor.rename("hopes", "x")
    with pytest.raises(Missing, match=r"was withdrawn \(PEERPROV:0005087\)"):
        editor.term("recovery orientation of the organisation")


def test_a_write_that_fails_leaves_every_file(
    project: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = Draft(project)
    Editor(draft, load(project.ontology), TODAY).rename("hope", "hopefulness")
    last = list(draft.changed)[-1]
    draft.changed[last.parent / "missing" / "x.tsv"] = b"x"

    with pytest.raises(FileNotFoundError):
        draft.write()

    assert lines_changed(own_folders(), project) == {}
    assert not [path for path in project.works.iterdir() if path.name.startswith(".")]


def test_a_file_of_no_known_name_is_refused(project: Folders, tmp_path: Path) -> None:
    stray = tmp_path / "notes.tsv"
    stray.write_text("x")

    with pytest.raises(BadInput, match="no file of this name is known"):
        Draft(project).lay(stray)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    label=st.text(
        st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_categories=("Cc", "Cf", "Zs"))
        | st.just(" "),
        min_size=1,
    ).filter(lambda text: text == text.strip()),
    style=st.sampled_from(["hope", "'hope'", '"hope"']),
)
def test_any_label_is_read_back_from_a_work(label: str, style: str) -> None:
    text = f"findings:\n  - id: f01  # a note\n    term: {style}\n    leads_to_term: [{style}]\n"
    found = []
    for line, name in enumerate(text.split("\n"), 1):
        if style in name:
            start = text.index(style, sum(len(row) + 1 for row in text.split("\n")[: line - 1]))
            found.append((start, start + len(style)))
    spans = [_use(span) for span in found]

    changed = rename_in_work(text, spans, label)

    (finding,) = yaml.safe_load(changed)["findings"]
    assert finding == {"id": "f01", "term": label, "leads_to_term": [label]}
    assert "# a note" in changed


def _use(span: tuple[int, int]) -> Use:
    return Use("finding", Path("x.yaml"), 1, "term", "x f01", span)
