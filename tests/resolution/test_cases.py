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


def claim(reported="2025-02-28", article=None, source=None, official=False, **slots):
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
    for name in ("date_start", "date_end"):
        if isinstance(values[name], str):
            values[name] = date.fromisoformat(values[name])
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
    return ReportedClaim(made, moment, f"p{number}", source or article, official)


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
    "a plan that is spoken of for months before it has a date": (
        claim(reported="2025-02-19", kind="summit", status="possible"),
        claim(reported="2025-04-11", kind="summit", status="possible"),
        claim(reported="2025-06-02", kind="summit", status="possible"),
        claim(reported="2025-07-25", kind="summit", date_start="2025-08-15", city="Anchorage"),
    ),
    "a round by its number": (
        claim(reported="2025-03-05", status="scheduled", ordinal=2),
        claim(reported="2025-04-11", date_start="2025-04-10", city="Istanbul", ordinal=2),
    ),
    "a numbered round that nobody spoke of for long": (
        claim(reported="2025-04-11", status="possible", ordinal=3),
        claim(reported="2025-06-25", status="cancelled", ordinal=3, city="Moscow"),
    ),
    "one day, place and delegation, told with two numbers": (
        claim(**ISTANBUL, participants=("darchiev", "coulter"), ordinal=1),
        claim(**ISTANBUL, participants=("darchiev", "coulter"), ordinal=3),
    ),
    "several days, and the second of them": (
        claim(date_start="2026-01-23", date_end="2026-01-24", city="Abu Dhabi"),
        claim(date_start="2026-01-24", city="Abu Dhabi"),
    ),
    "a venue that moved, with the parties": (
        claim(
            reported="2025-03-20",
            status="scheduled",
            date_start="2025-03-24",
            city="Geneva",
            participants=("karasin", "peek"),
        ),
        claim(
            reported="2025-03-25",
            date_start="2025-03-24",
            city="Riyadh",
            participants=("karasin", "peek", "beseda"),
        ),
    ),
    "a venue that moved within the country": (
        claim(
            reported="2025-03-20",
            status="scheduled",
            date_start="2025-03-23",
            city="Jeddah",
            country="SA",
        ),
        claim(reported="2025-03-25", date_start="2025-03-24", city="Riyadh", country="SA"),
    ),
    "a meeting postponed twice": (
        claim(reported="2025-03-01", status="postponed", date_start="2025-03-05", city="Geneva"),
        claim(reported="2025-03-18", status="postponed", date_start="2025-03-20", city="Geneva"),
        claim(reported="2025-04-11", date_start="2025-04-10", city="Geneva"),
    ),
    "a cancelled one that takes place later after all": (
        claim(reported="2025-05-04", status="cancelled", date_start="2025-05-05", city="Geneva"),
        claim(reported="2025-06-11", date_start="2025-06-10", city="Geneva"),
    ),
    "a plan that slipped by days": (
        claim(reported="2026-01-25", status="scheduled", date_start="2026-02-01", city="Geneva"),
        claim(reported="2026-02-06", date_start="2026-02-04", city="Geneva"),
    ),
    "the last round, told without a date": (
        claim(reported="2025-06-01", city="Istanbul"),
        claim(reported="2025-04-11", date_start="2025-04-10", city="Istanbul"),
    ),
}
APART = {
    "two rounds in one city, neither called off": (
        claim(reported="2025-02-28", **ISTANBUL),
        claim(reported="2025-03-13", date_start="2025-03-12", city="Istanbul"),
    ),
    "what was cancelled and a new plan without a name": (
        claim(reported="2025-10-22", kind="summit", status="cancelled", city="Budapest"),
        claim(reported="2025-12-03", kind="summit", status="possible"),
    ),
    "a round without a number that nobody spoke of for long": (
        claim(reported="2025-04-11", status="possible"),
        claim(reported="2025-06-25", status="cancelled", city="Moscow"),
    ),
    "a plan for another city": (
        claim(reported="2025-06-12", status="scheduled", city="Moscow"),
        claim(reported="2025-07-02", date_start="2025-07-01", city="Istanbul"),
    ),
    "a call that was possible long before": (
        claim(reported="2025-10-27", kind="call", status="possible"),
        claim(reported="2025-12-29", kind="call", date_start="2025-12-28"),
    ),
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


def test_a_report_that_says_who_met_tells_the_kind_where_another_calls_it_talks_of_delegations():
    moscow = {"date_start": "2025-04-25", "city": "Moscow"}
    named = claim(**moscow, kind="envoy", participants=("putin", "witkoff"), reported="2025-04-26")
    later = claim(**moscow, kind="delegation", reported="2025-08-06")

    assert merge_claims("t", [named, later], LATE).kind == "envoy"
    assert merge_claims("t", [named, later, later], LATE).kind == "envoy"  # one source


def test_an_undated_plan_goes_to_the_first_contact_that_fits():
    plan = claim(reported="2025-03-01", status="possible", topics=("visas",))
    first = claim(reported="2025-04-11", date_start="2025-04-10", topics=("visas", "economy"))
    second = claim(reported="2025-04-25", date_start="2025-04-24", topics=("visas",))

    clusters = resolve([plan, second, first])

    assert sorted(len(c.claims) for c in clusters) == [1, 2]
    assert next(c for c in clusters if len(c.claims) == 1).claims == (second,)


def test_a_postponed_meeting_has_the_day_and_place_where_it_was():
    claims = [
        claim(reported="2025-03-01", status="scheduled", date_start="2025-03-05", city="Geneva"),
        claim(reported="2025-03-04", status="postponed", date_start="2025-03-05", city="Geneva"),
        claim(reported="2025-03-15", date_start="2025-03-14", city="Bern"),
    ]

    talk = merge_claims("t", claims, LATE)

    assert (talk.date_start, talk.city, talk.status) == (date(2025, 3, 14), "Bern", "held")
    assert not talk.disputed


def test_a_party_s_own_words_weigh_as_two_sources():
    claims = [
        claim(**ISTANBUL, duration_minutes=60, official=True),
        claim(**ISTANBUL, duration_minutes=390),
    ]

    assert merge_claims("t", claims, LATE).duration_minutes == 60


HEADS = ("lavrov", "rubio")
PARTICIPANTS = {
    "one report names the whole delegation": (
        "ministerial", [HEADS, HEADS, HEADS, (*HEADS, "ushakov", "waltz")],
        (*HEADS, "ushakov", "waltz"),
    ),
    "a name away from all others is a stray": (
        "ministerial", [HEADS, HEADS, HEADS, ("biden",)], HEADS,
    ),
    "nobody else is on the line": (
        "call", [HEADS, HEADS, HEADS, (*HEADS, "peskov")], HEADS,
    ),
    "of few reports each counts": ("call", [("putin",), ("trump",)], ("putin", "trump")),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "named", "expected"), PARTICIPANTS.values(), ids=PARTICIPANTS)
def test_who_took_part(kind, named, expected):
    claims = [claim(**ISTANBUL, kind=kind, participants=people) for people in named]

    assert merge_claims("t", claims, LATE).participants == tuple(sorted(expected))
