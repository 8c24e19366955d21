"""The ledger and its published copy: real DuckDB files, real processes."""

import os
import signal
import subprocess
import sys
from datetime import UTC, date, datetime

import duckdb
import pytest

from storage import queries, tables
from storage.database import ledger_path, open_ledger, state_folder, transaction
from storage.errors import StorageError
from storage.outcomes import Run
from storage.publish import is_stale, publish
from storage.readonly import run_query
from storage.records import Article, Evidence, Talk, TalkClaim

NOW = datetime(2025, 2, 27, 12, tzinfo=UTC)
ARTICLE = Article(
    article_id="a1",
    url="http://x/1",
    canonical_url="http://x/1",
    feed_id="f",
    publisher="p",
    title="É “quoted” | Ё",
    byline=None,
    language="fr",
    published_at=NOW,
    published_source="page",
    fetched_at=NOW,
    updated_at=NOW,
    text="Text « é »",
    relevant=True,
    relevance=0.5,
    cited_sources=("TASS", "CNN"),
)
CLAIM = TalkClaim(
    claim_id="c1",
    article_id="a1",
    kind="call",
    status="held",
    date_start=date(2025, 2, 12),
    date_end=None,
    date_precision="day",
    city=None,
    country=None,
    venue=None,
    participants=("putin", "trump"),
    duration_minutes=90,
    ordinal=None,
    topics=("iran",),
    evidence=(Evidence("date", 0, 4, "Text"),),
    extractor_version="1",
)
RUN = Run("r1", "ingest", NOW, NOW)
FORBIDDEN = [
    "INSERT INTO people VALUES ('x', 'x', NULL, [])",
    "WITH i AS (INSERT INTO people VALUES ('x', 'y', NULL, []) RETURNING 1) FROM i",
    "UPDATE talks SET status = 'held'",
    "DROP TABLE talks",
    "COPY talks TO 'copy.csv'",
    "ATTACH 'other.duckdb'",
    "SELECT * FROM read_text('pyproject.toml')",
    "SELECT * FROM 'pyproject.toml'",
    "SELECT * FROM glob('*')",
    "SET lock_configuration = false",
    "SET enable_external_access = true",
    "INSTALL httpfs",
    "LOAD httpfs",
    "EXPORT DATABASE 'folder'",
]


@pytest.fixture
def database(tmp_path):
    return tmp_path / "talks.duckdb"


def fill(database):
    with open_ledger(database) as ledger, transaction(ledger):
        tables.write(ledger, [ARTICLE, CLAIM, RUN])
    publish(database)


def test_what_is_written_is_read_back_equal(database):
    fill(database)

    with open_ledger(database) as ledger:
        assert queries.load_articles(ledger) == [ARTICLE]
        assert [item.claim for item in queries.load_claims(ledger)] == [CLAIM]


def test_writing_the_same_rows_twice_leaves_them_once(database):
    fill(database)
    fill(database)

    assert run_query(database, "SELECT count(*) FROM talk_claims")[1] == [(1,)]


def test_text_that_cannot_be_stored_keeps_its_offsets(database):
    with open_ledger(database) as ledger, transaction(ledger):
        tables.write(ledger, [RUN])

    assert tables.clean("a\0b\ud800c") == "a\ufffdb\ufffdc"


@pytest.mark.parametrize("query", FORBIDDEN)
def test_a_query_that_writes_or_leaves_the_database_is_refused(database, query):
    fill(database)

    with pytest.raises(StorageError, match="the query failed"):
        run_query(database, query)


def test_a_missing_database_is_named_with_what_to_do(database):
    with pytest.raises(StorageError, match="run `talks ingest` first"):
        run_query(database, "SELECT 1")


def test_a_reader_keeps_its_copy_and_sees_the_new_one_when_it_connects_again(database):
    fill(database)
    with duckdb.connect(str(database), read_only=True) as reader:
        with open_ledger(database) as ledger, transaction(ledger):
            tables.write(ledger, [Run("r2", "ingest", NOW, NOW)])
        publish(database)

        assert reader.execute("SELECT count(*) FROM runs").fetchone() == (1,)

    assert run_query(database, "SELECT count(*) FROM runs")[1] == [(2,)]


def test_a_second_writer_waits_and_is_then_refused_in_one_line(database):
    with (
        open_ledger(database),
        pytest.raises(StorageError, match="another run is writing"),
        open_ledger(database, wait_seconds=0.2),
    ):
        pass


def test_a_database_of_a_newer_version_is_refused(database):
    fill(database)
    with duckdb.connect(str(ledger_path(database))) as connection:
        connection.execute("INSERT INTO migrations (name) VALUES ('9999_later.sql')")

    with pytest.raises(StorageError, match="newer version"), open_ledger(database):
        pass


def test_a_damaged_ledger_is_named_and_left_alone(database):
    state_folder(database).mkdir(parents=True)
    ledger_path(database).write_bytes(b"no database" * 1000)

    with (
        pytest.raises(StorageError, match="is damaged and there is no whole copy"),
        open_ledger(database),
    ):
        pass

    assert ledger_path(database).read_bytes().startswith(b"no database")


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")

    with (
        pytest.raises(StorageError, match="choose another --db"),
        open_ledger(tmp_path / "file" / "talks.duckdb"),
    ):
        pass


def test_a_writer_killed_inside_its_transaction_leaves_the_tables_as_they_were(database):
    fill(database)
    script = (
        "import os, signal, sys; from pathlib import Path\n"
        "from storage.database import open_ledger, transaction\n"
        "with open_ledger(Path(sys.argv[1])) as ledger, transaction(ledger):\n"
        "    ledger.execute('DELETE FROM talk_claims')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )

    done = subprocess.run([sys.executable, "-c", script, str(database)], check=False)

    assert done.returncode == -signal.SIGKILL
    with open_ledger(database) as ledger:
        assert len(queries.load_claims(ledger)) == 1


def test_a_run_that_was_stored_but_not_published_is_noticed(database):
    fill(database)

    with open_ledger(database) as ledger, transaction(ledger):
        tables.write(ledger, [Run("r2", "ingest", NOW, NOW)])

    assert not is_stale(database, "r1")
    assert is_stale(database, "r2")


def test_temporary_files_of_a_killed_run_are_swept(database):
    fill(database)
    orphan = database.with_name(f".{database.name}.{os.getpid()}.tmp")
    orphan.write_bytes(b"half a copy")

    with open_ledger(database):
        pass

    assert not orphan.exists()


def test_what_was_known_at_a_moment_is_answered_from_the_history(database):
    talk = Talk(
        "t1", "call", "scheduled", date(2025, 2, 12), None, "day", None, None, None, (), None,
        None, (), NOW, NOW, 1, 1, disputed=False,
    )  # fmt: skip
    from dataclasses import replace

    from tasks.merge import find_changes

    later = datetime(2025, 3, 1, tzinfo=UTC)
    from storage.records import ReportedClaim
    from storage.states import add_changes

    claims = {"t1": [ReportedClaim(CLAIM, NOW, "p", "a1")]}
    held = replace(talk, status="held")
    with open_ledger(database) as ledger, transaction(ledger):
        tables.write(ledger, [RUN])
        add_changes(ledger, find_changes({}, [talk], claims, NOW))
        add_changes(ledger, find_changes({"t1": talk}, [held], claims, later))
    publish(database)

    asked = "SELECT status FROM talks_asof(?::TIMESTAMPTZ)"
    assert run_query(database, asked, [datetime(2025, 2, 28, tzinfo=UTC)])[1] == [("scheduled",)]
    assert run_query(database, asked, [datetime(2025, 3, 2, tzinfo=UTC)])[1] == [("held",)]
