"""``peerprov release --out DIR``: a dated folder with everything, and what has changed in words."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import click


@click.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder that holds one folder for each release.",
)
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day of the release. [default: SOURCE_DATE_EPOCH if set, else today]",
)
@click.option(
    "--against",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the release to compare with. [default: the latest before in DIR]",
)
def release(out: Path, day: datetime | None, against: Path | None) -> None:
    """Write a release: ontology, views, the whole graph, check sums, changes in words.

    The same tables and works on the same day give the same bytes.
    """
    from peerprov.graph.release.difference import in_words
    from peerprov.graph.release.release import release as write
    from peerprov.server.cli.answers import answers
    from peerprov.server.cli.build import publications

    chosen = day.date() if day else _today()
    done = write(out, chosen, answers, publications, against=against)
    click.echo(f"{done.folder}: {len(done.files)} files")
    for name in done.files:
        click.echo(f"  {name}  {(done.folder / name).stat().st_size:,} bytes")
    if done.changes is None:
        click.echo("There was no release to compare with.")
        return
    click.echo(f"Against {done.before}:" + ("" if done.changes else " nothing has changed."))
    for line in in_words(done.changes, 5):
        click.echo(f"  {line}")


def _today() -> date:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        return datetime.fromtimestamp(int(epoch), UTC).date()
    return datetime.now(UTC).date()
