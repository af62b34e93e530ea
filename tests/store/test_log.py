"""The commit log as every version tells it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from pyoxigraph import Quad

from peerprov.graph.store import Version, VersionedStore, log_quads, version_iri
from peerprov.graph.store.log import LOG
from peerprov.namespaces import PREFIXES

Add = Callable[..., Version]
MakeQuad = Callable[..., Quad]

HISTORY = """
SELECT ?number ?who ?why ?total ?added ?removed ?when WHERE {
  GRAPH pp:graph\\/log {
    ?version a pp:Version ; pp:versionNumber ?number ; prov:generatedAtTime ?when ;
      pp:tripleCount ?total ; pp:triplesAdded ?added ; pp:triplesRemoved ?removed ;
      prov:wasGeneratedBy [ prov:wasAssociatedWith [ rdfs:label ?who ] ; rdfs:comment ?why ] .
  }
} ORDER BY ?number
"""


def history(store: VersionedStore) -> list[tuple[str, ...]]:
    names = ("number", "who", "why", "total", "added", "removed")
    rows = store.open().store.query(HISTORY, prefixes=PREFIXES)
    return [tuple(row[name].value for name in names) for row in rows]


def test_each_version_holds_the_log_up_to_itself(
    built: VersionedStore, add: Add, quad: MakeQuad
) -> None:
    add(quad("four", 4), quad("five", 5))
    with built.writing(who="Zoë", why="Rebuild\nwith care", base="empty") as candidate:
        candidate.load([quad("one", 1)])
        candidate.publish(lambda _: None)

    assert history(built) == [
        ("1", "curator", "First build", "3", "3", "0"),
        ("2", "curator", "More", "5", "2", "0"),
        ("3", "Zoë", "Rebuild\nwith care", "1", "0", "4"),
    ]


def test_the_log_in_the_store_is_the_log_of_the_manifests(
    built: VersionedStore, add: Add, quad: MakeQuad
) -> None:
    add(quad("four", 4))
    with built.writing(who="curator", why="Back", base=1) as candidate:
        candidate.publish(lambda _: None)

    for version in built.versions():
        stored = set(built.open(version.number).store.quads_for_pattern(None, None, None, LOG))
        assert stored == set(log_quads(built.versions()[: version.number]))
        assert version.graphs[LOG.value].total == len(stored)


def test_versions_are_chained(built: VersionedStore, add: Add, quad: MakeQuad) -> None:
    add(quad("four", 4))

    question = "ASK { ?new prov:wasRevisionOf ?old }"
    answer = built.open().store.query(
        question.replace("?new", str(version_iri(2))).replace("?old", str(version_iri(1))),
        prefixes=PREFIXES,
        use_default_graph_as_union=True,
    )
    assert bool(answer)


def test_time_never_runs_backwards(built: VersionedStore, add: Add, quad: MakeQuad) -> None:
    for number in range(3):
        add(quad("more", number))

    moments = [version.when for version in built.versions()]
    assert moments == sorted(moments)
    assert all(version.started <= version.when for version in built.versions())
    assert moments[-1] <= datetime.now(UTC)
