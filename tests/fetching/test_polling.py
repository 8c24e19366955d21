"""When a feed is asked again, and what its answer means: tables of cases, no network."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storage.records import Feed, FeedState
from tasks import polling
from tasks.polling import Hints

NOW = datetime(2025, 3, 3, 12, tzinfo=UTC)
FEED = Feed("f", "http://n.example/feed", "N", "en")
FRESH = FeedState("f", FEED.url)
KNOWN = replace(
    FRESH, etag='W/"abc"', last_modified="Mon, 3 Mar 2025 9:00:00 gmt", body_hash="h",
    last_body_at=NOW - timedelta(hours=2), last_success_at=NOW - timedelta(hours=1),
    last_attempt_at=NOW - timedelta(hours=1), last_status=200,
)  # fmt: skip


def hours(count):
    return timedelta(hours=count)


def dates(*hours_ago):
    return [NOW - hours(ago) for ago in hours_ago]


def body(state=FRESH, headers=(), digest="h2", entries=(), hints=None):
    return polling.after_body(
        state, NOW, 200, dict(headers), digest, list(entries), hints or Hints()
    )


def test_validators_are_sent_back_exactly_as_they_came():
    assert polling.validators(KNOWN, NOW) == {
        "If-None-Match": 'W/"abc"',
        "If-Modified-Since": "Mon, 3 Mar 2025 9:00:00 gmt",
    }


def test_the_whole_body_is_asked_for_once_a_day():
    assert polling.validators(replace(KNOWN, last_body_at=NOW - hours(25)), NOW) == {}
    assert polling.validators(replace(KNOWN, last_body_at=None), NOW) == {}


@pytest.mark.parametrize(
    ("headers", "digest", "lies"),
    [
        ({"etag": 'W/"abc"'}, "other", True),
        ({"etag": 'W/"abc"'}, "h", False),
        ({"etag": '"new"'}, "other", False),
        ({"last-modified": "Mon, 3 Mar 2025 9:00:00 gmt"}, "other", True),
        ({"last-modified": "Mon, 3 Mar 2025 9:00:00 gmt", "etag": '"new"'}, "other", False),
        ({}, "other", False),
    ],
)
def test_validators_that_stay_while_the_body_changes_are_found_to_lie(headers, digest, lies):
    state = body(KNOWN, headers, digest)

    assert state.validators_lie is lies
    assert (polling.validators(state, NOW) == {}) is (lies or not headers)


def test_304_keeps_what_it_does_not_name():
    state = polling.after_success(KNOWN, NOW, 304, {"etag": '"newer"'})

    assert state.etag == '"newer"'
    assert state.last_modified == KNOWN.last_modified
    assert state.last_body_at == KNOWN.last_body_at


PACES = {
    "an entry every 2 hours": (dates(1, 3, 5, 7, 9, 11), hours(2)),
    "hundreds a day: not below the floor": (dates(*[i / 30 for i in range(100)]), polling.FLOOR),
    "a window of 3 hours: a quarter of it": (dates(0.1, 0.2, 1.5, 3.1), hours(0.75)),
    "one a week: not beyond the ceiling": (dates(1, 169, 337), polling.CEILING),
    "fallen silent for 50 hours": (dates(50, 51, 52, 53, 80), hours(5)),
    "no dates": ([], polling.START),
    "dates in the future only": (dates(-1, -2), polling.START),
}


@pytest.mark.parametrize(("entries", "expected"), PACES.values(), ids=PACES)
def test_a_feed_is_asked_at_its_own_pace(entries, expected):
    pace = polling.pace(entries, NOW, Hints(), {})

    assert abs(pace - expected) < timedelta(minutes=6)


@pytest.mark.parametrize(
    ("headers", "minutes", "expected"),
    [
        ({"cache-control": "public, max-age=14400"}, 0, hours(4)),
        ({"cache-control": "max-age=14400", "age": "7200"}, 0, hours(2)),
        ({"cache-control": "no-cache, max-age=14400"}, 0, hours(1)),
        ({"cache-control": "max-age=99999999999"}, 0, hours(24)),
        ({"expires": "Mon, 03 Mar 2025 15:00:00 GMT"}, 0, hours(3)),
        ({"expires": "Mon, 03 Mar 2025 15:00:00 GMT", "cache-control": "max-age=60"}, 0, hours(1)),
        ({"expires": "0"}, 0, hours(1)),
        ({}, 180, hours(3)),
        ({}, 99999, hours(24)),
        ({}, 5, hours(1)),
    ],
)
def test_what_a_publisher_hints_lengthens_the_pause_within_a_day(headers, minutes, expected):
    assert polling.pace([], NOW, Hints(minutes), headers) == expected


def test_hours_and_days_to_skip_are_skipped():
    nights = Hints(skip_hours=frozenset(range(12, 24)), skip_days=frozenset({1}))

    assert body(hints=nights).next_poll_at == datetime(2025, 3, 5, 0, tzinfo=UTC)
    assert body(hints=Hints(skip_hours=frozenset(range(24)))).next_poll_at < NOW + hours(2)


RETRIES = {
    "seconds": ({"retry-after": "3600"}, hours(1)),
    "a date": ({"retry-after": "Mon, 03 Mar 2025 14:00:00 GMT"}, hours(2)),
    "a date by a clock that is an hour fast": (
        {"retry-after": "Mon, 03 Mar 2025 14:00:00 GMT", "date": "Mon, 03 Mar 2025 13:00:00 GMT"},
        hours(1),
    ),
    "a week": ({"retry-after": "604800"}, hours(48)),
    "absurd": ({"retry-after": "9" * 40}, hours(48)),
    "the past": ({"retry-after": "Mon, 03 Mar 2014 14:00:00 GMT"}, hours(0)),
    "nonsense": ({"retry-after": "soon"}, None),
    "nothing": ({}, None),
}


@pytest.mark.parametrize(("headers", "wait"), RETRIES.values(), ids=RETRIES)
def test_retry_after_is_read_in_both_forms_and_capped(headers, wait):
    assert polling.retry_after(headers, NOW) == (None if wait is None else NOW + wait)


def fail(state, status=None, kind="network", times=1, retry_at=None):
    for _ in range(times):
        state = polling.after_failure(state, NOW, "why", status, kind, retry_at)
    return state


@pytest.mark.parametrize(
    ("status", "kind", "times", "least", "most"),
    [
        (None, "dns", 1, 5, 10),
        (None, "network", 1, 12, 18),
        (500, "http", 1, 12, 18),
        (404, "http", 1, 25, 35),
        (404, "http", 3, 100, 140),
        (404, "http", 50, 1290, 1590),
        (None, "dns", 500, 1290, 1590),
    ],
)
def test_failures_lengthen_the_pause_by_their_weight_and_never_for_good(
    status, kind, times, least, most
):
    wait = fail(KNOWN, status, kind, times).next_poll_at - NOW

    assert least <= wait.total_seconds() / 60 <= most


SKIPS = {
    "never polled": (FRESH, False, False),
    "not due": (replace(KNOWN, next_poll_at=NOW + hours(1)), False, True),
    "not due, but wanted": (replace(KNOWN, next_poll_at=NOW + hours(1)), True, False),
    "due": (replace(KNOWN, next_poll_at=NOW - hours(1)), False, False),
    "asked to wait": (fail(KNOWN, 429, "http", retry_at=NOW + hours(3)), True, True),
    "failed, and wanted": (fail(KNOWN, 500, "http"), True, False),
    "gone, though wanted": (fail(KNOWN, 410, "http"), True, True),
    "gone, at another address": (replace(fail(KNOWN, 410, "http"), url="http://o/"), False, False),
}


@pytest.mark.parametrize(("state", "force", "skipped"), SKIPS.values(), ids=SKIPS)
def test_a_feed_is_skipped_for_a_reason_or_polled(state, force, skipped):
    assert (polling.why_skip(FEED, state, NOW, force=force) is not None) is skipped


def test_a_feed_that_is_gone_is_asked_again_after_a_month_and_may_come_back():
    gone = fail(KNOWN, 410, "http")

    assert polling.why_skip(FEED, gone, NOW + timedelta(days=31), force=False) is None
    assert polling.after_success(gone, NOW, 200, {}).retired_at is None


def test_a_permanent_redirect_is_believed_once_it_has_repeated():
    state, target = KNOWN, "http://new.example/feed"
    for _ in range(polling.MOVES_NEEDED):
        assert polling.address_of(state) == FEED.url
        state = polling.after_success(state, NOW, 200, {}, target)

    assert polling.address_of(state) == target
    assert polling.address_of(polling.after_success(state, NOW, 304, {})) == target


def test_a_redirect_that_changes_its_mind_starts_anew():
    state = KNOWN
    for target in ("http://a.example/", "http://b.example/", "http://a.example/"):
        state = polling.after_success(state, NOW, 200, {}, target)

    assert (state.moved_times, polling.address_of(state)) == (1, FEED.url)


def test_a_place_moved_to_that_fails_is_left_again():
    moved = replace(KNOWN, moved_to="http://gone.example/", moved_times=5)

    assert polling.address_of(fail(moved, 404, "http", times=1)) == "http://gone.example/"
    assert polling.address_of(fail(moved, 404, "http", times=3)) == FEED.url


def test_two_feeds_that_fail_together_do_not_come_back_together():
    moments = {
        polling.after_failure(FeedState(name, "u"), NOW, "w", 500, "http").next_poll_at
        for name in "abcdefgh"
    }

    assert len(moments) == 8


WORDS = {
    "never polled": (None, "never polled"),
    "well": (replace(KNOWN, last_entry_at=NOW), "healthy"),
    "stale": (
        replace(KNOWN, last_entry_at=NOW - timedelta(days=90)),
        "newest entry is of 2024-12-03",
    ),
    "failing": (fail(KNOWN, 500, "http", times=2), r"failing \(2 times, good until 2025-03-03"),
    "gone": (fail(KNOWN, 410, "http"), "retired: 410 Gone on 2025-03-03"),
    "lying": (replace(KNOWN, validators_lie=True), "lies"),
    "moved": (replace(KNOWN, moved_to="http://new/", moved_times=1), "moved to http://new/"),
}


@pytest.mark.parametrize(("state", "words"), WORDS.values(), ids=WORDS)
def test_the_state_of_a_feed_is_told_in_words(state, words):
    import re

    assert re.search(words, polling.describe(FEED, state, NOW))
