"""What is known of a version: its manifest, the small JSON file beside its directory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

from peerprov.errors import StoreFailed
from peerprov.graph.store.files import StoredFile
from peerprov.namespaces import graph

FORMAT: Final = 1
"""Raised when a manifest changes in a way that older code cannot read."""

Kind = Literal["build", "update", "restore"]
KINDS: Final[tuple[Kind, ...]] = ("build", "update", "restore")
LOG_NAME: Final = graph("log").value


@dataclass(frozen=True, slots=True)
class GraphCount:
    """How a graph stands in a version, and how it differs from the parent version.

    Attributes:
        total: quads in the graph.
        added: quads that the parent does not have; where ``digest`` is None, the growth in number.
        removed: quads of the parent that are gone; where ``digest`` is None, the shrinking in
            number.
        digest: 128 bits in hexadecimal over the quads, whatever their order; None when the graph
            was too large to be read through. Blank nodes count by label.
    """

    total: int
    added: int
    removed: int
    digest: str | None

    @property
    def exact(self) -> bool:
        """Whether added and removed are counted quad by quad."""
        return self.digest is not None


@dataclass(frozen=True, slots=True)
class Version:
    """A published version.

    Attributes:
        number: 1 for the first; never given twice.
        parent: the version that was current before, or None.
        kind: made by a build from nothing, an update of the parent, or from a backup or an older
            version.
        started: when the lock was taken, UTC, whole seconds.
        when: when the content was complete, UTC, whole seconds, never before that of the parent.
        who: a person or service, as given.
        why: the change in words, as given.
        inputs: digest of what a build was made from, or None.
        seconds: from the lock to the manifest, validation included.
        graphs: by IRI of the graph, ``""`` for the default graph.
        files: the files of the directory by name.
        logged: whether the log stands in the store itself.
    """

    number: int
    parent: int | None
    kind: Kind
    started: datetime
    when: datetime
    who: str
    why: str
    inputs: str | None
    seconds: float
    graphs: Mapping[str, GraphCount]
    files: Mapping[str, StoredFile]
    logged: bool = True

    @property
    def total(self) -> int:
        """Quads in all graphs, the log apart."""
        return sum(count.total for count in self._curated())

    @property
    def added(self) -> int:
        """Quads that came, the log apart."""
        return sum(count.added for count in self._curated())

    @property
    def removed(self) -> int:
        """Quads that went, the log apart."""
        return sum(count.removed for count in self._curated())

    @property
    def exact(self) -> bool:
        """Whether all changes are counted quad by quad."""
        return all(count.exact for count in self._curated())

    def _curated(self) -> list[GraphCount]:
        return [count for name, count in self.graphs.items() if name != LOG_NAME]

    def to_json(self) -> str:
        """Writes the manifest, one line a graph or file, ready to be compared by eye."""
        moments = {"started": self.started.isoformat(), "when": self.when.isoformat()}
        fields = {"format": FORMAT, **asdict(self), **moments}
        return json.dumps(fields, indent=1, ensure_ascii=False) + "\n"


def read_manifest(path: Path) -> Version:
    """Reads a manifest.

    Raises:
        FileNotFoundError: there is none.
        StoreFailed: it is damaged, or written by a later release of PeerProv.
    """
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        if (found := fields.pop("format")) != FORMAT:
            raise StoreFailed(
                f"{path.name} has format {found}, this release reads {FORMAT}. "
                "Use the release that wrote it."
            )
        return _version(fields)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreFailed(
            f"The manifest {path.name} is damaged or was written by an unreleased PeerProv. "
            "Restore a backup, or build, into a new folder."
        ) from error


def _version(fields: dict[str, Any]) -> Version:
    graphs, files = fields.pop("graphs"), fields.pop("files")
    if not isinstance(graphs, dict) or not isinstance(files, dict):
        raise TypeError("graphs and files must be objects")
    if fields["kind"] not in KINDS or not isinstance(fields["number"], int):
        raise ValueError("kind or number is not one of the known")
    started, when = (datetime.fromisoformat(fields.pop(name)) for name in ("started", "when"))
    return Version(
        started=started,
        when=when,
        graphs={str(name): GraphCount(**count) for name, count in graphs.items()},
        files={str(name): StoredFile(**file) for name, file in files.items()},
        **fields,
    )
