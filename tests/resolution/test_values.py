"""What the row of a contact says, by its claims."""

from datetime import date, timedelta

import pytest

from tasks.merge import find_changes, merge_claims
from tests.resolution.claims import ISTANBUL, LATE, claim

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


@pytest.mark.parametrize("told", [["postponed", "cancelled"], ["cancelled", "postponed"]])
def test_of_two_reports_of_one_moment_the_one_that_more_agree_with_tells_the_status(told):
    claims = [claim(reported="2025-02-20", status="cancelled", **ISTANBUL)]
    claims += [claim(reported="2025-02-21", status=status, **ISTANBUL) for status in told]

    assert merge_claims("t", claims, LATE).status == "cancelled"


@pytest.mark.parametrize("told", [["postponed", "cancelled"], ["cancelled", "postponed"]])
def test_of_two_reports_of_one_moment_that_nobody_agrees_with_the_one_counts_that_says_more(told):
    claims = [claim(reported="2025-02-21", status=status, **ISTANBUL) for status in told]

    assert merge_claims("t", claims, LATE).status == "cancelled"


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


def test_who_led_the_teams_is_whom_a_report_says_to_have_led_and_who_took_part():
    teams = ("coulter", "darchiev")
    claims = [
        claim(**ISTANBUL, participants=teams, heads=("darchiev",)),
        claim(**ISTANBUL, participants=teams, heads=("coulter",)),
        claim(**ISTANBUL, participants=teams),
    ]

    assert merge_claims("t", claims, LATE).heads == teams


def test_of_many_reports_that_say_who_led_one_alone_is_not_believed():
    claims = [
        claim(**ISTANBUL, participants=("coulter", "darchiev"), heads=(head,))
        for head in ("darchiev", "darchiev", "darchiev", "coulter")
    ]

    assert merge_claims("t", claims, LATE).heads == ("darchiev",)


def test_that_somebody_led_is_a_change_with_its_report():
    before = claim(**ISTANBUL, participants=("darchiev",))
    after = claim(**ISTANBUL, participants=("darchiev",), heads=("darchiev",))
    known, told = (merge_claims("t", claims, LATE) for claims in ([before], [before, after]))

    changes = find_changes({"t": known}, [told], {"t": [before, after]}, LATE)

    found = [(c.field, c.old_value, c.new_value, c.article_id) for c in changes]
    assert found == [("heads", None, "darchiev", after.claim.article_id)]


def test_who_called_it_off_is_told_of_what_is_off_and_of_nothing_else():
    by_us = claim(reported="2025-02-26", status="cancelled", called_off_by="US", **ISTANBUL)
    silent = claim(reported="2025-02-26", status="cancelled", **ISTANBUL)
    held = [claim(reported="2025-02-28", **ISTANBUL) for _ in range(3)]

    assert merge_claims("t", [silent, by_us], LATE).called_off_by == "US"
    assert merge_claims("t", [by_us, *held], LATE).called_off_by is None


def test_of_two_that_are_said_to_have_called_it_off_most_sources_count():
    claims = [
        claim(reported="2025-02-26", status="postponed", called_off_by=side, **ISTANBUL)
        for side in ("RU", "US", "RU")
    ]

    assert merge_claims("t", claims, LATE).called_off_by == "RU"
