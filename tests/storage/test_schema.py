"""Migrations and views: an old database becomes a new one, whole or not at all."""

import re

import duckdb
import pytest

from storage.errors import StorageError
from storage.schema import MIGRATIONS, VIEWS, migrate

CLAIM = """
INSERT INTO talk_claims VALUES ('c1', 'a1', 'call', 'held', DATE '2025-03-03', NULL, 'day', NULL,
    NULL, NULL, ['putin'], 90, NULL, [], [{'slot': 'date', 'start': 1, 'end': 2, 'text': 'x'}],
    '1', 't1')
"""


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        yield opened


def copy_sql(source, target, names=None):
    target.mkdir()
    for file in source.iterdir():
        if names is None or file.name in names:
            (target / file.name).write_text(file.read_text("utf-8"), "utf-8")
    return target


def test_a_database_of_the_first_version_keeps_its_rows_and_gets_the_rest(connection, tmp_path):
    first = copy_sql(MIGRATIONS, tmp_path / "first", ["0001_tables.sql"])
    no_views = copy_sql(VIEWS, tmp_path / "none", [])
    migrate(connection, first, no_views)
    connection.execute(CLAIM)

    applied = migrate(connection)

    assert applied == sorted(f.name for f in MIGRATIONS.iterdir() if f.name > "0001_tables.sql")
    assert connection.execute("SELECT participants FROM talk_claims").fetchall() == [(["putin"],)]
    assert connection.execute("SELECT claim_id, talk_id FROM claim_talks").fetchall() == [
        ("c1", "t1")
    ]


def test_a_second_start_changes_nothing(connection):
    migrate(connection)

    assert migrate(connection) == []


def test_a_migration_that_fails_leaves_no_trace(connection, tmp_path):
    migrate(connection)
    folder = copy_sql(MIGRATIONS, tmp_path / "more")
    (folder / "9000_broken.sql").write_text("CREATE TABLE half (id INTEGER); SELECT no_such_column")

    with pytest.raises(StorageError, match=r"9000_broken.sql failed .*; it is as it was"):
        migrate(connection, folder)

    assert migrate(connection) == []
    with pytest.raises(duckdb.CatalogException):
        connection.execute("FROM half")


def test_a_view_is_made_anew_when_its_text_changed_and_goes_when_its_file_is_gone(
    connection, tmp_path
):
    folder = copy_sql(VIEWS, tmp_path / "views", [])
    (folder / "one.sql").write_text("CREATE VIEW one AS SELECT 1 AS n")
    (folder / "two.sql").write_text("CREATE MACRO two() AS TABLE SELECT 2 AS n")
    migrate(connection, views=folder)

    (folder / "one.sql").write_text("CREATE VIEW one AS SELECT 10 AS n")
    (folder / "two.sql").unlink()
    migrate(connection, views=folder)

    assert connection.execute("FROM one").fetchall() == [(10,)]
    with pytest.raises(duckdb.CatalogException):
        connection.execute("FROM two()")


def test_every_view_begins_with_what_one_row_is():
    for file in VIEWS.iterdir():
        first = file.read_text("utf-8").splitlines()[0]

        assert re.match(r"-- One row an? \w", first), file.name
