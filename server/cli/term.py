"""``peerprov term``: adding, changing and withdrawing terms in the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from peerprov.ontology.layout import BLOCKS

if TYPE_CHECKING:
    from peerprov.ontology.edit.operations import Done, Editor
    from peerprov.ontology.edit.uses import Use

Operation = Callable[["Editor"], "Done"]

_project = click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Root of the project whose tables are edited, instead of those that come with PeerProv.",
)
_try = click.option("--dry-run", "only_try", is_flag=True, help="Say what would be done, no more.")


def _editing(command: Callable[..., None]) -> Callable[..., None]:
    return _project(_try(command))


@click.group()
def term() -> None:
    """Add, change or withdraw terms; see what depends on one.

    Every command says what it did and what depends on the term. It writes nothing where a table or
    work would be at fault afterwards, and changes no byte but those it tells of.
    """


@term.command()
@click.option("--branch", type=click.Choice(list(BLOCKS)), required=True, help="The table.")
@click.option("--label", required=True, help="The name: a noun, without a direction.")
@click.option("--parent", "parents", multiple=True, required=True, help="What it is a kind of.")
@click.option("--definition", required=True, help="'A <parent> that ... .'")
@click.option("--source", "sources", multiple=True, required=True, help="Work, finding, construct.")
@click.option("--plain", required=True, help="The definition for a reader of twelve.")
@click.option("--basis", default="finding", show_default=True, help="finding, framework, grouping.")
@click.option(
    "--set", "more", multiple=True, metavar="COLUMN=TEXT", help="Another column of the table."
)
@click.option("--editor", default="", help="Whose range of ontology/ranges.tsv to take from.")
@_editing
def new(
    branch: str,
    label: str,
    parents: tuple[str, ...],
    definition: str,
    sources: tuple[str, ...],
    plain: str,
    basis: str,
    more: tuple[str, ...],
    editor: str,
    **where: Any,
) -> None:
    """Add a term with the next free identifier."""
    cells = {
        "label": label,
        "parent": "|".join(parents),
        "definition": definition,
        "definition_source": "|".join(sources),
        "plain_definition": plain,
        "basis": basis,
    }
    for text in more:
        column, found, value = text.partition("=")
        if not found:
            raise click.BadParameter(f"{text!r} is not COLUMN=TEXT", param_hint="--set")
        cells[column] = value
    _do(lambda at: at.new(branch, cells, editor), **where)


@term.command()
@click.argument("name")
@click.argument("label")
@click.option("--no-synonym", is_flag=True, help="Do not keep the old label as a synonym.")
@_editing
def rename(name: str, label: str, no_synonym: bool, **where: Any) -> None:
    """Give the term NAME another LABEL; tables and works that name it follow."""
    _do(lambda at: at.rename(name, label, keep_synonym=not no_synonym), **where)


@term.command()
@click.argument("name")
@click.option("--parent", "parents", multiple=True, required=True, help="Each new parent.")
@_editing
def move(name: str, parents: tuple[str, ...], **where: Any) -> None:
    """Give the term NAME other parents."""
    _do(lambda at: at.move(name, parents), **where)


@term.command()
@click.argument("name")
@click.option("--replaced-by", default="", help="The term that takes its place.")
@click.option("--reason", required=True, help="Why, in a few words.")
@_editing
def obsolete(name: str, replaced_by: str, reason: str, **where: Any) -> None:
    """Withdraw the term NAME; its identifier stays and tells what took its place."""
    _do(lambda at: at.obsolete(name, reason, replaced_by), **where)


@term.command()
@click.argument("name")
@click.option("--into", required=True, help="The term that stays.")
@_editing
def merge(name: str, into: str, **where: Any) -> None:
    """Withdraw the term NAME in favour of another, which takes its wordings over."""
    _do(lambda at: at.merge(name, into), **where)


@term.command()
@click.argument("name")
@click.option("--into", "parts", multiple=True, required=True, help="Each term that takes a part.")
@click.option("--default", required=True, help="The part that every use is given to at first.")
@_editing
def split(name: str, parts: tuple[str, ...], default: str, **where: Any) -> None:
    """Withdraw the term NAME in favour of two or more; make these first with `term new`."""
    _do(lambda at: at.split(name, parts, default), **where)


@term.command()
@click.argument("name")
@_project
def depends(name: str, project: Path | None) -> None:
    """List the findings, terms, mappings, queries and shapes that name the term NAME."""
    from peerprov.ontology.edit.uses import uses

    editor = _editor(project)
    found = editor.term(name)
    click.echo(f"{found.label} ({found.id}), {editor.draft.folders.shown(_row(editor, found.id))}")
    for column, names in found.matches.items():
        if names:
            click.echo(f"{column.replace('_', ' ')}: {', '.join(names)}")
    _list(editor, uses(editor.draft, found))


def _row(editor: Editor, identifier: str) -> Path:
    found = editor.term(identifier)
    return editor.draft.folders.ontology / "terms" / f"{found.branch}.tsv"


def _editor(project: Path | None) -> Editor:
    from peerprov.ontology.edit.files import Draft, folders_of, own_folders
    from peerprov.ontology.edit.operations import Editor
    from peerprov.ontology.vocabulary import load

    folders = folders_of(project) if project else own_folders()
    return Editor(Draft(folders), load(folders.ontology), date.today().isoformat())


def _do(operation: Operation, *, project: Path | None, only_try: bool) -> None:
    """Runs an operation on a draft, checks the draft, writes it and tells of it."""
    from peerprov.errors import BadInput
    from peerprov.graph.release.dryrun import trial

    editor = _editor(project)
    done = operation(editor)
    with editor.draft.laid_out() as folders:
        run = trial(folders)
    if run.faults:
        raise BadInput.of(run.faults)
    for line in done.said:
        click.echo(line)
    _list(editor, done.changed)
    if done.by_hand:
        click.echo("Look at these yourself:")
        _list(editor, done.by_hand)
    for remark in run.remarks:
        click.echo(f"Remark: {remark}")
    written = list(editor.draft.changed) if only_try else editor.draft.write()
    names = ", ".join(editor.draft.folders.shown(path) for path in written)
    click.echo(f"{'Would write' if only_try else 'Wrote'} {names or 'nothing'}.")


def _list(editor: Editor, found: Iterable[Use]) -> None:
    """Lists uses kind by kind."""
    by_kind: dict[str, list[Use]] = {}
    for use in found:
        by_kind.setdefault(use.kind, []).append(use)
    for kind, members in sorted(by_kind.items()):
        click.echo(f"{kind} ({len(members)})")
        for use in members:
            place = f"{editor.draft.folders.shown(use.path)}:{use.line}"
            click.echo(f"  {use.who}  {place}" + (f" {use.field}" if use.field else ""))
