"""Storage under stress: a clear line, nothing lost, and the next good run repairs."""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.diagnosis import check_database, check_last_run
from flows.settings import Settings
from storage import queries
from storage.damage import is_damaged
from storage.database import ledger_path, open_ledger, state_folder
from storage.errors import StorageError
from storage.outcomes import Run
from storage.publish import is_stale, publish
from storage.readonly import run_query
from storage.records import Article, Facts, TalkClaim
from tasks.extract import Reading
from tasks.store import Harvest, load_states, store

NOW = datetime(2026, 1, 2, tzinfo=UTC)
LIMITED = """
import resource, sys
from pathlib import Path
from tests.storage.test_stress import store_articles
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
try:
    store_articles(Path(sys.argv[1]), "r2", 400)
except Exception as error:
    print(type(error).__name__, error)
"""
UNPRIVILEGED = """
import os, sys
from pathlib import Path
from storage.database import open_ledger
if os.getuid() == 0:
    os.setuid(65534)
try:
    with open_ledger(Path(sys.argv[1])):
        pass
except Exception as error:
    print(type(error).__name__, error)
"""


def article(number):
    return Article(
        f"a{number}", f"http://x/{number}", f"http://x/{number}", "f", "P", f"Title {number}", None,
        "en", NOW, "page", NOW, NOW, " ".join(f"{number}x{word}" for word in range(900)),
        relevant=True, relevance=1.0,
    )  # fmt: skip


def reading(number):
    claim = TalkClaim(
        f"c{number}", f"a{number}", "call", "held", NOW.date(), None, "day", None, None, None,
        ("putin", "trump"), 60, None, (), (), "1",
    )  # fmt: skip
    return Reading(article(number), Facts(f"a{number}", True, 1.0, talk_claims=(claim,)))


def store_articles(database, run_id, count=2, ended=NOW):
    readings = tuple(reading(number) for number in range(count))
    return store(database, Harvest(Run(run_id, "ingest", NOW, ended), readings=readings))


def content(database):
    query = "SELECT article_id, text, claim_id, c.talk_id FROM articles JOIN talk_claims AS c"
    return sorted(run_query(database, f"{query} USING (article_id)")[1])


def cut(path, share=0.5):
    os.truncate(path, int(path.stat().st_size * share))


@pytest.fixture
def settings(database, tmp_path):
    return Settings(db=database, archive=tmp_path / "archive")


@pytest.mark.parametrize("share", [0.9, 0.5, 0.001, 0])
def test_a_ledger_that_was_cut_short_is_restored_from_its_copy(database, settings, capsys, share):
    store_articles(database, "r1")
    before = content(database)
    cut(ledger_path(database), share)
    said = check_database(settings)

    load_states(database)

    assert said is not None
    assert "is damaged; the next run restores it from" in said
    assert capsys.readouterr().err.count("\n") == 1
    assert check_database(settings) is None
    assert content(database) == before
    with open_ledger(database) as ledger:
        assert queries.last_run(ledger) == "r1"
    assert len(list(state_folder(database).glob("*.damaged-*"))) == 1


def test_a_ledger_and_a_copy_that_were_both_cut_short_are_left_alone(database, settings):
    store_articles(database, "r1")
    cut(ledger_path(database))
    cut(database)
    left = ledger_path(database).read_bytes()

    with pytest.raises(StorageError, match="`talks backfill` of the archive rebuilds everything"):
        load_states(database)

    assert ledger_path(database).read_bytes() == left
    assert "move both away" in str(check_database(settings))


def test_a_copy_that_was_cut_short_is_published_anew(database):
    store_articles(database, "r1")
    before = content(database)
    cut(database)

    assert is_stale(database, "r1")
    load_states(database)

    assert content(database) == before


def test_an_empty_ledger_without_a_copy_is_that_of_a_killed_first_run(database, settings):
    state_folder(database).mkdir(parents=True)
    ledger_path(database).touch()

    assert "publish it with a run" in str(check_database(settings))
    store_articles(database, "r1")
    assert len(content(database)) == 2


@pytest.mark.parametrize("how", ["cut", "changed"])
def test_the_doctor_sees_a_damaged_copy_and_a_run_mends_it(database, settings, how):
    store_articles(database, "r1")
    before = content(database)
    if how == "cut":
        cut(database)
    else:
        damaged = bytearray(database.read_bytes())
        for place in range(20_000, len(damaged), 40_000):
            damaged[place] ^= 0xFF
        database.write_bytes(damaged)

    assert "publishes it anew" in str(check_database(settings))
    store(database, Harvest(Run("r2", "ingest", NOW, NOW)))
    assert check_database(settings) is None
    assert content(database) == before


def test_a_ledger_that_is_gone_is_restored_from_its_copy(database):
    store_articles(database, "r1")
    shutil.rmtree(state_folder(database))

    store_articles(database, "r2", 3)

    assert run_query(database, "SELECT count(*) FROM runs")[1] == [(2,)]


def test_a_whole_file_lacks_nothing_and_half_of_one_is_seen(database):
    """A checkpoint may cut off free blocks that the header counts still."""
    for number in range(6):
        with open_ledger(database) as ledger:
            ledger.execute("INSERT INTO people VALUES (?, 'x', NULL, [])", [str(number)])
        assert not is_damaged(ledger_path(database))

    os.truncate(ledger_path(database), ledger_path(database).stat().st_size // 2)
    assert is_damaged(ledger_path(database))


@pytest.mark.parametrize("filling", [b"\0", b"\xff", b"\x7f"])
def test_a_header_of_rubbish_is_damage_and_no_error(database, filling):
    store_articles(database, "r1")
    with ledger_path(database).open("r+b") as file:
        file.seek(4096)
        file.write(filling * 2 * 4096)

    assert is_damaged(ledger_path(database))


def test_a_full_disk_is_one_line_and_the_next_run_stores_what_it_did_not(database, tmp_path):
    store_articles(database, "r1")
    before = content(database)
    limit = ledger_path(database).stat().st_size + 100_000
    command = [sys.executable, "-c", LIMITED, str(database), str(limit)]

    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    kept = content(database)
    store_articles(database, "r3", 400)

    assert told.startswith("StorageError cannot ")
    assert told.count("\n") == 1
    assert kept == before
    assert len(content(database)) == 400
    assert sorted(f.name for f in database.parent.iterdir()) == [
        database.name,
        database.name + ".state",
    ]


def test_a_ledger_that_may_not_be_written_is_one_line():
    folder = Path(tempfile.mkdtemp())
    try:
        database = folder / "talks.duckdb"
        store_articles(database, "r1")
        for path in (state_folder(database), folder):
            path.chmod(0o555)
        for path in state_folder(database).iterdir():
            path.chmod(0o444)

        command = [sys.executable, "-c", UNPRIVILEGED, str(database)]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout

        assert told.startswith("StorageError cannot write to")
        assert told.count("\n") == 1
    finally:
        for path in (folder, state_folder(folder / "talks.duckdb")):
            path.chmod(0o755)
        shutil.rmtree(folder)


def test_a_clock_that_was_set_back_mixes_up_no_two_runs(database, settings):
    ahead = datetime.now(UTC) + timedelta(days=40)
    store_articles(database, "r1", 1, ended=ahead)
    said = check_last_run(settings)
    later = replace(reading(1), article=replace(article(1), published_at=NOW - timedelta(days=9)))

    stored = store(database, Harvest(Run("r2", "ingest", NOW, NOW), readings=(later,)))

    assert stored.finished_at > ahead
    assert "later than this clock shows" in str(said)
    moments = "SELECT count(DISTINCT recorded_at) = 1 FROM talk_history WHERE recorded_at < ?"
    assert run_query(database, moments, [stored.finished_at])[1] == [(True,)]


def test_of_two_runs_started_together_each_is_stored_and_published(database):
    script = (
        "import sys; from pathlib import Path\n"
        "from tests.storage.test_stress import store_articles\n"
        "store_articles(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))\n"
    )
    command = [sys.executable, "-c", script, str(database)]

    together = [
        subprocess.Popen([*command, name, count]) for name, count in (("r1", "60"), ("r2", "90"))
    ]

    assert [process.wait(120) for process in together] == [0, 0]
    assert run_query(database, "SELECT count(*), count(DISTINCT run_id) FROM runs")[1] == [(2, 2)]
    assert len(content(database)) == 90


def test_a_history_is_only_ever_added_to(database):
    store_articles(database, "r1")
    query = "SELECT * FROM talk_history ORDER BY rowid"
    before = run_query(database, query)[1]
    publish(database)

    store_articles(database, "r2", 1, ended=NOW + timedelta(days=1))
    longer = replace(reading(1).facts.talk_claims[0], duration_minutes=300)
    again = replace(reading(1), facts=replace(reading(1).facts, talk_claims=(longer,)))
    store(database, Harvest(Run("r3", "reextract", NOW, NOW), readings=(reading(0), again)))

    after = run_query(database, query)[1]
    assert before
    assert after[: len(before)] == before
    assert len(after) > len(before)
