"""``peerprov explain "X"`` or ``"X is a Y"``: the axioms and findings that make it so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, Store

    from peerprov.ontology.explain import Conclusion, Explainer, Explanation, Support

ENOUGH: Final = "two independent works that state it, on peer provision in mental health"


@click.command()
@click.argument("text")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("data"),
    show_default=True,
    help="Folder of the versions.",
)
def explain(text: str, data: Path) -> None:
    """Say why TEXT is what it is, or why one thing is another.

    TEXT is the label, a synonym or the identifier of a term, or two of them: "X is a Y".
    """
    from peerprov.errors import Missing
    from peerprov.ontology.explain import Explainer
    from peerprov.queries.lookup import NotFoundError
    from peerprov.queries.nearest import did_you_mean
    from peerprov.server.cli.query import current_version

    with current_version(data) as store:
        explainer = Explainer(store)
        try:
            term, superclass = _read(store, text)
        except NotFoundError as error:
            near = did_you_mean(text, error.near)
            raise Missing(f"{error.reason}. {near}" if near else f"{error.reason}.") from None
        if superclass is None:
            lines = _whole(explainer.explain(term))
        else:
            lines = _one(explainer, term, superclass)
        click.echo("\n".join(lines))


def _read(store: Store, text: str) -> tuple[NamedNode, NamedNode | None]:
    """Reads a term, or two with *is a* between them; *barrier* stands for the whole label."""
    from peerprov.queries.lookup import NotFoundError, find_term

    try:
        return find_term(store, text), None
    except NotFoundError:
        for middle in (" is a kind of ", " is a ", " is an "):
            left, found, right = text.partition(middle)
            if found:
                short = {
                    "barrier": "barrier to peer provision",
                    "facilitator": "facilitator of peer provision",
                }
                return find_term(store, left), find_term(store, short.get(right, right))
        raise


def _whole(explanation: Explanation) -> Iterator[str]:
    yield f"{explanation.label} ({_curie(explanation.term)})"
    yield f"  {explanation.definition}"
    for conclusion in explanation.conclusions:
        yield ""
        yield from _conclusion(explanation.label, conclusion)
    for support in explanation.support:
        if not _is_told(explanation, support):
            yield ""
            yield from _support(explanation.label, support, "")


def _one(explainer: Explainer, term: NamedNode, superclass: NamedNode) -> Iterator[str]:
    label = explainer.label(term)
    conclusion = explainer.why(term, superclass)
    yield from _conclusion(label, conclusion)
    if not conclusion.follows:
        for support in explainer.support(term):
            yield ""
            yield from _support(label, support, "")


def _is_told(explanation: Explanation, support: Support) -> bool:
    told = (a.support for c in explanation.conclusions for a in c.axioms)
    return any(found is not None and found.link == support.link for found in told)


def _conclusion(label: str, conclusion: Conclusion) -> Iterator[str]:
    if not conclusion.follows:
        yield f"It does not follow that {label!r} is a kind of {conclusion.label!r}."
        return
    how = "by definition and findings" if conclusion.rests_on_findings else "by definition"
    if conclusion.asserted:
        how = "as its table says"
    yield f"It is a kind of {conclusion.label!r}, {how}:"
    for axiom in conclusion.axioms:
        yield f"  {axiom.text}"
        if axiom.support:
            yield from _support(label, axiom.support, "    ")


def _support(label: str, support: Support, indent: str) -> Iterator[str]:
    enough = "enough for an axiom" if support.meets_threshold else f"an axiom needs {ENOUGH}"
    works = "1 work reports" if support.works == 1 else f"{support.works} works report"
    count = "1 counts" if support.qualifying == 1 else f"{support.qualifying} count"
    yield (
        f"{indent}{works} that {label!r} {_verb(support.relation)} "
        f"{support.target_label!r}; {count} ({enough}):"
    )
    for finding in support.findings:
        mark = "" if finding.certainty == "stated" else f" [{finding.certainty}]"
        yield f"{indent}  {finding.label}{mark}: {finding.statement} ({finding.locator})"


def _verb(relation: str) -> str:
    return {"leadsTo": "leads to"}.get(relation, relation)


def _curie(node: NamedNode) -> str:
    from peerprov.queries.lookup import shorten

    return shorten(node)
