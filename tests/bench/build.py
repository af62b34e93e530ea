"""The build of the whole graph: time per step and memory, beside peers doing parts of it."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from rich.progress import track

RUNS = 3
BUILD = """
import json, resource, sys
from pathlib import Path
from peerprov.graph.build import build
from peerprov.server.cli.build import publications
made = build(Path(sys.argv[1]), publications=publications, force=True)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"steps": made.seconds, "peak": peak, "triples": made.version.total}))
"""
DUMP = """
import sys
from pathlib import Path
from pyoxigraph import RdfFormat
from peerprov.graph.store import VersionedStore
from peerprov.shapes.catalogue import shapes_quads
from pyoxigraph import serialize
VersionedStore(Path(sys.argv[1])).open().store.dump(sys.argv[2], format=RdfFormat.N_QUADS)
serialize([quad.triple for quad in shapes_quads()], sys.argv[3], format=RdfFormat.N_TRIPLES)
"""
PEERS = {
    "pyoxigraph: parse and bulk load the built quads, nothing else": """
import json, sys, time; from pyoxigraph import Store, RdfFormat
start = time.perf_counter(); Store().bulk_load(path=sys.argv[1], format=RdfFormat.N_QUADS)
print(json.dumps(time.perf_counter() - start))
""",
    "rdflib: parse the built quads, nothing else": """
import json, sys, time; from rdflib import Dataset
start = time.perf_counter(); Dataset().parse(sys.argv[1], format="nquads")
print(json.dumps(time.perf_counter() - start))
""",
    "pySHACL: validate the built quads with our shapes, nothing else": """
import json, sys, time; from rdflib import Dataset, Graph; import pyshacl
data = Dataset(default_union=True); data.parse(sys.argv[1], format="nquads")
shapes = Graph().parse(sys.argv[2], format="nt")
start = time.perf_counter(); pyshacl.validate(data, shacl_graph=shapes, inference="none")
print(json.dumps(time.perf_counter() - start))
""",
}


def measure_build() -> str:
    """Measures the build and its peers; gives a section in Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        data, quads, shapes = (str(Path(folder, name)) for name in ("data", "all.nq", "shapes.nt"))
        runs = [_run(BUILD, data) for _ in track(range(RUNS), "Building")]
        _run(DUMP, data, quads, shapes)
        peers = {
            name: _run(script, quads, shapes) for name, script in track(PEERS.items(), "Peers")
        }
    steps = {
        step: statistics.median(run["steps"][step] for run in runs) for step in runs[0]["steps"]
    }
    return _section(steps, runs, peers)


def _run(script: str, *arguments: str) -> dict:  # type: ignore[type-arg]
    ended = subprocess.run(
        [sys.executable, "-c", script, *arguments], check=True, capture_output=True, text=True
    )
    return json.loads(ended.stdout) if ended.stdout else {}


def _section(steps: Mapping[str, float], runs: list[dict], peers: Mapping[str, object]) -> str:  # type: ignore[type-arg]
    total = sum(steps.values())
    peak = max(run["peak"] for run in runs)
    lines = [
        "## Build",
        "",
        f"The whole graph, {runs[0]['triples']:,} triples, validated and published: "
        f"**{total:.1f} s** (median of {RUNS}), at most {peak:.0f} MB.",
        "",
        "| step | seconds |",
        "| --- | ---: |",
        *(f"| {step} | {seconds:.2f} |" for step, seconds in steps.items()),
        "",
        "| peer, on the same quads in the same run | seconds | build / peer |",
        "| --- | ---: | ---: |",
        *(
            f"| {name} | {taken:.2f} | {total / float(str(taken)):.2f} |"
            for name, taken in peers.items()
        ),
        "",
    ]
    return "\n".join(lines)
