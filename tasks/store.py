"""Store: the only module that opens the ledger, one short transaction each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path

import duckdb

from storage import publish, queries, retold, tables
from storage.database import open_ledger, transaction
from storage.errors import StorageError
from storage.judgements import add_judgements
from storage.outcomes import Broken, Failure, Run
from storage.records import (
    Article,
    Entry,
    Feed,
    FeedState,
    Person,
    SeenEntry,
)
from tasks.duplicates import find_duplicates, moment_of, near_in_time
from tasks.extract import Reading
from tasks.extraction.people import load_people
from tasks.judging import Decision
from tasks.resolve_changes import forget_resolution, resolve_changes
from tasks.retell import retell
from tasks.selection import Known, Selection, entry_id, remember, select_entries

_RETRY = timedelta(hours=1)  # doubles with each attempt
_LONGEST_RETRY = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Harvest:
    """Everything one run has to store."""

    run: Run
    states: tuple[FeedState, ...] = ()
    readings: tuple[Reading, ...] = ()
    broken: tuple[Broken, ...] = ()
    entries: tuple[Entry, ...] = ()  # of the feeds, but for those left to a later run
    prefiltered: tuple[Entry, ...] = ()
    feeds: tuple[Feed, ...] = ()  # the feed list, as far as this run used it


def load_states(database: Path) -> dict[str, FeedState]:
    """Return what is remembered of each feed; publishes first what a killed run left behind."""
    with open_ledger(database) as ledger:
        states = queries.load_feed_states(ledger)
        last = queries.last_run(ledger)
    if last is not None and publish.is_stale(database, last):
        publish.publish(database)
    return states


def select(
    database: Path,
    entries: Sequence[Entry],
    feeds: Mapping[str, Feed],
    now: datetime,
    *,
    every: bool = False,
) -> Selection:
    """Return what to fetch now of the entries of these feeds, and what the prefilter passes over.

    With the entries that failed before and are due again, listed still or not; with `every`, the
    prefilter is off, and those it passed over before come too.
    """
    with open_ledger(database) as ledger:
        due = queries.due_entries(ledger, now)
        if every:
            due += queries.prefiltered_entries(ledger)
        due = [entry for entry in due if entry.feed_id in feeds]
        urls = [entry.url for entry in (*entries, *due)]
        known = Known(
            queries.stored_urls(ledger, urls),
            queries.waiting_urls(ledger, urls, now),
            queries.seen_entries(ledger, [entry_id(entry) for entry in entries]),
        )
    return select_entries(entries, due, known, feeds, every=every)


def without_articles(database: Path, entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries whose page is not stored as an article."""
    with open_ledger(database) as ledger:
        stored = queries.stored_urls(ledger, [entry.url for entry in entries])
    return [entry for entry in entries if entry.url not in stored]


def load_articles(database: Path, since: datetime | None) -> list[Article]:
    """Return the stored articles, all or those since a moment."""
    with open_ledger(database) as ledger:
        return queries.load_articles(ledger, since)


def store(database: Path, harvest: Harvest) -> Run:
    """Write everything or nothing, resolve the claims into talks, publish; return the run's row."""
    with open_ledger(database) as ledger:
        with transaction(ledger):
            run = _write(ledger, harvest)
        _verify(ledger, run)
    publish.publish(database)
    return run


def judge(database: Path, decide: Decision, now: datetime) -> list[str]:
    """Store what a user judged, resolve anew, publish; return the ids of the talks it is about now.

    `decide` reads the ledger and returns the judgements; it raises JudgementError for one that
    cannot be made.
    """
    with open_ledger(database) as ledger:
        with transaction(ledger):
            now = _after_the_last(ledger, now)
            edges = decide(ledger)
            names = {name for edge in edges for name in (edge.one_claim, edge.other_claim)}
            claims = queries.load_claims(ledger, claim_ids=names)
            add_judgements(ledger, edges, [item.claim for item in claims], now)
            forget_resolution(ledger)
            resolve_changes(ledger, set(), now)
            _retell(ledger, {item.claim.article_id for item in claims})
        found = queries.load_claims(ledger, claim_ids=names)
    publish.publish(database)
    return sorted({item.claim.talk_id for item in found if item.claim.talk_id})


def _write(ledger: duckdb.DuckDBPyConnection, harvest: Harvest) -> Run:
    ended = _after_the_last(ledger, harvest.run.finished_at)
    harvest = replace(harvest, run=replace(harvest.run, finished_at=ended))
    run = harvest.run
    articles = [reading.article for reading in harvest.readings]
    known = queries.known_articles(ledger, [article.article_id for article in articles])
    articles = [_as_fetched_first(article, known.get(article.article_id)) for article in articles]
    tables.delete_facts(ledger, [article.article_id for article in articles])
    updated = tables.keep_versions(ledger, [a for a in articles if a.article_id in known])
    tables.write(ledger, articles, replace=True)
    grams = {r.article.article_id: r.grams for r in harvest.readings if r.grams is not None}
    # Also around where they were: a date that is corrected moves a text away from its copies.
    copies = _mark_duplicates(ledger, [*articles, *known.values()], grams)
    facts = [reading.facts for reading in harvest.readings]
    for name in ("talk_claims", "topic_claims", "statements"):
        tables.write(ledger, [row for found in facts for row in getattr(found, name)])
    _write_people(ledger, harvest)
    tables.write(ledger, harvest.states, replace=True)
    tables.write(ledger, _failures(ledger, harvest))
    tables.write(ledger, _seen_entries(ledger, harvest), replace=True)
    tables.write_feeds(ledger, harvest.feeds)
    touched = {*copies, *(article.article_id for article in articles)}
    new, changed = resolve_changes(ledger, touched, run.finished_at)
    _retell(ledger, touched)
    run = replace(
        run,
        articles_new=sum(article.article_id not in known for article in articles),
        articles_updated=updated,
        articles_relevant=sum(article.relevant for article in articles),
        articles_failed=sum(broken.stage != "poll" for broken in harvest.broken),
        claims=sum(len(found.talk_claims) for found in facts),
        talks_new=new,
        talks_changed=changed,
        entries_prefiltered=len(harvest.prefiltered),
    )
    tables.write(ledger, [run])
    return run


def _after_the_last(ledger: duckdb.DuckDBPyConnection, moment: datetime) -> datetime:
    """Return the moment, or one after what was stored last: the clock may have been set back.

    Or a judgement waited for a run. What was known at a moment would otherwise mix up the two.
    """
    last = queries.last_moment(ledger)
    if last is None or moment > last:
        return moment
    return last + timedelta(microseconds=1)


def _as_fetched_first(article: Article, before: Article | None) -> Article:
    """Return a page fetched again with the address, feed and time of its first fetch.

    `updated_at` moves only when the text or the title has changed.
    """
    if before is None:
        return article
    same = (article.title, article.text) == (before.title, before.text)
    return replace(
        article,
        url=before.url,
        feed_id=before.feed_id,
        publisher=before.publisher,
        fetched_at=before.fetched_at,
        updated_at=before.updated_at if same else article.updated_at,
    )


def _seen_entries(ledger: duckdb.DuckDBPyConnection, harvest: Harvest) -> list[SeenEntry]:
    """Return what to remember of the entries: those stored as articles or passed over.

    Not of one whose fetch failed: its correction has still to be read.
    """
    failed = {broken.url for broken in harvest.broken}
    urls = [entry.url for entry in harvest.entries if entry.url not in failed]
    stored = queries.stored_urls(ledger, urls)
    done = [entry for entry in harvest.entries if entry.url in stored]
    known = queries.seen_entries(ledger, [entry_id(e) for e in (*done, *harvest.prefiltered)])
    now = harvest.run.finished_at
    seen = [remember(entry, known, now, prefiltered=False) for entry in done]
    seen += [remember(entry, known, now, prefiltered=True) for entry in harvest.prefiltered]
    return [entry for entry in seen if entry is not None]


def _write_people(ledger: duckdb.DuckDBPyConnection, harvest: Harvest) -> None:
    listed = load_people()
    tables.write(ledger, list(listed.values()), replace=True)
    new: dict[str, Person] = {}
    for reading in harvest.readings:
        new |= {p.person_id: p for p in reading.facts.people if p.person_id not in listed}
    tables.write(ledger, list(new.values()))


def _mark_duplicates(
    ledger: duckdb.DuckDBPyConnection,
    articles: Sequence[Article],
    grams: Mapping[str, frozenset[int]],
) -> list[str]:
    """Find the copies among the new articles and those stored around the same days.

    Returns the articles that are a copy now, or another one's, or are none any more.
    """
    searched: list[str] = []
    copies: dict[str, str] = {}
    for group in near_in_time(articles):
        first, last = moment_of(group[0]), moment_of(group[-1])
        nearby = queries.articles_between(ledger, first, last, {a.language for a in group})
        copies |= find_duplicates(nearby, grams, first)
        searched += [a.article_id for a in nearby if moment_of(a) >= first]
    return tables.mark_duplicates(ledger, searched, copies)


def _failures(ledger: duckdb.DuckDBPyConnection, harvest: Harvest) -> list[Failure]:
    run = harvest.run
    broken = {(item.stage, item.url): item for item in harvest.broken}
    before = queries.count_attempts(ledger, [url for _, url in broken])
    failures = []
    for item in broken.values():
        attempts = before.get(item.url, 0) + 1
        wait = min(_RETRY * 2 ** min(attempts - 1, 10), _LONGEST_RETRY)
        failures.append(
            Failure(
                run_id=run.run_id,
                stage=item.stage,
                url=item.url,
                reason=item.reason,
                attempts=attempts,
                failed_at=run.finished_at,
                next_attempt_at=run.finished_at + wait,
                feed_id=item.entry.feed_id if item.entry else None,
                title=item.entry.title if item.entry else None,
                published_at=item.entry.published_at if item.entry else None,
            )
        )
    return failures


def _retell(ledger: duckdb.DuckDBPyConnection, articles: Collection[str]) -> None:
    """Tell anew, day by day, the talks that have changed or that these articles report."""
    touched = retold.talks_to_retell(ledger, articles)
    newest = queries.newest_report(ledger)
    retold.replace_reports(ledger)
    if newest is not None:
        reports = (retell(talk_id, told, newest.date()) for talk_id, told in touched.items())
        tables.write(ledger, chain.from_iterable(reports))


def _verify(ledger: duckdb.DuckDBPyConnection, run: Run) -> None:
    """Make sure that the commit happened: DuckDB rolls back in silence after a swallowed error."""
    if queries.last_run(ledger) != run.run_id:
        raise StorageError("the run was not stored; the ledger is as before, run again")
