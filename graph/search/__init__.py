"""Full-text search over terms, works and findings of one published version.

``SearchIndex.of(store)`` builds the index in memory; ``search(text, kinds, limit)`` ranks: exact
identifier and exact name first, then names, then definitions, titles and statements, with typos,
unfinished words and whole references allowed for.
"""

from peerprov.graph.search.entry import KINDS, Entry, Name
from peerprov.graph.search.index import OPEN, SHUT, Hit, SearchIndex
from peerprov.graph.search.kept import Indexes

__all__ = ["KINDS", "OPEN", "SHUT", "Entry", "Hit", "Indexes", "Name", "SearchIndex"]
