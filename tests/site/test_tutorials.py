"""The tutorials: every command is run, and prints what stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from tests.site import markup
from tests.site.tutorials import BLOCK, renewed, runner

from peerprov.server.site.tutorials import ADDRESS, NAMES, source, tutorial


@pytest.mark.parametrize("name", NAMES)
def test_every_command_prints_what_stands_there(
    name: str, root: str, data: Path, tmp_path: Path
) -> None:
    text = source(name)

    assert len(BLOCK.findall(text)) >= 4
    assert renewed(text, runner(root, data, tmp_path)) == text, "renew them: make tutorials"


@pytest.mark.parametrize("name", NAMES)
def test_a_tutorial_is_a_page_whose_links_lead_somewhere(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/docs/{name}", headers={"Accept": "text/html"})
    page = markup.read(answer.text)

    assert page.faults == []
    assert ADDRESS not in answer.text
    for link in re.findall(r"\]\((/[^)]*)\)", source(name)):
        assert client.get(link, headers={"Accept": "text/html"}).status_code == 200, link


def test_what_looks_like_markup_in_a_tutorial_is_shown() -> None:
    told = tutorial("ask", "http://x.org/<script>")

    assert "<script>" not in told.body
    assert "http://x.org/&lt;script&gt;/sparql" in told.body
