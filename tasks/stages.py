"""Stages: the run's steps as Prefect tasks, a constant small number of them, never one a page.

Each wraps plain functions of this package over a whole batch: a task is a unit of retry and of
view, and one costs as much as extracting a dozen articles.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar, cast

from prefect import task
from prefect.utilities.annotations import quote

from storage.outcomes import Broken, Poll, Run
from storage.records import Article, Entry, Feed, FeedState, Page
from tasks import store as storing
from tasks.archive import archive_pages
from tasks.backlog import Backlog, fetch_backlog, is_address, load_backlog
from tasks.extract import Reading, read_article, read_page, spoil_article, spoil_page
from tasks.feeds import poll_feeds
from tasks.http import FetchSettings
from tasks.pages import fetch_pages
from tasks.propose import Endpoint, fetch_proposals
from tasks.workers import map_chunks

T = TypeVar("T")


def sealed(batch: T) -> T:
    """Return a batch that Prefect hands to a task without a look at each of its records.

    It looks for futures in all that a task is given: 1 ms a record.
    """
    return cast("T", quote(batch))


@task
def poll(
    feeds: Sequence[Feed], states: Mapping[str, FeedState], settings: FetchSettings, *, force: bool
) -> list[Poll]:
    """Poll a shard of feeds; no host is in two shards."""
    return poll_feeds(feeds, states, settings, force=force)


@task
def find_backlog(
    source: str, feeds: Mapping[str, Feed], settings: FetchSettings, since: datetime | None
) -> Backlog:
    """Return the pages that a sitemap's address, or a file of addresses, names."""
    if is_address(source):
        return fetch_backlog(source, feeds, settings, since)
    return load_backlog(Path(source), feeds, since)


@task
def fetch(entries: Sequence[Entry], settings: FetchSettings) -> list[Page | Broken]:
    """Fetch a shard of pages; no host is in two shards."""
    return fetch_pages(entries, settings)


@task
def archive(
    folder: Path, run_id: str, pages: Sequence[Page], answers: Sequence[Page]
) -> Path | None:
    """Write the responses of pages and feeds to the run's WARC file."""
    return archive_pages(folder, run_id, pages, answers)


@task
def read(items: Sequence[tuple[Page, Feed]], workers: int) -> list[Reading | Broken]:
    """Take bodies and facts from pages, in worker processes."""
    return map_chunks(read_page, items, spoil_page, workers)


@task
def reread(articles: Sequence[Article], workers: int) -> list[Reading]:
    """Run today's extractors over stored articles, in worker processes."""
    return map_chunks(read_article, articles, spoil_article, workers)


@task
def propose(readings: Sequence[Reading | Broken], endpoint: Endpoint) -> list[Reading | Broken]:
    """Return the readings with what an extractor of the user's proposes for the relevant ones."""
    relevant = [r.article for r in readings if isinstance(r, Reading) and r.article.relevant]
    proposals, broken = fetch_proposals(relevant, endpoint)
    return [
        *(
            read_article(reading.article, proposals[reading.article.article_id])
            if isinstance(reading, Reading) and proposals.get(reading.article.article_id)
            else reading
            for reading in readings
        ),
        *broken,
    ]


@task
def store(database: Path, harvest: storing.Harvest) -> Run:
    """Store and publish, in one transaction."""
    return storing.store(database, harvest)
