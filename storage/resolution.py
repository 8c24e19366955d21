"""What resolution reads from and writes to the ledger: nodes, and which claim is in which talk."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

import duckdb

from storage.nodes import Node
from storage.records import Talk
from storage.rows import write

_COLUMNS = ", ".join(field.name for field in fields(Node))


def all_nodes(connection: duckdb.DuckDBPyConnection) -> list[Node]:
    """Return every node."""
    return _nodes(connection, "talk_nodes")


def nodes_of_blocks(
    connection: duckdb.DuckDBPyConnection, blocks: Sequence[tuple[str, str, date]]
) -> list[Node]:
    """Return the nodes of these blocks (world, stage, day)."""
    return _nodes(
        connection,
        """
        talk_nodes SEMI JOIN (
            SELECT unnest(?::VARCHAR[]) AS world, unnest(?::VARCHAR[]) AS stage,
                unnest(?::DATE[]) AS block_day
        ) AS asked USING (world, stage, block_day)
        """,
        [list(column) for column in zip(*blocks, strict=True)] if blocks else [[], [], []],
    )


def nodes_in(
    connection: duckdb.DuckDBPyConnection, windows: Sequence[tuple[str, date, date]]
) -> list[Node]:
    """Return the nodes that touch one of these windows (world, first day, last day)."""
    return _nodes(
        connection,
        """
        talk_nodes SEMI JOIN (
            SELECT unnest(?::VARCHAR[]) AS world, unnest(?::DATE[]) AS first,
                unnest(?::DATE[]) AS last
        ) AS asked ON asked.world = talk_nodes.world
            AND talk_nodes.first_day <= asked.last AND talk_nodes.last_day >= asked.first
        """,
        [list(column) for column in zip(*windows, strict=True)] if windows else [[], [], []],
    )


def nodes_of_components(
    connection: duckdb.DuckDBPyConnection, components: Iterable[str]
) -> list[Node]:
    """Return the nodes of these components."""
    return _nodes(
        connection,
        "talk_nodes WHERE component IN (SELECT unnest(?::VARCHAR[]))",
        [sorted(components)],
    )


def nodes_by_id(connection: duckdb.DuckDBPyConnection, node_ids: Iterable[str]) -> list[Node]:
    """Return these nodes."""
    return _nodes(
        connection, "talk_nodes WHERE node_id IN (SELECT unnest(?::VARCHAR[]))", [sorted(node_ids)]
    )


def nodes_of_articles(
    connection: duckdb.DuckDBPyConnection, article_ids: Iterable[str]
) -> list[Node]:
    """Return the nodes that claims of these articles were in when they were last resolved."""
    return _nodes(
        connection,
        """
        talk_nodes WHERE node_id IN (
            SELECT node_id FROM claim_talks WHERE article_id IN (SELECT unnest(?::VARCHAR[]))
        )
        """,
        [sorted(article_ids)],
    )


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


def replace_nodes(
    connection: duckdb.DuckDBPyConnection, gone: Iterable[str], nodes: Sequence[Node]
) -> None:
    """Delete the nodes that are gone and write these."""
    connection.execute(
        "DELETE FROM talk_nodes WHERE node_id IN (SELECT unnest(?::VARCHAR[]))", [sorted(gone)]
    )
    write(connection, nodes, replace=True)


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


def _nodes(
    connection: duckdb.DuckDBPyConnection, source: str, parameters: list[object] | None = None
) -> list[Node]:
    rows = connection.execute(f"SELECT {_COLUMNS} FROM {source}", parameters or [])  # noqa: S608
    return [Node(*map(_plain, row)) for row in rows.fetchall()]


def _plain(value: Any) -> Any:  # noqa: ANN401  # a column of any type
    return tuple(value) if isinstance(value, list) else value
