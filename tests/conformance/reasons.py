"""Why the tests that fail do so; a test without a reason here is a regression."""

from __future__ import annotations

from typing import Final

NORMALISED: Final = (
    "the engine keeps the value of a literal, not its spelling or derived type "
    "(`1.0` and `1`, `xsd:negativeInteger` and `xsd:integer` become one)"
)
GRAPH: Final = (
    "the engine does not evaluate `GRAPH ?g` graph by graph around a sub-select, VALUES, MINUS or "
    "OPTIONAL; mended upstream after 0.5.13"
)
ZERO_PATH: Final = (
    "a path of length zero does not match a node that is not in the data; mended upstream after "
    "0.5.13"
)

REASONS: Final[dict[str, str]] = {
    **dict.fromkeys(
        ("tsv03", "distinct-1", "distinct-9", "dawg-str-1", "dawg-str-2", "sameTerm-simple",
         "sameTerm-eq", "sameTerm-not-eq", "eq-graph-1", "eq-graph-2", "open-eq-01", "group01"),
        NORMALISED,
    ),
    **dict.fromkeys(
        ("agg-empty-group-count-graph", "graph", "graph-minus", "graph-variable-scope",
         "graph-optional"),
        GRAPH,
    ),
    **dict.fromkeys(
        ("zero_or_more_set_start", "zero_or_more_set_end", "zero_or_one_set_start",
         "zero_or_one_set_end"),
        ZERO_PATH,
    ),
    "syn-bad-26": "the engine reads `?x<?a&&?b>?y` as comparisons, not as a variable and an IRI",
    "bnode01": "BNODE(\"x\") gives one node in all solutions instead of one in each",
    "service5": "`SERVICE ?endpoint` is refused: which host it reaches cannot be known beforehand",
    "date-2": "dates with and without time zone are compared as XSD 1.1 says, on purpose",
    "select-variable-reuse": "the engine does not let SELECT use a variable that it has just bound",
}  # fmt: skip
