"""Diagnosis: is everything there that a run needs, and what to do where it is not."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from rich.markup import escape
from rich.table import Table

from flows.cli import USAGE, CommandError
from flows.printing import console
from flows.settings import Settings
from storage.database import ledger_path
from storage.errors import StorageError
from storage.readonly import run_query
from storage.records import Feed
from tasks.feeds import FeedListError, load_feeds

STALE = timedelta(days=14)  # a news feed without a newer entry for so long is broken or dead

_HEALTH = """
SELECT feed_id, last_success_at, last_status, last_error, consecutive_failures, last_entry_at
FROM feed_health
"""


def print_diagnosis(settings: Settings) -> None:
    """Print one line a check; exit status 1 when one of them found a problem."""
    checks: tuple[Callable[[Settings], str | None], ...] = (
        check_feed_list,
        check_folders,
        check_database,
        check_last_run,
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


def check_folders(settings: Settings) -> str | None:
    """Return which folder cannot be written, or None."""
    for folder in (settings.db.parent, settings.archive):
        place = next(path for path in (folder, *folder.absolute().parents) if path.exists())
        if not os.access(place, os.W_OK):
            return f"{place} cannot be written; mend its rights or choose another folder"
    return None


def check_database(settings: Settings) -> str | None:
    """Return what is wrong with the published file, or None."""
    if not settings.db.exists():
        missing = "publish it with a run" if ledger_path(settings.db).exists() else "make one"
        return f"there is no {settings.db}; {missing}: `talks ingest`"
    try:
        run_query(settings.db, "SELECT count(*) FROM talks")
    except StorageError as error:
        return f"{error}; remove {settings.db} and run `talks ingest`, which publishes it anew"
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
    if age > timedelta(days=2):
        return f"the last run ended {age.days} days ago; is the schedule running? `talks serve`"
    return None


def print_feeds(settings: Settings) -> None:
    """Print the feed list."""
    table = Table("id", "publisher", "language", "affiliation", "url")
    for feed in _load(settings):
        row = (feed.id, feed.publisher, feed.language, feed.affiliation or "", feed.url)
        table.add_row(*map(escape, row))
    console().print(table)


def print_feed_health(settings: Settings) -> None:
    """Print the state of each feed in words."""
    try:
        _, rows = run_query(settings.db, _HEALTH)
    except StorageError as error:
        raise CommandError(str(error)) from error
    known = {row[0]: row[1:] for row in rows}
    table = Table("feed", "state")
    for feed in _load(settings):
        table.add_row(escape(feed.id), escape(describe_health(known.get(feed.id))))
    console().print(table)


def describe_health(
    row: tuple[datetime | None, int | None, str | None, int, datetime | None] | None,
) -> str:
    """Return the state of one feed in words; `row` is its line of `feed_health`."""
    if row is None:
        return "never polled"
    success, _status, error, failures, newest = row
    if failures:
        since = f"last good answer {success:%Y-%m-%d %H:%M}" if success else "never a good answer"
        return f"failing, {failures} in a row: {error}; {since}"
    if newest and datetime.now(UTC) - newest > STALE:
        return f"answers, but its newest entry is of {newest:%Y-%m-%d}"
    return f"good, newest entry {newest:%Y-%m-%d %H:%M}" if newest else "good"


def _load(settings: Settings) -> list[Feed]:
    try:
        return load_feeds(settings.feeds)
    except FeedListError as error:
        raise CommandError(str(error), USAGE) from error
