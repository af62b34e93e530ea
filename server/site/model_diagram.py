"""The picture of the data model: classes with what is said of them, and how they hang together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

WIDTH: Final = 206
HEAD: Final = 30
LINE: Final = 19


@dataclass(frozen=True, slots=True)
class Box:
    """A class, its place, and some of its properties as prefixed names."""

    name: str
    x: int
    y: int
    lines: tuple[str, ...]

    @property
    def height(self) -> int:
        """Of the box."""
        return HEAD + LINE * len(self.lines) + 8


@dataclass(frozen=True, slots=True)
class Edge:
    """A property that leads from one class to another.

    Attributes:
        path: SVG path data.
        x, y: middle of its name.
    """

    source: str
    target: str
    name: str
    path: str
    x: int
    y: int


BOXES: Final = {
    box.name: box
    for box in (
        Box(
            "Work",
            10,
            150,
            ("dcterms:title", "prism:doi", "fabio:hasPublicationYear", "cito:cites"),
        ),
        Box("Study", 300, 10, ("pp:hasDesign", "pp:country", "pp:hasParticipants")),
        Box(
            "Finding",
            300,
            190,
            (
                *("pp:statementText", "pp:locatorText", "pp:hasInfluence", "pp:hasDirection"),
                *("pp:hasPerspective", "pp:hasCertainty"),
            ),
        ),
        Box(
            "Term",
            620,
            10,
            ("rdfs:label", "obo:IAO_0000115", "pp:plainDefinition", "rdfs:subClassOf"),
        ),
        Box(
            "ReportedLink",
            844,
            210,
            ("pp:relation", "pp:workCount", "pp:independentWorkCount", "pp:meetsThreshold"),
        ),
        Box("Conflict", 590, 330, ("pp:hasRecipient", "pp:workCount")),
    )
}
EDGES: Final = (
    Edge("Work", "Study", "pp:reportsStudy", "M216 190C260 190 260 60 300 60", 226, 108),
    Edge("Work", "Finding", "pp:reports", "M216 220C260 220 260 250 300 250", 258, 268),
    Edge("Finding", "Term", "pp:aboutConcept", "M506 220C560 220 550 60 620 60", 500, 130),
    Edge("Finding", "Term", "pp:saysAddresses", "M506 250C600 250 560 96 620 96", 600, 180),
    Edge("ReportedLink", "Term", "pp:subjectTerm", "M920 210C920 130 900 50 826 50", 958, 100),
    Edge("ReportedLink", "Term", "pp:objectTerm", "M890 210C890 160 870 90 826 90", 862, 190),
    Edge(
        "ReportedLink",
        "Finding",
        "pp:supportedByFinding",
        "M844 272C720 272 640 285 506 285",
        690,
        268,
    ),
    Edge("Conflict", "Finding", "pp:involvesFinding", "M590 364C550 364 545 315 506 315", 520, 385),
)
