"""The tree of a branch, and a search within it."""

from __future__ import annotations

from typing import Final

from peerprov.server.site.terms import Term, Terms

BRANCHES: Final = (
    "determinant",
    "strategy",
    "outcome",
    "mechanism",
    "role",
    "function",
    "competency",
    "process",
    "setting",
    "stage",
    "outcome_variable",
    "method",
    "value",
)
"""Branches in the order in which people ask for them; themes stand with the determinants."""

Group = tuple[str, list[Term], int, int]
"""Name of a group of roots, the roots, how many layers are shown and how many unfolded at first."""

_DEEP: Final = 9

_ROOT: Final = "PEERPROV_0002000"


def tree_groups(terms: Terms, branch: str) -> list[Group]:
    """The roots of a branch; determinants in the ways in which they are grouped."""
    roots = terms.roots(branch)
    if branch != "determinant":
        return [("", _opened(roots), _DEEP, 1)]
    top = terms.get(_ROOT)
    children = top.children if top else []
    themes = [each for each in children if each.branch == "theme"]
    inferred = [each for each in children if each.key in ("PEERPROV_0002001", "PEERPROV_0002002")]
    levels = [each for each in children if each not in themes and each not in inferred]
    rest = [each for each in roots if each.key != _ROOT]
    groups = [("theme", themes, _DEEP, 2), ("inferred", inferred, 1, 0), ("level", levels, 0, 0)]
    return [group for group in (*groups, ("rest", rest, _DEEP, 0)) if group[1]]


def _opened(roots: list[Term]) -> list[Term]:
    """A single root says nothing that the name of the branch does not: its children stand first."""
    return roots[0].children if len(roots) == 1 and roots[0].children else roots


def find_terms(terms: Terms, branch: str, words: str) -> list[Term]:
    """The terms of a branch that have every word in label, synonym or definition; labels first."""
    wanted = words.casefold().split()
    within = {branch, "theme"} if branch == "determinant" else {branch}
    found = []
    for term in terms:
        names = " ".join((term.label, *term.synonyms, term.code)).casefold()
        whole = f"{names} {term.plain} {term.definition}".casefold()
        if term.branch in within and all(word in whole for word in wanted):
            in_label = all(word in term.label.casefold() for word in wanted)
            in_names = all(word in names for word in wanted)
            found.append((not in_label, not in_names, -term.works_within, term.label, term))
    return [each[-1] for each in sorted(found, key=lambda row: row[:4])]
