"""Backfill: pages that stand in WARC files, or that sitemaps and files of addresses name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import flow
from warcio.exceptions import ArchiveLoadFailed

from flows.extractor import with_proposals
from flows.ingest import (
    archive_and_read,
    collect_broken,
    fetch_all,
    fetch_settings,
    summarize,
)
from flows.progress import tell
from flows.reports import publish_artifacts
from flows.settings import load_settings
from storage.outcomes import Run, make_run_id
from storage.records import Feed, Page
from tasks import stages
from tasks.archive import read_archive
from tasks.backlog import FOREIGN, Backlog, feed_of_site, is_address, join_backlogs
from tasks.extract import Reading
from tasks.extraction.version import EXTRACTOR_VERSION
from tasks.failing import RunError
from tasks.feed_list import load_all_feeds
from tasks.store import Harvest, without_articles

_ARCHIVE = ".warc"  # in the name of every WARC file


@flow(name="backfill")
def backfill(
    sources: Sequence[str | Path],
    feeds: Path | None = None,
    db: Path | None = None,
    limit: int | None = None,
    since: datetime | None = None,
) -> dict[str, Any]:
    """Store the pages that the sources hold or name, and return the run's figures.

    A source is a WARC file or a folder of them, the address or file of a sitemap, or a file of
    addresses. A page of a WARC file comes as its own entry asked for it, with the moment of its
    fetch, so that the ids are those of the run that archived it. Named pages are fetched when they
    are not stored yet, `limit` at most; of sitemaps, none that says it is older than `since`. The
    feed list says who publishes a site.
    """
    settings = load_settings({"feeds": feeds, "db": db, "limit": limit})
    known = {feed.id: feed for feed in load_all_feeds(settings.feeds)}
    archives, lists = sort_sources(sources)
    started = datetime.now(UTC)
    run_id = make_run_id(started)
    limits = fetch_settings(settings)
    backlog = join_backlogs([stages.find_backlog(one, known, limits, since) for one in lists])
    refuse_unread(backlog)
    chosen = without_articles(settings.db, backlog.entries)[: settings.limit]
    pages = list(latest_pages(archives))
    publishers = {entry.feed_id: feed_of_site(entry.url, known.values()) for entry in chosen}
    tell("fetch", len(chosen))
    fetched = fetch_all(chosen, limits)
    tell("read", len(pages) + len(fetched))
    items = [(page, _feed_of(page, known)) for page in pages]
    read = with_proposals(settings, stages.read(stages.sealed(items), settings.workers))
    read += archive_and_read(settings, run_id, fetched, [], publishers) if chosen else []
    tell("store", len(read))
    run = Run(run_id, "backfill", started, datetime.now(UTC), extractor_version=EXTRACTOR_VERSION)
    harvest = Harvest(
        replace(run, articles_seen=len(backlog.entries) + len(pages)),
        readings=tuple(item for item in read if isinstance(item, Reading)),
        broken=(*backlog.broken, *collect_broken([], [*fetched, *read])),
        entries=(*(page.entry for page in pages), *chosen),
        prefiltered=backlog.prefiltered,
        feeds=tuple(({feed.id: feed for _, feed in items} | publishers).values()),
    )
    stored = stages.store(settings.db, stages.sealed(harvest))
    publish_artifacts(settings.db, stored)
    return summarize(stored)


def sort_sources(sources: Iterable[str | Path]) -> tuple[list[Path], list[str]]:
    """Return the WARC files, oldest run first, and the sources that list pages.

    RunError for a file or folder that is not there, or a folder without a WARC file.
    """
    archives: list[Path] = []
    lists: list[str] = []
    for source in map(str, sources):
        path = Path(source)
        if not is_address(source) and not path.exists():
            raise RunError(
                f"there is no {source}; name a WARC file or a folder of them, a sitemap or a file"
                " of addresses"
            )
        if is_address(source) or (path.is_file() and _ARCHIVE not in path.name):
            lists.append(source)
        else:
            archives += find_archives(path)
    return archives, lists


def find_archives(source: Path) -> list[Path]:
    """Return a WARC file, or those of a folder, oldest run first; RunError when it has none."""
    if source.is_file():
        return [source]
    files = sorted(source.rglob(f"*{_ARCHIVE}*"), key=lambda file: file.name)
    if not files:
        raise RunError(f"no WARC file is in {source}; their names end in .warc or .warc.gz")
    return files


def refuse_unread(backlog: Backlog) -> None:
    """Raise RunError when every source that lists pages was in vain: the run has failed."""
    if backlog.broken and not (backlog.entries or backlog.prefiltered):
        raise RunError(f"{backlog.broken[0].url}: {backlog.broken[0].reason}")


def latest_pages(files: Iterable[Path]) -> list[Page]:
    """Return each page as it was fetched last; a run that was killed may have fetched it before."""
    pages: dict[str, Page] = {}
    for file in files:
        try:
            for page in read_archive(file, FOREIGN):
                before = pages.pop(page.entry.url, None)
                later = before is None or page.fetched_at >= before.fetched_at
                pages[page.entry.url] = page if later or before is None else before
        except OSError as error:
            raise RunError(f"cannot read {file}: {error.strerror or error}") from error
        except (ArchiveLoadFailed, EOFError) as error:
            told = str(error) if str(error).isprintable() else type(error).__name__
            raise RunError(
                f"{file} is no whole WARC file: {told}; move it away and run again"
            ) from error
    return list(pages.values())


def _feed_of(page: Page, known: Mapping[str, Feed]) -> Feed:
    """Return the feed of the list that asked for the page, else that of its site."""
    feed_id = page.entry.feed_id
    if feed_id in known:
        return known[feed_id]
    feed = feed_of_site(page.final_url, known.values() if feed_id == FOREIGN else ())
    return feed if feed_id == FOREIGN else replace(feed, id=feed_id)


if __name__ == "__main__":
    import sys

    backfill(sys.argv[1:])
