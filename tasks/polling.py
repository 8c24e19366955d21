"""Polling: when to ask a feed again, and what its answer means. Decisions only, no network."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise
from statistics import median

from storage.records import Feed, FeedState

FLOOR = timedelta(minutes=10)
CEILING = timedelta(hours=6)
START = timedelta(hours=1)  # pace of a feed whose entries have no dates
HINT_CEILING = timedelta(hours=24)  # the longest pause a publisher's hint is heeded for
RETRY_CEILING = timedelta(days=2)  # the longest Retry-After that is heeded
FIRST_BACK_OFF = timedelta(minutes=30)
LONGEST_BACK_OFF = timedelta(days=1)
RETIRED_CHECK = timedelta(days=30)  # even a feed that is gone is asked once in a while
FULL_BODY_EVERY = timedelta(days=1)  # validators may lie: the body is asked for whole now and then
MOVES_NEEDED = 3  # a permanent redirect is believed once it has repeated
STALE_AFTER = timedelta(days=14)

_GONE = 410
_ASKED_TO_WAIT = frozenset({429, 503})
_NOT_MODIFIED = 304
# A name that does not resolve is our network as often as theirs; a 500 passes more often than 404.
_WEIGHTS = {"dns": 0.25, "network": 0.5, "http-soft": 0.5}
_MAX_AGE = re.compile(r"max-age=(\d+)")
_HOST_VOTES = 2  # feeds of one host that must ask to wait before all its feeds do


@dataclass(frozen=True, slots=True)
class Hints:
    """What a feed or its answer says about how often to ask."""

    minutes: float = 0.0  # ttl, or sy:updatePeriod divided by sy:updateFrequency
    skip_hours: frozenset[int] = frozenset()  # of the day, UTC
    skip_days: frozenset[int] = frozenset()  # Monday is 0, UTC


def why_skip(feed: Feed, state: FeedState, now: datetime, *, force: bool) -> str | None:
    """Return why the feed is not polled now, or None when it is.

    With `force` only a publisher's own word counts: a request to wait, or 410 Gone.
    """
    if state.url != feed.url:
        return None  # another address: nothing remembered holds
    waiting = state.next_poll_at is not None and state.next_poll_at > now
    if state.retired_at is not None and waiting:
        return f"retired: the publisher answered 410 Gone on {state.retired_at:%Y-%m-%d}"
    if waiting and state.last_status in _ASKED_TO_WAIT:
        return f"its server asked to wait until {state.next_poll_at:%Y-%m-%d %H:%M} UTC"
    if waiting and not force:
        return f"not due before {state.next_poll_at:%Y-%m-%d %H:%M} UTC"
    return None


def address_of(state: FeedState) -> str:
    """Return the address to poll: the one a permanent redirect led to, once it has repeated."""
    if state.moved_to is not None and state.moved_times >= MOVES_NEEDED:
        return state.moved_to
    return state.url


def validators(state: FeedState, now: datetime) -> dict[str, str]:
    """Return the headers of a conditional request, exactly as the server gave the values.

    None for a feed whose validators were found to lie, and none once a day, to find that out.
    """
    checked = state.last_body_at is not None and now - state.last_body_at < FULL_BODY_EVERY
    if state.validators_lie or not checked:
        return {}
    headers = {}
    if state.etag:
        headers["If-None-Match"] = state.etag
    if state.last_modified:
        headers["If-Modified-Since"] = state.last_modified
    return headers


def hash_body(body: bytes) -> str:
    """Return what tells one feed body from another."""
    return hashlib.sha256(body).hexdigest()


def after_success(
    state: FeedState,
    now: datetime,
    status: int,
    headers: Mapping[str, str],
    moved_to: str | None = None,
) -> FeedState:
    """Return what to remember after an answer that brought nothing new."""
    times = state.moved_times + 1 if moved_to and moved_to == state.moved_to else 1
    if moved_to is None and address_of(state) != state.url:  # polled there: no redirect is seen
        moved_to, times = state.moved_to, state.moved_times
    interval = timedelta(minutes=state.interval_minutes or START.total_seconds() / 60)
    return replace(
        state,
        etag=headers.get("etag") or state.etag,
        last_modified=headers.get("last-modified") or state.last_modified,
        last_body_at=state.last_body_at if status == _NOT_MODIFIED else now,
        last_success_at=now,
        last_attempt_at=now,
        last_status=status,
        last_error=None,
        consecutive_failures=0,
        retired_at=None,
        moved_to=moved_to,
        moved_times=times if moved_to else 0,
        next_poll_at=now + _jitter(state.feed_id, interval, now),
    )


def after_body(
    state: FeedState,
    now: datetime,
    status: int,
    headers: Mapping[str, str],
    digest: str,
    dates: Sequence[datetime],
    hints: Hints,
    moved_to: str | None = None,
) -> FeedState:
    """Return what to remember after an answer with a new body; `dates` are those of its entries."""
    etag, modified = headers.get("etag"), headers.get("last-modified")
    same_validator = (etag and etag == state.etag) or (
        not etag and modified and modified == state.last_modified
    )
    changed = state.body_hash is not None and digest != state.body_hash
    interval = pace(dates, now, hints, headers)
    known = after_success(state, now, status, headers, moved_to)
    return replace(
        known,
        etag=etag,
        last_modified=modified,
        body_hash=digest,
        validators_lie=state.validators_lie or bool(same_validator and changed),
        last_entry_at=max(
            (date for date in (*dates, state.last_entry_at) if date is not None), default=None
        ),
        interval_minutes=round(interval.total_seconds() / 60),
        next_poll_at=_outside_skips(now + _jitter(state.feed_id, interval, now), hints),
    )


def after_failure(
    state: FeedState,
    now: datetime,
    reason: str,
    status: int | None,
    kind: str,
    retry_at: datetime | None = None,
) -> FeedState:
    """Return what to remember after a failure. No feed is ever given up for good."""
    failures = state.consecutive_failures + 1
    if kind == "http" and status is not None and (status >= 500 or status in _ASKED_TO_WAIT):
        kind = "http-soft"
    weight = _WEIGHTS.get(kind, 1.0)
    wait = min(FIRST_BACK_OFF * weight * 2 ** min(failures - 1, 8), LONGEST_BACK_OFF)
    following = now + _jitter(state.feed_id, wait, now)
    if retry_at is not None:
        following = max(now, retry_at)
    if status == _GONE:
        following = now + RETIRED_CHECK
    lost = failures >= MOVES_NEEDED  # the place it moved to is no better: back to the listed one
    return replace(
        state,
        moved_to=None if lost else state.moved_to,
        moved_times=0 if lost else state.moved_times,
        last_attempt_at=now,
        last_status=status,
        last_error=reason,
        consecutive_failures=failures,
        retired_at=(state.retired_at or now) if status == _GONE else None,
        next_poll_at=following,
    )


def pace(
    dates: Sequence[datetime], now: datetime, hints: Hints, headers: Mapping[str, str]
) -> timedelta:
    """Return how long to wait before the next poll.

    The feed's own rhythm first: its usual gap between two entries, and a quarter of the time its
    entries span, so that none falls out unseen; then the publisher's hints, which only lengthen.
    """
    own = START
    past = sorted(date for date in dates if date <= now)
    if len(past) > 1:
        gaps = [later - earlier for earlier, later in pairwise(past)]
        usual = timedelta(seconds=median(gap.total_seconds() for gap in gaps))
        silent = now - past[-1]  # a feed that has fallen silent is asked less and less
        own = min(max(usual, silent / 10), (past[-1] - past[0]) / 4)
    own = min(max(own, FLOOR), CEILING)
    hinted = max(timedelta(minutes=hints.minutes), freshness(headers, now))
    return max(own, min(hinted, HINT_CEILING))


def freshness(headers: Mapping[str, str], now: datetime) -> timedelta:
    """Return how long the server says its answer stays fresh: max-age, else Expires."""
    control = headers.get("cache-control", "").lower()
    if "no-cache" in control or "no-store" in control:
        return timedelta(0)
    found = _MAX_AGE.search(control)
    if found:
        age = headers.get("age", "")
        spent = int(age) if age.isdecimal() and len(age) < 9 else 0
        return timedelta(seconds=max(0, min(int(found.group(1)[:9]), 10**8) - spent))
    expires = parse_http_date(headers.get("expires", ""))
    if control or expires is None:
        return timedelta(0)
    return max(timedelta(0), expires - (parse_http_date(headers.get("date", "")) or now))


def retry_after(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Return when a server asks to come back, at most two days on: seconds, or a date.

    A date is read relative to the server's own clock, which its `Date` header tells.
    """
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return now + min(timedelta(seconds=min(int(value[:9]), 10**8)), RETRY_CEILING)
    moment = parse_http_date(value)
    if moment is None:
        return None
    wait = moment - (parse_http_date(headers.get("date", "")) or now)
    return now + min(max(wait, timedelta(0)), RETRY_CEILING)


def parse_http_date(value: str) -> datetime | None:
    """Return the moment of an HTTP date, or None for anything else ("0", "-1")."""
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def host_must_wait(votes: int) -> bool:
    """Tell whether so many feeds of a host, asking to wait, speak for all of them."""
    return votes >= _HOST_VOTES


def describe(feed: Feed, state: FeedState | None, now: datetime) -> str:
    """Return the state of a feed in words: what is wrong, since when, and what follows."""
    if state is None or state.last_attempt_at is None or state.url != feed.url:
        return "never polled"
    words = []
    if state.retired_at is not None:
        words.append(f"retired: 410 Gone on {state.retired_at:%Y-%m-%d}; remove it from the list")
    elif state.consecutive_failures:
        good = state.last_success_at
        since = f"good until {good:%Y-%m-%d %H:%M}" if good else "never a good answer"
        words.append(f"failing ({state.consecutive_failures} times, {since}): {state.last_error}")
    elif is_stale(state, now) and state.last_entry_at is not None:
        words.append(f"answers, but its newest entry is of {state.last_entry_at:%Y-%m-%d}: stale?")
    else:
        words.append(f"healthy, last answer {state.last_success_at:%Y-%m-%d %H:%M}")
    if state.moved_to is not None:
        done = "polled there" if state.moved_times >= MOVES_NEEDED else f"{state.moved_times} times"
        words.append(f"moved to {state.moved_to} ({done}); change its url in the list")
    if state.validators_lie:
        words.append("its ETag or Last-Modified lies: polled without")
    if state.next_poll_at is not None:
        words.append(f"next poll {state.next_poll_at:%Y-%m-%d %H:%M}")
    return "; ".join(words)


def is_stale(state: FeedState, now: datetime) -> bool:
    """Tell whether a feed answers but has had no new entry for two weeks."""
    return state.last_entry_at is not None and now - state.last_entry_at > STALE_AFTER


def _jitter(feed_id: str, wait: timedelta, now: datetime) -> timedelta:
    """Return the wait, up to a tenth longer or shorter, the same for the same feed and hour."""
    seed = hashlib.blake2b(f"{feed_id} {now:%Y%m%d%H}".encode(), digest_size=2).digest()
    return wait * (0.9 + 0.2 * int.from_bytes(seed, "big") / 0xFFFF)


def _outside_skips(moment: datetime, hints: Hints) -> datetime:
    if len(hints.skip_hours) >= 24 or len(hints.skip_days) >= 7:
        return moment  # nonsense: no time is left
    for _ in range(24 * 8):
        if moment.hour not in hints.skip_hours and moment.weekday() not in hints.skip_days:
            break
        moment = (moment + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    return moment
