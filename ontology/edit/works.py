"""Changing the labels of terms inside a work; comments, order and spacing stay as they are."""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from peerprov.ontology.edit.uses import Use


def rename_in_work(text: str, found: Sequence[Use], label: str) -> str:
    """Puts another label in the places that a work names a term."""
    for use in sorted(found, key=lambda use: use.span or (0, 0), reverse=True):
        if use.span:
            start, end = use.span
            text = text[:start] + _scalar(label, text[start:end]) + text[end:]
    return text


def _scalar(label: str, before: str) -> str:
    """Writes a label in the style of the scalar it stands in for, where YAML reads it back so."""
    quote = before[:1]
    if quote == "'":
        return "'" + label.replace("'", "''") + "'"
    if quote != '"' and _reads_as(label, label) and _reads_as(f"[{label}]", [label]):
        return label
    return '"' + label.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _reads_as(written: str, meant: object) -> bool:
    try:
        return bool(yaml.safe_load(f"- {written}") == [meant])
    except yaml.YAMLError:
        return False
