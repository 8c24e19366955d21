"""What the pipeline asks of the ledger: one query a function."""

from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

import duckdb

from storage.records import (
    Article,
    Entry,
    Evidence,
    FeedState,
    ReportedClaim,
    SeenEntry,
    Talk,
    TalkClaim,
)

R = TypeVar("R")
# Who speaks for a party itself, as a source of claims about its own contacts.
INSTITUTIONS = ("kremlin", "ru_mfa", "ru_embassy", "white_house", "us_state", "us_embassy")
PARTY_SITES = (
    r"^https?://([a-z0-9-]+\.)*(kremlin\.ru|mid\.ru|state\.gov|whitehouse\.gov|usembassy\.gov)/"
)
MAX_ATTEMPTS = 5  # a page that failed so often is left alone


# Which rows first, then all their columns: asked at once, DuckDB reads the texts of all rows.
_BY_ROW = "articles WHERE rowid IN (SELECT rowid FROM articles WHERE {})"


def waiting_urls(
    connection: duckdb.DuckDBPyConnection, urls: Sequence[str], now: datetime
) -> set[str]:
    """Return the URLs that failed too often, or are not due again yet."""
    rows = connection.execute(
        """
        SELECT url FROM failures
        WHERE stage <> 'poll' AND url IN (SELECT unnest(?::VARCHAR[]))
        GROUP BY url
        HAVING max(attempts) >= ? OR max(next_attempt_at) > ?
        """,
        [list(urls), MAX_ATTEMPTS, now],
    ).fetchall()
    return {url for (url,) in rows}


def stored_urls(connection: duckdb.DuckDBPyConnection, urls: Sequence[str]) -> set[str]:
    """Return those of the URLs that have an article, under this address or as its canonical one."""
    rows = connection.execute(
        """
        WITH asked AS (SELECT DISTINCT unnest(?::VARCHAR[]) AS url)
        SELECT url FROM asked SEMI JOIN articles USING (url)
        UNION SELECT a.url FROM asked AS a JOIN articles AS b ON a.url = b.canonical_url
        """,
        [list(urls)],
    ).fetchall()
    return {url for (url,) in rows}


def seen_entries(
    connection: duckdb.DuckDBPyConnection, entry_ids: Sequence[str]
) -> dict[str, SeenEntry]:
    """Return what is remembered of these entries, by id."""
    found = _records(
        connection,
        SeenEntry,
        "entries WHERE entry_id IN (SELECT unnest(?::VARCHAR[]))",
        [list(entry_ids)],
    )
    return {entry.entry_id: entry for entry in found}


def prefiltered_entries(connection: duckdb.DuckDBPyConnection) -> list[Entry]:
    """Return the entries that were not worth a fetch and have no article, the newest first."""
    rows = connection.execute(
        """
        SELECT feed_id, url, title, published_at FROM entries ANTI JOIN articles USING (url)
        WHERE prefiltered
        ORDER BY published_at DESC NULLS LAST, url
        """
    ).fetchall()
    return [Entry(feed_id, url, title, "", moment) for feed_id, url, title, moment in rows]


def count_attempts(connection: duckdb.DuckDBPyConnection, urls: Sequence[str]) -> dict[str, int]:
    """Return how often each of these URLs has failed; a feed's count begins anew with a success."""
    rows = connection.execute(
        """
        SELECT f.url, max(f.attempts)
        FROM failures AS f
        LEFT JOIN feed_health AS h ON h.url = f.url AND f.stage = 'poll'
        WHERE f.url IN (SELECT unnest(?::VARCHAR[]))
            AND (h.last_success_at IS NULL OR h.last_success_at < f.failed_at)
        GROUP BY f.url
        """,
        [list(urls)],
    ).fetchall()
    return dict(rows)


def load_feed_states(connection: duckdb.DuckDBPyConnection) -> dict[str, FeedState]:
    """Return what is remembered of each feed, by its id."""
    states = _records(connection, FeedState, "feed_health")
    return {state.feed_id: state for state in states}


def load_articles(
    connection: duckdb.DuckDBPyConnection, since: datetime | None = None
) -> list[Article]:
    """Return the stored articles, all or those published or fetched since a moment."""
    return _records(
        connection,
        Article,
        "articles WHERE ?::TIMESTAMPTZ IS NULL OR coalesce(published_at, fetched_at) >= ?"
        " ORDER BY article_id",
        [since, since],
    )


def load_talks(
    connection: duckdb.DuckDBPyConnection, talk_ids: Collection[str] | None = None
) -> dict[str, Talk]:
    """Return the talks by id, all or these."""
    chosen = "talks WHERE ?::VARCHAR[] IS NULL OR talk_id IN (SELECT unnest(?::VARCHAR[]))"
    ids = None if talk_ids is None else sorted(talk_ids)
    return {talk.talk_id: talk for talk in _records(connection, Talk, chosen, [ids, ids])}


# `found` and `same`: which rows first, then their columns, of all articles and claims.
_CLAIMS = """
WITH chosen AS MATERIALIZED (FROM talk_claims WHERE {chosen}),
found AS MATERIALIZED (
    SELECT article_id, published_at, fetched_at, publisher, duplicate_of, url FROM articles
    WHERE rowid IN (SELECT rowid FROM articles SEMI JOIN chosen USING (article_id))
),
same AS MATERIALIZED (
    SELECT claim_id, talk_id FROM claim_talks
    WHERE rowid IN (SELECT rowid FROM claim_talks SEMI JOIN chosen USING (claim_id))
),
by_day AS (
    SELECT article_id, date_start, any_value(talk_id) AS talk_id
    FROM claim_talks
    SEMI JOIN (FROM chosen WHERE talk_id IS NULL) AS anew USING (article_id)
    GROUP BY article_id, date_start
    HAVING count(DISTINCT talk_id) = 1
),
own AS (
    -- Claims read from what an institution of a party is quoted with.
    SELECT DISTINCT c.claim_id
    FROM chosen AS c
    JOIN statements AS s ON s.article_id = c.article_id
        AND s.speaker IN (SELECT unnest(?::VARCHAR[]))
        AND s.start < list_max([e."end" FOR e IN c.evidence])
        AND s."end" > list_min([e.start FOR e IN c.evidence])
),
off AS (  -- what the article says is not on the agenda
    SELECT c.claim_id, list(t.topic) AS topics
    FROM chosen AS c JOIN topic_claims AS t USING (article_id)
    WHERE t.stance = 'excluded' GROUP BY c.claim_id
)
SELECT {listed}, coalesce(c.talk_id, same.talk_id, by_day.talk_id),
    coalesce(a.published_at, a.fetched_at), a.publisher,
    coalesce(a.duplicate_of, a.article_id),
    own.claim_id IS NOT NULL OR regexp_matches(a.url, ?), coalesce(off.topics, [])
FROM chosen AS c
JOIN found AS a ON a.article_id = c.article_id
LEFT JOIN own ON own.claim_id = c.claim_id
LEFT JOIN off ON off.claim_id = c.claim_id
LEFT JOIN same ON same.claim_id = c.claim_id
LEFT JOIN by_day ON by_day.article_id = c.article_id
    AND by_day.date_start IS NOT DISTINCT FROM c.date_start
ORDER BY c.claim_id
"""


def load_claims(
    connection: duckdb.DuckDBPyConnection,
    *,
    claim_ids: Collection[str] | None = None,
    article_ids: Collection[str] | None = None,
) -> list[ReportedClaim]:
    """Return the talk claims with what is known of their articles: all, these, or of these.

    A claim that was extracted anew comes with the talk it was in before: the one of the same claim,
    else the only one that the article's claims of that day were in.
    """
    names = [field.name for field in fields(TalkClaim) if field.name != "talk_id"]
    listed = ", ".join(f"c.{name}" for name in names)
    chosen, asked = "true", []
    for column, ids in (("claim_id", claim_ids), ("article_id", article_ids)):
        if ids is not None:
            chosen = (
                f"rowid IN (SELECT rowid FROM talk_claims WHERE {column} IN"  # noqa: S608
                " (SELECT unnest(?::VARCHAR[])))"
            )
            asked = [sorted(ids)]
    rows = connection.execute(
        _CLAIMS.format(chosen=chosen, listed=listed),
        [*asked, list(INSTITUTIONS), PARTY_SITES],
    )
    claims = []
    for *values, reported_at, publisher, source, official, excluded in rows.fetchall():
        claim = _build(TalkClaim, dict(zip([*names, "talk_id"], values, strict=True)))
        off = frozenset(excluded)
        claims.append(ReportedClaim(claim, reported_at, publisher, source, official, off))
    return claims


def newest_report(connection: duckdb.DuckDBPyConnection) -> datetime | None:
    """Return the newest publication among the articles."""
    row = connection.execute("SELECT max(coalesce(published_at, fetched_at)) FROM articles")
    found = row.fetchone()
    return found[0] if found else None


def last_run(connection: duckdb.DuckDBPyConnection) -> str | None:
    """Return the id of the run that was stored last, or None."""
    # By place, not by time: a clock may be set back between two runs.
    row = connection.execute("SELECT arg_max(run_id, rowid) FROM runs").fetchone()
    return row[0] if row else None


def last_moment(connection: duckdb.DuckDBPyConnection) -> datetime | None:
    """Return the latest moment at which a run is stored as ended, or a judgement as made."""
    row = connection.execute(
        "SELECT greatest((SELECT max(finished_at) FROM runs), max(made_at)) FROM judgements"
    ).fetchone()
    return row[0] if row else None


def _records(
    connection: duckdb.DuckDBPyConnection,
    record: type[R],
    source: str,
    parameters: list[Any] | None = None,
) -> list[R]:
    names = [field.name for field in fields(record)]  # type: ignore[arg-type]  # a dataclass
    listed = ", ".join(f'"{name}"' for name in names)
    rows = connection.execute(f"SELECT {listed} FROM {source}", parameters or [])  # noqa: S608
    return [_build(record, dict(zip(names, row, strict=True))) for row in rows.fetchall()]


def _build(record: type[R], values: dict[str, Any]) -> R:
    for name, value in values.items():
        if isinstance(value, list):
            values[name] = tuple(
                Evidence(**item) if isinstance(item, dict) else item for item in value
            )
    return record(**values)


def known_articles(
    connection: duckdb.DuckDBPyConnection, article_ids: Sequence[str]
) -> dict[str, Article]:
    """Return those of these articles that are stored already, by id."""
    found = _records(
        connection,
        Article,
        _BY_ROW.format("article_id IN (SELECT unnest(?::VARCHAR[]))"),
        [list(article_ids)],
    )
    return {article.article_id: article for article in found}


def articles_between(
    connection: duckdb.DuckDBPyConnection,
    first: datetime,
    last: datetime,
    languages: Collection[str],
) -> list[Article]:
    """Return the articles in these languages from five days before `first` to as long after."""
    return _records(
        connection,
        Article,
        _BY_ROW.format(
            "coalesce(published_at, fetched_at) BETWEEN ?::TIMESTAMPTZ - INTERVAL 5 DAY"
            " AND ?::TIMESTAMPTZ + INTERVAL 5 DAY AND language IN (SELECT unnest(?::VARCHAR[]))"
        )
        + " ORDER BY article_id",
        [first, last, sorted(languages)],
    )


def due_entries(connection: duckdb.DuckDBPyConnection, now: datetime) -> list[Entry]:
    """Return the failed entries whose next attempt is due and whose page is not stored yet."""
    rows = connection.execute(
        """
        SELECT feed_id, url, title, published_at FROM failures ANTI JOIN articles USING (url)
        WHERE feed_id IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY url ORDER BY attempts DESC) = 1
            AND attempts < ? AND next_attempt_at <= ?
        ORDER BY url
        """,
        [MAX_ATTEMPTS, now],
    ).fetchall()
    return [Entry(feed_id, url, title or "", "", moment) for feed_id, url, title, moment in rows]
