"""Feeds: from feeds.toml to the entries worth fetching."""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import MISSING, fields, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from time import struct_time
from typing import Any
from urllib.parse import urljoin

import feedparser

from storage.records import AFFILIATIONS, Broken, Entry, Feed, FeedState, Poll
from tasks.addresses import AddressError, check_url
from tasks.hosts import by_host
from tasks.http import Answer, Client, FetchError, FetchSettings, check_status

SCOPES = ("general", "subject")
_BACK_OFF = timedelta(minutes=15)
_LONGEST_BACK_OFF = timedelta(days=1)
_KEPT_SUMMARY = 2000  # characters: a summary only helps to judge an entry


class FeedListError(ValueError):
    """The feed list cannot be used; the message names the feed and the fault in one line."""


def load_feeds(path: Path) -> list[Feed]:
    """Return the enabled feeds of a feed list; FeedListError for whatever is wrong in it."""
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise FeedListError(f"cannot read {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FeedListError(f"{path} is not valid TOML: {error}") from error
    unknown = sorted(set(tables) - {"feeds"})
    if unknown:
        raise FeedListError(f"{path}: unknown table {unknown[0]!r}; feeds stand in [[feeds]]")
    feeds: list[Feed] = []
    for number, table in enumerate(tables.get("feeds", []), 1):
        feed = _parse_table(table, f"{path}: feed {table.get('id', f'number {number}')!r}")
        if any(feed.id == other.id for other in feeds):
            raise FeedListError(f"{path}: feed {feed.id!r}: this id is used twice")
        feeds.append(feed)
    if not feeds:
        raise FeedListError(f"{path} lists no feed")
    return [feed for feed in feeds if feed.enabled]


def _parse_table(table: Mapping[str, Any], where: str) -> Feed:
    known = {field.name: field for field in fields(Feed)}
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise FeedListError(f"{where}: unknown key {unknown[0]!r}")
    for name, field in known.items():
        if name not in table and field.default is MISSING:
            raise FeedListError(f"{where}: {name!r} is missing")
        expected = bool if name == "enabled" else str
        if name in table and not isinstance(table[name], expected):
            raise FeedListError(f"{where}: {name!r} must be a {expected.__name__}")
    feed = Feed(**table)
    for name, value, allowed in (
        ("affiliation", feed.affiliation, (None, *AFFILIATIONS)),
        ("scope", feed.scope, SCOPES),
    ):
        if value not in allowed:
            choice = ", ".join(str(item) for item in allowed if item)
            raise FeedListError(f"{where}: {name} {value!r} is none of {choice}")
    try:
        check_url(feed.url)
    except AddressError as error:
        raise FeedListError(f"{where}: url {feed.url!r}: {error}") from error
    return feed


def parse_feed(feed: Feed, answer: Answer) -> list[Entry]:
    """Return the entries that have a link, in feed order; FetchError when it is no feed."""
    # Bytes, never text or a name: a name could open a file, text loses the declared charset.
    parsed = feedparser.parse(
        BytesIO(answer.body), response_headers={**answer.headers, "content-location": answer.url}
    )
    if not parsed.get("version") and not parsed.entries:
        raise FetchError("not a feed")
    entries = []
    for item in parsed.entries:
        link = item.get("link")
        if not link:
            continue
        content = item.get("content") or [{}]
        entries.append(
            Entry(
                feed_id=feed.id,
                url=urljoin(answer.url, link.strip()),
                title=item.get("title", ""),
                summary=item.get("summary", "")[:_KEPT_SUMMARY],
                published_at=_as_utc(item.get("published_parsed") or item.get("updated_parsed")),
                guid=item.get("id"),
                content=content[0].get("value"),
            )
        )
    return entries


def _as_utc(moment: struct_time | None) -> datetime | None:
    if moment is None:
        return None
    try:
        # feedparser has already converted to UTC; it only drops the zone.
        return datetime(*moment[:6], tzinfo=UTC)
    except ValueError:
        return None


def poll_feeds(
    feeds: Sequence[Feed],
    states: Mapping[str, FeedState],
    settings: FetchSettings,
    *,
    force: bool = False,
) -> list[Poll]:
    """Return what each feed gave, in the order of `feeds`; a feed that fails never raises.

    Without `force`, a feed that failed lately and is not due again is skipped.
    """
    polls: dict[str, Poll] = {}

    def poll_host(group: Sequence[Feed]) -> list[Poll]:
        with Client(settings) as client:
            return [
                poll_feed(client, feed, states.get(feed.id) or FeedState(feed.id, feed.url), force)
                for feed in group
            ]

    groups = list(by_host(feeds, lambda feed: feed.url).values())
    with ThreadPoolExecutor(max_workers=max(1, min(settings.concurrency, len(groups)))) as pool:
        for results in pool.map(poll_host, groups):
            polls.update((poll.state.feed_id, poll) for poll in results)
    return [polls[feed.id] for feed in feeds]


def poll_feed(client: Client, feed: Feed, state: FeedState, force: bool = False) -> Poll:
    """Return what one feed gave; the new state holds the validators exactly as they came."""
    now = datetime.now(UTC)
    if not force and state.next_poll_at and state.next_poll_at > now:
        return Poll(state, "skipped")
    if state.url != feed.url:
        state = FeedState(feed.id, feed.url)  # validators belong to an address
    headers = {}
    if state.etag:
        headers["If-None-Match"] = state.etag
    if state.last_modified:
        headers["If-Modified-Since"] = state.last_modified
    try:
        answer = client.get(feed.url, headers)
        if answer.is_unchanged:
            return Poll(_succeeded(state, 304, now), "unchanged")
        digest = hashlib.sha256(check_status(answer).body).hexdigest()
        if digest == state.body_hash:
            return Poll(_succeeded(state, answer.status, now), "unchanged")
        entries = parse_feed(feed, answer)
    except Exception as error:  # noqa: BLE001  # one feed never stops the others
        return _failed(feed, state, error, now)
    dates = [entry.published_at for entry in entries if entry.published_at]
    known = replace(
        _succeeded(state, answer.status, now),
        etag=answer.headers.get("etag"),
        last_modified=answer.headers.get("last-modified"),
        body_hash=digest,
        last_entry_at=max(dates, default=state.last_entry_at),
    )
    return Poll(known, "polled", tuple(entries))


def _succeeded(state: FeedState, status: int, now: datetime) -> FeedState:
    return replace(
        state,
        last_success_at=now,
        last_attempt_at=now,
        last_status=status,
        last_error=None,
        consecutive_failures=0,
        next_poll_at=None,
    )


def _failed(feed: Feed, state: FeedState, error: Exception, now: datetime) -> Poll:
    reason = str(error) if isinstance(error, FetchError) else f"{type(error).__name__}: {error}"
    failures = state.consecutive_failures + 1
    wait = min(_BACK_OFF * 2 ** min(failures - 1, 10), _LONGEST_BACK_OFF)
    failed = replace(
        state,
        last_attempt_at=now,
        last_status=getattr(error, "status", None),
        last_error=reason,
        consecutive_failures=failures,
        next_poll_at=now + wait,
    )
    return Poll(failed, "failed", broken=Broken("poll", feed.url, reason))
