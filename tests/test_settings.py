"""Settings: what cannot be meant is refused, before a run begins."""

import pytest

from flows.diagnosis import check_folders
from flows.settings import Settings, SettingsError, load_settings

WRONG = {
    "a delay that never ends": ({"TALKS_HOST_DELAY": "inf"}, "", "host_delay must be at least 0"),
    "a delay that is no number": ({"TALKS_HOST_DELAY": "nan"}, "", "host_delay must be at least 0"),
    "a wait of less than nothing": ({"TALKS_EXTRACTOR_SECONDS": "-1"}, "", "at least 0, not -1"),
    "a part of a host": ({}, "concurrency = 2.5", "concurrency must be a whole number, not 2.5"),
    "yes for a number": ({}, "limit = true", "limit must be a whole number, not True"),
    "a number for a file": ({}, "db = 3", "db must be a path, not 3"),
}


@pytest.mark.parametrize(("environment", "file", "told"), WRONG.values(), ids=WRONG)
def test_a_value_that_cannot_be_meant_is_refused(tmp_path, environment, file, told):
    (tmp_path / "talks.toml").write_text(file, "utf-8")

    with pytest.raises(SettingsError, match=told):
        load_settings({}, environment, tmp_path / "talks.toml")


def test_a_whole_number_of_seconds_needs_no_point(tmp_path):
    (tmp_path / "talks.toml").write_text("host_delay = 2", "utf-8")

    assert load_settings({}, {}, tmp_path / "talks.toml").host_delay == 2.0


def test_a_file_in_the_place_of_a_folder_is_named(tmp_path):
    (tmp_path / "taken").write_text("")

    problem = check_folders(Settings(db=tmp_path / "t.duckdb", archive=tmp_path / "taken" / "x"))

    assert problem == f"{tmp_path / 'taken'} is no folder; move it away or choose another one"
