"""Which claims are one contact, and what its row says."""

import itertools
import random
from datetime import UTC, date, datetime, timedelta

import pytest

from storage.records import ReportedClaim, TalkClaim
from tasks.merge import merge_claims
from tasks.resolve import resolve, talk_ids

NUMBER = itertools.count()
LATE = datetime(2026, 6, 1, tzinfo=UTC)


def claim(reported="2025-02-28", article=None, source=None, **slots):
    number = next(NUMBER)
    values = {
        "kind": "delegation",
        "status": "held",
        "date_start": None,
        "date_end": None,
        "city": None,
        "country": None,
        "venue": None,
        "participants": (),
        "duration_minutes": None,
        "ordinal": None,
        "topics": (),
        "talk_id": None,
    } | slots
    if isinstance(values["date_start"], str):
        values["date_start"] = date.fromisoformat(values["date_start"])
    values.setdefault("date_precision", "day" if values["date_start"] else "unknown")
    article = article or f"a{number}"
    made = TalkClaim(
        claim_id=f"c{number:04}",
        article_id=article,
        evidence=(),
        extractor_version="1",
        **values,
    )
    moment = datetime.fromisoformat(reported).replace(tzinfo=UTC)
    return ReportedClaim(made, moment, f"p{number}", source or article)


ISTANBUL = {"date_start": "2025-02-27", "city": "Istanbul"}
SAME = {
    "day and city": (claim(**ISTANBUL), claim(**ISTANBUL)),
    "one knows no city": (claim(**ISTANBUL), claim(date_start="2025-02-27")),
    "a day apart, same city": (
        [claim(**ISTANBUL), claim(**ISTANBUL)],
        claim(date_start="2025-02-28", city="Istanbul"),
    ),
    "a week that holds the day": (
        claim(**ISTANBUL),
        claim(date_start="2025-02-24", date_precision="week", city="Istanbul"),
    ),
    "an undated plan and the meeting that fills it": (
        claim(reported="2025-02-20", status="possible", ordinal=2),
        claim(date_start="2025-02-27", ordinal=2),
    ),
    "related kinds in one city": (claim(**ISTANBUL), claim(**ISTANBUL, kind="envoy")),
}
APART = {
    "another city": (claim(**ISTANBUL), claim(date_start="2025-02-27", city="Riyadh")),
    "another ordinal": (claim(**ISTANBUL, ordinal=1), claim(**ISTANBUL, ordinal=2)),
    "a call and a meeting": (claim(**ISTANBUL), claim(date_start="2025-02-27", kind="call")),
    "two weeks apart": (claim(**ISTANBUL), claim(date_start="2025-03-13", city="Istanbul")),
    "one article tells them apart": (
        claim(**ISTANBUL, article="same"),
        claim(**ISTANBUL, article="same"),
    ),
    "calls of other people": (
        claim(date_start="2025-03-18", kind="call", participants=("putin", "trump")),
        claim(date_start="2025-03-18", kind="call", participants=("lavrov", "rubio")),
    ),
    "a plan too long before": (
        claim(reported="2025-02-20", status="possible", ordinal=2),
        claim(reported="2025-09-25", date_start="2025-09-24", ordinal=2),
    ),
}


def flatten(items):
    if isinstance(items, ReportedClaim):
        return [items]
    return [found for item in items for found in flatten(item)]


@pytest.mark.parametrize("items", SAME.values(), ids=SAME)
def test_claims_about_one_contact_are_one_talk(items):
    assert len(resolve(flatten(items))) == 1


@pytest.mark.parametrize("items", APART.values(), ids=APART)
def test_claims_about_different_contacts_stay_apart(items):
    assert len(resolve(flatten(items))) == 2


def test_the_order_of_arrival_changes_nothing():
    claims = flatten([*SAME.values(), *APART.values()])
    expected = {frozenset(c.claim.claim_id for c in x.claims) for x in resolve(claims)}
    for seed in range(50):
        random.Random(seed).shuffle(claims)

        found = {frozenset(c.claim.claim_id for c in x.claims) for x in resolve(claims)}

        assert found == expected


def test_a_talk_keeps_its_id_when_claims_join_it():
    known = claim(**ISTANBUL, talk_id="old")
    clusters = resolve([known, claim(**ISTANBUL), claim(date_start="2025-04-10", city="Istanbul")])

    ids = dict(zip([len(c.claims) for c in clusters], talk_ids(clusters), strict=True))

    assert ids[2] == "old"
    assert ids[1] != "old"


STATUS = {
    "a plan": (["scheduled"], "scheduled"),
    "held after a plan": (["scheduled", "held"], "held"),
    "called off after a plan": (["scheduled", "cancelled"], "cancelled"),
    "postponed, then planned again": (["scheduled", "postponed", "scheduled"], "scheduled"),
    "reported as under way, long ago": (["scheduled", "ongoing"], "held"),
    "possible, then firm": (["possible", "scheduled"], "scheduled"),
}


@pytest.mark.parametrize(("statuses", "expected"), STATUS.values(), ids=STATUS)
def test_the_status_follows_the_reports_in_time(statuses, expected):
    day = date(2025, 2, 26)
    claims = [
        claim(reported=(day + timedelta(days=n)).isoformat(), status=status, **ISTANBUL)
        for n, status in enumerate(statuses)
    ]

    assert merge_claims("t", claims, LATE).status == expected


def test_copies_of_one_text_count_as_one_source():
    claims = [
        claim(**ISTANBUL, duration_minutes=60, source="wire"),
        claim(**ISTANBUL, duration_minutes=60, source="wire"),
        claim(**ISTANBUL, duration_minutes=390),
        claim(**ISTANBUL, duration_minutes=390),
    ]

    talk = merge_claims("t", claims, LATE)

    assert (talk.duration_minutes, talk.articles, talk.independent_sources) == (390, 4, 3)
    assert talk.disputed
