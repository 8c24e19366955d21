"""The rows of `talk_nodes`: what resolution remembers between two runs."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

import duckdb

from storage.nodes import Node
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


def replace_nodes(
    connection: duckdb.DuckDBPyConnection, gone: Iterable[str], nodes: Sequence[Node]
) -> None:
    """Delete the nodes that are gone and write these."""
    connection.execute(
        "DELETE FROM talk_nodes WHERE node_id IN (SELECT unnest(?::VARCHAR[]))", [sorted(gone)]
    )
    write(connection, nodes, replace=True)


def _nodes(
    connection: duckdb.DuckDBPyConnection, source: str, parameters: list[object] | None = None
) -> list[Node]:
    rows = connection.execute(f"SELECT {_COLUMNS} FROM {source}", parameters or [])  # noqa: S608
    return [Node(*map(_plain, row)) for row in rows.fetchall()]


def _plain(value: Any) -> Any:  # noqa: ANN401  # a column of any type
    return tuple(value) if isinstance(value, list) else value
