"""Publishing: readers always find a whole database, writers never meet each other."""

import subprocess
import sys
import threading

import duckdb
import pytest

from storage import queries, tables
from storage.database import ledger_path, open_ledger, transaction
from storage.errors import StorageError
from storage.outcomes import Run
from storage.publish import publish
from storage.readonly import run_query
from storage.records import Article, TalkClaim
from storage.schema import VIEWS

KILLED = """
import os, signal, sys
from pathlib import Path
from storage.database import open_ledger, transaction
with open_ledger(Path(sys.argv[1])) as ledger, transaction(ledger):
    ledger.execute("DELETE FROM talk_claims")
    ledger.execute("INSERT INTO people VALUES ('x', 'x', NULL, [])")
    os.kill(os.getpid(), signal.SIGKILL)
"""
READER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
print(connection.execute("SELECT count(*) FROM runs").fetchone()[0], flush=True)
sys.stdin.readline()
print(connection.execute("SELECT count(*) FROM runs").fetchone()[0], flush=True)
connection = None
connection = duckdb.connect(sys.argv[1], read_only=True)
print(connection.execute("SELECT count(*) FROM runs").fetchone()[0], flush=True)
"""


def store_run(database, *records):
    with open_ledger(database) as ledger, transaction(ledger):
        tables.write(ledger, records)
    publish(database)


def rows_of(database):
    with open_ledger(database) as ledger:
        names = [name for (name,) in ledger.execute("SHOW TABLES").fetchall()]
        return {
            n: sorted(map(repr, ledger.table(n).fetchall())) for n in names if n != "migrations"
        }


def test_twelve_runs_go_through_while_a_reader_keeps_its_copy(database, sample):
    store_run(database, sample(Run, run_id="0"))
    command = [sys.executable, "-c", READER, str(database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
        assert reader.stdout.readline() == b"1\n"

        for number in range(1, 13):
            store_run(database, sample(Run, run_id=str(number)))

        seen, _ = reader.communicate(b"go\n")
        assert seen.split() == [b"1", b"13"]


def test_every_view_and_macro_of_the_published_file_answers(database, sample):
    store_run(database, sample(Article, duplicate_of=None), sample(TalkClaim), sample(Run))

    for file in VIEWS.iterdir():
        name = file.name.removesuffix(".sql")
        call = f"{name}(now())" if "MACRO" in file.read_text("utf-8") else name
        columns, _ = run_query(database, f"SELECT * FROM {call}")
        assert columns, name


def test_the_published_file_can_be_read_by_duckdb_1_5(database, sample):
    store_run(database, sample(Run))

    asked = "SELECT tags['storage_version'] FROM duckdb_databases() WHERE database_name = 'talks'"

    assert run_query(database, asked)[1] == [("v1.5.0+",)]


def test_publishing_waits_for_the_writer_and_gives_up_in_one_line(database):
    with open_ledger(database):
        outcome = []

        def publish_meanwhile():
            try:
                publish(database, wait_seconds=0.2)
            except StorageError as error:
                outcome.append(str(error))

        thread = threading.Thread(target=publish_meanwhile)
        thread.start()
        thread.join()

    assert "another run is writing" in outcome[0]
    assert not database.exists()


def test_what_a_program_left_beside_the_old_copy_does_not_spoil_the_new_one(database, sample):
    store_run(database, sample(Run))
    log = database.with_name(database.name + ".wal")
    with duckdb.connect(str(database)) as intruder:
        intruder.execute("SET checkpoint_threshold = '1GB'")
        intruder.execute("CREATE TABLE notes (n INTEGER)")
        left_behind = log.read_bytes()
    log.write_bytes(left_behind)

    store_run(database, sample(Run, run_id="r2"))

    assert run_query(database, "SELECT count(*) FROM runs")[1] == [(2,)]


def test_there_is_no_log_beside_the_ledger_after_a_run(database, sample):
    store_run(database, sample(Run))

    assert sorted(f.name for f in ledger_path(database).parent.iterdir()) == [
        "ledger.duckdb",
        "ledger.lock",
    ]


def test_a_killed_run_that_is_repeated_gives_the_same_tables(tmp_path, sample):
    killed, spared = tmp_path / "killed.duckdb", tmp_path / "spared.duckdb"
    for database in (killed, spared):
        store_run(database, sample(Article), sample(TalkClaim))

    done = subprocess.run([sys.executable, "-c", KILLED, str(killed)], check=False)
    for database in (killed, spared):
        store_run(database, sample(TalkClaim, claim_id="c2"), sample(Run))

    assert done.returncode < 0
    assert rows_of(killed) == rows_of(spared)


def test_a_ledger_that_another_program_has_open_is_said_to_be_so(database, sample, monkeypatch):
    store_run(database, sample(Run))
    monkeypatch.setattr("storage.database.CONNECT_SECONDS", 0.2)
    script = "import sys, duckdb; c = duckdb.connect(sys.argv[1]); print(1, flush=True); input()"
    command = [sys.executable, "-c", script, str(ledger_path(database))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        other.stdout.readline()

        with pytest.raises(StorageError, match="another program has"), open_ledger(database):
            pass

        other.communicate(b"\n")
    with open_ledger(database) as ledger:
        assert queries.last_run(ledger) == "r1"


def test_an_error_in_a_transaction_is_let_out_and_undoes_it(ledger, sample):
    def write_and_fail():
        with transaction(ledger):
            tables.write(ledger, [sample(Run)])
            ledger.execute("FROM no_such_table")

    with pytest.raises(duckdb.CatalogException):
        write_and_fail()

    assert queries.last_run(ledger) is None
