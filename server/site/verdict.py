"""Why a term counts as a barrier or facilitator, in words and numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from peerprov.server.site.reported import Link
from peerprov.server.site.term_page import TermPage
from peerprov.server.site.texts import say


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the reported links to peer provision come to.

    Attributes:
        kind: ``barrier``, ``facilitator``, ``both``, or ``reported`` where too few works state it.
        hinders, helps: works on either side.
        share: per cent of these that say it hinders.
        reasons: for each side that is reported, its relation and the sentences of its case.
    """

    kind: str
    hinders: int
    helps: int
    share: int
    reasons: list[tuple[str, list[Markup]]]


def verdict_on(page: TermPage) -> Verdict | None:
    """Judges a term; None where no finding says that it hinders or helps."""
    hinders, helps = page.links.get("hinders"), page.links.get("facilitates")
    if not hinders and not helps:
        return None
    concluded = (bool(hinders and hinders.meets), bool(helps and helps.meets))
    kind = {
        (True, True): "both",
        (True, False): "barrier",
        (False, True): "facilitator",
        (False, False): "reported",
    }[concluded]
    against, in_favour = (link.works if link else 0 for link in (hinders, helps))
    reasons = [(link.relation, list(_reasons(link))) for link in (hinders, helps) if link]
    share = round(100 * against / (against + in_favour))
    return Verdict(kind, against, in_favour, share, reasons)


def _reasons(link: Link) -> Iterator[Markup]:
    way = say(f"influence.{link.relation}")
    yield say("term.reason.works", n=link.works, way=way)
    yield say("term.reason.qualifying", n=link.qualifying)
    if link.meets:
        hinders = link.relation == "hinders"
        kind = say("kind.barrier") if hinders else say("kind.facilitator")
        label = link.subject.label
        yield say("term.reason.axiom", label=label, relation=link.relation, kind=kind)
    else:
        yield say("term.reason.short")
