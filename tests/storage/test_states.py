"""States: `talks_asof` gives what a replay of the history by hand gives, at every moment."""

import random
from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from storage import schema, tables
from storage.records import TalkChange
from storage.states import add_changes
from tests.storage.test_older_schemas import NAMES
from tests.storage.test_schema import copy_sql

START = datetime(2025, 3, 1, tzinfo=UTC)
VALUES = {"status": ["scheduled", "held"], "city": ["Riyadh", None], "duration_minutes": ["90"],
          "participants": ["putin, trump", None], "heads": ["trump", None],
          "called_off_by": ["US", None],
          "date_start": ["2025-03-03"], "talk_id": [None]}  # fmt: skip  # gone into another talk


_LATER = {"heads", "called_off_by"}  # no history had them before their columns were there
_PLAIN = ("status", "city", "duration_minutes", "called_off_by")


def make_history(seed):
    """Return changes of six talks at twelve moments, one of them before the last."""
    chance = random.Random(seed)
    moments = [START + timedelta(hours=number) for number in (*range(6), 4.5, *range(6, 11))]
    return [
        (moment, [
            TalkChange(f"t{chance.randrange(6)}", moment, moment - timedelta(chance.random()),
                       field, None, chance.choice(VALUES[field]), None)
            for field in chance.sample(sorted(VALUES), 4)
        ])
        for moment in moments
    ]  # fmt: skip


def replay(ledger, moment):
    """Return status, city, length, people, last change and report of each talk known then."""
    query = "SELECT talk_id, field, new_value, recorded_at, reported_at FROM talk_history"
    known = {}
    for talk, field, value, recorded, reported in ledger.execute(
        f"{query} WHERE recorded_at <= ? ORDER BY rowid", [moment]
    ).fetchall():
        if field == "talk_id":
            known.pop(talk, None)
        else:
            known.setdefault(talk, {})[field] = (value, recorded, reported)
    return {
        talk: (
            *(fields.get(name, (None,))[0] for name in _PLAIN),
            *(
                (fields.get(name, (None,))[0] or "").split(", ")
                for name in ("participants", "heads")
            ),
            max(reported for _, _, reported in fields.values()),
        )
        for talk, fields in known.items()
    }


def asked(ledger, moment):
    rows = ledger.execute(
        "SELECT talk_id, status, city, CAST(duration_minutes AS VARCHAR), called_off_by,"
        " participants, heads, reported_at FROM talks_asof(?)",
        [moment],
    ).fetchall()
    return {
        talk: (*values, people or [""], heads or [""], at)
        for talk, *values, people, heads, at in rows
    }


def check(ledger):
    for hours in range(24):
        moment = START + timedelta(hours=hours / 2, minutes=-1)
        assert asked(ledger, moment) == replay(ledger, moment)
        assert asked(ledger, moment + timedelta(minutes=1)) == replay(
            ledger, moment + timedelta(minutes=1)
        )


@pytest.mark.parametrize("seed", range(5))
def test_what_was_known_is_what_the_history_says(ledger, seed):
    for _, changes in make_history(seed):
        add_changes(ledger, changes)

    check(ledger)


def test_the_migration_tells_the_states_of_the_history_there_is(tmp_path):
    with duckdb.connect() as old:
        old.execute("SET TimeZone = 'UTC'")
        kept = NAMES[: NAMES.index("0007_states.sql")]
        schema.migrate(old, copy_sql(schema.MIGRATIONS, tmp_path / "old", kept),
                       copy_sql(schema.VIEWS, tmp_path / "none", []))  # fmt: skip
        for _, changes in make_history(7):
            tables.write(old, [change for change in changes if change.field not in _LATER])

        schema.migrate(old)

        check(old)
