"""Searching as ``/api/search``, ``/api/select`` and ``/api/suggest`` do it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from peerprov.errors import BadInput, Fault
from peerprov.graph.search.words import fold, stems
from peerprov.server.ols.entity import (
    CLASS,
    INDIVIDUAL,
    NAME,
    ONTOLOGY,
    PREFIX,
    PROPERTY,
    Entity,
    Ontology,
    all_children,
    children,
    closure,
)
from peerprov.server.ols.paging import Json, flag, number

_FOUND: Final = 1000
_ROWS: Final = 1000
_KINDS: Final = (CLASS, PROPERTY, INDIVIDUAL, "ontology")
_USUAL: Final = (
    *("id", "iri", "ontology_name", "label", "description", "short_form", "obo_id", "type"),
    "ontology_prefix",
)
_FIELDS: Final[dict[str, Callable[[Entity], list[str]]]] = {
    "label": lambda entity: [entity.label],
    "synonym": lambda entity: [each.name for each in entity.synonyms],
    "description": lambda entity: list(entity.definitions),
    "short_form": lambda entity: [entity.short_form],
    "obo_id": lambda entity: [entity.obo_id or ""],
    "iri": lambda entity: [entity.iri],
    "annotations": lambda entity: [v for told in entity.annotations.values() for v in told],
}


@dataclass(frozen=True, slots=True)
class Found:
    """An entity that was found, with its score from 0 to 100."""

    entity: Entity
    score: float


def find(ontology: Ontology, arguments: Mapping[str, str]) -> list[Found]:
    """Finds entities by the parameters of a search, best first.

    Raises:
        BadInput: a parameter has a value that it cannot have.
    """
    words = " ".join(arguments.get("q", "").replace("*", " ").split())
    fits = _filter(ontology, arguments)
    if not words:
        everything = "*" in arguments.get("q", "")
        return [Found(e, 0.0) for e in ontology.entities.values() if everything and fits(e)]
    hits = ontology.index.search(
        words, limit=_FOUND, only=lambda entry: fits(ontology.entities[entry.iri]), snippets=False
    )
    found = [Found(ontology.entities[hit.entry.iri], hit.score) for hit in hits]
    fields = [each for each in _listed(arguments, "queryFields") if each in _FIELDS]
    if flag(arguments, "exact"):
        return [each for each in found if _is_exactly(each.entity, words, fields)]
    return [each for each in found if not fields or _has(each.entity, words, fields)]


def search(ontology: Ontology, arguments: Mapping[str, str]) -> Json:
    """The answer of ``/api/search``."""
    found = find(ontology, arguments)
    start = number(arguments, "start", 0)
    rows = min(number(arguments, "rows", 10), _ROWS)
    fields = tuple(_listed(arguments, "fieldList")) or _USUAL
    return {
        "responseHeader": {"status": 0, "QTime": 0},
        "response": {
            "numFound": len(found),
            "start": start,
            "docs": [_document(each, fields) for each in found[start : start + rows]],
        },
        "facet_counts": {"facet_fields": _facets(found)},
    }


def select(ontology: Ontology, arguments: Mapping[str, str]) -> Json:
    """The answer of ``/api/select``: the same, with what was found in which name."""
    told = search(ontology, arguments)
    words = stems(arguments.get("q", "").replace("*", " "))
    rows = min(number(arguments, "rows", 10), _ROWS)
    start = number(arguments, "start", 0)
    highlighting: Json = {}
    for each in find(ontology, arguments)[start : start + rows]:
        names = [synonym.name for synonym in each.entity.synonyms]
        marked = {
            "label_autosuggest": _marked([each.entity.label], words),
            "synonym_autosuggest": _marked(names, words),
        }
        highlighting[_id(each.entity)] = {name: texts for name, texts in marked.items() if texts}
    header: Json = {"status": 0, "QTime": 0, "params": dict(arguments)}
    return {**told, "responseHeader": header, "highlighting": highlighting}


def suggest(ontology: Ontology, arguments: Mapping[str, str]) -> Json:
    """The answer of ``/api/suggest``: names that go on from what is typed."""
    found = find(ontology, arguments)
    names = list(dict.fromkeys(each.entity.label for each in found))
    start = number(arguments, "start", 0)
    rows = min(number(arguments, "rows", 10), _ROWS)
    documents = [{"autosuggest": name} for name in names[start : start + rows]]
    return {
        "responseHeader": {"status": 0, "QTime": 0, "params": dict(arguments)},
        "response": {"numFound": len(names), "start": start, "docs": documents},
    }


def _listed(arguments: Mapping[str, str], name: str) -> list[str]:
    return [each.strip() for each in arguments.get(name, "").split(",") if each.strip()]


def _filter(ontology: Ontology, arguments: Mapping[str, str]) -> Callable[[Entity], bool]:
    kinds = _listed(arguments, "type")
    wrong = [each for each in kinds if each not in (*_KINDS, "term")]
    if wrong:
        raise BadInput(Fault(f"{wrong[0][:40]!r} is no type", expected=", ".join(_KINDS)))
    kinds = [CLASS if each == "term" else each for each in kinds]
    ontologies = [each.lower() for each in _listed(arguments, "ontology")]
    ours = not ontologies or NAME in ontologies
    obsolete = arguments.get("obsoletes", "false").lower()
    only = obsolete == "only"
    allowed = only or flag({"obsoletes": obsolete}, "obsoletes")
    local, leaf = flag(arguments, "local"), flag(arguments, "isLeaf")
    slim = bool(_listed(arguments, "slim"))
    within = _within(ontology, arguments)

    def fits(entity: Entity) -> bool:
        return (
            ours
            and not slim
            and (not kinds or entity.kind in kinds)
            and (entity.obsolete if only else allowed or not entity.obsolete)
            and (entity.ours or not local)
            and not (leaf and entity.children)
            and (within is None or entity.iri in within)
        )

    return fits


def _within(ontology: Ontology, arguments: Mapping[str, str]) -> set[str] | None:
    """What ``childrenOf`` and ``allChildrenOf`` leave, or None where neither is given."""
    given = {name: _listed(arguments, name) for name in ("childrenOf", "allChildrenOf")}
    if not any(given.values()):
        return None
    found: set[str] = set()
    for name, step in (("childrenOf", children), ("allChildrenOf", all_children)):
        for written in given[name]:
            top = ontology.find(written)
            if top is not None:
                found |= {each.iri for each in closure(top, step)}
                found |= {each.iri for each in top.members}
                found |= {top.iri} if flag(arguments, "inclusive") else set()
    return found


def _is_exactly(entity: Entity, words: str, fields: list[str]) -> bool:
    wanted = fold(words)
    texts = (
        text
        for name in fields or ("label", "synonym", "short_form", "obo_id", "iri")
        for text in _FIELDS[name](entity)
    )
    return any(fold(text) == wanted for text in texts)


def _has(entity: Entity, words: str, fields: list[str]) -> bool:
    """Whether any of the fields has a word asked for, or one that begins so or is nearly so."""
    own = {each for name in fields for text in _FIELDS[name](entity) for each in stems(text)}
    return any(
        each.startswith(word) or fuzz.ratio(each, word) >= 80
        for word in stems(words)
        for each in own
    )


def _document(found: Found, fields: tuple[str, ...]) -> Json:
    entity = found.entity
    whole: Json = {
        "id": _id(entity),
        "iri": entity.iri,
        "ontology_name": NAME,
        "ontology_prefix": PREFIX,
        "ontology_iri": ONTOLOGY,
        "label": entity.label,
        "description": list(entity.definitions),
        "short_form": entity.short_form,
        "obo_id": entity.obo_id,
        "type": entity.kind,
        "is_defining_ontology": entity.ours,
        "is_obsolete": entity.obsolete,
        "synonym": [each.name for each in entity.synonyms],
        "exact_synonyms": [e.name for e in entity.synonyms if e.scope == "hasExactSynonym"],
        "subset": [],
        "score": found.score,
    }
    whole |= {
        f"{name.replace(' ', '_')}_annotation": list(values)
        for name, values in entity.annotations.items()
    }
    return {name: whole[name] for name in fields if whole.get(name) is not None}


def _facets(found: list[Found]) -> Json:
    """Counts as flat lists of strings: value, number, value, number."""
    counted = {
        "ontology_name": Counter(NAME for _ in found),
        "ontology_prefix": Counter(PREFIX for _ in found),
        "type": Counter(each.entity.kind for each in found),
        "is_defining_ontology": Counter(str(each.entity.ours).lower() for each in found),
        "is_obsolete": Counter(str(each.entity.obsolete).lower() for each in found),
    }
    return {
        name: [text for value, times in counts.most_common() for text in (value, str(times))]
        for name, counts in counted.items()
    }


def _marked(names: list[str], words: list[str]) -> list[str]:
    """The names that have words asked for, those between ``<b>`` and ``</b>``."""
    marked = []
    for name in names:
        parts = [
            f"<b>{part}</b>" if any(s.startswith(w) for s in stems(part) for w in words) else part
            for part in name.split(" ")
        ]
        if any(part.startswith("<b>") for part in parts):
            marked.append(" ".join(parts))
    return marked


def _id(entity: Entity) -> str:
    return f"{NAME}:{entity.kind}:{entity.iri}"
