"""From the archive alone the whole database can be rebuilt, ids included."""

import duckdb
import pytest

from flows.backfill import backfill
from flows.reextract import reextract
from tasks.failing import RunError

CONTENT = {
    "articles": "* EXCLUDE (updated_at)",
    "talk_claims": "*",
    "topic_claims": "*",
    "statements": "*",
    "people": "*",
    "talks": "*",
    "talk_reports": "*",
    "claim_talks": "*",
    "talk_history": "* EXCLUDE (recorded_at)",
    "feeds": "*",
    "entries": "entry_id, url, title, digest",
}


def contents(database, *left_out):
    with duckdb.connect(str(database), read_only=True) as connection:
        return {
            table: sorted(map(repr, connection.sql(f"SELECT {columns} FROM {table}").fetchall()))
            for table, columns in CONTENT.items()
            if table not in left_out
        }


@pytest.fixture(scope="module")
def rebuilt(sample, tmp_path_factory):
    database = tmp_path_factory.mktemp("rebuilt") / "talks.duckdb"
    backfill([sample.parent / "archive"], sample.parent / "feeds.toml", database)
    return database


def test_the_archive_alone_rebuilds_every_table(sample, rebuilt):
    before, after = contents(sample), contents(rebuilt)

    assert before["talk_claims"]
    assert {table for table in before if before[table] != after[table]} == set()


def test_reextraction_of_everything_equals_a_fresh_ingest_of_the_archived_pages(rebuilt):
    fresh = contents(rebuilt)

    reextract(rebuilt)

    after = contents(rebuilt)
    assert {table for table in fresh if fresh[table] != after[table]} == set()


def test_a_file_that_is_no_archive_is_named_and_nothing_is_stored(prefect_api, tmp_path):
    (tmp_path / "feeds.toml").write_text(
        '[[feeds]]\nid = "a"\nurl = "http://a.example/"\npublisher = "A"\nlanguage = "en"\n'
    )
    (tmp_path / "no.warc").write_text("no archive at all\n" * 9)

    with pytest.raises(RunError, match=r"no.warc is no whole WARC file"):
        backfill([tmp_path / "no.warc"], tmp_path / "feeds.toml", tmp_path / "t.duckdb")

    assert not (tmp_path / "t.duckdb").exists()


def test_a_source_that_is_not_there_is_named(tmp_path, prefect_api):
    with pytest.raises(RunError, match="there is no"):
        backfill([tmp_path / "nowhere"], None, tmp_path / "t.duckdb")
