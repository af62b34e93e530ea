"""The SPARQL editor in a real browser: completion, cancelling, links, charts, citations."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.site.browser import lacking

if why := lacking():
    pytest.skip(why, allow_module_level=True)

from playwright.sync_api import expect

STATUS = "[data-status]"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER (?a != ?i) }"
REFUSED = "Failed to load resource: the server responded with a status of"


@pytest.fixture
def editor(page: Any, root: str) -> Any:
    page.goto(root + "/sparql")
    page.wait_for_selector("[data-run]")
    page.wait_for_selector("#example option[value=barriers]", state="attached")
    return page


def write(page: Any, query: str) -> None:
    page.click(".tabPanel.active .CodeMirror")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(query)


def test_a_question_is_opened_and_answered_with_time_and_version(editor: Any) -> None:
    editor.select_option("#example", "barriers")
    editor.click("#example-open")
    editor.click("[data-run]")
    editor.wait_for_selector(".tabPanel.active .yasr table tbody tr")

    assert "low clarity of the peer provider role" in editor.inner_text(".tabPanel.active .yasr")
    assert "rows in" in editor.inner_text(STATUS)
    assert editor.inner_text(STATUS).endswith("from version 1")


def test_names_are_completed_from_what_the_graph_says_of_itself(editor: Any) -> None:
    write(editor, "PREFIX pp: <https://w3id.org/peer-provision/>\nSELECT * { ?link pp:subjectTe")
    editor.wait_for_load_state("networkidle")
    editor.keyboard.press("Control+Space")
    editor.wait_for_selector(".CodeMirror-hint")
    editor.keyboard.press("Enter")
    expect(editor.locator(".CodeMirror-code")).to_contain_text("pp:subjectTerm")


def test_a_term_is_put_into_the_query_by_its_name(editor: Any) -> None:
    write(editor, "SELECT * WHERE { ?s ?p ")
    editor.locator("#insert-term").press_sequentially("role ambiguity")
    editor.wait_for_selector(".examples [role=option]")
    editor.press("#insert-term", "ArrowDown")
    editor.press("#insert-term", "Enter")

    text = editor.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()")
    assert "peerprov:0002101 # low clarity of the peer provider role" in text
    assert "PREFIX peerprov: <https://w3id.org/peer-provision/PEERPROV_>" in text


def test_a_query_is_cancelled_on_the_server(editor: Any, allowed: list[str]) -> None:
    allowed.append(REFUSED)
    write(editor, ENDLESS)
    replies: list[tuple[int, str]] = []
    editor.on(
        "response",
        lambda reply: (
            replies.append((reply.status, reply.request.post_data or ""))
            if reply.request.method == "POST"
            else None
        ),
    )
    editor.click("[data-run]")
    with editor.expect_response(
        lambda reply: "cancel-query=true" in (reply.request.post_data or "")
    ):
        editor.click("[data-cancel]")
    editor.wait_for_selector(".faults")

    assert "Cancelled" in editor.inner_text(".faults")
    cancelled, stopped = (
        next(status for status, body in replies if ("cancel-query" in body) is told)
        for told in (True, False)
    )
    assert (cancelled, stopped) == (204, 503)
    assert editor.locator("[data-run]").is_visible()


def test_a_mistake_is_told_with_its_place(editor: Any, allowed: list[str]) -> None:
    allowed.append(REFUSED)
    write(editor, "SELECT * {\n  ?s nope:p ?o\n}")
    editor.click("[data-run]")
    editor.click(".faults button")

    assert "prefix" in editor.inner_text(".faults")
    cursor = editor.evaluate("document.querySelector('.CodeMirror').CodeMirror.getCursor()")
    assert cursor["line"] == 1
    assert cursor["ch"] > 0


def test_an_empty_answer_says_which_name_was_meant(editor: Any) -> None:
    write(
        editor,
        "PREFIX pp: <https://w3id.org/peer-provision/>\n"
        "PREFIX peerprov: <https://w3id.org/peer-provision/PEERPROV_>\n"
        'SELECT * { ?f pp:reportdIn ?w ; pp:aboutConcept peerprov:0009999 ; pp:conceptText "x" }',
    )
    editor.click("[data-run]")
    editor.wait_for_selector("[data-advice]:visible")

    told = editor.locator("[data-advice] li").all_inner_texts()
    assert told[0].strip() == "pp:reportdIn is not used in the graph. Did you mean pp:reportedIn?"
    assert told[1].strip() == "peerprov:0009999 is no term of the graph."
    assert '"x"@en' in told[2]


def test_a_prefix_that_is_missing_is_declared_by_a_click(editor: Any, allowed: list[str]) -> None:
    allowed.append(REFUSED)
    write(editor, "SELECT * { ?t skos:notation ?n } LIMIT 1")
    editor.click("[data-run]")
    editor.click("[data-advice] button")
    editor.click("[data-run]")

    expect(editor.locator(STATUS)).to_contain_text("1 row in")
    assert editor.locator("[data-advice]").is_hidden()


def test_a_link_holds_query_and_version(editor: Any, browser: Any, root: str) -> None:
    query = "SELECT ?s { ?s a <https://w3id.org/peer-provision/Conflict> } # 100% + more"
    write(editor, query)
    editor.click("[data-run]")
    editor.wait_for_selector(".tabPanel.active .yasr table tbody tr")
    editor.click("[data-share]")
    link = editor.url
    said = parse_qs(urlsplit(link).fragment)
    assert (said["query"], said["version"]) == ([query], ["1"])

    context = browser.new_context()
    other = context.new_page()
    other.goto(link)
    other.wait_for_selector("[data-run]")
    expect(other.locator("[data-version]")).to_have_value("1")
    text = other.evaluate(
        "document.querySelector('.tabPanel.active .CodeMirror').CodeMirror.getValue()"
    )
    assert text == query
    with other.expect_request(lambda asked: asked.method == "POST") as sent:
        other.click("[data-run]")
    assert "version=1" in (sent.value.post_data or "").split("&")
    context.close()


def test_an_answer_is_drawn_and_its_works_are_saved(editor: Any) -> None:
    editor.click("[data-run]")
    editor.wait_for_selector(".tabPanel.active .yasr table tbody tr")
    editor.click(".select_chart")
    editor.wait_for_selector(".chart-frame canvas")
    assert editor.locator(".chart-controls select").count() == 3

    write(editor, "SELECT ?w { ?w a <https://w3id.org/peer-provision/Work> } LIMIT 3")
    editor.click("[data-run]")
    expect(editor.locator(STATUS)).to_contain_text("3 rows")
    with editor.expect_download() as download:
        editor.click("[data-format=bibtex]")
    assert download.value.suggested_filename == "works.bib"
    assert download.value.path().read_text("utf-8").count("\n@") + 1 >= 3


def test_hostile_answers_are_shown_and_not_run(editor: Any, allowed: list[str]) -> None:
    # The table makes an element of the text before it is made harmless; the policy of the page
    # stops what would run, and says so.
    allowed += ["Executing inline event handler violates", "Running the JavaScript URL", REFUSED]
    dialogs: list[str] = []
    editor.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    write(
        editor,
        'SELECT ("<img src=x onerror=alert(1)><script>alert(2)</script>" AS ?text) '
        '(IRI("javascript:alert(3)") AS ?link) (5 AS ?n) {}',
    )
    editor.click("[data-run]")
    editor.wait_for_selector(".tabPanel.active .yasr table tbody tr")

    table = editor.locator(".tabPanel.active .yasr table")
    assert "<img src=x onerror=alert(1)>" in table.inner_text()
    assert table.locator("img, script").count() == 0
    for link in table.locator("a").all():
        if (link.get_attribute("href") or "").startswith("javascript:"):
            link.click()
    editor.click(".select_chart")
    editor.wait_for_selector(".chart-frame canvas")
    assert dialogs == []
