"""Foreign SPARQL in processes that can be killed: a deadline, a memory limit, no network.

A :class:`~peerprov.graph.executor.pool.Pool` lends executors, each a process of its own with a
version of the store opened read-only. What a caller wrote never runs in the process
that serves others.
"""
