"""The command ``peerprov``: one file for each sub-command."""

from __future__ import annotations

import importlib
import sys
from typing import Any, Final

import click

from peerprov.errors import BadInput, PeerError

COMMANDS: Final = {
    "build": ("build", "build"),
    "serve": ("serve", "serve"),
    "query": ("query", "query"),
    "queries": ("query", "queries"),
    "explain": ("explain", "explain"),
    "check": ("check", "check"),
    "term": ("term", "term"),
    "release": ("release", "release"),
    "token": ("token", "token"),
}
"""Command -> (module below this package, function); imported only when it is called."""


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        found = getattr(importlib.import_module(f"peerprov.server.cli.{module}"), name)
        assert isinstance(found, click.Command)  # noqa: S101 - a fault of ours, not of the caller
        return found


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="peerprov")
def peerprov() -> None:
    """A knowledge graph of peer provision in mental health."""


def main(arguments: list[str] | None = None) -> Any:
    """Runs the command; ends with 0, 1 (it could not be done) or 2 (it was asked wrongly)."""
    try:
        return peerprov.main(arguments, prog_name="peerprov")
    except BadInput as error:
        count = len(error.faults)
        click.echo(f"{error}\n\n{count} {'fault' if count == 1 else 'faults'}.", err=True)
    except PeerError as error:
        click.echo(str(error), err=True)
    sys.exit(1)
