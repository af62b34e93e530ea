"""How writes and what became of them pass between the web process and the writing process."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from peerprov import errors
from peerprov.errors import BadInput, Fault, PeerError
from peerprov.graph.executor.messages import UnknownFunction
from peerprov.graph.executor.query import Busy
from peerprov.graph.writing import request
from peerprov.graph.writing.request import Action, Document, Nonconforming, Outcome, Write

_KINDS: dict[str, type[PeerError]] = {
    kind.__name__: kind
    for module in (errors, request)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, PeerError)
} | {kind.__name__: kind for kind in (Busy, UnknownFunction)}
_FAULT_FIELDS = tuple(field.name for field in fields(Fault))

Fate = Outcome | PeerError
"""What became of a write: it was carried out, or why not."""


def pack_write(write: Write) -> dict[str, Any]:
    """Makes plain values of a write."""
    return {**asdict(write), "action": write.action.value}


def unpack_write(plain: dict[str, Any]) -> Write:
    """The opposite of `pack_write`."""
    documents = tuple(Document(**document) for document in plain["documents"])
    return Write(**{**plain, "action": Action(plain["action"]), "documents": documents})


def pack_fate(fate: Fate) -> dict[str, Any]:
    """Makes JSON values of what became of a write."""
    if isinstance(fate, Outcome):
        return asdict(fate)
    plain: dict[str, Any] = {"error": type(fate).__name__, "message": str(fate)}
    if isinstance(fate, BadInput):
        plain["faults"] = [
            {name: getattr(fault, name) for name in _FAULT_FIELDS} for fault in fate.faults
        ]
    if isinstance(fate, Nonconforming):
        plain["turtle"] = fate.turtle
    return plain


def unpack_fate(plain: dict[str, Any]) -> Fate:
    """The opposite of `pack_fate`."""
    if "error" not in plain:
        return Outcome(**plain)
    kind = _KINDS.get(plain["error"], PeerError)
    if issubclass(kind, BadInput):
        faults = [Fault(**fault) for fault in plain.get("faults", ())]
        if issubclass(kind, Nonconforming):
            return kind(*faults, turtle=plain.get("turtle", ""))
        return kind(*faults)
    return kind(plain["message"])
