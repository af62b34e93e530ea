"""Writing for others: foreign updates and uploads, applied in a process that can be killed.

A :class:`~peerprov.graph.writing.writer.Writer` takes what callers want written, puts small writes
together into one version, and answers each when that version is on the disk and served.
"""
