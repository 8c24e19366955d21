"""The spare: a new copy is made of an old one only when nobody can see it change."""

import os
import shutil
import subprocess
import sys

import duckdb
import pytest

from storage import spare, tables
from storage.database import ledger_path, open_ledger, transaction
from storage.outcomes import Run
from storage.publish import publish
from storage.records import Article
from tests.storage.test_publish import READER


@pytest.fixture(autouse=True)
def whole(monkeypatch, tmp_path):
    """Let the smallest ledger have a spare; return the copies that were made whole."""
    if not spare.knows_who_reads(tmp_path):
        pytest.skip("copies are made whole here")
    made = []
    copy = shutil.copyfile
    monkeypatch.setattr("storage.spare.WORTH", 0)
    monkeypatch.setattr("shutil.copyfile", lambda *a: (made.append(a), copy(*a)))
    return made


@pytest.fixture
def store_run(database, sample):
    def store_run(number):
        with open_ledger(database) as ledger, transaction(ledger):
            text = " ".join(str(hash((number, word))) for word in range(15_000))
            article = sample(Article, article_id=str(number % 4), text=text)
            tables.write(ledger, [article], replace=True)
            tables.write(ledger, [sample(Run, run_id=str(number))])
        publish(database)
        assert database.read_bytes() == ledger_path(database).read_bytes()

    return store_run


def test_from_the_third_copy_on_only_what_changed_is_written(store_run, whole):
    for number in range(9):
        store_run(number)

    assert len(whole) == 2


def test_a_copy_that_a_program_has_open_is_left_to_it(store_run, whole, database):
    store_run(0)
    before = database.read_bytes()
    with database.open("rb") as held:
        for number in range(1, 5):
            store_run(number)

        assert held.read() == before
    assert len(whole) == 3


def test_twelve_runs_go_through_while_a_reader_keeps_its_copy(store_run, database):
    store_run(0)
    command = [sys.executable, "-c", READER, str(database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
        assert reader.stdout.readline() == b"1\n"

        for number in range(1, 13):
            store_run(number)

        seen, _ = reader.communicate(b"go\n")
        assert seen.split() == [b"1", b"13"]


def test_a_copy_that_has_another_name_keeps_its_bytes(store_run, database, tmp_path):
    store_run(0)
    before = database.read_bytes()
    os.link(database, tmp_path / "backup.duckdb")

    for number in range(1, 5):
        store_run(number)

    assert (tmp_path / "backup.duckdb").read_bytes() == before


def test_a_copy_that_a_program_wrote_to_is_no_spare(store_run, whole, database):
    store_run(0)
    with duckdb.connect(str(database)) as intruder:
        intruder.execute("CREATE TABLE notes AS FROM range(99999)")

    for number in range(1, 4):
        store_run(number)

    assert len(whole) == 3


def test_a_spare_that_cannot_be_written_is_given_up(store_run, whole, database, monkeypatch):
    for number in range(3):
        store_run(number)
    monkeypatch.setattr("os.pwrite", lambda *_: 1)

    store_run(3)

    assert len(whole) == 3
    assert not list(database.parent.glob(".*.tmp"))
