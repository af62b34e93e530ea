"""Digital Object Identifiers: from any form that people write to the one DOI, and to its IRI.

A DOI is ``10.``, a registrant of four to nine digits, ``/`` and a suffix that may hold nearly any
character (ISO 26324; the odd ones are mostly SICI suffixes such as
``10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o``). Names are compared without regard
to ASCII case, so the canonical form here is bare and in lower case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from unicodedata import category, normalize
from urllib.parse import quote, unquote

from pyoxigraph import NamedNode

RESOLVER: Final = "https://doi.org/"
LONGEST: Final = 2048
"""Characters; a longer text is refused unread."""


@dataclass(frozen=True, slots=True)
class Doi:
    """What a text says that was given as a DOI.

    Attributes:
        value: the canonical DOI, or None when the text holds none or is not clear.
        reason: why there is no value; None when there is one.
        guess: a canonical DOI that was plausibly meant, where there is no value.
    """

    value: str | None = None
    reason: str | None = None
    guess: str | None = None


_LAYERS: Final = 16

_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63"
_SLASHES: Final = "\u2044\u2215\u29f8"
_CHARACTERS: Final = (
    {ord(dash): "-" for dash in _DASHES}
    | {ord(slash): "/" for slash in _SLASHES}
    | {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
)
_LOWER: Final = {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
_ENTITIES: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'", "nbsp": " "}
_ENTITY: Final = re.compile(r"&(?:(lt|gt|amp|quot|apos|nbsp)|#(\d{1,6})|#[xX]([0-9a-fA-F]{1,5}));")
_PERCENT: Final = re.compile(r"(?:%[0-9A-Fa-f]{2})+")

_START: Final = re.compile(r"(?<!\d)10\s*\.\s*(\d{4,9}(?:\s*\.\s*\d+)*)\s*/\s*")
_RESOLVER: Final = re.compile(r"(?:^|[/.@-])(?:dx[.-])?doi[.-]org\b", re.I)
_ADDRESS: Final = re.compile(r"https?:/", re.I)
_PARAMETERS: Final = re.compile(r"[?&][A-Za-z_][\w.-]*=.*$", re.S)
_MARKUP: Final = re.compile(r"</|<(?=[A-Za-z!])|[\"\u201c\u201d\u00ab\u00bb\u3002]|\]\(")
_PAGE: Final = re.compile(
    r"(?:\.pdf|/(?:(?:full|pdf|epdf|pdfdirect|epub|abstract|summary|html|fulltext|meta|download"
    r"|references|figures|tables|citations?|metrics)\b)(?:/(?:pdf|html|epub|\d+|[a-z]{2}(?:_\w+)?))?(?:\.html?)?)/?$",
    re.I,
)
# Labels of links behind a reference. The first kind is never part of a DOI; the second is taken
# for a label only beside one of the first.
_LABEL: Final = (
    r"(?i:cross[\s-]?ref|pubmed(?:\s?central)?|google\s?scholar|web\s+of\s+science"
    r"|mathscinet|zbmath)"
)
_WEAK: Final = r"(?:View|Article|Abstract|Full\s+Text|CAS|ADS|ISI|MATH|PDF|Scopus|Medline|DOI|doi)"
_LAST_LABEL: Final = re.compile(rf"(?:({_LABEL})|{_WEAK})$")
_LABEL_LENGTH: Final = 32
_TRAILING: Final = ".,;:!?'\u2018\u2019*|\\`~^_=+&$@/\u00b7\u2022\u3001([{<"
_PAIRS: Final = {")": "(", "]": "[", "}": "{", ">": "<"}
_CONTINUES: Final = re.compile(r"[-/_.:;(<]$")
_NUMBER: Final = re.compile(r"\d[\dxX]*(?:[-/]\d+)?[.,;:)\]]*")
_FOLLOWS: Final = re.compile(r"[-/_.:;<>()](?=\w)")
_CANONICAL: Final = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\sA-Z]+")


def normalise(text: str) -> Doi:
    """Reads one DOI out of a text, whatever stands around it.

    Takes addresses of any resolver, proxy or publisher, ``doi:`` and the like, layers of
    percent-encoding and HTML entities, typographic dashes and spaces, line breaks, glued link
    labels and trailing punctuation. Idempotent: the value of a value is itself.

    >>> normalise("doi:10.1007/S10597\u2010015\u20109970\u20105.CrossRefPubMedGoogle Scholar").value
    '10.1007/s10597-015-9970-5'
    >>> normalise("10,1037/h0095655")
    Doi(value=None, reason='there is no DOI in it', guess='10.1037/h0095655')
    """
    found = _read(text)
    for _ in range(_LAYERS):
        again = found if found.value is None else _read(found.value)
        if again.value == found.value:
            unsure = found.guess is not None and _read(found.guess).value != found.guess
            return Doi(None, found.reason) if unsure else found
        found = again
    return Doi(reason="it is wrapped in more layers than can be told apart")


def is_canonical(text: str) -> bool:
    """Whether a text is a DOI in the one form under which the graph knows it."""
    return normalise(text).value == text


def iri(doi: str) -> NamedNode:
    """Makes the IRI of a canonical DOI, percent-encoded only where an IRI needs it.

    >>> iri("10.1002/(sici)1099-0992(199903)29:2<289::aid>3.0.co;2-k").value
    'https://doi.org/10.1002/(sici)1099-0992(199903)29:2%3C289::aid%3E3.0.co;2-k'
    """
    return NamedNode(RESOLVER + "".join(c if _stands(c) else quote(c, safe="") for c in doi))


def from_iri(node: NamedNode) -> str | None:
    """Gives back the DOI whose IRI a node is, or None where it is the IRI of something else."""
    address = node.value
    if not address.startswith(f"{RESOLVER}10."):
        return None
    doi = unquote(address.removeprefix(RESOLVER))
    return doi if iri(doi) == node else None


def without_labels(text: str) -> str:
    """Cuts the labels of links off an end, where at least one is surely a label.

    >>> without_labels("25(2), 199-208.CrossRefPubMedGoogle Scholar")
    '25(2), 199-208.'
    """
    rest, sure = text, False
    while match := _LAST_LABEL.search(rest.rstrip(" \n\r\t.,;|[]()")[-_LABEL_LENGTH:]):
        rest = rest.rstrip(" \n\r\t.,;|[]()")[: -len(match[0])]
        sure = sure or match[1] is not None
    return rest if sure else text


def _stands(character: str) -> bool:
    """Whether a character may stand as it is in the path of an IRI (RFC 3987, ipchar and "/")."""
    if character.isascii():
        return character.isalnum() or character in "-._~!$&'()*+,;=:@/"
    code = ord(character)
    outside = ((0, 0x9F), (0xD800, 0xF8FF), (0xFDD0, 0xFDEF), (0xFFF0, 0xFFFF), (0xE0000, 0x10FFFF))
    return code & 0xFFFE != 0xFFFE and not any(low <= code <= high for low, high in outside)


def _read(text: str) -> Doi:
    if len(text) > LONGEST:
        return Doi(reason=f"it is longer than {LONGEST} characters")
    plain = _plain(text)
    if not plain:
        return Doi(reason="it is empty")
    starts = [m for m in _START.finditer(plain) if _begins(plain, m)]
    found: dict[str, Doi] = {}
    for number, match in enumerate(starts):
        if match.start() < (starts[number - 1].end() if number else 0):
            continue
        end = starts[number + 1].start() if number + 1 < len(starts) else len(plain)
        doi = _candidate(plain, match, end, last=number + 1 == len(starts))
        found.setdefault(doi.value or "", doi)
    values = [value for value in found if value]
    if len(values) > 1:
        return Doi(reason=f"it holds {len(values)} DOIs: {', '.join(values)}", guess=values[0])
    if values:
        return found[values[0]]
    return found[""] if found else _none(plain)


def _begins(plain: str, match: re.Match[str]) -> bool:
    """Whether a DOI begins here; a later ``10.1234/`` with no break before is part of a suffix."""
    before = plain[: match.start()]
    if not _START.search(before):
        return True
    return bool(re.search(r"(?:[\s,;|(\[<>\"]|doi:|doi[.-]org[^/\s]*/)$", before, re.I))


def _plain(text: str) -> str:
    """Takes off layers of encoding, and the typography of dashes, wide and unseen characters."""
    while not (text.isascii() and text.isprintable() and "%" not in text and "&" not in text):
        decoded = _ENTITY.sub(_entity, _PERCENT.sub(_percent, text))
        decoded = normalize("NFC", decoded.translate(_CHARACTERS))
        decoded = "".join(c for c in decoded if category(c) not in ("Cf", "Cs", "Co", "Cn"))
        decoded = "".join(" " if category(c) == "Cc" and c not in "\n\r" else c for c in decoded)
        if decoded == text:
            break
        text = decoded
    return text.strip()


def _percent(match: re.Match[str]) -> str:
    try:
        return bytes.fromhex(match[0].replace("%", "")).decode()
    except UnicodeDecodeError:
        return match[0]


def _entity(match: re.Match[str]) -> str:
    if match[1]:
        return _ENTITIES[match[1]]
    code = int(match[2]) if match[2] else int(match[3], 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else match[0]


def _candidate(plain: str, match: re.Match[str], end: int, *, last: bool) -> Doi:
    """Reads the DOI that begins at a match and ends before ``end``."""
    prefix = "10." + re.sub(r"\s", "", match[1])
    rest = plain[match.end() : end]
    address = re.search(r"\S*$", plain[: match.start()])
    of_page = (
        address is not None
        and bool(_ADDRESS.search(address[0]))
        and not _RESOLVER.search(address[0])
    )
    joined, strange = _joined(without_labels(_ADDRESS.split(rest)[0]), last=last)
    stem = joined.rstrip(" ])>}.\u2026")
    dots = re.search(r"\.{3}|\u2026", joined[len(stem) :])
    whole = joined[: len(stem) + dots.start()] if dots else joined
    suffix = _suffix(whole, of_page=of_page, of_address=bool(address and address[0])).translate(
        _LOWER
    )
    if suffix.endswith(f"{prefix}/{suffix[: len(suffix) - len(prefix) - 1 >> 1]}") and len(
        suffix
    ) > len(prefix):
        suffix = suffix[: len(suffix) - len(prefix) - 1 >> 1]
    doi = f"{prefix}/{suffix}"
    if not _CANONICAL.fullmatch(doi):
        return Doi(reason=f"nothing stands behind {prefix}/")
    if dots:
        return Doi(reason="it is cut off", guess=doi)
    if strange:
        return Doi(reason=f"it is broken by a space before {strange!r}", guess=doi)
    return Doi(doi)


def _joined(rest: str, *, last: bool) -> tuple[str, str | None]:
    """Joins a DOI broken by spaces or lines; also gives a word that may or may not belong to it."""
    parts = re.split(r"(\s+)", rest.strip())
    text = parts[0]
    for space, word in zip(parts[1::2], parts[2::2], strict=True):
        if not last or not re.search(r"\d", word):
            break
        at_line_end = "\n" in space and word == parts[-1] and not _NUMBER.fullmatch(word)
        if at_line_end or _CONTINUES.search(text) or _FOLLOWS.match(word):
            text += word
        else:
            return text, word if _NUMBER.fullmatch(word) and text[-1] not in ".,;)]" else None
    return text, None


def _suffix(text: str, *, of_page: bool, of_address: bool) -> str:
    """Cuts what is not part of the DOI off the end of a run without spaces."""
    text = _PARAMETERS.sub("", _MARKUP.split(text)[0])
    if of_address and not re.search(r";2-#$", text):
        text = text.split("#")[0]
    before = None
    while text != before:
        before = text
        text = without_labels(text).rstrip(_TRAILING + "\u2026")
        if of_page:
            text = _PAGE.sub("", text)
        opening = _PAIRS.get(text[-1:])
        if opening and text.count(opening) < text.count(text[-1]):
            text = text[:-1]
    return text


def _none(plain: str) -> Doi:
    """Says why there is no DOI, and what was plausibly meant."""
    if short := re.search(r"(?:doi\.org/|doi:\s*|^)10/([a-z0-9]+)$", plain, re.I):
        return Doi(reason=f"10/{short[1]} is a short DOI, which only the resolver can expand")
    if re.search(r"(?:^|/)PMC\d+|pubmed|^PMID", plain, re.I):
        return Doi(reason="it is an identifier of PubMed")
    if re.fullmatch(r"(?:ISBN[\s:]*)?97[89][\d\s-]{9,15}", plain, re.I):
        return Doi(reason="it is an ISBN")
    if arxiv := re.search(r"arxiv[:./]\s*(?:org/(?:abs|pdf)/)?(\d{4}\.\d{4,5})", plain, re.I):
        return Doi(reason="it is an arXiv number", guess=f"10.48550/arxiv.{arxiv[1]}")
    if short_prefix := re.search(r"(?<!\d)10\.(\d{1,3})/", plain):
        return Doi(reason=f"the registrant 10.{short_prefix[1]} has fewer than four digits")
    return Doi(reason="there is no DOI in it", guess=_guess(plain))


_SLIPS: Final = (
    (re.compile(r"(?<!\w)[1lIi][0Oo][.,:;]\s*(\d{4,9})\s*[/\\|]\s*(?=\S)"), r"10.\1/"),
    (re.compile(r"(?<!\d)10[.,]\s*(\d{4,5})[\\:;|,_]\s*(?=\w)"), r"10.\1/"),
    (re.compile(r"(?<!\d)(?:10|0\.|1\.|10\.\.|110\.)(\d{4})/(?=\S)"), r"10.\1/"),
    (re.compile(r"(?<![\d.])10/(\d{4})/(?=\S)"), r"10.\1/"),
    (re.compile(r"(?<!\d)10\.(\d{4})(?=[A-Za-z(])"), r"10.\1/"),
    (re.compile(r"(?<!\d)\.(\d{4})/(?=\S)"), r"10.\1/"),
)


def _guess(plain: str) -> str | None:
    for slip, repaired in _SLIPS:
        attempt, count = slip.subn(repaired, plain, count=1)
        if count and _START.search(attempt):
            return _read(attempt).value
    return None
