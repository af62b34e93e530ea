"""A small store and pools on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from peerprov.graph.executor.pool import Pool
from peerprov.graph.executor.query import Limits


@dataclass(frozen=True)
class Made:
    number: int
    path: Path


def _make(path: Path, number: int, size: int) -> Made:
    store = Store(str(path))
    lines = (f'<urn:s:{i}> <urn:p> "{number}-{i}" <urn:g:{i % 2}> .' for i in range(size))
    store.bulk_load("\n".join(lines), format=RdfFormat.N_QUADS)
    store.flush()
    return Made(number, path)


@pytest.fixture(scope="session")
def version(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Version 1: 5,000 quads in two graphs."""
    return _make(tmp_path_factory.mktemp("store") / "1", 1, 5000)


@pytest.fixture(scope="session")
def later_version(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Version 2: ten quads."""
    return _make(tmp_path_factory.mktemp("store") / "2", 2, 10)


@pytest.fixture
def make_pool(version: Made) -> Iterator[Callable[[Limits], Pool]]:
    """Makes pools that open version 1 and are closed afterwards."""
    pools: list[Pool] = []

    def make(limits: Limits) -> Pool:
        pools.append(Pool(limits, lambda: version))
        return pools[-1]

    yield make
    for pool in pools:
        pool.close()
