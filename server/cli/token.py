"""``peerprov token``: the tokens that allow writing."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from peerprov.namespaces import WORKSPACE

_PERIOD = re.compile(r"(\d{1,5})([hdw])")
_HOURS = {"h": 1, "d": 24, "w": 168}
_data = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("data"),
    show_default=True,
    help="Folder of the versions.",
)


@click.group()
def token() -> None:
    """Make, list and revoke the tokens that allow writing; without one, nothing can be written."""


@token.command()
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    help="Workspace that may be written: alice, all below one: alice/*, or * for all. Repeatable.",
)
@click.option("--expires", metavar="PERIOD", help="When it ends: 12h, 30d, 8w. Default: never.")
@_data
def create(name: str, scopes: tuple[str, ...], expires: str | None, data: Path) -> None:
    """Make a token for NAME; it is shown once and cannot be had again."""
    from peerprov.server.writing.tokens import Tokens

    made, secret = Tokens(data).create(name, scopes, _moment(expires))
    click.echo(secret)
    until = f"until {made.expires:%Y-%m-%d %H:%M} UTC" if made.expires else "until it is revoked"
    click.echo(f"{name} may write {', '.join(made.scopes)} {until}.", err=True)


@token.command(name="list")
@_data
def list_tokens(data: Path) -> None:
    """List the tokens, by name."""
    from peerprov.server.writing.tokens import Tokens

    for made in Tokens(data).all():
        scopes = ", ".join(scope.removeprefix(WORKSPACE) for scope in made.scopes)
        ends = f"{made.expires:%Y-%m-%d %H:%M}" if made.expires else "never"
        state = " (expired)" if made.expired else ""
        click.echo(
            f"{made.name}\t...{made.ending}\twrites {scopes}\t"
            f"made {made.created:%Y-%m-%d}\tends {ends}{state}"
        )


@token.command()
@click.argument("name")
@_data
def revoke(name: str, data: Path) -> None:
    """Revoke the token of NAME; it stops working at once."""
    from peerprov.server.writing.tokens import Tokens

    gone = Tokens(data).revoke(name)
    click.echo(f"The token of {name} (...{gone.ending}) is revoked.", err=True)


def _moment(period: str | None) -> datetime | None:
    if period is None:
        return None
    found = _PERIOD.fullmatch(period)
    if found is None:
        raise click.BadParameter("a number with h, d or w, such as 30d", param_hint="--expires")
    hours = int(found[1]) * _HOURS[found[2]]
    return datetime.now(UTC).replace(microsecond=0) + timedelta(hours=hours)
