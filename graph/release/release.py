"""Writes a dated release: the same tables and works on the same day give the same bytes."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Final

from pyoxigraph import Quad, RdfFormat, Store, Triple, serialize

from peerprov.errors import Conflict, Missing
from peerprov.graph.build import agreement
from peerprov.graph.build.assemble import assemble, describe
from peerprov.graph.build.inputs import Inputs
from peerprov.graph.evidence.load import read_works
from peerprov.graph.release.content import Content, read_content
from peerprov.graph.release.difference import Change, difference, in_words
from peerprov.graph.release.obograph import obo_graph
from peerprov.graph.release.outward import outward, version_iri
from peerprov.graph.release.views import skos_triples, table
from peerprov.namespaces import PREFIXES, graph, iri
from peerprov.ontology import vocabulary
from peerprov.ontology.build import IRI, TITLE
from peerprov.ontology.vocabulary import Ontology
from peerprov.shapes.validate import validate

Ask = Callable[[Store], Mapping[str, tuple[str, ...]]]
Publications = Callable[[Store], Iterable[Quad]]

DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
GRAPH: Final = "graph.nq"
SUMS: Final = "SHA256SUMS"
CATALOG: Final = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<catalog prefer="public" xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
  <uri id="PeerProv" name="{ontology}" uri="peerprov.owl"/>
  <uri id="PeerProv, this version" name="{version}" uri="peerprov.owl"/>
</catalog>
"""


@dataclass(frozen=True, slots=True)
class Release:
    """What was written.

    Attributes:
        folder: the dated folder.
        files: name -> SHA-256, in the order of names.
        changes: the difference to the release before, or None where there was none.
        before: name of that release.
    """

    folder: Path
    files: Mapping[str, str]
    changes: list[Change] | None
    before: str


def release(
    out: Path,
    day: date,
    ask: Ask,
    publications: Publications,
    *,
    inputs: Inputs | None = None,
    against: Path | None = None,
) -> Release:
    """Builds everything anew, checks it as a build does, and writes it at once.

    Args:
        out: holds one folder for each release.
        day: of the release; its folder and version IRI are named by it.
        ask: answers the stored queries.
        publications: makes the quads of the query catalogue.
        inputs: tables and works; by default those of the package.
        against: the folder of another release; by default the latest before that day in ``out``.

    Raises:
        BadInput: tables or works have faults.
        Conflict: there is a release of that day with other content.
        DoesNotConform: the reasoner or the shapes object.
        Missing: ``against`` is no release.
    """
    inputs = inputs or Inputs()
    ontology = vocabulary.load(inputs.ontology)
    evidence = read_works(inputs.works, ontology)
    made = assemble(ontology, evidence)
    agreement.remarks(ontology, made.core, evidence)
    describe(made.store, publications)
    validate(made.store).raise_unless_conforms()
    before = against or _latest_before(out, day)
    changes = None
    if before is not None:
        now = read_content(made.store, ask(made.store))
        changes = difference(_content(before, ask), now)
    files = _files(ontology, made.store, day)
    files["CHANGES.md"] = _notes(day, before, changes, made.store).encode()
    files["changes.kgcl"] = _kgcl(changes).encode()
    sums = {name: sha256(files[name]).hexdigest() for name in sorted(files)}
    lines = "".join(f"{digest}  {name}\n" for name, digest in sums.items())
    folder = _write(out, day, {**files, SUMS: lines.encode()})
    return Release(folder, sums, changes, before.name if before else "")


def _files(ontology: Ontology, store: Store, day: date) -> dict[str, bytes]:
    version = version_iri(day)
    asserted = sorted(outward(_graph(store, "ontology"), day), key=_order)
    skos = sorted(skos_triples(ontology, TITLE, day.isoformat()), key=_order)
    return {
        "peerprov.ttl": _written(asserted, RdfFormat.TURTLE),
        "peerprov.owl": _written(asserted, RdfFormat.RDF_XML),
        "peerprov.jsonld": _written(asserted, RdfFormat.JSON_LD),
        "peerprov.json": obo_graph(asserted, IRI, version),
        "peerprov.csv": table(ontology),
        "peerprov-inferred.ttl": _written(sorted(_graph(store, "inferred"), key=_order)),
        "peerprov-reported.ttl": _written(sorted(_graph(store, "reported"), key=_order)),
        "peerprov-skos.ttl": _written(skos),
        "frameworks.ttl": _written(sorted(_graph(store, "frameworks"), key=_order)),
        "mappings.ttl": _written(sorted(_graph(store, "mappings"), key=_order)),
        "catalog-v001.xml": CATALOG.format(ontology=IRI.value, version=version.value).encode(),
        GRAPH: "".join(sorted(f"{quad} .\n" for quad in store)).encode(),
    }


def _graph(store: Store, name: str) -> list[Triple]:
    return [quad.triple for quad in store.quads_for_pattern(None, None, None, graph(name))]


def _order(triple: Triple) -> tuple[bool, str, bool, str, str]:
    """The header first, then by subject, its type before all else."""
    return (
        triple.subject != IRI,
        str(triple.subject),
        triple.predicate != iri("rdf:type"),
        str(triple.predicate),
        str(triple.object),
    )


def _written(triples: Iterable[Triple], format: RdfFormat = RdfFormat.TURTLE) -> bytes:
    return serialize(triples, format=format, prefixes=PREFIXES) or b""


def _latest_before(out: Path, day: date) -> Path | None:
    if not out.is_dir():
        return None
    days = [path for path in out.iterdir() if DAY.fullmatch(path.name)]
    return max((path for path in days if path.name < day.isoformat()), default=None)


def _content(folder: Path, ask: Ask) -> Content:
    store = Store()
    try:
        store.bulk_load(path=str(folder / GRAPH), format=RdfFormat.N_QUADS)
    except (OSError, SyntaxError):
        raise Missing(f"{folder} is no release: it has no sound {GRAPH}.") from None
    return read_content(store, ask(store))


def _notes(day: date, before: Path | None, changes: list[Change] | None, store: Store) -> str:
    lines = [f"# PeerProv, release of {day.isoformat()}", ""]
    if before is None or changes is None:
        lines.append(f"The first release: {len(store):,} statements in the whole graph.")
        return "\n".join([*lines, ""])
    lines.append(f"Against the release of {before.name}.")
    if not changes:
        lines += ["", "Nothing has changed."]
    for line in in_words(changes):
        lines += [f"- {line.strip()}"] if line.startswith("  ") else ["", f"## {line}", ""]
    return "\n".join([*lines, ""])


def _kgcl(changes: list[Change] | None) -> str:
    return "".join(f"{line}\n" for change in changes or () for line in change.kgcl)


def _write(out: Path, day: date, files: Mapping[str, bytes]) -> Path:
    """Writes a folder that is there whole or not at all."""
    target = out / day.isoformat()
    if target.exists():
        kept = {path.name: path.read_bytes() for path in target.iterdir() if path.is_file()}
        if kept == files:
            return target
        differing = sorted(n for n in files.keys() | kept.keys() if files.get(n) != kept.get(n))
        raise Conflict(
            f"{target} holds a release with other content ({', '.join(differing)}). A release "
            "never changes: take another day, or move the folder away."
        )
    out.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=out, prefix=".release-"))
    try:
        for name, data in files.items():
            (made / name).write_bytes(data)
        made.chmod(0o755)
        os.replace(made, target)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return target
