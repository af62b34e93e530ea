"""Choosing by Accept as DOI registration agencies do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerprov.errors import BadInput
from peerprov.server.citations.accept import choices, read_media_type

OFFERS = {"a/one": 1, "a/two": 2, "b/three": 3, "text/html": 4}


def chosen(accept: str) -> list[int]:
    return [offer for offer, _ in choices(accept, OFFERS)]


@pytest.mark.parametrize(
    ("accept", "first"),
    [
        ("", 1),
        ("*/*", 1),
        ("b/three, a/one", 3),
        ("a/one, b/three", 1),
        ("a/one;q=0.5, b/three", 3),
        ("a/one;q=0.5, b/three;q=0.4", 1),
        ("b/*, a/one;q=0.9", 3),
        ("text/html,application/xhtml+xml,*/*;q=0.8", 4),
        ("a/one;q=0, */*", 2),
        ("A/TWO", 2),
        ("x/y, b/three;q=0.1", 3),
        ("garbage, a/two", 2),
        ('a/two; note="a, b; c", a/one;q=0.2', 2),
    ],
)
def test_the_best_comes_first(accept: str, first: int) -> None:
    assert chosen(accept)[0] == first


@pytest.mark.parametrize("accept", ["x/y", "a/one;q=0", "a/*;q=0.0", "nonsense"])
def test_what_is_not_wanted_is_not_offered(accept: str) -> None:
    assert 1 not in chosen(accept)


def test_parameters_may_have_blanks_around_their_signs() -> None:
    wanted = read_media_type(' text/x-bibliography ; style = apa ;locale= "en-GB" ; Q = 0.5')
    assert wanted is not None
    assert wanted.parameters == {"style": "apa", "locale": "en-GB"}
    assert wanted.quality == 0.5


def test_a_header_beyond_reason_is_refused() -> None:
    with pytest.raises(BadInput, match="Accept"):
        list(choices("a/one," * 5000, OFFERS))


@given(st.text(max_size=200))
def test_no_header_breaks_it(accept: str) -> None:
    assert set(chosen(accept)) <= set(OFFERS.values())
