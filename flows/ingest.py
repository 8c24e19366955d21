"""Ingest: poll every feed, fetch what is new, extract its facts, store and publish them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from prefect import flow

from flows.extractor import with_proposals
from flows.progress import tell
from flows.reports import publish_artifacts
from flows.settings import Settings, load_settings
from storage.outcomes import Broken, Poll, Run, make_run_id
from storage.records import Entry, Feed, FeedState, Page
from tasks import stages
from tasks.extract import Reading, load_reading
from tasks.extraction.version import EXTRACTOR_VERSION
from tasks.failing import RunError
from tasks.feed_list import choose_feeds, load_feeds
from tasks.hosts import shard_by_host
from tasks.http import FetchSettings
from tasks.store import Harvest, load_states, select
from tasks.workers import dismiss_prepared, prepare

SHARDS = 4  # tasks for polling and for fetching; the threads inside are a setting


def fetch_settings(settings: Settings) -> FetchSettings:
    """Return the limits and manners of fetching that the settings ask for."""
    agent = settings.user_agent + (f" (+{settings.contact})" if settings.contact else "")
    return FetchSettings(
        allow_private=settings.allow_private,
        user_agent=agent,
        concurrency=max(1, settings.concurrency // SHARDS),
        host_delay=settings.host_delay,
    )


@flow(name="ingest")
def ingest(
    feeds: Path | None = None,
    db: Path | None = None,
    only: list[str] | None = None,
    limit: int | None = None,
    force: bool = False,
    every: bool = False,
) -> dict[str, Any]:
    """Run the pipeline once and return the run's figures.

    A feed or page that fails becomes a stored failure, and a later run tries it again. With
    `force`, feeds that failed lately are polled before they are due again. With `every`, entries
    that cannot concern the talks are fetched too, those of earlier runs included.
    """
    settings = load_settings({"feeds": feeds, "db": db, "limit": limit})
    listed = choose_feeds(load_feeds(settings.feeds), only or [])
    started = datetime.now(UTC)
    run_id = make_run_id(started)
    limits = fetch_settings(settings)
    states = recall_states(settings.db, every=every)

    prepare(settings.workers, load_reading, {feed.language for feed in listed})
    tell("poll", len(listed))
    polls = poll_all(listed, states, limits, force=force)
    entries = list(chain.from_iterable(poll.entries for poll in polls))
    by_id = {feed.id: feed for feed in listed}
    selection = select(settings.db, entries, by_id, started, every=every)
    chosen = selection.wanted[: settings.limit]
    held_back = selection.wanted[settings.limit :]
    tell("fetch", len(chosen))
    if not chosen:
        dismiss_prepared()
    fetched = fetch_all(chosen, limits)
    answers = [poll.answer for poll in polls if poll.answer]
    read = archive_and_read(settings, run_id, fetched, answers, by_id)
    tell("store", len(read))
    run = Run(run_id, "ingest", started, datetime.now(UTC), extractor_version=EXTRACTOR_VERSION)
    harvest = Harvest(
        run=count_polls(run, polls, len(entries)),
        states=keep_states(polls, {entry.feed_id for entry in held_back}),
        readings=tuple(item for item in read if isinstance(item, Reading)),
        broken=collect_broken(polls, [*fetched, *read]),
        entries=leave_out(entries, held_back),
        prefiltered=selection.prefiltered,
        feeds=tuple(listed),
    )
    stored = stages.store(settings.db, stages.sealed(harvest))
    publish_artifacts(settings.db, stored)
    refuse_when_all_failed(polls)
    return summarize(stored)


def archive_and_read(
    settings: Settings,
    run_id: str,
    fetched: Sequence[Page | Broken],
    answers: Sequence[Page],
    feeds: Mapping[str, Feed],
) -> list[Reading | Broken]:
    """Return what the pages say; they and the answers of the feeds are archived meanwhile."""
    pages = [item for item in fetched if isinstance(item, Page)]
    archived = stages.archive.submit(
        settings.archive, run_id, stages.sealed(pages), stages.sealed(answers)
    )
    tell("read", len(pages))
    items = stages.sealed([(page, feeds[page.entry.feed_id]) for page in pages])
    read = stages.read(items, settings.workers)
    dismiss_prepared()
    read = with_proposals(settings, read)
    try:  # what cannot be archived is not stored: the archive can rebuild the tables
        archived.result()
    except OSError as error:
        raise RunError(
            f"cannot write the archive {settings.archive}: {error.strerror or error}; nothing of"
            " this run is stored: make room or choose another TALKS_ARCHIVE, and run again"
        ) from error
    return read


def poll_all(
    feeds: list[Feed], states: dict[str, FeedState], limits: FetchSettings, *, force: bool
) -> list[Poll]:
    """Poll all feeds, a task a shard of hosts."""
    shards = shard_by_host(feeds, lambda feed: feed.url, SHARDS)
    futures = [stages.poll.submit(shard, states, limits, force=force) for shard in shards]
    return list(chain.from_iterable(future.result() for future in futures))


def fetch_all(entries: Sequence[Entry], limits: FetchSettings) -> list[Page | Broken]:
    """Fetch all pages, a task a shard of hosts."""
    shards = shard_by_host(entries, lambda entry: entry.url, SHARDS)
    futures = [stages.fetch.submit(stages.sealed(shard), limits) for shard in shards]
    return list(chain.from_iterable(future.result() for future in futures))


def count_polls(run: Run, polls: list[Poll], seen: int) -> Run:
    """Return the run's row with what polling gave."""
    outcomes = [poll.outcome for poll in polls]
    return replace(
        run,
        feeds_polled=outcomes.count("polled") + outcomes.count("unchanged"),
        feeds_unchanged=outcomes.count("unchanged"),
        feeds_failed=outcomes.count("failed"),
        feeds_skipped=outcomes.count("skipped"),
        articles_seen=seen,
    )


def recall_states(database: Path, *, every: bool) -> dict[str, FeedState]:
    """Return what is remembered of the feeds; without their answers when all entries are wanted."""
    states = load_states(database)
    if every:  # an unchanged feed would not list its entries
        return {feed_id: forget_answer(state) for feed_id, state in states.items()}
    return states


def keep_states(polls: list[Poll], held_back: set[str]) -> tuple[FeedState, ...]:
    """Return what to remember of the feeds.

    A feed with entries beyond the run's limit is due at once and forgets its validators, or the
    next poll would say "unchanged" and those entries would be lost.
    """
    return tuple(
        replace(forget_answer(poll.state), next_poll_at=None)
        if poll.state.feed_id in held_back
        else poll.state
        for poll in polls
    )


def forget_answer(state: FeedState) -> FeedState:
    """Return the state of a feed as if its next answer were its first."""
    return replace(state, etag=None, last_modified=None, body_hash=None)


def leave_out(entries: Sequence[Entry], held_back: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the entries but for those whose page is left to a later run."""
    urls = {entry.url for entry in held_back}
    return tuple(entry for entry in entries if entry.url not in urls)


def collect_broken(
    polls: list[Poll], items: Sequence[Page | Reading | Broken]
) -> tuple[Broken, ...]:
    """Return everything that went wrong in a run, to be stored."""
    broken = [item for item in items if isinstance(item, Broken)]
    broken += [item.broken for item in items if isinstance(item, Reading) and item.broken]
    broken += [poll.broken for poll in polls if poll.broken]
    return tuple(broken)


def refuse_when_all_failed(polls: list[Poll]) -> None:
    """Raise RunError when no feed could be polled: the run has failed, and has stored why."""
    failed = [poll.broken for poll in polls if poll.broken]
    if failed and len(failed) == len(polls):
        raise RunError(
            f"none of the {len(polls)} feeds could be polled (the first: {failed[0].reason});"
            " check the network, then `talks feeds check`"
        )


def summarize(run: Run) -> dict[str, Any]:
    """Return the run's figures as `talks ingest --json` prints them."""
    return {
        "run_id": run.run_id,
        "feeds": {
            "polled": run.feeds_polled,
            "unchanged": run.feeds_unchanged,
            "failed": run.feeds_failed,
            "skipped": run.feeds_skipped,
        },
        "articles": {
            "seen": run.articles_seen,
            "new": run.articles_new,
            "updated": run.articles_updated,
            "relevant": run.articles_relevant,
            "failed": run.articles_failed,
            "prefiltered": run.entries_prefiltered,
        },
        "claims": run.claims,
        "talks": {"new": run.talks_new, "changed": run.talks_changed},
        "seconds": round((run.finished_at - run.started_at).total_seconds(), 3),
    }


if __name__ == "__main__":
    ingest()
