"""``peerprov build``: tables and works into the next version, with progress and a summary."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from pyoxigraph import Quad, Store

    from peerprov.graph.build import Build, Summary

ENDPOINT = "https://w3id.org/peer-provision/sparql"


@click.command()
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("data"),
    show_default=True,
    help="Folder of the versions.",
)
@click.option(
    "--works",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of works to build from, instead of those that come with PeerProv.",
)
@click.option(
    "--ontology",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of term tables to build from, instead of those that come with PeerProv.",
)
@click.option("--force", is_flag=True, help="Build even when nothing has changed.")
@click.option("--steps", is_flag=True, help="Show how long each step took.")
def build(data: Path, works: Path | None, ontology: Path | None, force: bool, steps: bool) -> None:
    """Build the graph from tables and works, validate it, and publish it as the next version.

    Nothing is published that does not conform; the version that is served stays until then.
    """
    console = Console(stderr=True)
    made = run_build(console, data, works=works, ontology=ontology, force=force)
    list_reasons(console, made)
    show(console, made, steps=steps)


def run_build(
    console: Console,
    data: Path,
    *,
    works: Path | None = None,
    ontology: Path | None = None,
    force: bool = False,
) -> Build:
    """Builds while the console tells the step under way."""
    from peerprov.graph.build import Inputs
    from peerprov.graph.build import build as build_graph

    inputs = Inputs(ontology, works)
    with console.status("Starting") as status:

        def watch(step: str) -> None:
            status.update(f"{step} ...")
            if not console.is_terminal:
                console.print(f"{step} ...")

        return build_graph(data, inputs=inputs, publications=publications, watch=watch, force=force)


def list_reasons(console: Console, made: Build) -> None:
    """Lists the findings that have a reason in the place of a term."""
    for reason in made.unmatched:
        console.print(str(reason), markup=False, highlight=False)


def show(console: Console, made: Build, *, steps: bool = False) -> None:
    """Prints what a build did."""
    version = made.version
    if not made.changed or made.summary is None:
        console.print(f"Nothing has changed: version {version.number} stands.")
        return
    console.print(_summary_table(made.summary))
    if steps:
        console.print(_steps_table(made.seconds))
    console.print(f"{len(made.unmatched)} findings have a reason in the place of a term.")
    remarks = [remark.fault for remark in made.warnings]
    remarks += [result.fault for result in made.report.warnings()] if made.report else []
    if remarks:
        console.print(f"{len(remarks)} remarks, the first being {remarks[0]}", highlight=False)
    total = sum(made.seconds.values())
    console.print(
        f"Version {version.number}: {version.total:,} triples, built and validated in {total:.1f} s"
    )


def publications(store: Store) -> Iterable[Quad]:
    """Makes what the rooms above ``graph`` add to it: the query catalogue."""
    from peerprov.queries import catalogue, publish

    return publish.catalogue_quads(catalogue.load(), ENDPOINT, store)


def _summary_table(summary: Summary) -> Table:
    table = Table("what", "how many", "of which", box=None, header_style="bold")
    table.add_row("works", f"{summary.works}")
    for name, counts in (
        ("findings", summary.findings),
        ("terms", summary.terms),
        ("reported links", summary.links),
        ("gaps", summary.gaps),
        ("triples", summary.triples),
    ):
        parts = ", ".join(f"{kind} {number:,}" for kind, number in counts.items())
        table.add_row(name, f"{sum(counts.values()):,}", parts)
    table.add_row("axioms made of links", f"{summary.axioms}")
    table.add_row("conflicts", f"{summary.conflicts}")
    return table


def _steps_table(seconds: dict[str, float]) -> Table:
    table = Table("step", "seconds", box=None, header_style="bold")
    for step, taken in seconds.items():
        table.add_row(step, f"{taken:.2f}")
    return table
