"""Outcomes: what happened in a run, and what broke.

As with the other records, the fields of a stored one are its table's columns.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from storage.records import Entry, FeedState, Page


@dataclass(frozen=True, slots=True)
class Broken:
    """One input that a stage could not use, before it is stored as a Failure."""

    stage: str  # poll, fetch, body, extract, propose
    url: str
    reason: str
    entry: Entry | None = None  # what to fetch again, when another try may help


@dataclass(frozen=True, slots=True)
class Poll:
    """What polling one feed gave."""

    state: FeedState
    outcome: str  # polled, unchanged, failed, skipped
    entries: tuple[Entry, ...] = ()
    broken: Broken | None = None
    answer: Page | None = None  # the feed's own response, for the archive


@dataclass(frozen=True, slots=True)
class Failure:
    """One input that broke: a row of `failures`."""

    run_id: str
    stage: str  # poll, fetch, body, extract, propose
    url: str
    reason: str
    attempts: int
    failed_at: datetime
    next_attempt_at: datetime | None = None
    feed_id: str | None = None  # these three make the entry again for the next attempt
    title: str | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One row of `runs`."""

    run_id: str
    flow: str
    started_at: datetime
    finished_at: datetime
    feeds_polled: int = 0
    feeds_unchanged: int = 0
    feeds_failed: int = 0
    feeds_skipped: int = 0
    articles_seen: int = 0
    articles_new: int = 0
    articles_updated: int = 0
    articles_relevant: int = 0
    articles_failed: int = 0
    claims: int = 0
    talks_new: int = 0
    talks_changed: int = 0
    extractor_version: str = ""
    entries_prefiltered: int = 0


def make_run_id(started: datetime) -> str:
    """Return a new run's id: its start, which orders runs, and a part no other run has."""
    return f"{started:%Y%m%dT%H%M%S}-{uuid4().hex[:8]}"
