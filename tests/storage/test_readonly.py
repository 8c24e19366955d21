"""Reading: what a wrong question is answered with."""

import pytest

from storage.database import open_ledger
from storage.errors import StorageError
from storage.publish import publish
from storage.readonly import run_query

WRONG = [
    ("", "the query is empty"),
    ("SELECT 1 FROM tals", 'Did you mean "talks"'),
    ("SELECT kidn FROM talks", "kind"),
    ("SELEC 1", "syntax error"),
    ("PRAGMA memory_limit = '1GB'", "locked"),
    ("ATTACH ':memory:' AS other", "read-only"),
    ("CREATE TABLE mine (n INTEGER)", "read-only"),
    ("DELETE FROM talks", "read-only"),
]


@pytest.fixture
def published(database):
    with open_ledger(database):
        pass
    publish(database)
    return database


@pytest.mark.parametrize(("query", "told"), WRONG)
def test_a_wrong_query_is_answered_with_one_helpful_line(published, query, told):
    with pytest.raises(StorageError) as caught:
        run_query(published, query)

    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_query_of_nothing_but_a_comment_has_no_rows(published):
    assert run_query(published, "-- only a remark") == ([], [])


def test_values_are_bound_by_place_and_by_name(published):
    assert run_query(published, "SELECT ? AS n", [3]) == (["n"], [(3,)])
    assert run_query(published, "SELECT $n AS n", {"n": 3}) == (["n"], [(3,)])


def test_times_are_told_in_utc(published):
    assert run_query(published, "SELECT current_setting('TimeZone')")[1] == [("UTC",)]


def test_a_file_that_is_no_database_is_named(database):
    database.write_text("no database")

    with pytest.raises(StorageError, match="cannot open"):
        run_query(database, "SELECT 1")
