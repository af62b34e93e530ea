"""The versions that have been published, as the graph's own log tells them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pyoxigraph import Store

from peerprov.server.site.reading import count, rows, text

_LOG: Final = """
SELECT ?number ?time ?triples ?added ?removed ?why ?who WHERE {
  ?version a pp:Version ; pp:versionNumber ?number ; prov:generatedAtTime ?time ;
    pp:tripleCount ?triples ; prov:wasGeneratedBy ?change .
  OPTIONAL { ?version pp:triplesAdded ?added }
  OPTIONAL { ?version pp:triplesRemoved ?removed }
  OPTIONAL { ?change rdfs:comment ?why }
  OPTIONAL { ?change prov:wasAssociatedWith/rdfs:label ?who }
}
ORDER BY DESC(?number)
"""


@dataclass(frozen=True, slots=True)
class Published:
    """A version in the log.

    Attributes:
        time: as in the log, for machines.
        date: the same for people, UTC.
        added, removed: triples against the version before it.
    """

    number: int
    time: str
    date: str
    triples: int
    added: int
    removed: int
    why: str
    who: str


def read_history(store: Store) -> list[Published]:
    """Reads the log, newest first."""
    found = []
    for number, time, triples, added, removed, why, who in rows(store, _LOG):
        when = text(time)
        found.append(
            Published(
                count(number), when, _date(when), count(triples), count(added), count(removed),
                text(why), text(who),
            )
        )  # fmt: skip
    return found


def _date(time: str) -> str:
    try:
        when = datetime.fromisoformat(time)
    except ValueError:
        return time
    return f"{when.day} {when:%B %Y, %H:%M}"
