"""The feed list at a terminal: what it holds, how each feed does, and OPML in and out."""

from datetime import UTC, datetime
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from flows.cli import USAGE, CommandError
from flows.printing import console
from flows.settings import Settings
from storage.errors import StorageError
from storage.readonly import run_query
from storage.records import Feed, FeedState
from tasks.feed_list import FeedListError, load_all_feeds, load_feeds
from tasks.opml import load_opml, render_feed_list, render_opml
from tasks.polling import describe


def print_feeds(settings: Settings) -> None:
    """Print the feed list."""
    table = Table("id", "publisher", "language", "affiliation", "url")
    for feed in _load(settings.feeds):
        row = (feed.id, feed.publisher, feed.language, feed.affiliation or "", feed.url)
        table.add_row(*map(escape, row))
    console().print(table)


def print_feed_health(settings: Settings) -> None:
    """Print the state of each feed in words."""
    states = load_health(settings.db)
    now = datetime.now(UTC)
    table = Table("feed", "state")
    for feed in _load(settings.feeds):
        table.add_row(escape(feed.id), escape(describe(feed, states.get(feed.id), now)))
    console().print(table)


def load_health(database: Path) -> dict[str, FeedState]:
    """Return what the published database says of each feed; CommandError when there is none."""
    try:
        names, rows = run_query(database, "SELECT * FROM feed_health")
    except StorageError as error:
        raise CommandError(str(error)) from error
    states = [FeedState(**dict(zip(names, row, strict=True))) for row in rows]
    return {state.feed_id: state for state in states}


def import_opml(settings: Settings, file: Path, language: str) -> None:
    """Add the feeds of an OPML file that are not listed yet to the end of the feed list."""
    path = settings.feeds
    try:
        listed = load_all_feeds(path) if path.exists() else []
        found = load_opml(file, language, listed)
    except FeedListError as error:
        raise CommandError(str(error), USAGE) from error
    if found:
        before = path.read_text("utf-8").rstrip("\n") + "\n\n" if listed else ""
        _replace_feed_list(path, before + render_feed_list(found))
    print(f"{len(found)} feeds added to {path}; `talks ingest` polls them")  # noqa: T201


def _replace_feed_list(path: Path, text: str) -> None:
    """Write a feed list that can be read again, whole or not at all."""
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        temporary.write_text(text, "utf-8")
        load_all_feeds(temporary)
        temporary.replace(path)
    except OSError as error:
        raise CommandError(f"cannot write {path}: {error.strerror}") from error
    except FeedListError as error:
        raise CommandError(str(error).replace(str(temporary), str(path)), USAGE) from error
    finally:
        temporary.unlink(missing_ok=True)


def export_opml(settings: Settings, file: Path) -> None:
    """Write the feed list as an OPML file."""
    feeds = _load(settings.feeds)
    try:
        file.write_text(render_opml(feeds), "utf-8")
    except OSError as error:
        raise CommandError(f"cannot write {file}: {error.strerror}") from error
    print(f"{len(feeds)} feeds written to {file}")  # noqa: T201


def _load(path: Path) -> list[Feed]:
    try:
        return load_feeds(path)
    except FeedListError as error:
        raise CommandError(str(error), USAGE) from error
