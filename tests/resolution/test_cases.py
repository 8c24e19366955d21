"""Which claims are one contact."""

import random

import pytest

from storage.records import ReportedClaim
from tasks.resolve import resolve, talk_ids
from tests.resolution.claims import ISTANBUL, claim

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


def test_an_undated_plan_goes_to_the_first_contact_that_fits():
    plan = claim(reported="2025-03-01", status="possible", topics=("visas",))
    first = claim(reported="2025-04-11", date_start="2025-04-10", topics=("visas", "economy"))
    second = claim(reported="2025-04-25", date_start="2025-04-24", topics=("visas",))

    clusters = resolve([plan, second, first])

    assert sorted(len(c.claims) for c in clusters) == [1, 2]
    assert next(c for c in clusters if len(c.claims) == 1).claims == (second,)
