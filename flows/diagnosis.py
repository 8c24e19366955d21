"""Diagnosis: is everything there that a run needs, and what to do where it is not."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flows.cli import CommandError
from flows.feed_list import load_health
from flows.settings import Settings
from storage.damage import is_damaged, is_whole, never_began, reads
from storage.database import ledger_path
from storage.errors import StorageError
from storage.readonly import run_query
from tasks import compiled
from tasks.extraction.lexicon import supported_languages
from tasks.extraction.pack_check import check_pack
from tasks.extraction.pack_shape import PackError
from tasks.feed_list import FeedListError, load_feeds
from tasks.polling import is_stale

_CLOCK_PLAY = timedelta(minutes=5)
_MOST_FAILING = 4  # one feed in so many may fail: sites come and go


def print_diagnosis(settings: Settings) -> None:
    """Print one line a check; exit status 1 when one of them found a problem."""
    checks: tuple[Callable[[Settings], str | None], ...] = (
        check_feed_list,
        check_language_packs,
        check_compiled_copy,
        check_folders,
        check_database,
        check_last_run,
        check_feeds,
    )
    problems = 0
    for check in checks:
        problem = check(settings)
        problems += problem is not None
        name = check.__name__.removeprefix("check_").replace("_", " ")
        print(f"{'problem' if problem else 'ok':8} {name}{': ' + problem if problem else ''}")  # noqa: T201
    if problems:
        raise SystemExit(1)


def check_feed_list(settings: Settings) -> str | None:
    """Return what is wrong with the feed list, or None."""
    try:
        load_feeds(settings.feeds)
    except FeedListError as error:
        return str(error)
    return None


def check_language_packs(_settings: Settings) -> str | None:
    """Return what is wrong with the first language pack that cannot be used, or None."""
    try:
        for language in sorted(supported_languages()):
            check_pack(language)
    except PackError as error:
        return str(error)
    return None


def check_compiled_copy(_settings: Settings) -> str | None:
    """Return that extraction was compiled of other sources, or None."""
    return compiled.STALE if compiled.is_stale() else None


def check_folders(settings: Settings) -> str | None:
    """Return which folder cannot be written, or None."""
    for folder in (settings.db.parent, settings.archive):
        place = next(path for path in (folder, *folder.absolute().parents) if path.exists())
        if not place.is_dir():
            return f"{place} is no folder; move it away or choose another one"
        if not os.access(place, os.W_OK):
            return f"{place} cannot be written; mend its rights or choose another folder"
    return None


def check_database(settings: Settings) -> str | None:
    """Return what is wrong with the published file, or None."""
    ledger = ledger_path(settings.db)
    if ledger.exists() and is_damaged(ledger) and not never_began(settings.db):
        if is_whole(settings.db):
            return f"{ledger} is damaged; the next run restores it from {settings.db}"
        copy = "so is {}: move both" if settings.db.exists() else "there is no {}: move it"
        return (
            f"{ledger} is damaged, and {copy.format(settings.db)} away, then `talks backfill` of"
            " the archive rebuilds everything"
        )
    if not settings.db.exists():
        missing = "publish it with a run" if ledger.exists() else "make one"
        return f"there is no {settings.db}; {missing}: `talks ingest`"
    try:
        run_query(settings.db, "SELECT 1")
    except StorageError as error:
        return str(error)
    if not reads(settings.db):  # all of it: a part that is lost or changed may be anywhere
        return f"{settings.db} is damaged; `talks ingest` publishes it anew"
    return None


def check_last_run(settings: Settings) -> str | None:
    """Return why the last run is a worry, or None."""
    try:
        _, rows = run_query(settings.db, "SELECT max(finished_at), sum(feeds_failed) FROM runs")
    except StorageError:
        return None  # check_database speaks of it
    finished = rows[0][0]
    if finished is None:
        return "no run is stored; start one: `talks ingest`"
    age = datetime.now(UTC) - finished
    if age < -_CLOCK_PLAY:
        return (
            f"the last run is stored as ended on {finished:%Y-%m-%d %H:%M} UTC, later than this"
            " clock shows; set the clock: until then runs are stored as ended just after that one"
        )
    if age > timedelta(days=2):
        return f"the last run ended {age.days} days ago; is the schedule running? `talks serve`"
    return None


def check_feeds(settings: Settings) -> str | None:
    """Return how many feeds are in trouble when they are many, or None."""
    try:
        feeds, states = load_feeds(settings.feeds), load_health(settings.db)
    except (FeedListError, CommandError):
        return None  # check_feed_list and check_database speak of it
    now = datetime.now(UTC)
    known = [states[feed.id] for feed in feeds if feed.id in states]
    failing = sum(state.consecutive_failures > 0 for state in known)
    stale = sum(is_stale(state, now) for state in known if not state.consecutive_failures)
    if (failing + stale) * _MOST_FAILING <= len(known):
        return None
    return f"{failing} of {len(known)} feeds fail, {stale} are stale; `talks feeds check` says why"
