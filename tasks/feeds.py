"""Feeds: polled politely, each answer read to its entries and to what to remember."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from storage.outcomes import Broken, Poll
from storage.records import Entry, Feed, FeedState, Page
from tasks import polling
from tasks.feed_formats import parse_feed
from tasks.hosts import HostGate, by_host, host_of
from tasks.http import Answer, Client, FetchError, FetchSettings, check_status
from tasks.syndication import FeedError


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
            answer = self._get(state, now)
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

    def _get(self, state: FeedState, now: datetime) -> Answer:
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
