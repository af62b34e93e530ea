"""Pictures of every page, light, dark and on a phone: ``make screenshots``.

They are kept small: WebP, as much as a screen shows.
"""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.site.browser import chromium, lacking, serving

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
WAYS = {
    "light": ("light", 1280, 860),
    "dark": ("dark", 1280, 860),
    "phone": ("light", 390, 780),
}
QUALITY = 55


def nothing(_: Any) -> None:
    """Looks at a page as it comes."""


def neighbourhood(page: Any) -> None:
    page.locator("#neighbourhood").scroll_into_view_if_needed()
    page.wait_for_selector("[data-canvas] canvas")
    page.evaluate("document.querySelector('#neighbourhood-h').scrollIntoView()")


def ties(page: Any) -> None:
    page.evaluate("document.querySelector('#ties').scrollIntoView()")


def below(anchor: str) -> Callable[[Any], None]:
    return lambda page: page.evaluate("at => document.querySelector(at).scrollIntoView()", anchor)


def answered(page: Any) -> None:
    page.wait_for_selector("[data-run]")
    page.click("[data-run]")
    page.wait_for_selector(".yasr table tbody tr")


def charted(page: Any) -> None:
    answered(page)
    page.click(".select_chart")
    page.wait_for_selector(".chart-frame canvas")
    page.evaluate("document.querySelector('#yasgui').scrollIntoView()")


def mistaken(page: Any) -> None:
    page.wait_for_selector("[data-run]")
    page.click(".CodeMirror")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(
        "PREFIX pp: <https://w3id.org/peer-provision/>\n"
        "SELECT ?work WHERE { ?finding pp:reportdIn ?work }"
    )
    page.click("[data-run]")
    page.wait_for_selector("[data-advice]:visible")


@dataclass(frozen=True)
class Shot:
    """A page to be looked at.

    Attributes:
        title: what it shows, for the gallery.
        prepare: what is done before the picture is taken.
    """

    name: str
    path: str
    title: str
    prepare: Callable[[Any], None] = nothing


UNCLEAR = "/terms/PEERPROV_0002101"
ASAD = "/doi/10.1007/s10597-015-9970-5"
SHOTS = (
    Shot("home", "/", "Start page"),
    Shot("map", "/map", "Evidence map: barriers and strategies"),
    Shot("map-results", "/map?view=results&rows=3010.3020", "Evidence map: strategies and results"),
    Shot("map-outcomes", "/map?view=outcomes", "Evidence map: outcomes and their direction"),
    Shot(
        "map-findings",
        "/map?row=2911&column=hinders",
        "The findings of a cell, with their DOIs",
        below("#findings"),
    ),
    Shot("search", "/search?q=role+ambiguity", "Search"),
    Shot("terms", "/terms", "The tree of terms"),
    Shot("term", UNCLEAR, "A term, and why it counts as a barrier"),
    Shot("term-graph", UNCLEAR, "The neighbourhood of a term", neighbourhood),
    Shot("term-history", f"{UNCLEAR}/history", "The history of a term"),
    Shot("works", "/works", "Works with facets"),
    Shot("work", ASAD, "A work by its DOI"),
    Shot("work-ties", "/doi/10.1186/s12888-024-05664-9", "Who cites whom", ties),
    Shot("work-findings", f"{ASAD}/findings", "What a work reports, with every coded field"),
    Shot("work-related", f"{ASAD}/related", "Works that agree or disagree with it"),
    Shot("queries", "/queries", "The catalogue of questions"),
    Shot("query", "/queries/strategies-for-barrier", "A question as a form with its answer"),
    Shot("sparql", "/sparql", "SPARQL editor", answered),
    Shot("sparql-chart", "/sparql", "An answer as a chart", charted),
    Shot("sparql-hint", "/sparql", "Did you mean?", mistaken),
    Shot("versions", "/versions", "Versions"),
    Shot("docs", "/docs", "Documentation"),
    Shot("tutorial", "/docs/ask", "A tutorial with what its commands print"),
    Shot("model", "/docs/model", "Data model"),
    Shot("api", "/docs/api", "Addresses for programs"),
    Shot("limits", "/docs/limits", "What it can and cannot tell"),
    Shot("cite", "/docs/cite", "How to cite"),
    Shot("error", "/no-such-page", "An error"),
)


def take(root: str, folder: Path, shots: tuple[Shot, ...] = SHOTS) -> None:
    """Takes the pictures of a server's pages."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for way, (scheme, width, height) in WAYS.items():
            for shot in shots:
                context = browser.new_context(
                    color_scheme=scheme,
                    viewport={"width": width, "height": height},
                    reduced_motion="reduce",
                )
                page = context.new_page()
                page.goto(root + shot.path)
                page.wait_for_load_state("networkidle")
                shot.prepare(page)
                page.wait_for_timeout(250)
                asked = {"format": "webp", "quality": QUALITY}
                told = context.new_cdp_session(page).send("Page.captureScreenshot", asked)
                file = folder / f"{shot.name}-{way}.webp"
                file.write_bytes(base64.b64decode(told["data"]))
                context.close()
        browser.close()


def gallery() -> str:
    """The page that shows them all."""
    lines = [
        "# Every page, light, dark and on a phone",
        "",
        "Made by `make screenshots`.",
        "",
    ]
    for shot in SHOTS:
        pictures = " ".join(
            f'<img src="{shot.name}-{way}.webp" alt="{shot.title}, {way}" height="300">'
            for way in WAYS
        )
        lines += [f"## {shot.title}", "", f"`{shot.path}`", "", pictures, ""]
    return "\n".join(lines)


def main() -> None:
    """Builds the graph, serves it, and takes the pictures anew."""
    from peerprov.graph.build import build
    from peerprov.server.app import create_app
    from peerprov.server.cli.build import publications
    from peerprov.server.settings import Settings

    if why := lacking():
        raise SystemExit(why)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        build(data, publications=publications)
        app = create_app(Settings(data=data, request_log=False))
        with serving(app) as root:
            for old in FOLDER.glob("*.webp"):
                old.unlink()
            take(root, FOLDER)
        app.extensions["peerprov"].pool.close()
    (FOLDER / "README.md").write_text(gallery(), encoding="utf-8")


if __name__ == "__main__":
    main()
