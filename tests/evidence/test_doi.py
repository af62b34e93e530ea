"""DOI handling: forms seen in papers by example, everything else by property."""

from __future__ import annotations

import string
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from peerprov.graph.doi import LONGEST, Doi, from_iri, iri, is_canonical, normalise

SICI = "10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o"

WRITTEN = [
    ("10.1007/s10597-015-9970-5", "10.1007/s10597-015-9970-5"),
    ("10.1007/S10597-015-9970-5", "10.1007/s10597-015-9970-5"),
    ("doi:10.1000/abc", "10.1000/abc"),
    ("DOI: 10.1000/ABC.", "10.1000/abc"),
    ("info:doi/10.1000/abc", "10.1000/abc"),
    ("urn:doi:10.1000/abc", "10.1000/abc"),
    ("http://doi.org/10.1000/abc", "10.1000/abc"),
    ("https://dx.doi.org/10.1000/abc", "10.1000/abc"),
    ("doi.org/10.1000/abc", "10.1000/abc"),
    ("https://0-doi-org.library.example/10.1186/1472-6963-13-188", "10.1186/1472-6963-13-188"),
    ("https://proxy.example/login?url=https://doi.org/10.1000/abc&x=1", "10.1000/abc"),
    ("https://link.example/article/10.1023%2FA%3A1022243106341", "10.1023/a:1022243106341"),
    ("https%253A%252F%252Fdoi.org%252F10.1023%252FA%253A102", "10.1023/a:102"),
    ("https://doi.org/ https://doi.org/10.1080/136", "10.1080/136"),
    ("https://doi.org/https://doi.org/10.1080/136", "10.1080/136"),
    ("https://journal.example/doi/10.1002/wps.20084/full/html?token=q8", "10.1002/wps.20084"),
    (
        "https://journal.example/articles/10.1186/s12916-024-03260-y/tables/1",
        "10.1186/s12916-024-03260-y",
    ),
    ("https://doi.org/10.1000/abc#section-2", "10.1000/abc"),
    ("https://doi.org/10.1037/h0095655.CrossRefGoogle Scholar", "10.1037/h0095655"),
    (
        "https://doi.org/10.1037/h0095655.CrossRefPubMedPubMedCentralGoogle Scholar",
        "10.1037/h0095655",
    ),
    ("https://doi.org/10.1037/h0095655.Article CAS PubMed Google Scholar", "10.1037/h0095655"),
    ("https://doi.org/10.1108/mhsi-03 . - DOI", "10.1108/mhsi-03"),
    ("10.1000/abc (accessed 3 May 2020)", "10.1000/abc"),
    ("(10.1000/abc(d))", "10.1000/abc(d)"),
    ("<https://doi.org/10.1000/abc>", "10.1000/abc"),
    ('<a href="https://doi.org/10.1000/abc">10.1000/abc</a>', "10.1000/abc"),
    ("[10.1000/abc](https://doi.org/10.1000/abc)", "10.1000/abc"),
    ("10.1000/abc10.1000/abc", "10.1000/abc"),
    (SICI.upper(), SICI),
    (SICI.replace("<", "&lt;").replace(">", "&gt;"), SICI),
    (SICI.replace("<", "%3C").replace(">", "%3E"), SICI),
    ("10.1002/x<1661::AID-SIM968>3.0.CO;2-#", "10.1002/x<1661::aid-sim968>3.0.co;2-#"),
    ("10.1890/1051(2006)016[1376:E]2.0.CO;2", "10.1890/1051(2006)016[1376:e]2.0.co;2"),
    ("10.1007/s10597‐015‐9970‐5", "10.1007/s10597-015-9970-5"),  # noqa: RUF001
    ("\u00a010.1007/\u2009s10597–015−9970‑5\u202f", "10.1007/s10597-015-9970-5"),  # noqa: RUF001
    ("10.1000/a\u200bb\u00adc\ufeff", "10.1000/abc"),
    ("１０．１０００／ａｂｃ", "10.1000/abc"),  # noqa: RUF001
    ("10.1007/s10597-\n015-9970-5", "10.1007/s10597-015-9970-5"),
    ("10.1016/S0140-6736(05)\n67889-6X", "10.1016/s0140-6736(05)67889-6x"),
    ("10. 1007 / s10597-015", "10.1007/s10597-015"),
    ("10.1000.10/abc", "10.1000.10/abc"),
    ("Asad, S. (2016). Roles. Journal, 52(7), 767–774. doi:10.1007/s10597.", "10.1007/s10597"),  # noqa: RUF001
]

NONE = [
    ("", "empty", None),
    ("n/a", "no DOI", None),
    ("https://doi.org/", "no DOI", None),
    ("10.1007/", "nothing stands behind", None),
    ("10.1000/abc...", "cut off", "10.1000/abc"),
    ("10.1000/abc…", "cut off", "10.1000/abc"),
    ("10.1000/a 10.1000/b", "2 DOIs", "10.1000/a"),
    ("10.1007/s10597 015 9970", "broken by a space", "10.1007/s10597"),
    ("10.1000/abc\n2016", "broken by a space", "10.1000/abc"),
    ("10.123/abc", "fewer than four digits", None),
    ("10/aabbe", "short DOI", None),
    ("PMC4547775", "PubMed", None),
    ("978-3-16-148410-0", "ISBN", None),
    ("arXiv:2101.00001v2", "arXiv", "10.48550/arxiv.2101.00001"),
    ("10,1037/h0095655", "no DOI", "10.1037/h0095655"),
    ("1O.1037/h0095655", "no DOI", "10.1037/h0095655"),
    ("10.1037\\h0095655", "no DOI", "10.1037/h0095655"),
    ("10.1037h0095655", "no DOI", "10.1037/h0095655"),
    ("0.1037/h0095655", "no DOI", "10.1037/h0095655"),
    ("x" * (LONGEST + 1), "longer than", None),
]


@pytest.mark.parametrize(("text", "doi"), WRITTEN)
def test_every_written_form_leads_to_the_one_doi(text: str, doi: str) -> None:
    assert normalise(text) == Doi(doi)
    assert is_canonical(doi)
    assert is_canonical(text) == (text == doi)


@pytest.mark.parametrize(("text", "reason", "guess"), NONE)
def test_what_is_no_doi_says_why_and_what_was_meant(
    text: str, reason: str, guess: str | None
) -> None:
    found = normalise(text)
    assert found.value is None
    assert found.reason is not None
    assert reason in found.reason
    assert found.guess == guess


def test_a_doi_becomes_an_iri_encoded_only_where_it_must_be() -> None:
    assert iri("10.1007/s10597-015-9970-5").value == "https://doi.org/10.1007/s10597-015-9970-5"
    assert iri(SICI).value == (
        "https://doi.org/10.1002/(sici)1097-4571(199806)49:8%3C693::aid-asi4%3E3.0.co;2-o"
    )


@pytest.mark.parametrize(
    "address",
    [
        "https://w3id.org/peer-provision/work/bates-2008",
        "https://doi.org/about",
        "http://doi.org/10.1000/abc",
        "https://doi.org/10.1000/a%62c",
    ],
)
def test_an_iri_that_is_not_ours_is_no_doi(address: str) -> None:
    assert from_iri(NamedNode(address)) is None


SUFFIX = st.text(string.ascii_lowercase + string.digits + "-._;()/:<>[]", min_size=1, max_size=30)


@st.composite
def dois(draw: st.DrawFn) -> str:
    """DOIs as registrants coin them: a suffix that ends in a digit, brackets in pairs."""
    registrant = draw(st.integers(1000, 999999999))
    middle = draw(SUFFIX).replace("<", "(").replace(">", ")")
    doi = f"10.{registrant}/{draw(st.sampled_from(string.ascii_lowercase))}{middle}x1"
    assume(all(doi.count(a) == doi.count(b) for a, b in ("()", "[]")))
    assume("http" not in doi and "..." not in doi and "](" not in doi)
    return doi


def _percent(text: str) -> str:
    return quote(text, safe="")


DISGUISES: list[Callable[[str], str]] = [
    str.upper,
    lambda doi: f"https://doi.org/{doi}",
    lambda doi: f"http://dx.doi.org/{doi}",
    lambda doi: f"https://doi.org/ https://doi.org/{doi}",
    lambda doi: f"https://doi-org.proxy.example/{doi}",
    lambda doi: f"doi:{doi}",
    lambda doi: f"DOI: {doi}.",
    lambda doi: f"({doi})",
    lambda doi: f"<{doi}>,",
    lambda doi: f"“{doi}”;",
    lambda doi: f"https://doi.org/{doi}.CrossRefPubMedPubMedCentralGoogle Scholar",
    lambda doi: f"https://doi.org/{doi} . - DOI",
    lambda doi: f"https://doi.org/{_percent(doi)}",
    lambda doi: f"https://doi.org/{_percent(_percent(doi))}",
    lambda doi: f"https://journal.example/article/{_percent(doi)}",
    lambda doi: doi.replace("-", "\u2010"),
    lambda doi: doi.replace("-", "-\n", 1),
    lambda doi: doi.replace("/", "/\u200b"),
    lambda doi: f"\u00a0{doi}\u2009",
]


@settings(deadline=None, max_examples=300)
@given(dois(), st.sampled_from(DISGUISES))
def test_a_disguise_is_seen_through(doi: str, disguise: Callable[[str], str]) -> None:
    assume(is_canonical(doi))
    assert normalise(disguise(doi)) == Doi(doi)


@settings(deadline=None, max_examples=300)
@given(dois(), st.sampled_from(DISGUISES[1:9]), st.sampled_from(DISGUISES[12:14]))
def test_two_disguises_are_seen_through(
    doi: str, inner: Callable[[str], str], outer: Callable[[str], str]
) -> None:
    assume(is_canonical(doi))
    assert normalise(outer(inner(doi))) == Doi(doi)


@settings(deadline=None, max_examples=300)
@given(dois())
def test_nearly_every_coined_doi_is_canonical_as_it_stands(doi: str) -> None:
    assume(doi.count("10.") == 1)
    assert normalise(doi) == Doi(doi)


ALPHABET = "10.7/ab-%()<>[]&;?#=…–\u200b\n 3CcDOI:htps,"  # noqa: RUF001
FRAGMENTS = st.sampled_from(
    [
        "10.1000/",
        "10.1234/ab",
        "https://doi.org/",
        "%2F",
        "%25",
        "%31",
        "&lt;",
        "CrossRef",
        "...",
        " ",
    ]
)
ANYTHING = st.one_of(
    st.text(max_size=60),
    st.text(ALPHABET, max_size=60).map("10.1000/".__add__),
    st.lists(st.one_of(FRAGMENTS, st.text(ALPHABET, max_size=5)), max_size=12).map("".join),
)


@settings(deadline=None, max_examples=300)
@given(ANYTHING)
@example("10.1000/%2%0A5")
@example("10.1000/a%3Fb=c")
@example("10.1000/10.1000/10.1000/a")
def test_reading_is_idempotent_and_its_answers_are_canonical(text: str) -> None:
    found = normalise(text)
    assert (found.value is None) == (found.reason is not None)
    assert found.value is None or found.guess is None
    for doi in (found.value, found.guess):
        if doi is not None:
            assert normalise(doi) == Doi(doi)
            assert doi == doi.translate({c: chr(c + 32) for c in range(65, 91)})
            assert not any(c.isspace() for c in doi)


@settings(deadline=None, max_examples=300)
@given(ANYTHING)
def test_a_doi_comes_back_from_its_iri(text: str) -> None:
    doi = normalise(text).value
    assume(doi is not None)
    assert doi is not None
    assert from_iri(iri(doi)) == doi


@given(st.characters(min_codepoint=0x21, exclude_categories=["Cs"]))
def test_every_doi_that_is_read_has_an_iri(character: str) -> None:
    found = normalise(f"10.1000/a{character}b")

    if found.value:
        assert from_iri(iri(found.value)) == found.value


@pytest.mark.parametrize("character", ["\ufffc", "\ufffd", "\ufff0", "\U000e0001"])
def test_a_character_that_no_iri_may_hold_is_encoded(character: str) -> None:
    assert "%" in iri(f"10.1000/a{character}").value
