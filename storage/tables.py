"""What the pipeline writes to the ledger beyond plain rows, inside the caller's transaction."""

from collections.abc import Mapping, Sequence

import duckdb

from storage.records import Article, Feed
from storage.rows import clean, write

__all__ = [
    "clean",
    "delete_facts",
    "keep_versions",
    "mark_duplicates",
    "write",
    "write_feeds",
]

FACT_TABLES = ("talk_claims", "topic_claims", "statements")


def keep_versions(connection: duckdb.DuckDBPyConnection, articles: Sequence[Article]) -> int:
    """Keep the stored texts of those of these articles whose text or title is about to change.

    Returns how many there are. Call it before the articles are written.
    """
    if not articles:
        return 0
    # Set apart first: joined at once, all texts there are would be read.
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE held AS
        SELECT article_id, title, text, updated_at FROM articles WHERE rowid IN (
            SELECT rowid FROM articles WHERE article_id IN (SELECT unnest(?::VARCHAR[]))
        )
        """,
        [[article.article_id for article in articles]],
    )
    kept = len(
        connection.execute(
            """
            INSERT OR IGNORE INTO article_versions
            SELECT old.article_id, old.title, old.text, old.updated_at
            FROM (
                SELECT unnest(?::VARCHAR[]) AS article_id, unnest(?::VARCHAR[]) AS title,
                    unnest(?::VARCHAR[]) AS text
            ) AS new
            JOIN held AS old ON old.article_id = new.article_id
            WHERE (old.title, old.text) IS DISTINCT FROM (new.title, new.text)
            RETURNING article_id
            """,
            [
                [article.article_id for article in articles],
                [clean(article.title) for article in articles],
                [clean(article.text) for article in articles],
            ],
        ).fetchall()
    )
    connection.execute("DROP TABLE held")
    return kept


def delete_facts(connection: duckdb.DuckDBPyConnection, article_ids: Sequence[str]) -> None:
    """Delete the claims and statements of these articles, to be written anew."""
    for table in FACT_TABLES:
        connection.execute(
            f"DELETE FROM {table} WHERE article_id IN (SELECT unnest(?::VARCHAR[]))",  # noqa: S608
            [list(article_ids)],
        )


def write_feeds(connection: duckdb.DuckDBPyConnection, feeds: Sequence[Feed]) -> None:
    """Make `feeds` agree with these of the feed list; one that is listed no more keeps its row."""
    connection.execute(
        """
        INSERT OR REPLACE INTO feeds
        SELECT listed.feed_id, listed.url, listed.publisher, listed.language, listed.country,
            listed.affiliation
        FROM (
            SELECT unnest(?::VARCHAR[]) AS feed_id, unnest(?::VARCHAR[]) AS url,
                unnest(?::VARCHAR[]) AS publisher, unnest(?::VARCHAR[]) AS language,
                unnest(?::VARCHAR[]) AS country, unnest(?::VARCHAR[]) AS affiliation
        ) AS listed
        ANTI JOIN feeds AS same ON (same.feed_id, same.url, same.publisher, same.language)
            = (listed.feed_id, listed.url, listed.publisher, listed.language)
            AND (same.country, same.affiliation)
                IS NOT DISTINCT FROM (listed.country, listed.affiliation)
        """,
        [
            [clean(getattr(feed, name) or "") or None for feed in feeds]
            for name in ("id", "url", "publisher", "language", "country", "affiliation")
        ],
    )


def mark_duplicates(
    connection: duckdb.DuckDBPyConnection,
    article_ids: Sequence[str],
    duplicates: Mapping[str, str],
) -> list[str]:
    """Set `duplicate_of` of these articles: the given article, or NULL for all others of them.

    Returns the articles for which it changed.
    """
    # Not UPDATE ... RETURNING: that writes whole rows anew, texts included.
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE marked AS
        SELECT a.rowid AS place, a.article_id, given.original
        FROM (SELECT unnest(?::VARCHAR[]) AS article_id, unnest(?::VARCHAR[]) AS original) AS given
        JOIN articles AS a ON a.article_id = given.article_id
        WHERE given.original IS DISTINCT FROM a.duplicate_of
        """,
        [list(article_ids), [duplicates.get(article_id) for article_id in article_ids]],
    )
    connection.execute(
        "UPDATE articles SET duplicate_of = original FROM marked WHERE articles.rowid = place"
    )
    changed = connection.execute("SELECT article_id FROM marked").fetchall()
    connection.execute("DROP TABLE marked")
    return [article_id for (article_id,) in changed]
