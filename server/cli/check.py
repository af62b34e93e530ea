"""``peerprov check [FILES]``: one dry run that says everything; nothing is written."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from peerprov.graph.release.content import Content
    from peerprov.graph.release.dryrun import DryRun
    from peerprov.ontology.edit.files import Draft

MOST: Final = 12


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("data"),
    show_default=True,
    help="Folder of the versions; the current one is what is compared with.",
)
@click.option("--all", "everything", is_flag=True, help="Show every line of the difference.")
@click.option("--steps", is_flag=True, help="Show how long each step took.")
def check(files: tuple[Path, ...], data: Path, everything: bool, steps: bool) -> None:
    """Say all that is wrong with the tables and works, and what they would change.

    FILES are altered copies of tables or works; each takes the place of the one of its name.
    Nothing is written. Ends with 1 if anything stands against publishing.
    """
    import gc

    from peerprov.ontology.edit.files import Draft, own_folders

    gc.disable()  # a run of two seconds that keeps most of what it makes
    since = time.perf_counter()
    draft = Draft(own_folders())
    laid = {draft.folders.shown(draft.lay(file)) for file in files}
    with served(data) as (number, before):
        run = run_dry(draft, before)
    if laid:
        # Whoever asks about some files does not want to hear what was so before in others.
        run.remarks = [fault for fault in run.remarks if fault.file in laid]
    click.echo("\n".join(report(run, number, None if everything else MOST)))
    if steps:
        click.echo("  ".join(f"{name} {taken:.2f} s" for name, taken in run.seconds.items()))
        click.echo(f"{time.perf_counter() - since:.2f} s in all")
    if run.faults:
        raise SystemExit(1)


def run_dry(draft: Draft, before: Callable[[], Content] | None) -> DryRun:
    """Runs a draft dry, and names files as they stand in the project."""
    from peerprov.graph.release.dryrun import dry_run
    from peerprov.server.cli.answers import answers

    with draft.laid_out() as folders:
        return dry_run(folders, answers, before)


@contextmanager
def served(data: Path) -> Iterator[tuple[int, Callable[[], Content] | None]]:
    """Opens a data folder: the number of its current version, and what gives its content.

    Where there is none, 0 and None.
    """
    from peerprov.graph.release.dryrun import content
    from peerprov.graph.release.memory import cache_folder, remembered
    from peerprov.graph.store import VersionedStore
    from peerprov.server.cli.answers import answers

    versions = VersionedStore(data) if data.is_dir() else None
    version = versions.current() if versions else None
    if versions is None or version is None:
        yield 0, None
        return
    # The answers depend on the queries as well, which may have changed since.
    key = f"{version.number} {version.when} {version.inputs} {_digest_of_queries()}"
    number = version.number
    try:
        # Opened only where it is not remembered.
        yield (
            number,
            lambda: remembered(
                cache_folder(), key, lambda: content(versions.open(number).store, answers)
            ),
        )
    finally:
        versions.close()


def _digest_of_queries() -> str:
    from peerprov.queries.catalogue import load

    return sha256("\0".join(query.text for query in load()).encode()).hexdigest()


def report(run: DryRun, number: int, most: int | None) -> Iterator[str]:
    """Words a dry run."""
    from peerprov.graph.release.difference import in_words

    if run.faults:
        yield f"{_many(len(run.faults), 'fault')}; nothing would be published:"
        yield from (f"  {fault}" for fault in run.faults)
    else:
        yield "No fault in identifiers, tables, works, reasoner or shapes."
    for text in run.skipped:
        yield f"Not looked at: {text}."
    if run.remarks:
        yield f"{_many(len(run.remarks), 'remark')}:"
        yield from (f"  {fault}" for fault in run.remarks[:most])
        if most is not None and len(run.remarks) > most:
            yield f"  ... and {len(run.remarks) - most} more"
    if run.changes is None:
        if not run.skipped:
            yield "There is no served version to compare with; `peerprov build` makes one."
    elif run.changes:
        yield f"Against version {number}:"
        yield from (f"  {line}" for line in in_words(run.changes, most))
    else:
        yield f"Against version {number}: no difference, and every query answers the same."


def _many(count: int, what: str) -> str:
    return f"{count} {what}" + ("" if count == 1 else "s")
