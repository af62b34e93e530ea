"""Reads logical definitions: the part of Manchester syntax that ``manchester.lark`` describes.

Own terms stand in quotes by their label, outside terms by CURIE, properties by name or CURIE::

    EquivalentTo: 'peer support' and (BFO:0000055 some 'peer provider role')
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peerprov.errors import BadInput, Fault

if TYPE_CHECKING:
    from lark import Lark, Token, Tree

_GRAMMAR = Path(__file__).with_name("manchester.lark")
_SAID = {
    "LABEL": "a label in single quotes",
    "CURIE": "a CURIE such as BFO:0000015",
    "WORD": "the name of a property",
    "AND": "'and'",
    "SOME": "'some'",
    "LPAR": "'('",
    "RPAR": "')'",
    "COLON": "':'",
    "SEMICOLON": "';'",
    "EQUIVALENTTO": "EquivalentTo",
    "SUBCLASSOF": "SubClassOf",
    "GCI": "GCI",
    "$END": "the end",
}


@dataclass(frozen=True, slots=True)
class Name:
    """A class, by the label of a term of ours or by a CURIE.

    Attributes:
        text: the label without quotes, or the CURIE.
        quoted: whether it is a label.
        column: 1-based place in the definition.
    """

    text: str
    quoted: bool
    column: int


@dataclass(frozen=True, slots=True)
class Some:
    """``property some filler``; the property is a CURIE or the name of one of ours."""

    property: str
    filler: Expression
    column: int


@dataclass(frozen=True, slots=True)
class And:
    """An intersection of two parts or more."""

    parts: tuple[Expression, ...]


Expression = Name | Some | And


@dataclass(frozen=True, slots=True)
class Axiom:
    """One statement of a logical definition.

    Attributes:
        kind: ``equivalent`` or ``subclass`` (of the term that has the definition), or
            ``inclusion``, a general class inclusion with a left side of its own.
        right: what the term, or the left side, is said to be.
        left: the left side of an inclusion, else None.
    """

    kind: str
    right: Expression
    left: Expression | None = None


def parse(text: str) -> tuple[Axiom, ...]:
    """Reads a logical definition; an empty one has no axioms.

    Raises:
        BadInput: it does not follow the grammar; the fault has the column and what was expected.
    """
    from lark.exceptions import UnexpectedInput, UnexpectedToken

    if not text.strip():
        return ()
    try:
        tree = _parser().parse(text)
    except UnexpectedInput as error:
        at_end = isinstance(error, UnexpectedToken) and error.token.type == "$END"
        column = len(text) + 1 if at_end else error.column
        allowed = getattr(error, "allowed", None) or getattr(error, "expected", None) or ()
        wanted = sorted(_SAID.get(name, name) for name in allowed)
        found = text[column - 1 : column + 19] or "the end"
        raise BadInput(
            Fault(f"cannot read {found!r}", column=column, expected=" or ".join(wanted) or None)
        ) from None
    return tuple(_axiom(branch) for branch in _subtrees(tree))


def names(expression: Expression) -> Iterator[Name]:
    """Yields every class that an expression names."""
    match expression:
        case Name():
            yield expression
        case Some():
            yield from names(expression.filler)
        case And():
            for part in expression.parts:
                yield from names(part)


def restrictions(expression: Expression) -> Iterator[Some]:
    """Yields every restriction in an expression, outer ones first."""
    match expression:
        case Some():
            yield expression
            yield from restrictions(expression.filler)
        case And():
            for part in expression.parts:
                yield from restrictions(part)
        case Name():
            return


@cache
def _parser() -> Lark:
    from lark import Lark

    return Lark(_GRAMMAR.read_text("utf-8"), parser="lalr")


def _subtrees(tree: Tree[Token]) -> list[Tree[Token]]:
    return [child for child in tree.children if not isinstance(child, str)]


def _axiom(tree: Tree[Token]) -> Axiom:
    sides = [_expression(child) for child in _subtrees(tree)]
    if len(sides) == 2:
        return Axiom("inclusion", right=sides[1], left=sides[0])
    return Axiom(str(tree.data), right=sides[0])


def _expression(tree: Tree[Token]) -> Expression:
    if tree.data == "expression":
        parts = tuple(_expression(child) for child in _subtrees(tree))
        return parts[0] if len(parts) == 1 else And(parts)
    if tree.data == "name":
        return _name(tree.children[0])
    prop, filler = _subtrees(tree)
    word: Any = prop.children[0]
    return Some(str(word), _expression(filler), column=word.column or 1)


def _name(token: Any) -> Name:
    if token.type == "LABEL":
        return Name(re.sub(r"\\(.)", r"\1", token[1:-1]), quoted=True, column=token.column)
    return Name(str(token), quoted=False, column=token.column)
