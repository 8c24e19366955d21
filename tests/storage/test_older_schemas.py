"""A database of each earlier schema, with a row in every table, comes up to date."""

import duckdb
import pytest

from storage import schema
from storage.database import ledger_path
from storage.outcomes import Run
from tasks.store import Harvest, store
from tests.storage.conftest import NOON
from tests.storage.test_schema import copy_sql

NAMES = sorted(file.name for file in schema.MIGRATIONS.iterdir())
# What a program of the schema that brought the table or the column stored.
ROWS = {
    "0001_tables.sql": [
        """INSERT INTO articles BY NAME SELECT 'a1' AS article_id, 'https://n.example/1' AS url,
            'https://n.example/1' AS canonical_url, 'f' AS feed_id, 'News' AS publisher,
            'Title « é »' AS title, 'en' AS language,
            TIMESTAMPTZ '2025-03-03 12:00:00Z' AS published_at, 'page' AS published_source,
            TIMESTAMPTZ '2025-03-03 13:00:00Z' AS fetched_at,
            TIMESTAMPTZ '2025-03-03 13:00:00Z' AS updated_at, 'Text й' AS "text",
            true AS relevant, 0.5 AS relevance, ['TASS'] AS cited_sources""",
        """INSERT INTO talk_claims BY NAME SELECT 'c1' AS claim_id, 'a1' AS article_id,
            'call' AS kind, 'held' AS status, DATE '2025-03-03' AS date_start,
            'day' AS date_precision, ['putin'] AS participants, 90 AS duration_minutes,
            ['visas'] AS topics, '1' AS extractor_version, 't1' AS talk_id,
            [{'slot': 'date', 'start': 0, 'end': 4, 'text': 'Text'}] AS evidence""",
        """INSERT INTO topic_claims BY NAME SELECT 'o1' AS claim_id, 'a1' AS article_id,
            'visas' AS topic, 'raised' AS stance, '1' AS extractor_version, 't1' AS talk_id,
            [{'slot': 'topic', 'start': 0, 'end': 4, 'text': 'Text'}] AS evidence""",
        "INSERT INTO statements VALUES ('s1', 'a1', 'lavrov', NULL, 'Text', true, 0, 4, '1')",
        """INSERT INTO people VALUES ('someone', 'Some One', 'RU',
            [{'title': 'envoy', 'since': DATE '2025-01-01', 'until': NULL}])""",
        """INSERT INTO talks BY NAME SELECT 't1' AS talk_id, 'call' AS kind, 'held' AS status,
            DATE '2025-03-03' AS date_start, 'day' AS date_precision, ['putin'] AS participants,
            90 AS duration_minutes, ['visas'] AS topics,
            TIMESTAMPTZ '2025-03-03 12:00:00Z' AS first_reported_at,
            TIMESTAMPTZ '2025-03-03 12:00:00Z' AS last_reported_at, 1 AS articles,
            1 AS independent_sources, false AS disputed""",
        """INSERT INTO talk_history VALUES ('t1', '2025-03-03 13:00:00Z', '2025-03-03 12:00:00Z',
            'status', NULL, 'held', 'a1')""",
        """INSERT INTO runs BY NAME SELECT 'r1' AS run_id, 'ingest' AS flow,
            TIMESTAMPTZ '2025-03-03 12:30:00Z' AS started_at,
            TIMESTAMPTZ '2025-03-03 13:00:00Z' AS finished_at, 1 AS feeds_polled,
            0 AS feeds_unchanged, 0 AS feeds_failed, 0 AS feeds_skipped, 1 AS articles_seen,
            1 AS articles_new, 0 AS articles_updated, 1 AS articles_relevant,
            0 AS articles_failed, 1 AS claims, 1 AS talks_new, 0 AS talks_changed,
            '1' AS extractor_version""",
        """INSERT INTO feed_health BY NAME SELECT 'f' AS feed_id, 'https://n.example/f' AS url,
            '"e"' AS etag, 0 AS consecutive_failures, false AS validators_lie, 0 AS moved_times""",
        """INSERT INTO failures BY NAME SELECT 'r1' AS run_id, 'fetch' AS stage,
            'https://n.example/2' AS url, 'HTTP 503' AS reason, 1 AS attempts,
            TIMESTAMPTZ '2025-03-03 13:00:00Z' AS failed_at""",
    ],
    "0002_talk_identity.sql": [
        """INSERT INTO claim_talks BY NAME SELECT 'c1' AS claim_id, 'a1' AS article_id,
            DATE '2025-03-03' AS date_start, 't1' AS talk_id""",
        "INSERT INTO talk_redirects VALUES ('t0', 't1')",
    ],
    "0003_article_versions.sql": [
        "INSERT INTO article_versions VALUES ('a1', 'Old', 'Old text', '2025-03-03 12:30:00Z')",
    ],
    "0004_entries.sql": [
        """INSERT INTO entries VALUES ('e1', 'f', 'https://n.example/1', 'Title', NULL, 'd', 0,
            false, '2025-03-03 13:00:00Z')""",
        "UPDATE runs SET entries_prefiltered = 3",
    ],
    "0005_resolution.sql": [
        """INSERT INTO talk_nodes BY NAME SELECT 'c1' AS node_id, 'call' AS world, 'day' AS stage,
            DATE '2025-03-03' AS block_day, DATE '2025-03-03' AS first_day,
            DATE '2025-03-03' AS last_day, ['call'] AS kinds, [] AS cities, [] AS countries,
            [] AS ordinals, ['putin'] AS people, ['visas'] AS topics, ['held'] AS statuses,
            ['a1'] AS articles, 1 AS sources, DATE '2025-03-03' AS reported_first,
            DATE '2025-03-03' AS reported_last, false AS pinned, 'c1' AS component,
            't1' AS talk_id""",
        "UPDATE claim_talks SET node_id = 'c1'",
        "INSERT INTO judgements VALUES ('j1', 'c1', 'c9', 'different', '2025-03-04 09:00:00Z')",
        "INSERT INTO judged_claims VALUES ('c9', 'a9', 'call', '2025-03-09', NULL, 0, 4)",
    ],
    "0006_time.sql": [
        "INSERT INTO feeds VALUES ('f', 'https://n.example/f', 'News', 'en', NULL, 'state')",
        """INSERT INTO talk_reports BY NAME SELECT 't1' AS talk_id,
            DATE '2025-03-03' AS reported_on, 'call' AS kind, 'held' AS status,
            DATE '2025-03-03' AS date_start, 'day' AS date_precision, ['putin'] AS participants,
            90 AS duration_minutes, ['visas'] AS topics, false AS disputed""",
        "INSERT INTO talk_reports_of VALUES ('t1', 7)",
    ],
    "0007_states.sql": [
        """INSERT INTO talk_states BY NAME SELECT 't1' AS talk_id, 'call' AS kind,
            'held' AS status, ['putin'] AS participants, ['visas'] AS topics,
            TIMESTAMPTZ '2025-03-03 13:00:00Z' AS recorded_at""",
    ],
    "0009_heads.sql": [
        f"UPDATE {table} SET heads = ['putin']"
        for table in ("talk_claims", "talks", "talk_reports", "talk_states")
    ],
    "0010_called_off_by.sql": [
        f"UPDATE {table} SET called_off_by = 'US'"
        for table in ("talk_claims", "talks", "talk_reports", "talk_states")
    ],
}  # fmt: skip


def old_database(connection, last, tmp_path):
    """Make a database as the migrations up to this one made it, and fill its tables."""
    kept = NAMES[: NAMES.index(last) + 1]
    migrations = copy_sql(schema.MIGRATIONS, tmp_path / "old", kept)
    schema.migrate(connection, migrations, copy_sql(schema.VIEWS, tmp_path / "no views", []))
    for name in kept:
        for statement in ROWS.get(name, []):
            connection.execute(statement)


def contents(connection, columns_of=None):
    """Return the rows of each table, of the columns named there or of all, in one order."""
    columns_of = columns_of or columns(connection)
    found = {}
    for table, names in columns_of.items():
        listed = ", ".join(f'"{name}"' for name in names)
        query = f"SELECT {listed} FROM {table} ORDER BY ALL"
        found[table] = connection.execute(query).fetchall()
    return found


def columns(connection):
    """Return the columns of each table that holds data of the program."""
    rows = connection.execute(
        "SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns()"
        " JOIN duckdb_tables() USING (table_oid, table_name)"
        " WHERE table_name NOT IN ('migrations', 'meta') GROUP BY table_name"
    ).fetchall()
    return dict(rows)


def shape(connection):
    """Return every column with its type and whether it may be empty."""
    return connection.execute(
        "SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns()"
        " WHERE NOT internal ORDER BY ALL"
    ).fetchall()


@pytest.mark.parametrize("last", NAMES[:-1])
def test_a_database_of_each_earlier_schema_keeps_its_rows_and_gets_the_rest(last, tmp_path):
    with duckdb.connect() as old, duckdb.connect() as new:
        old_database(old, last, tmp_path)
        names = columns(old)
        before = contents(old)
        assert all(before.values()), "each table of the old schema holds a row"

        applied = schema.migrate(old)
        schema.migrate(new)

        assert applied == NAMES[NAMES.index(last) + 1 :]
        assert contents(old, names) == before
        assert shape(old) == shape(new)


@pytest.mark.parametrize("last", NAMES[:-1])
def test_a_run_on_a_database_of_an_earlier_schema_keeps_talks_and_history(last, tmp_path):
    database = tmp_path / "talks.duckdb"
    ledger_path(database).parent.mkdir()
    with duckdb.connect(str(ledger_path(database))) as old:
        old_database(old, last, tmp_path)

    store(database, Harvest(Run("r2", "ingest", NOON.replace(day=5), NOON.replace(day=5))))

    with duckdb.connect(str(database), read_only=True) as new:
        assert new.execute("SELECT talk_id, status FROM talks").fetchall() == [("t1", "held")]
        assert new.execute("SELECT talk_id FROM talk_claims").fetchall() == [("t1",)]
        first = new.execute("SELECT field, new_value FROM talk_history LIMIT 1").fetchall()
        assert first == [("status", "held")]
        known = "SELECT status FROM talks_asof(TIMESTAMPTZ '2025-03-04')"
        assert new.execute(known).fetchall() == [("held",)]
        assert new.execute("SELECT run_id FROM runs ORDER BY ALL").fetchall() == [("r1",), ("r2",)]


def test_what_was_stored_before_heads_were_known_has_none(tmp_path):
    with duckdb.connect() as old:
        old_database(old, "0007_states.sql", tmp_path)

        schema.migrate(old)

        for table in ("talk_claims", "talks", "talk_reports", "talk_states"):
            assert old.execute(f"SELECT DISTINCT heads FROM {table}").fetchall() == [([],)]


def test_of_what_was_stored_before_that_was_asked_nobody_is_known_to_have_called_it_off(tmp_path):
    with duckdb.connect() as old:
        old_database(old, "0009_heads.sql", tmp_path)

        schema.migrate(old)

        for table in ("talk_claims", "talks", "talk_reports", "talk_states"):
            found = old.execute(f"SELECT DISTINCT called_off_by FROM {table}").fetchall()
            assert found == [(None,)]
