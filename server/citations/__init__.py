"""Citations: what the graph knows of a work, written in the formats of other tools."""
