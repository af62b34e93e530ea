"""The table of settings and where their values come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from peerprov.errors import BadInput
from peerprov.server.settings import TABLE, Settings, load_settings


def test_every_setting_has_a_help_and_a_default_of_its_kind() -> None:
    assert len({setting.name for setting in TABLE}) == len(TABLE) > 15
    for setting in TABLE:
        assert len(setting.help) > 5
        assert isinstance(setting.default, setting.kind)


def test_a_flag_wins_over_the_environment_over_the_file_over_the_default(tmp_path: Path) -> None:
    file = tmp_path / "peerprov.toml"
    file.write_text('port = 1\nworkers = 11\nquery_seconds = 1.5\nservice_hosts = ["A.example"]\n')
    environment = {"PEERPROV_PORT": "2", "PEERPROV_WORKERS": "12", "PEERPROV_SUITES": "x"}

    settings = load_settings({"port": 3, "host": None}, environment, file)

    assert (settings.port, settings.workers, settings.query_seconds) == (3, 12, 1.5)
    assert settings.service_hosts == ("a.example",)
    assert settings.host == Settings().host


def test_all_that_is_wrong_is_told_at_once_with_the_nearest_name(tmp_path: Path) -> None:
    file = tmp_path / "peerprov.toml"
    file.write_text('querry_seconds = 3\nport = "many"\n')

    with pytest.raises(BadInput) as caught:
        load_settings({"wrokers": 1}, {"PEERPROV_REQUEST_LOG": "perhaps"}, file)

    assert len(caught.value.faults) == 4
    message = str(caught.value)
    for words in ("query_seconds", "workers", "a whole number", "true or false", str(file)):
        assert words in message


@pytest.mark.parametrize("value", ["-1", "nan", "1e3", "1.5", "", True])
def test_a_number_that_makes_no_sense_is_refused(value: object) -> None:
    with pytest.raises(BadInput):
        load_settings({"port": value}, {})


def test_a_file_that_was_named_has_to_be_there_and_readable(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("port = ")

    with pytest.raises(BadInput, match="cannot be read"):
        load_settings(file=tmp_path / "none.toml", environment={})
    with pytest.raises(BadInput, match="not TOML"):
        load_settings(file=tmp_path / "bad.toml", environment={})
