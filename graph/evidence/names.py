"""The IRIs of what the evidence holds beside the works themselves."""

from __future__ import annotations

import re
from unicodedata import normalize

from pyoxigraph import NamedNode

from peerprov.namespaces import BASE


def slug(name: str) -> str:
    """Makes a name fit for an IRI: ASCII letters and digits in lower case, hyphens between.

    >>> slug("Work: A Journal of Prevention, Assessment & Rehabilitation")
    'work-a-journal-of-prevention-assessment-rehabilitation'
    """
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def agent(work: str, number: int) -> NamedNode:
    """Names the author at a place, counted from 1, on the title page of a work."""
    return NamedNode(f"{BASE}agent/{work}/{number}")


def container(title: str) -> NamedNode:
    """Names a journal or other container by its title."""
    return NamedNode(f"{BASE}container/{slug(title)}")


def publisher(name: str) -> NamedNode:
    """Names a publisher."""
    return NamedNode(f"{BASE}publisher/{slug(name)}")


def source(work: str, number: int) -> NamedNode:
    """Names the text that was read at a place, counted from 1, in the list of a work."""
    return NamedNode(f"{BASE}source/{work}/{number}")


def study(work: str) -> NamedNode:
    """Names the study that a work reports."""
    return NamedNode(f"{BASE}study/{work}")


def group(work: str, number: int) -> NamedNode:
    """Names a group of participants, counted from 1."""
    return NamedNode(f"{BASE}study/{work}/group/{number}")


def finding(work: str, identifier: str) -> NamedNode:
    """Names a finding: ``finding/asad-2016/f01``."""
    return NamedNode(f"{BASE}finding/{work}/{identifier}")


def effect(work: str, identifier: str) -> NamedNode:
    """Names the effect estimate of a finding."""
    return NamedNode(f"{BASE}finding/{work}/{identifier}/effect")
