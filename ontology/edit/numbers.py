"""The next identifier: of a branch's block, and of an editor's range in it."""

from __future__ import annotations

from peerprov.errors import BadInput, Fault, Refused
from peerprov.ontology import layout
from peerprov.ontology.edit.files import Draft
from peerprov.ontology.edit.grid import Grid
from peerprov.ontology.vocabulary import Ontology

RANGES = "ranges.tsv"
"""Columns: editor, table, first, last (numbers without leading zeros), note."""


def next_free(ontology: Ontology, draft: Draft, branch: str, editor: str = "") -> str:
    """Gives the lowest identifier above those given out in a range.

    Where the end of the range is in use, the lowest that was never given out.

    Args:
        ontology: knows every identifier ever given out.
        draft: holds the table of ranges.
        branch: the table of the term.
        editor: a name of ``ranges.tsv``; without one, whatever is not reserved.

    Raises:
        BadInput: the editor has no range in this branch.
        Refused: the range is used up.
    """
    reserved = _ranges(draft, branch)
    if editor and editor not in reserved:
        expected = ", ".join(sorted(reserved)) or "none has been reserved in this branch"
        raise BadInput(Fault(f"{editor!r} has no range for {branch}", f"ontology/{RANGES}",
                             expected=expected, repair="Add a line there"))  # fmt: skip
    first, last = reserved.get(editor, layout.BLOCKS[branch])
    others = {n for name, (a, b) in reserved.items() if name != editor for n in range(a, b + 1)}
    used = {int(entry.id[-7:]) for entry in ontology.identifiers}
    free = [n for n in range(first, last + 1) if n not in used | others]
    above = [n for n in free if n > max((u for u in used if first <= u <= last), default=0)]
    if not free:
        raise Refused(f"The identifiers {first} to {last} of {branch} are used up.")
    return f"PEERPROV:{(above or free)[0]:07}"


def _ranges(draft: Draft, branch: str) -> dict[str, tuple[int, int]]:
    path = draft.folders.ontology / RANGES
    if not path.exists():
        return {}
    grid = Grid.of(draft.text(path))
    return {
        grid.get(line, "editor"): (int(grid.get(line, "first")), int(grid.get(line, "last")))
        for line in grid.lines()
        if grid.get(line, "table") == branch
    }
