"""What the reports of each day made of a talk."""

from dataclasses import fields
from datetime import UTC, date, datetime

import duckdb
import pytest

from storage.records import ReportedClaim
from storage.retold import TalkReport
from tasks.retell import retell
from tests.test_storage import CLAIM

SLOTS = ", ".join(f.name for f in fields(TalkReport) if f.name != "reported_on")


def told(day, month=3, **values):
    from dataclasses import replace

    name = f"c{month}-{day}"
    claim = replace(CLAIM, claim_id=name, article_id=name, **values)
    return ReportedClaim(claim, datetime(2025, month, day, 9, tzinfo=UTC), "p", name)


def statuses(reports):
    return [(report.reported_on.isoformat(), report.status) for report in reports]


def test_a_report_stands_for_each_day_on_which_the_talk_came_to_look_otherwise():
    day = date(2025, 3, 10)
    claims = [
        told(1, status="possible", date_start=None, date_precision="unknown"),
        told(4, status="scheduled", date_start=day),
        told(5, status="scheduled", date_start=day),
        told(11, status="held", date_start=day),
    ]

    reports = retell("t", claims, date(2025, 3, 20))

    assert statuses(reports) == [
        ("2025-03-01", "possible"),
        ("2025-03-04", "scheduled"),
        ("2025-03-11", "held"),
    ]
    assert retell("t", claims[::-1], date(2025, 3, 20)) == reports


def test_what_is_ongoing_is_over_the_day_after_it_ended_without_a_further_report():
    claims = [told(10, status="ongoing", date_start=date(2025, 3, 10))]

    assert statuses(retell("t", claims, date(2025, 3, 10))) == [("2025-03-10", "ongoing")]
    assert statuses(retell("t", claims, date(2025, 3, 12))) == [
        ("2025-03-10", "ongoing"),
        ("2025-03-11", "held"),
    ]


def asked(database, query, *values):
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(query, list(values)).fetchall()


def test_the_reports_of_all_days_make_the_talks_of_today(sample):
    now = f"SELECT {SLOTS} FROM talks ORDER BY talk_id"
    reported = f"SELECT {SLOTS} FROM talks_reported_asof('2100-01-01') ORDER BY talk_id"

    assert asked(sample, now)
    assert asked(sample, reported) == asked(sample, now)


BUDAPEST = "SELECT status FROM talks_reported_asof(?) WHERE city = 'Budapest'"


@pytest.mark.parametrize(
    ("day", "known"),
    [
        ("2025-10-16", set()),
        ("2025-10-17", {"possible", "scheduled"}),
        ("2025-12-31", {"postponed", "cancelled"}),
    ],
)
def test_the_summit_of_budapest_is_told_as_it_was_told_then(sample, day, known):
    found = {status for (status,) in asked(sample, BUDAPEST, day)}

    assert found <= known
    assert bool(found) == bool(known)
