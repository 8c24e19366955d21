"""What resolution reads from and writes to the ledger: which claim is in which talk and node."""

from collections.abc import Iterable, Sequence

import duckdb

from storage.records import Talk
from storage.rows import write


def claims_of_nodes(
    connection: duckdb.DuckDBPyConnection, node_ids: Iterable[str]
) -> dict[str, str]:
    """Return the node of each claim in one of these nodes."""
    rows = connection.execute(
        "SELECT claim_id, node_id FROM claim_talks"
        " WHERE node_id IN (SELECT unnest(?::VARCHAR[])) ORDER BY claim_id",
        [sorted(node_ids)],
    )
    return dict(rows.fetchall())


def claims_of_talks(connection: duckdb.DuckDBPyConnection, talk_ids: Iterable[str]) -> list[str]:
    """Return the ids of the claims in these talks."""
    rows = connection.execute(
        "SELECT claim_id FROM claim_talks WHERE talk_id IN (SELECT unnest(?::VARCHAR[]))"
        " ORDER BY claim_id",
        [sorted(talk_ids)],
    )
    return [claim_id for (claim_id,) in rows.fetchall()]


def talks_with_status(connection: duckdb.DuckDBPyConnection, status: str) -> set[str]:
    """Return the ids of the talks with this status."""
    rows = connection.execute("SELECT talk_id FROM talks WHERE status = ?", [status])
    return {talk_id for (talk_id,) in rows.fetchall()}


def talks_without_node(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the talks that no node is part of: those of a database older than nodes."""
    rows = connection.execute(
        "SELECT talk_id FROM talks ANTI JOIN talk_nodes USING (talk_id)"
    ).fetchall()
    return {talk_id for (talk_id,) in rows}


def existing_talks(connection: duckdb.DuckDBPyConnection, talk_ids: Iterable[str]) -> set[str]:
    """Return those of these ids that are in `talks`."""
    rows = connection.execute(
        "SELECT talk_id FROM talks WHERE talk_id IN (SELECT unnest(?::VARCHAR[]))",
        [sorted(talk_ids)],
    )
    return {talk_id for (talk_id,) in rows.fetchall()}


def get_meta(connection: duckdb.DuckDBPyConnection, key: str) -> str | None:
    """Return what the ledger notes of itself under a key."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", [key]).fetchone()
    return row[0] if row else None


def set_meta(connection: duckdb.DuckDBPyConnection, key: str, value: str) -> None:
    """Note something of the ledger itself."""
    if get_meta(connection, key) != value:
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [key, value])


def replace_talks(
    connection: duckdb.DuckDBPyConnection, gone: Iterable[str], talks: Sequence[Talk]
) -> None:
    """Delete the talks that are gone and write these."""
    connection.execute(
        "DELETE FROM talks WHERE talk_id IN (SELECT unnest(?::VARCHAR[]))", [sorted(gone)]
    )
    write(connection, talks, replace=True)


def assign_claims(
    connection: duckdb.DuckDBPyConnection,
    assignments: Sequence[tuple[str, str, str]],
    article_ids: Iterable[str],
) -> None:
    """Set the talk and node of these claims (claim id, talk id, node id), and of their topics.

    Call it after `replace_talks`. Forgets the claims of these articles that are no longer there. An
    id that is no longer in `talks` is redirected to the talk that most of its claims went to.
    """
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE assigned AS
        SELECT c.claim_id, c.article_id, c.date_start, given.talk_id, given.node_id
        FROM (
            SELECT unnest(?::VARCHAR[]) AS claim_id, unnest(?::VARCHAR[]) AS talk_id,
                unnest(?::VARCHAR[]) AS node_id
        ) AS given
        JOIN talk_claims AS c ON c.claim_id = given.claim_id
        """,
        [list(column) for column in zip(*assignments, strict=True)] if assignments else [[]] * 3,
    )
    connection.execute(
        """
        UPDATE talk_claims SET talk_id = assigned.talk_id
        FROM assigned
        WHERE assigned.claim_id = talk_claims.claim_id
            AND assigned.talk_id IS DISTINCT FROM talk_claims.talk_id
        """
    )
    _redirect(connection)
    _remember(connection, article_ids)
    _tie_topics(connection, article_ids)
    connection.execute("DROP TABLE assigned")


def _tie_topics(connection: duckdb.DuckDBPyConnection, article_ids: Iterable[str]) -> None:
    """Tie a topic to a talk when its article ties that topic to exactly one."""
    connection.execute(
        """
        UPDATE topic_claims SET talk_id = now.talk_id
        FROM (
            WITH asked AS (
                SELECT article_id FROM assigned UNION SELECT unnest(?::VARCHAR[])
            ),
            tied AS (
                SELECT article_id, topic, any_value(talk_id) AS talk_id
                FROM (
                    SELECT article_id, unnest(topics) AS topic, talk_id
                    FROM talk_claims SEMI JOIN asked USING (article_id)
                )
                GROUP BY article_id, topic
                HAVING count(*) = 1
            )
            SELECT t.claim_id, tied.talk_id
            FROM (FROM topic_claims SEMI JOIN asked USING (article_id)) AS t
            LEFT JOIN tied ON tied.article_id = t.article_id AND tied.topic = t.topic
        ) AS now
        WHERE now.claim_id = topic_claims.claim_id
            AND now.talk_id IS DISTINCT FROM topic_claims.talk_id
        """,
        [sorted(article_ids)],
    )


def _redirect(connection: duckdb.DuckDBPyConnection) -> None:
    """Note where the claims of each talk that is gone went; every redirect leads to a talk."""
    connection.execute(
        """
        INSERT OR REPLACE INTO talk_redirects
        SELECT before.talk_id, assigned.talk_id
        FROM assigned
        JOIN claim_talks AS before ON assigned.claim_id = before.claim_id
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


def _remember(connection: duckdb.DuckDBPyConnection, article_ids: Iterable[str]) -> None:
    """Note the assignments in `claim_talks`, which outlives the claims' own rows."""
    connection.execute(
        """
        DELETE FROM claim_talks
        WHERE article_id IN (SELECT unnest(?::VARCHAR[]))
            AND claim_id NOT IN (SELECT claim_id FROM talk_claims)
        """,
        [sorted(article_ids)],
    )
    connection.execute(
        """
        MERGE INTO claim_talks AS known
        USING assigned ON assigned.claim_id = known.claim_id
        WHEN MATCHED AND (known.talk_id, known.date_start, known.node_id)
            IS DISTINCT FROM (assigned.talk_id, assigned.date_start, assigned.node_id)
            THEN UPDATE SET talk_id = assigned.talk_id, date_start = assigned.date_start,
                node_id = assigned.node_id
        WHEN NOT MATCHED THEN INSERT BY NAME
        """
    )


def talks_named(connection: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    """Return the talks whose id begins so, or else those that an id which begins so leads to."""
    for query in (
        "SELECT talk_id FROM talks WHERE starts_with(talk_id, ?)",
        "SELECT DISTINCT new_id FROM talk_redirects WHERE starts_with(old_id, ?)",
    ):
        found = [talk_id for (talk_id,) in connection.execute(query, [name]).fetchall()]
        if found:
            return found
    return []


def articles_named(connection: duckdb.DuckDBPyConnection, names: Sequence[str]) -> set[str]:
    """Return the articles with one of these addresses, or an id that begins with one of them."""
    rows = connection.execute(
        """
        SELECT article_id FROM articles AS a
        SEMI JOIN (SELECT unnest(?::VARCHAR[]) AS name) AS asked
            ON asked.name IN (a.url, a.canonical_url) OR starts_with(a.article_id, asked.name)
        """,
        [list(names)],
    )
    return {article_id for (article_id,) in rows.fetchall()}
