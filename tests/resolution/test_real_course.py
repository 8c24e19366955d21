"""The real course of the talks, from the development set's articles as they appeared."""

import json
import shutil
from collections import Counter

import duckdb
import pytest
from rich.console import Console

from flows import showing
from flows.judging import judge_same
from flows.printing import Choice, print_timeline
from tests.resolution.development_set import extracted_claims, load_contacts
from tests.resolution.real_course import load_articles, store_in_order, store_run

HELD = {
    "Istanbul, first round": ("delegation", "2025-02-27"),
    "Istanbul, second round": ("delegation", "2025-04-10"),
    "Riyadh": ("ministerial", "2025-02-18"),
    "Anchorage": ("summit", "2025-08-15"),
    "Kuala Lumpur": ("ministerial", "2025-07-10"),
    "New York": ("ministerial", "2025-09-24"),
    "Moscow, before Anchorage": ("envoy", "2025-08-06"),
    "Moscow, April": ("envoy", "2025-04-25"),
    "call of February": ("call", "2025-02-12"),
    "call of March": ("call", "2025-03-18"),
    "call of May": ("call", "2025-05-19"),
    "call of July": ("call", "2025-07-03"),
    "call of December": ("call", "2025-12-28"),
    "Geneva": ("envoy", "2026-02-17"),
}


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    path = tmp_path_factory.mktemp("course") / "talks.duckdb"
    store_in_order(path, runs=5)
    return path


@pytest.fixture
def timeline(database, capsys):
    print_timeline(database, Choice(), as_json=True)
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(("kind", "day"), HELD.values(), ids=HELD)
def test_a_contact_that_took_place_is_there_once_and_held(timeline, kind, day):
    of_that_day = [t for t in timeline if t["date_start"] == day and t["kind"] == kind]

    if (kind, day) == ("envoy", "2026-02-17"):  # Dmitriev met them there too, on another track
        of_that_day = [t for t in of_that_day if t["city"]]
    assert [talk["status"] for talk in of_that_day] == ["held"]


def test_the_round_of_june_2025_was_called_off(timeline):
    (talk,) = (t for t in timeline if t["status"] in ("cancelled", "postponed")
               and t["kind"] == "delegation" and t["city"] == "Moscow")  # fmt: skip

    assert talk["status"] == "cancelled"


def test_the_summit_of_budapest_did_not_take_place(timeline):
    found = [t for t in timeline if t["city"] == "Budapest" and t["kind"] == "summit"]

    assert [t["status"] for t in found] in (["cancelled"], ["postponed"])


def test_riyadh_keeps_the_delegations_that_one_report_names(timeline):
    (talk,) = (t for t in timeline if t["date_start"] == "2025-02-18")

    assert {"lavrov", "rubio", "ushakov", "waltz", "witkoff"} <= set(talk["participants"])


def test_what_is_not_on_the_agenda_is_no_topic_of_a_talk(timeline):
    (talk,) = (t for t in timeline if t["date_start"] == "2025-02-27")

    assert {"embassy_operations", "diplomatic_property", "direct_flights"} <= set(talk["topics"])
    assert "ukraine_settlement" not in talk["topics"]


def test_contacts_come_to_the_status_they_came_to(database):
    """Of the contacts that extraction finds; a cancelled one may be called postponed."""
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "SELECT claim_id, talks.status FROM talk_claims JOIN talks USING (talk_id)"
        ).fetchall()
    status = dict(rows)
    told: dict[str, Counter[str]] = {}
    for claim_id, contact in extracted_claims().contacts.items():
        told.setdefault(contact, Counter())[status[claim_id]] += 1
    alike = {"postponed": "cancelled", "scheduled": "possible"}
    wanted = {c["talk"]: c["status"] for c in load_contacts()}
    found = {name: count.most_common(1)[0][0] for name, count in told.items()}

    right = [n for n, s in found.items() if alike.get(s, s) == alike.get(wanted[n], wanted[n])]

    assert len(right) >= 0.95 * len(found), sorted(set(found) - set(right))


def test_show_proves_the_first_round_of_istanbul_in_several_languages(
    database, timeline, capsys, monkeypatch
):
    (talk,) = (t for t in timeline if t["date_start"] == "2025-02-27")
    monkeypatch.setattr(showing, "console", lambda: Console(width=200))

    showing.print_talk(database, talk["talk_id"])

    shown = capsys.readouterr().out
    for fact in ("2025-02-27", "Istanbul", "TR", "residence of the American consul general",
                 "coulter", "darchiev", "6 h 30", "agenda", "Outcomes", "embassy_operations",
                 "How it changed", "Evidence"):  # fmt: skip
        assert fact in shown, fact
    assert {"(fr):", "(ru):", "(en):"} <= set(shown.split())


def test_every_value_of_a_talk_names_the_claims_that_give_it(database):
    query = """
        SELECT slot, value, count(DISTINCT claim_id), bool_and(len(evidence) > 0)
        FROM talk_values JOIN talks USING (talk_id)
        WHERE date_start = DATE '2025-02-27' AND chosen
        GROUP BY ALL
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        found = {slot: (value, claims) for slot, value, claims, _ in
                 connection.execute(query).fetchall()}  # fmt: skip

    assert found["duration_minutes"][0] == "390"
    assert found["city"] == ("Istanbul", found["city"][1])
    assert found["city"][1] >= 6


def test_an_old_id_leads_to_the_talk_that_a_user_made_of_two(database, tmp_path, capsys):
    copy = tmp_path / "talks.duckdb"
    shutil.copytree(database.parent, tmp_path, dirs_exist_ok=True)
    with duckdb.connect(str(copy), read_only=True) as connection:
        talks = connection.execute("SELECT talk_id FROM talks WHERE kind = 'call'").fetchall()
    one, other = talks[0][0], talks[1][0]

    judge_same(copy, [one[:12], other])
    (kept,) = capsys.readouterr().out.split()
    showing.print_talk(copy, other if kept == one else one)

    assert f"is part of {kept} now" in capsys.readouterr().out


def test_extracting_everything_again_changes_no_row_and_no_id(database, tmp_path):
    shutil.copytree(database.parent, tmp_path, dirs_exist_ok=True)
    copy = tmp_path / database.name
    store_run(copy, load_articles(), "again")

    query = "SELECT * FROM talks ORDER BY talk_id"
    with (
        duckdb.connect(str(database), read_only=True) as before,
        duckdb.connect(str(copy), read_only=True) as after,
    ):
        assert after.execute(query).fetchall() == before.execute(query).fetchall()


def test_runs_day_by_day_and_one_run_of_everything_give_the_same_talks(database, tmp_path):
    once = tmp_path / "once.duckdb"
    store_run(once, load_articles(), "all")
    contents = []
    for path in (database, once):
        with duckdb.connect(str(path), read_only=True) as connection:
            contents.append(
                connection.execute("SELECT * EXCLUDE (talk_id) FROM talks ORDER BY ALL").fetchall()
            )

    assert contents[0] == contents[1]
