"""Damaged, shortened and vanished files are told, never served."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
from pyoxigraph import Quad

from peerprov.errors import StoreFailed
from peerprov.graph.store import Version, VersionedStore
from peerprov.graph.store.files import describe_files

Add = Callable[..., Version]
MakeQuad = Callable[..., Quad]


def reopened(folder: Path) -> VersionedStore:
    return VersionedStore(folder)


def test_every_file_that_vanishes_is_missed(built: VersionedStore, folder: Path) -> None:
    built.close()
    files = sorted((folder / "versions" / "1").iterdir())
    assert len(files) > 5

    for path in files:
        data = path.read_bytes()
        path.unlink()
        with pytest.raises(StoreFailed, match=f"Version 1 is damaged: the file {path.name} is"):
            reopened(folder).open()
        path.write_bytes(data)

    assert len(reopened(folder).open().store) > 0


def test_every_file_that_is_shortened_is_noticed(built: VersionedStore, folder: Path) -> None:
    built.close()
    files = [path for path in (folder / "versions" / "1").iterdir() if path.stat().st_size]

    for path in files:
        data = path.read_bytes()
        path.write_bytes(data[:-1])
        with pytest.raises(StoreFailed, match=f"{path.name} has {len(data) - 1} bytes instead of"):
            reopened(folder).open()
        path.write_bytes(data)


def test_a_changed_byte_in_a_file_is_found(built: VersionedStore, folder: Path) -> None:
    built.close()
    files = [path for path in (folder / "versions" / "1").iterdir() if path.stat().st_size]

    for path in files:
        data = path.read_bytes()
        path.write_bytes(bytes([data[0] ^ 0xFF]) + data[1:])
        with pytest.raises(StoreFailed, match="Version 1 "):
            reopened(folder).verify(1)
        path.write_bytes(data)

    reopened(folder).verify(1)


def test_a_missing_directory_is_told(built: VersionedStore, folder: Path) -> None:
    built.close()
    shutil.rmtree(folder / "versions" / "1")

    with pytest.raises(StoreFailed, match="Version 1 is damaged"):
        reopened(folder).open()


def test_an_earlier_state_in_the_place_of_a_version_is_noticed(
    add: Add, built: VersionedStore, folder: Path, quad: MakeQuad
) -> None:
    version = add(quad("four", 4))
    built.close()
    shutil.rmtree(folder / "versions" / "2")
    shutil.copytree(folder / "versions" / "1", folder / "versions" / "2")
    manifest = folder / "versions" / "2.json"
    fields = json.loads(version.to_json())
    described = describe_files(folder / "versions" / "2")
    fields["files"] = {name: asdict(file) for name, file in described.items()}
    manifest.write_text(json.dumps(fields), encoding="utf-8")

    with pytest.raises(StoreFailed, match="the last thing written to it is not there"):
        reopened(folder).open()


def test_other_content_of_the_same_size_is_found(
    built: VersionedStore, folder: Path, quad: MakeQuad
) -> None:
    manifest = folder / "versions" / "1.json"
    fields = json.loads(manifest.read_text(encoding="utf-8"))
    count = fields["graphs"][quad("one", 1).graph_name.value]
    count["digest"] = "0" * 32
    manifest.write_text(json.dumps(fields), encoding="utf-8")

    with pytest.raises(StoreFailed, match="work/a has 2 quads, but not those it had"):
        reopened(folder).verify(1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"format": 1}',
        '{"format": 1, "number": 1, "kind": "other", "graphs": {}, "files": {}}',
        '{"format": 1, "number": 1, "kind": "build", "graphs": {"x": 1}, "files": {}}',
        "\udcff",
    ],
)
def test_a_damaged_manifest_is_told(built: VersionedStore, folder: Path, text: str) -> None:
    manifest = folder / "versions" / "1.json"
    manifest.write_bytes(text.encode("utf-8", "surrogateescape"))

    with pytest.raises(StoreFailed, match=r"The manifest 1\.json is damaged"):
        reopened(folder).current()


def test_a_manifest_of_a_later_release_is_told(built: VersionedStore, folder: Path) -> None:
    manifest = folder / "versions" / "1.json"
    text = manifest.read_text(encoding="utf-8").replace('"format": 1', '"format": 2')
    manifest.write_text(text, encoding="utf-8")

    with pytest.raises(StoreFailed, match=r"format 2, this release reads 1"):
        reopened(folder).current()


def test_a_missing_manifest_of_the_current_version_is_told(
    built: VersionedStore, folder: Path
) -> None:
    (folder / "versions" / "1.json").unlink()

    with pytest.raises(StoreFailed, match="manifest of version 1, which is current, is missing"):
        reopened(folder).current()


def test_nothing_is_built_upon_a_damaged_version(
    built: VersionedStore, folder: Path, tree: Callable[[], dict[str, bytes]]
) -> None:
    built.close()
    next((folder / "versions" / "1").glob("*.sst")).unlink()
    before = tree()

    for base in ("current", "empty"):
        with (
            pytest.raises(StoreFailed, match="Version 1 is damaged"),
            reopened(folder).writing(who="curator", why="More", base=base),
        ):
            pytest.fail("a candidate was given")

    assert tree() == before
