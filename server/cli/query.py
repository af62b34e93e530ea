"""``peerprov query NAME`` runs a stored query; ``peerprov queries`` lists them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from pyoxigraph import Store

    from peerprov.queries.model import Parameter, Query

TABLE: Final = "table"


class _Queries(click.Group):
    """Makes one sub-command of each stored query, with its parameters as options."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        from peerprov.queries.catalogue import load

        return load().names()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from peerprov.queries.catalogue import load

        return next((_command(query) for query in load() if query.name == cmd_name), None)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from peerprov.queries.catalogue import load

        load().get(args[0])  # raises Missing with the nearest names
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from peerprov.queries.catalogue import load
        from peerprov.queries.model import TOPICS

        for topic in TOPICS:
            rows = [(query.name, query.title) for query in load() if query.topic == topic]
            with formatter.section(topic.capitalize()):
                formatter.write_dl(rows)


@click.group(cls=_Queries, subcommand_metavar="NAME [OPTIONS]", no_args_is_help=True)
def query() -> None:
    """Run a stored query; `peerprov query NAME --help` tells its parameters."""


@click.command()
@click.option("--topic", metavar="TEXT", help="Only the queries of one topic.")
def queries(topic: str | None) -> None:
    """List the stored queries by topic."""
    from rich.console import Console
    from rich.table import Table

    from peerprov.errors import Missing
    from peerprov.queries.catalogue import load
    from peerprov.queries.model import TOPICS
    from peerprov.queries.nearest import did_you_mean

    if topic is not None and topic not in TOPICS:
        hint = did_you_mean(topic, TOPICS) or f"The topics are: {', '.join(TOPICS)}."
        raise Missing(f"there is no topic {topic!r}. {hint}")
    table = Table("query", "question", box=None, header_style="bold", pad_edge=False)
    for name in TOPICS if topic is None else (topic,):
        table.add_section()
        table.add_row(f"[bold]{name}[/bold]")
        for stored in load():
            if stored.topic == name:
                table.add_row(stored.name, stored.title)
    Console().print(table)


def _command(stored: Query) -> click.Command:
    """Makes the sub-command of a query."""
    from peerprov.queries.answer import formats

    options: list[click.Parameter] = [_option(parameter) for parameter in stored.parameters]
    options.append(
        click.Option(
            ["--format", "chosen"],
            type=click.Choice([TABLE, *formats(stored)]),
            default=TABLE,
            show_default=True,
            help="How the answer is written.",
        )
    )
    options.append(
        click.Option(
            ["--data"],
            type=click.Path(file_okay=False, path_type=Path),
            default=Path("data"),
            show_default=True,
            help="Folder of the versions.",
        )
    )

    def ask(chosen: str, data: Path, **given: str | None) -> None:
        arguments = {name: value for name, value in given.items() if value is not None}
        _answer(stored, data, chosen, arguments)

    return click.Command(
        stored.name,
        params=options,
        callback=ask,
        help=f"{stored.title}\n\n{stored.description}",
        short_help=stored.title,
    )


def _option(parameter: Parameter) -> click.Option:
    """Makes the option of a parameter: ``--seen-by`` for ``seen_by``."""
    kind = f"[{parameter.expects}; default: {parameter.default}]"
    return click.Option(
        [f"--{parameter.name.replace('_', '-')}", parameter.name],
        metavar=parameter.type.upper(),
        help=f"{parameter.description}  {kind}",
    )


def _answer(stored: Query, data: Path, chosen: str, arguments: dict[str, str]) -> None:
    """Runs a query on the current version and prints its answer."""
    from peerprov.queries.answer import run, write

    with current_version(data) as store:
        answer = run(stored, store, arguments)
        if chosen == TABLE:
            from rich.console import Console

            from peerprov.queries.table import show

            show(answer, store, Console())
        else:
            click.echo(write(answer, chosen), nl=False)


@contextmanager
def current_version(data: Path) -> Iterator[Store]:
    """Opens the current version of a data folder."""
    from peerprov.errors import Missing
    from peerprov.graph.store import VersionedStore

    hint = f"Run `peerprov build --data {data}` first."
    if not data.is_dir():
        raise Missing(f"no graph has been built in {data}. {hint}")
    versions = VersionedStore(data)
    try:
        if versions.current() is None:
            raise Missing(f"no graph has been built in {data}. {hint}")
        yield versions.open().store
    finally:
        versions.close()
