"""How identifiers of works are written in the files."""

from __future__ import annotations

from peerprov.errors import Fault
from peerprov.graph import doi
from peerprov.graph.evidence.record import Place, Record, shown


def doi_fault(record: Record, place: Place, text: str) -> Fault:
    """Says what is wrong with a DOI that is not in its one form, and what was meant."""
    found = doi.normalise(text)
    meant = found.value or found.guess
    reason = found.reason or "it is not in the one form under which the graph knows DOIs"
    return record.fault(
        place,
        f"{shown(text, 200)} is no DOI as it stands: {reason}",
        expected="a bare DOI in lower case, without address, label or full stop",
        repair=f"Write {meant}" if meant else "Look it up, or write null",
    )
