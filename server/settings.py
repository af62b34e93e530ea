"""The settings of the service: one table with name, type, default and help.

Order: default < ``peerprov.toml`` < environment (``PEERPROV_QUERY_SECONDS``) < flag
(``--query-seconds``). A key that is not in the table stops the start.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any

from peerprov.errors import BadInput, Fault

ENV_PREFIX = "PEERPROV_"
NOT_SETTINGS = frozenset({"PEERPROV_SUITES"})
"""Environment variables that begin like settings, but are read by the tests."""

_DATA = Path("data")


def _setting(default: Any, help_text: str) -> Any:
    return field(default=default, metadata={"help": help_text})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What can be set, with the defaults; `TABLE` lists it."""

    data: Path = field(default=_DATA, metadata={"help": "folder of the store"})
    host: str = _setting("127.0.0.1", "address to listen on; 0.0.0.0 for all of IPv4")
    port: int = _setting(8080, "port to listen on; 0 takes a free one")
    base_url: str = _setting("", "public address for links, if it is not what clients send as Host")
    workers: int = _setting(2, "web processes")
    threads: int = _setting(32, "requests that a web process works on at once")
    connections: int = _setting(1024, "connections that a web process keeps open at once")
    executors: int = _setting(1, "executors that a web process keeps ready for foreign queries")
    executors_most: int = _setting(4, "executors that a web process may run at once")
    query_seconds: float = _setting(10.0, "time limit of a query")
    query_memory_mb: int = _setting(2048, "memory limit of a query, in megabytes of address space")
    query_bytes: int = _setting(1 << 20, "largest query text")
    result_bytes: int = _setting(1 << 30, "largest answer, uncompressed")
    queries_per_caller: int = _setting(8, "queries of one address that a web process runs at once")
    queue: int = _setting(32, "queries that may wait for an executor of a web process")
    queue_seconds: float = _setting(2.0, "how long a query waits for an executor")
    service_hosts: tuple[str, ...] = _setting((), "hosts that SERVICE may reach, by comma")
    union_default_graph: bool = _setting(True, "the default graph is the union of all graphs")
    cache_mb: int = _setting(64, "memory of a web process for answers kept hot; 0 for none")
    url_bytes: int = _setting(32768, "longest URL; the server below refuses 65,534 and more")
    request_log: bool = _setting(True, "write one line for each request to standard error")
    update_seconds: float = _setting(10.0, "time limit of an update, and of reading an upload")
    update_bytes: int = _setting(16 << 20, "largest update text")
    upload_bytes: int = _setting(64 << 20, "largest upload to the graph store")
    versions_kept: int = _setting(1000, "newest versions that stay when others write; releases do")
    reserve_mb: int = _setting(1024, "disk space below which nothing is written, in megabytes")
    blank: bool = _setting(False, "start empty, strict datasets, no shapes: for tests of protocols")
    writable: bool = _setting(
        False, "take updates without a token: only with blank, on a loopback address"
    )


@dataclass(frozen=True, slots=True)
class Setting:
    """A row of the table."""

    name: str
    kind: type
    default: Any
    help: str

    def read(self, value: Any, source: str) -> Any:
        """Brings a value from a file, the environment or a flag to the type of the setting.

        Raises:
            BadInput: it cannot be read as that type.
        """
        try:
            return _READERS[self.kind](value)
        except (ValueError, TypeError):
            raise BadInput(
                Fault(
                    f"{value!r} cannot be used",
                    source,
                    field=self.name,
                    expected=_EXPECTED[self.kind],
                )
            ) from None


def _read_bool(value: Any) -> bool:
    words = {"true": True, "1": True, "yes": True, "on": True}
    words |= {"false": False, "0": False, "no": False, "off": False}
    if str(value).lower() not in words:
        raise ValueError
    return words[str(value).lower()]


def _read_number(kind: type, value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError
    number = kind(value)
    if number < 0 or number != number:
        raise ValueError
    return number


def _read_words(value: Any) -> tuple[str, ...]:
    words = value.split(",") if isinstance(value, str) else list(value)
    if not all(isinstance(word, str) for word in words):
        raise ValueError
    return tuple(word.strip().lower() for word in words if word.strip())


_READERS: dict[type, Any] = {
    bool: _read_bool,
    int: lambda value: _read_number(int, value if not isinstance(value, float) else str(value)),
    float: lambda value: _read_number(float, value),
    str: str,
    Path: Path,
    tuple: _read_words,
}
_EXPECTED: dict[type, str] = {
    bool: "true or false",
    int: "a whole number from 0",
    float: "a number from 0",
    str: "a text",
    Path: "a path",
    tuple: "names separated by commas",
}

TABLE: tuple[Setting, ...] = tuple(
    Setting(f.name, type(f.default), f.default, f.metadata["help"])
    if not isinstance(f.default, Path)
    else Setting(f.name, Path, f.default, f.metadata["help"])
    for f in fields(Settings)
    if f.default is not MISSING
)
_BY_NAME = {setting.name: setting for setting in TABLE}


def load_settings(
    flags: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
    file: Path | None = None,
) -> Settings:
    """Gathers the settings from all their sources.

    Args:
        flags: by name; None values are flags that were not given.
        environment: by default that of the process.
        file: a TOML file that must be there; by default ``peerprov.toml`` here, if there is one.

    Raises:
        BadInput: all unknown keys and unreadable values at once.
    """
    environment = os.environ if environment is None else environment
    sources = [
        _from_file(file),
        [
            (f"environment variable {key}", key.removeprefix(ENV_PREFIX).lower(), value)
            for key, value in environment.items()
            if key.startswith(ENV_PREFIX) and key not in NOT_SETTINGS
        ],
        [
            (f"--{key.replace('_', '-')}", key, value)
            for key, value in (flags or {}).items()
            if value is not None
        ],
    ]
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for source, key, value in (entry for entries in sources for entry in entries):
        setting = _BY_NAME.get(key)
        if setting is None:
            faults.append(_unknown(source, key))
            continue
        try:
            values[key] = setting.read(value, source)
        except BadInput as error:
            faults.extend(error.faults)
    if faults:
        raise BadInput.of(faults)
    return Settings(**values)


def _from_file(file: Path | None) -> list[tuple[str, str, Any]]:
    path = file or Path("peerprov.toml")
    if file is None and not path.exists():
        return []
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise BadInput(Fault("The file of settings cannot be read", str(path))) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(Fault(f"The file is not TOML: {error}", str(path))) from None
    return [(str(path), key, value) for key, value in content.items()]


def _unknown(source: str, key: str) -> Fault:
    near = difflib.get_close_matches(key, _BY_NAME, n=1)
    repair = f"Did you mean {near[0]}?" if near else f"Known are: {', '.join(_BY_NAME)}"
    return Fault(f"There is no setting {key!r}", source, repair=repair)
