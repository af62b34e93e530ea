"""The pages in a real browser: accessible, usable by keyboard, and they lead where one wants to go.

Needs Playwright, a Chromium (``PEERPROV_CHROMIUM`` or Debian's) and the scripts built in server/ui.
"""

from __future__ import annotations

from typing import Any

import pytest
from tests.site.browser import AXE, lacking

if why := lacking():
    pytest.skip(why, allow_module_level=True)

PAGES = [
    "/",
    "/terms",
    "/terms?branch=strategy&q=training",
    "/terms/PEERPROV_0002101",
    "/terms/PEERPROV_0002901",
    "/terms/PEERPROV_0002101/history",
    "/map",
    "/map?view=outcomes&row=5001&column=improved",
    "/works?country=Australia",
    "/search?q=role",
    "/queries",
    "/queries/findings-on-term",
    "/queries/work-record",
    "/sparql",
    "/versions?from=1&to=1",
    "/docs",
    "/docs/ask",
    "/docs/limits",
    "/docs/model",
    "/doi/10.1007/s10597-015-9970-5",
    "/doi/10.1007/s10597-015-9970-5/findings",
    "/doi/10.1186/s12888-024-05664-9?style=no-such-style",
    "/no-such-page",
]
DIFFERENT = [
    *(
        "/",
        "/terms",
        "/terms/PEERPROV_0002101",
        "/map",
        "/works?country=Australia",
        "/search?q=role",
    ),
    *("/queries/findings-on-term", "/sparql", "/docs/model", "/doi/10.1007/s10597-015-9970-5"),
]
"""Pages that differ in how they are laid out."""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
NARROW = ["color-contrast", "target-size", "scrollable-region-focusable"]
WAYS = {
    "a wide light screen": ("light", 1280, {"type": "tag", "values": TAGS}),
    "a wide dark screen": ("dark", 1280, {"type": "rule", "values": ["color-contrast"]}),
    "a phone": ("light", 390, {"type": "rule", "values": NARROW}),
}
"""What is looked at in each way: everything once, then what the way can change."""


@pytest.mark.parametrize("way", WAYS)
def test_no_page_has_a_barrier_and_none_is_wider_than_the_screen(
    browser: Any, root: str, way: str
) -> None:
    scheme, width, looked_at = WAYS[way]
    rules = AXE.read_text(encoding="utf-8")
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True
    )
    found = {}
    for path in PAGES if scheme == "light" and width > 1000 else DIFFERENT:
        page = context.new_page()
        page.goto(root + path)
        if page.locator("#neighbourhood").count():
            page.locator("#neighbourhood").scroll_into_view_if_needed()
            page.wait_for_selector("[data-canvas] canvas")
        if path == "/sparql":
            page.wait_for_selector("#example option", state="attached")
            page.click("[data-run]")
            page.wait_for_selector(".yasr table tbody tr")
        page.add_script_tag(content=rules)
        told = page.evaluate("runOnly => axe.run({ runOnly })", looked_at)
        faults = [(each["id"], each["nodes"][0]["html"][:120]) for each in told["violations"]]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults.append(("wide", path))
        if faults:
            found[path] = faults
        page.close()
    context.close()

    assert found == {}


def test_a_newcomer_gets_from_a_word_to_the_citation(page: Any, root: str) -> None:
    page.goto(root)
    page.fill("#hero-q", "role ambiguity")
    page.press("#hero-q", "Enter")
    page.click("text=low clarity of the peer provider role >> nth=0")
    assert page.locator("h1").inner_text() == "low clarity of the peer provider role"

    page.click(".side-hinders .finding-work >> text=Asad and Chreim 2016")
    assert page.url.endswith("/doi/10.1007/s10597-015-9970-5")
    address = page.locator('a[type="application/x-bibtex"], a:has-text("BibTeX")').first
    answer = page.request.get(root + address.get_attribute("href").removeprefix(root))
    assert "@article{" in answer.text()


def test_suggestions_are_taken_by_keyboard(page: Any, root: str) -> None:
    page.goto(root)
    page.locator("#seek").press_sequentially("stigmatis")
    page.wait_for_selector("#suggestions-0 [role=option]")
    assert page.locator("#seek").get_attribute("aria-expanded") == "true"
    page.press("#seek", "ArrowDown")
    assert page.locator("#seek").get_attribute("aria-activedescendant") == "suggestions-0-0"
    page.press("#seek", "Enter")
    page.wait_for_url("**/terms/PEERPROV_*")


def test_escape_closes_suggestions_and_keeps_what_was_typed(page: Any, root: str) -> None:
    page.goto(root)
    page.locator("#seek").press_sequentially("stigma")
    page.wait_for_selector("#suggestions-0 [role=option]")
    page.press("#seek", "Escape")

    assert page.locator("#suggestions-0").is_hidden()
    assert page.input_value("#seek") == "stigma"


def test_the_first_key_leads_past_the_navigation(page: Any, root: str) -> None:
    page.goto(root + "/terms")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_map_unfolds_filters_and_opens_a_cell(page: Any, root: str) -> None:
    page.goto(root + "/map")
    rows = page.locator(".map tbody tr").count()
    page.click("a[aria-label='Unfold role clarity and boundaries determinant']")
    assert page.locator(".map tbody tr").count() > rows

    page.select_option("#f-perspective", "peer providers")
    page.press("#f-perspective", "Tab")
    page.click(".map-apply button")
    assert "perspective=peer+providers" in page.url
    assert "country=" not in page.url
    page.click(".map td a >> nth=0")
    shown = page.locator(".cell-findings .finding").count()
    assert shown == int(page.locator(".cell-findings .weight").first.inner_text())
    assert shown > 0


def test_the_map_is_saved_as_a_picture(page: Any, root: str) -> None:
    page.goto(root + "/map")
    with page.expect_download() as download:
        page.click("[data-png] button")

    assert download.value.suggested_filename == "evidence-map.png"
    assert download.value.path().read_bytes()[:4] == b"\x89PNG"


def test_the_picture_around_a_term_is_drawn_when_it_is_reached_and_leads_on(
    page: Any, root: str
) -> None:
    page.goto(root + "/terms/PEERPROV_0002101")
    assert page.locator("[data-canvas] canvas").count() == 0
    page.locator("#neighbourhood").scroll_into_view_if_needed()
    page.wait_for_selector("[data-canvas] canvas")
    assert page.locator("table.ties").is_hidden()
    box = page.locator("[data-canvas]").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.38, box["y"] + box["height"] * 0.41)
    page.wait_for_url("**/terms/PEERPROV_0003*")


def test_typing_narrows_the_tree_and_keeps_what_stands_above(page: Any, root: str) -> None:
    page.goto(root + "/terms")
    page.locator("#within").press_sequentially("low clarity of the job")
    fitting = page.locator(".tree a:visible").all_inner_texts()
    assert fitting[-1] == "low clarity of the job structure for peer providers"
    assert "low clarity of the peer provider role" in fitting
    assert len(fitting) < 9
    page.fill("#within", "")
    assert page.locator(".tree a:visible").count() > 50


def test_a_query_suggests_terms_of_its_branch(page: Any, root: str) -> None:
    page.goto(root + "/queries/strategies-for-barrier")
    page.fill("#p-barrier", "")
    page.locator("#p-barrier").press_sequentially("stigma")
    page.wait_for_selector(".ask [role=option]")
    page.press("#p-barrier", "ArrowDown")
    page.press("#p-barrier", "Enter")
    page.click(".ask button.primary")
    assert "barrier=" in page.url
    assert page.locator("#answer").is_visible()


def test_the_pages_work_without_scripts(browser: Any, root: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(root + "/map")
    page.click(".map td a >> nth=0")
    assert page.locator(".cell-findings .finding").count() > 0
    page.goto(root + "/terms/PEERPROV_0002101")
    assert page.locator("table.ties").is_visible()
    page.goto(root + "/sparql")
    assert page.locator("#plain-form textarea").is_visible()
    page.goto(root + "/works")
    page.click("nav.facets details a >> nth=0")
    assert page.locator(".works li").count() < 71
    context.close()
