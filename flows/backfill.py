"""Backfill: pages that stand in WARC files; our own archive alone rebuilds the database."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from prefect import flow
from warcio.exceptions import ArchiveLoadFailed

from flows.extractor import with_proposals
from flows.ingest import summarize
from flows.progress import tell
from flows.reports import publish_artifacts
from flows.settings import load_settings
from storage.outcomes import Broken, Run, make_run_id
from storage.records import Feed, Page
from tasks import stages
from tasks.archive import read_archive
from tasks.extract import Reading
from tasks.extraction.version import EXTRACTOR_VERSION
from tasks.failing import RunError
from tasks.feed_list import load_all_feeds
from tasks.store import Harvest

FOREIGN = "backfill"  # feed of pages that no feed of ours asked for


@flow(name="backfill")
def backfill(
    sources: list[Path], feeds: Path | None = None, db: Path | None = None
) -> dict[str, Any]:
    """Store what the WARC files say, or those in the folders, and return the run's figures.

    Each page comes as its own entry asked for it, with the moment of its fetch, so that the ids
    are those of the run that archived it. The feed list says who publishes a feed.
    """
    settings = load_settings({"feeds": feeds, "db": db})
    known = {feed.id: feed for feed in load_all_feeds(settings.feeds)}
    files = find_archives(sources)
    started = datetime.now(UTC)
    pages = list(latest_pages(files))
    tell("read", len(pages))
    items = [(page, _feed_of(page, known)) for page in pages]
    read = with_proposals(settings, stages.read(stages.sealed(items), settings.workers))
    readings = tuple(item for item in read if isinstance(item, Reading))
    broken = tuple(item for item in read if isinstance(item, Broken))
    broken += tuple(reading.broken for reading in readings if reading.broken)
    run_id = make_run_id(started)
    run = Run(run_id, "backfill", started, datetime.now(UTC), extractor_version=EXTRACTOR_VERSION)
    tell("store", len(readings))
    harvest = Harvest(
        run,
        readings=readings,
        broken=broken,
        entries=tuple(page.entry for page in pages),
        feeds=tuple({feed.id: feed for _, feed in items}.values()),
    )
    stored = stages.store(settings.db, stages.sealed(harvest))
    publish_artifacts(settings.db, stored)
    return summarize(stored)


def find_archives(sources: Iterable[Path]) -> list[Path]:
    """Return the WARC files, and those of the folders, oldest run first; RunError without any."""
    files: list[Path] = []
    for source in sources:
        if not source.exists():
            raise RunError(f"there is no {source}; name a WARC file or a folder of them")
        inside = source.rglob("*.warc*") if source.is_dir() else [source]
        files += sorted(inside, key=lambda file: file.name)
    if not files:
        raise RunError("no WARC file was found; their names end in .warc or .warc.gz")
    return files


def latest_pages(files: Iterable[Path]) -> list[Page]:
    """Return each page as it was fetched last; a run that was killed may have fetched it before."""
    pages: dict[str, Page] = {}
    for file in files:
        try:
            for page in read_archive(file, FOREIGN):
                before = pages.pop(page.entry.url, None)
                later = before is None or page.fetched_at >= before.fetched_at
                pages[page.entry.url] = page if later or before is None else before
        except (ArchiveLoadFailed, EOFError, OSError) as error:
            raise RunError(f"{file} is no whole WARC file: {error}") from error
    return list(pages.values())


def _feed_of(page: Page, known: dict[str, Feed]) -> Feed:
    """Return the feed of the list that asked for the page, else one for its site."""
    listed = known.get(page.entry.feed_id)
    if listed is not None:
        return listed
    site = urlsplit(page.final_url).hostname or page.entry.feed_id
    name = page.entry.feed_id if page.entry.feed_id != FOREIGN else f"{FOREIGN}-{site}"
    return Feed(name, page.final_url, site, "en")


if __name__ == "__main__":
    import sys

    backfill([Path(name) for name in sys.argv[1:]])
