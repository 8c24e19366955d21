"""Feeds: from feeds.toml to the entries worth fetching."""

import tomllib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from storage.records import AFFILIATIONS, Broken, Entry, Feed, FeedState, Page, Poll
from tasks import polling
from tasks.addresses import AddressError, check_url
from tasks.feed_formats import parse_feed
from tasks.hosts import HostGate, by_host, host_of
from tasks.http import Answer, Client, FetchError, FetchSettings, check_status
from tasks.syndication import FeedError

SCOPES = ("general", "subject")


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
    listed = tables.get("feeds", [])
    if not isinstance(listed, list) or not all(isinstance(table, dict) for table in listed):
        raise FeedListError(f"{path}: feeds stand in [[feeds]] tables")
    feeds: list[Feed] = []
    for number, table in enumerate(listed, 1):
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
        choice = ", ".join(known)
        raise FeedListError(f"{where}: unknown key {unknown[0]!r}; known are {choice}")
    for name, field in known.items():
        if name not in table and field.default is MISSING:
            raise FeedListError(f"{where}: {name!r} is missing")
        expected = bool if name == "enabled" else str
        if name in table and not isinstance(table[name], expected):
            raise FeedListError(f"{where}: {name!r} must be a {expected.__name__}")
        if table.get(name) == "":
            raise FeedListError(f"{where}: {name!r} is empty")
    feed = Feed(**table)
    _check_values(feed, where)
    return feed


def _check_values(feed: Feed, where: str) -> None:
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
    if not (len(feed.language) == 2 and feed.language.isascii() and feed.language.islower()):
        raise FeedListError(f"{where}: language {feed.language!r} is no ISO 639-1 code like 'fr'")
    if feed.timezone is not None:
        try:
            ZoneInfo(feed.timezone)
        except (OSError, ValueError, KeyError) as error:
            raise FeedListError(
                f"{where}: timezone {feed.timezone!r} is no name like 'Europe/Moscow'"
            ) from error


def poll_feeds(
    feeds: Sequence[Feed],
    states: Mapping[str, FeedState],
    settings: FetchSettings,
    *,
    force: bool = False,
) -> list[Poll]:
    """Return what each feed gave, in the order of `feeds`; a feed that fails never raises.

    Without `force`, a feed that is not due is skipped. With it, only one that asked to wait is.
    """
    gate = HostGate(settings.host_delay)

    def poll_host(group: Sequence[Feed]) -> list[Poll]:
        with Client(settings) as client:
            return _Host(client, settings, gate).poll(group, states, force=force)

    groups = list(by_host(feeds, lambda feed: feed.url).values())
    with ThreadPoolExecutor(max_workers=max(1, min(settings.concurrency, len(groups)))) as pool:
        polls = {p.state.feed_id: p for results in pool.map(poll_host, groups) for p in results}
    return [polls[feed.id] for feed in feeds]


class _Host:
    """Polls the feeds of one host, one after the other."""

    def __init__(self, client: Client, settings: FetchSettings, gate: HostGate) -> None:
        self._client = client
        self._settings = settings
        self._gate = gate
        self._votes = 0  # feeds of this host that asked to wait
        self._retry_at: datetime | None = None

    def poll(
        self, feeds: Sequence[Feed], states: Mapping[str, FeedState], *, force: bool
    ) -> list[Poll]:
        return [self._poll_one(feed, states.get(feed.id), force=force) for feed in feeds]

    def _poll_one(self, feed: Feed, known: FeedState | None, *, force: bool) -> Poll:
        now = datetime.now(UTC)
        # What is remembered belongs to an address: after a change in the list it holds no more.
        state = known if known and known.url == feed.url else FeedState(feed.id, feed.url)
        if polling.why_skip(feed, state, now, force=force) is not None:
            return Poll(state, "skipped")
        if self._retry_at is not None and polling.host_must_wait(self._votes):
            reason = "several feeds of its host asked to wait"
            waiting = polling.after_failure(state, now, reason, 429, "http", self._retry_at)
            return Poll(waiting, "skipped")
        try:
            answer = self._get(feed, state, now)
            return _read_answer(feed, state, answer, now)
        except FetchError as error:
            if error.retry_at is not None:
                self._votes += 1
                self._retry_at = error.retry_at
            failure = error
        except FeedError as error:
            failure = FetchError(str(error), kind="content")
        except Exception as error:  # noqa: BLE001  # one feed never stops the others
            failure = FetchError(f"{type(error).__name__}: {error}", kind="content")
        reason = str(failure)
        failed = polling.after_failure(
            state, now, reason, failure.status, failure.kind, failure.retry_at
        )
        return Poll(failed, "failed", broken=Broken("poll", feed.url, reason))

    def _get(self, feed: Feed, state: FeedState, now: datetime) -> Answer:
        answer = self._client.get(
            polling.address_of(state),
            polling.validators(state, now),
            max_bytes=self._settings.max_feed_bytes,
            before=lambda url: self._gate.wait(host_of(url)),
        )
        retry_at = polling.retry_after(answer.headers, now)
        return answer if answer.is_unchanged else check_status(answer, retry_at)


def _read_answer(feed: Feed, state: FeedState, answer: Answer, now: datetime) -> Poll:
    digest = polling.hash_body(answer.body)
    if answer.is_unchanged or digest == state.body_hash:
        unchanged = polling.after_success(
            state, now, answer.status, answer.headers, answer.moved_to
        )
        return Poll(unchanged, "unchanged")
    parsed = parse_feed(feed, answer)
    dates = [entry.published_at for entry in parsed.entries if entry.published_at]
    known = polling.after_body(
        state, now, answer.status, answer.headers, digest, dates, parsed.hints, answer.moved_to
    )
    page = Page(
        entry=Entry(feed.id, feed.url, "", "", None),
        final_url=answer.url,
        status=answer.status,
        headers=tuple(answer.headers.items()),
        body=answer.body,
        fetched_at=answer.fetched_at,
    )
    return Poll(known, "polled", parsed.entries, answer=page)
