"""What follows from the findings: links between terms, axioms, counts, conflicts and gaps.

All of it is computed from what the store holds, never typed by hand (``docs/data-model.md``).
"""
