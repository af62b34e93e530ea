"""What a determinant is a quality or disposition of: the words of the bearer column as classes.

The column names its bearer in one of these ways::

    organisation (OBI:0000245)                                     that class
    human being (MF:0000016): non-peer staff member                the term after the colon,
                                                                   where there is one
    peer provider and service user (two human beings, MF:0000016)  a relation between two people
    none (process or information)                                  no bearer
"""

from __future__ import annotations

import re
from collections.abc import Collection

_CLASS = re.compile(r".+ \(((?:[A-Z]+):\d{6,7})\)(?:: (.+))?")
_PAIR = re.compile(r".+ and .+ \(two human beings, MF:0000016\)")
_NONE = "none (process or information)"
FORMS = (
    "'words (CURIE)', 'human being (MF:0000016): term', 'a and b (two human beings, MF:0000016)'"
)


def bearer_class(text: str, labels: Collection[str]) -> str | None:
    """Gives the label or CURIE of the class that bears a determinant, or None.

    A relation between two people has none here: *characteristic of some person* would make it
    an individual-level determinant, while its level follows from being a relational quality.

    Args:
        text: a cell of the bearer column.
        labels: labels of our terms.

    Raises:
        ValueError: the text has none of the known forms.
    """
    if text in ("", _NONE) or _PAIR.fullmatch(text):
        return None
    found = _CLASS.fullmatch(text)
    if not found:
        raise ValueError(text)
    curie, narrower = found.groups()
    return narrower if narrower in labels else curie


def is_relation(text: str) -> bool:
    """Whether the bearer is a pair of people."""
    return bool(_PAIR.fullmatch(text))
