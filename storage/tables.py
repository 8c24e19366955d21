"""What the pipeline writes to the ledger beyond plain rows, inside the caller's transaction."""

from collections.abc import Mapping, Sequence

import duckdb

from storage.records import Article, Talk
from storage.rows import clean, write

__all__ = [
    "assign_talks",
    "clean",
    "delete_facts",
    "keep_versions",
    "mark_duplicates",
    "replace_talks",
    "write",
]

FACT_TABLES = ("talk_claims", "topic_claims", "statements")


def keep_versions(connection: duckdb.DuckDBPyConnection, articles: Sequence[Article]) -> int:
    """Keep the stored texts of those of these articles whose text or title is about to change.

    Returns how many there are. Call it before the articles are written.
    """
    return len(
        connection.execute(
            """
            INSERT OR IGNORE INTO article_versions
            SELECT old.article_id, old.title, old.text, old.updated_at
            FROM (
                SELECT unnest(?::VARCHAR[]) AS article_id, unnest(?::VARCHAR[]) AS title,
                    unnest(?::VARCHAR[]) AS text
            ) AS new
            JOIN articles AS old ON old.article_id = new.article_id
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


def delete_facts(connection: duckdb.DuckDBPyConnection, article_ids: Sequence[str]) -> None:
    """Delete the claims and statements of these articles, to be written anew."""
    for table in FACT_TABLES:
        connection.execute(
            f"DELETE FROM {table} WHERE article_id IN (SELECT unnest(?::VARCHAR[]))",  # noqa: S608
            [list(article_ids)],
        )


def mark_duplicates(
    connection: duckdb.DuckDBPyConnection,
    article_ids: Sequence[str],
    duplicates: Mapping[str, str],
) -> None:
    """Set `duplicate_of` of these articles: the given article, or NULL for all others of them."""
    connection.execute(
        """
        UPDATE articles SET duplicate_of = given.original
        FROM (SELECT unnest(?::VARCHAR[]) AS article_id, unnest(?::VARCHAR[]) AS original) AS given
        WHERE given.article_id = articles.article_id
            AND given.original IS DISTINCT FROM articles.duplicate_of
        """,
        [list(article_ids), [duplicates.get(article_id) for article_id in article_ids]],
    )


def replace_talks(connection: duckdb.DuckDBPyConnection, talks: Sequence[Talk]) -> None:
    """Make `talks` hold exactly these rows."""
    kept = [talk.talk_id for talk in talks]
    connection.execute(
        "DELETE FROM talks WHERE talk_id NOT IN (SELECT unnest(?::VARCHAR[]))", [kept]
    )
    write(connection, talks, replace=True)


def assign_talks(
    connection: duckdb.DuckDBPyConnection, assignments: Sequence[tuple[str, str]]
) -> None:
    """Set the talk of every talk claim (claim id, talk id), and of the topics tied to it.

    Call it after `replace_talks`, with all assignments: a claim that is not given has no talk. An
    id that is no longer in `talks` is redirected to the talk that most of its claims went to.
    """
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE assigned AS
        SELECT c.claim_id, c.article_id, c.date_start, given.talk_id
        FROM (SELECT unnest(?::VARCHAR[]) AS claim_id, unnest(?::VARCHAR[]) AS talk_id) AS given
        JOIN talk_claims AS c ON c.claim_id = given.claim_id
        """,
        [[claim_id for claim_id, _ in assignments], [talk_id for _, talk_id in assignments]],
    )
    connection.execute(
        """
        UPDATE talk_claims SET talk_id = now.talk_id
        FROM (
            SELECT c.claim_id, assigned.talk_id
            FROM talk_claims AS c
            LEFT JOIN assigned ON assigned.claim_id = c.claim_id
        ) AS now
        WHERE now.claim_id = talk_claims.claim_id
            AND now.talk_id IS DISTINCT FROM talk_claims.talk_id
        """
    )
    _tie_topics(connection)
    _redirect(connection)
    _remember(connection)
    connection.execute("DROP TABLE assigned")


def _tie_topics(connection: duckdb.DuckDBPyConnection) -> None:
    """Tie a topic to a talk when its article ties that topic to exactly one."""
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE tied AS
        SELECT article_id, topic, any_value(talk_id) AS talk_id
        FROM (SELECT article_id, unnest(topics) AS topic, talk_id FROM talk_claims)
        GROUP BY article_id, topic
        HAVING count(*) = 1
        """
    )
    connection.execute(
        """
        UPDATE topic_claims SET talk_id = now.talk_id
        FROM (
            SELECT t.claim_id, tied.talk_id
            FROM topic_claims AS t
            LEFT JOIN tied ON tied.article_id = t.article_id AND tied.topic = t.topic
        ) AS now
        WHERE now.claim_id = topic_claims.claim_id
            AND now.talk_id IS DISTINCT FROM topic_claims.talk_id
        """
    )
    connection.execute("DROP TABLE tied")


def _redirect(connection: duckdb.DuckDBPyConnection) -> None:
    """Note where the claims of each talk that is gone went; every redirect leads to a talk."""
    connection.execute(
        """
        INSERT OR REPLACE INTO talk_redirects
        SELECT before.talk_id, assigned.talk_id
        FROM claim_talks AS before
        JOIN assigned ON assigned.claim_id = before.claim_id
        WHERE before.talk_id NOT IN (SELECT talk_id FROM talks)
        GROUP BY before.talk_id, assigned.talk_id
        QUALIFY row_number() OVER (
            PARTITION BY before.talk_id ORDER BY count(*) DESC, assigned.talk_id
        ) = 1
        """
    )
    connection.execute("DELETE FROM talk_redirects WHERE old_id IN (SELECT talk_id FROM talks)")
    connection.execute(
        """
        UPDATE talk_redirects SET new_id = onward.new_id
        FROM (SELECT old_id, new_id FROM talk_redirects) AS onward
        WHERE onward.old_id = talk_redirects.new_id
        """
    )
    connection.execute("DELETE FROM talk_redirects WHERE new_id NOT IN (SELECT talk_id FROM talks)")


def _remember(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `claim_talks` hold the assignments, which outlive the claims' own rows."""
    connection.execute(
        """
        MERGE INTO claim_talks AS known
        USING assigned ON assigned.claim_id = known.claim_id
        WHEN MATCHED AND (known.talk_id, known.date_start)
            IS DISTINCT FROM (assigned.talk_id, assigned.date_start)
            THEN UPDATE SET talk_id = assigned.talk_id, date_start = assigned.date_start
        WHEN NOT MATCHED THEN INSERT BY NAME
        WHEN NOT MATCHED BY SOURCE THEN DELETE
        """
    )
