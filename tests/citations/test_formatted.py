"""Formatted citations of the real works in styles and locales."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from peerprov.server.citations import formatted
from peerprov.server.citations.work import CitedWork

STYLES = (
    "apa",
    "ieee",
    "nature",
    "chicago-author-date",
    "modern-language-association",
    "elsevier-harvard",
)


@pytest.mark.parametrize("style", STYLES)
def test_every_work_has_a_citation_that_names_it(works: dict[str, CitedWork], style: str) -> None:
    how = formatted.manner(style)
    for work in list(works.values())[::5]:
        text = formatted.cite(work, how)
        first = work.authors[0]
        assert (first.family or first.name).lower() in text.lower()
        assert str(work.year) in text
        assert "\n" not in text


def test_apa_in_us_english(works: dict[str, CitedWork]) -> None:
    assert formatted.cite(works["asad-2016"], formatted.manner()) == (
        "Asad, S., & Chreim, S. (2016). Peer Support Providers\u2019 Role Experiences on "
        "Interprofessional Mental Health Care Teams: A Qualitative Study. Community Mental Health "
        "Journal, 52(7), 767\u2013774. https://doi.org/10.1007/s10597-015-9970-5"
    )


def test_ieee_in_german(works: dict[str, CitedWork]) -> None:
    text = formatted.cite(works["asad-2016"], formatted.manner("ieee", "de-DE"))
    assert text.startswith("[1] S. Asad und S. Chreim")
    assert "Bd. 52, Nr. 7, S. 767\u2013774" in text


def test_a_bibliography_is_sorted_and_numbered_as_its_style_wants(
    works: dict[str, CitedWork],
) -> None:
    some = [works["zeng-2021"], works["asad-2016"], works["kent-2018"]]
    by_name = formatted.bibliography(some, formatted.manner("apa"))
    assert [text.split(",")[0] for text in by_name] == ["Asad", "Kent", "Zeng"]
    numbered = formatted.bibliography(some, formatted.manner("ieee"))
    assert [text[:3] for text in numbered] == ["[1]", "[2]", "[3]"]


def test_there_are_thousands_of_styles_and_dozens_of_locales() -> None:
    assert len(formatted.style_names()) > 2000
    assert {"apa", "nature", "zoology"} <= set(formatted.style_names())
    assert len(formatted.locale_names()) > 50


def test_threads_do_not_disturb_each_other(works: dict[str, CitedWork]) -> None:
    some = list(works.values())[:4]
    tasks = [
        (work, formatted.manner(style, locale))
        for work in some
        for style in ("apa", "ieee")
        for locale in ("en-US", "de-DE")
    ]
    alone = [formatted.bibliography([work], how) for work, how in tasks]
    with ThreadPoolExecutor(8) as pool:
        together = list(
            pool.map(lambda task: formatted.bibliography([task[0]], task[1]), tasks * 2)
        )
    assert together == alone * 2
    assert len({text for texts in alone for text in texts}) == 12
