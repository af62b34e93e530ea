"""From the folder of works to checked evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from peerprov.errors import BadInput, Fault
from peerprov.graph.evidence import crosschecks, termchecks
from peerprov.graph.evidence.model import Evidence, make_work
from peerprov.graph.evidence.reading import read
from peerprov.graph.evidence.record import Record
from peerprov.graph.evidence.schema import schema_faults
from peerprov.ontology.vocabulary import Ontology

FOLDER: Final = Path(__file__).parent.parent / "works"


def read_works(folder: Path | None, ontology: Ontology) -> Evidence:
    """Reads and checks every ``*.yaml`` of a folder.

    Args:
        folder: of the works; None for those of this project.
        ontology: whose terms and values the findings name.

    Raises:
        BadInput: with every fault of every file, each with its line.
    """
    records, faults, stems = _read_all(folder or FOLDER, "graph/works" if folder is None else None)
    sound: list[Record] = []
    for record in records:
        found = list(schema_faults(record))
        faults += found
        if not found and not record.spoilt:
            sound.append(record)
    faults += crosschecks.shared_faults(sound)
    for record in sound:
        faults += crosschecks.text_faults(record)
        faults += crosschecks.work_faults(record, stems)
        faults += crosschecks.finding_faults(record, stems)
        faults += termchecks.term_faults(record, ontology)
    if faults:
        raise BadInput.of(faults)
    works = tuple(make_work(r.data, r.file, _finding_lines(r)) for r in sound)
    return Evidence(works, tuple(reason for r in sound for reason in termchecks.reasons(r)))


def _read_all(folder: Path, shown_as: str | None) -> tuple[list[Record], list[Fault], list[str]]:
    paths = sorted(folder.glob("*.yaml"))
    records: list[Record] = []
    faults: list[Fault] = []
    if not paths:
        where = shown_as or str(folder)
        faults.append(Fault("there is no work here", where, expected="files named <id>.yaml"))
    for path in paths:
        record, found = read(path, f"{shown_as or folder.as_posix()}/{path.name}")
        faults += found
        if record:
            records.append(record)
    return records, faults, [path.stem for path in paths]


def _finding_lines(record: Record) -> list[int]:
    return [record.line(("findings", n)) for n in range(len(record.data["findings"]))]
