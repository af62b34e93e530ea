"""``peerprov serve``: builds what has changed, then serves it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from peerprov.server.settings import TABLE, Setting, load_settings


def _with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command one option for each row of the table of settings."""
    for setting in reversed(TABLE):
        command = _option(setting)(command)
    return command


def _option(setting: Setting) -> Callable[[Callable[..., None]], Callable[..., None]]:
    shown = ",".join(setting.default) if isinstance(setting.default, tuple) else setting.default
    name = setting.name.replace("_", "-")
    flag = setting.kind is bool
    # No default here: a flag that was not given must not override the file or the environment.
    return click.option(
        f"--{name}/--no-{name}" if flag else f"--{name}",
        setting.name,
        default=None,
        metavar=None if flag else setting.kind.__name__.upper(),
        help=f"{setting.help} [default: {shown}]",
    )


@click.command()
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File of settings, instead of peerprov.toml here.",
)
@click.option("--build/--no-build", default=True, help="Build first what has changed (default).")
@_with_settings
def serve(config: Path | None, build: bool, **flags: Any) -> None:
    """Serve the graph; build first what has changed.

    Settings come from the defaults, peerprov.toml, PEERPROV_* variables and flags, the later ones
    winning.
    """
    settings = load_settings(flags, file=config)
    from peerprov.server.writing.blank import prepare

    settings = prepare(settings)
    console = Console(stderr=True)
    if build and not settings.blank:
        from peerprov.server.cli.build import run_build, show

        show(console, run_build(console, settings.data))
    from peerprov.server.run import run

    run(settings, lambda url: click.echo(f"PeerProv answers at {url} (stop it with Ctrl-C)"))
