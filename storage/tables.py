"""Write records to their tables in batches: the fields of a record are the table's columns."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import duckdb

from storage.records import (
    Article,
    Failure,
    FeedState,
    Person,
    Run,
    Statement,
    Talk,
    TalkChange,
    TalkClaim,
    TopicClaim,
)

Record = (
    Article
    | Failure
    | FeedState
    | Person
    | Run
    | Statement
    | Talk
    | TalkChange
    | TalkClaim
    | TopicClaim
)
TABLES: dict[type[Any], str] = {
    Article: "articles",
    Failure: "failures",
    FeedState: "feed_health",
    Person: "people",
    Run: "runs",
    Statement: "statements",
    Talk: "talks",
    TalkChange: "talk_history",
    TalkClaim: "talk_claims",
    TopicClaim: "topic_claims",
}
FACT_TABLES = ("talk_claims", "topic_claims", "statements")


def write(
    connection: duckdb.DuckDBPyConnection, records: Iterable[Record], *, replace: bool = False
) -> None:
    """Write records of any type, a batch a table; a row that is there already stays as it is.

    With `replace`, a row with the same key is replaced.
    """
    by_type: dict[type[Any], list[Record]] = {}
    for record in records:
        by_type.setdefault(type(record), []).append(record)
    for record_type, rows in by_type.items():
        _write_table(connection, TABLES[record_type], rows, replace=replace)


def _write_table(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Record], *, replace: bool
) -> None:
    described = connection.execute(f"DESCRIBE {table}").fetchall()
    columns = [(name, kind) for name, kind, *_ in described]
    has_key = any(key == "PRI" for _, _, _, key, *_ in described)
    mode = "" if not has_key else "OR REPLACE " if replace else "OR IGNORE "
    values = ", ".join(_read(name, kind) for name, kind in columns)
    names = ", ".join(f'"{name}"' for name, _ in columns)
    payload = [json.dumps(_plain(asdict(row)), ensure_ascii=False) for row in rows]
    connection.execute(
        # Only names from the schema enter the text; every value is bound.
        f"INSERT {mode}INTO {table} ({names})"  # noqa: S608
        f" SELECT {values} FROM (SELECT CAST(unnest(?) AS JSON) AS row)",
        [payload],
    )


def _read(name: str, kind: str) -> str:
    arrow = "->" if kind.endswith("[]") else "->>"
    return f"CAST(row {arrow} '$.{name}' AS {kind})"


def _plain(value: Any) -> Any:  # noqa: ANN401  # any field of any record
    """Return a value as JSON can hold it and DuckDB can store it."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def clean(text: str) -> str:
    """Return the text without NUL and lone surrogates, character for character.

    Neither can be stored; each is replaced by one U+FFFD, so that offsets stay right.
    """
    if text.isascii() and "\0" not in text:
        return text
    return "".join("\ufffd" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in text)


def delete_facts(connection: duckdb.DuckDBPyConnection, article_ids: Sequence[str]) -> None:
    """Delete the claims and statements of these articles, to be written anew."""
    for table in FACT_TABLES:
        connection.execute(
            f"DELETE FROM {table} WHERE article_id IN (SELECT unnest(?::VARCHAR[]))",  # noqa: S608
            [list(article_ids)],
        )


def replace_talks(connection: duckdb.DuckDBPyConnection, talks: Sequence[Talk]) -> None:
    """Make `talks` hold exactly these rows."""
    connection.execute("DELETE FROM talks")
    write(connection, talks)


def assign_talks(
    connection: duckdb.DuckDBPyConnection, assignments: Sequence[tuple[str, str]]
) -> None:
    """Set the talk of each talk claim (claim id, talk id), and of the topics tied to it."""
    if not assignments:
        return
    claim_ids, talk_ids = zip(*assignments, strict=True)
    connection.execute(
        """
        UPDATE talk_claims SET talk_id = given.talk_id
        FROM (SELECT unnest(?) AS claim_id, unnest(?) AS talk_id) AS given
        WHERE given.claim_id = talk_claims.claim_id
            AND given.talk_id IS DISTINCT FROM talk_claims.talk_id
        """,
        [list(claim_ids), list(talk_ids)],
    )
    # A topic is tied to a talk when its article ties that topic to exactly one.
    connection.execute(
        """
        UPDATE topic_claims SET talk_id = tied.talk_id
        FROM (
            SELECT article_id, topic, any_value(talk_id) AS talk_id
            FROM (SELECT article_id, unnest(topics) AS topic, talk_id FROM talk_claims)
            GROUP BY article_id, topic
            HAVING count(*) = 1
        ) AS tied
        WHERE tied.article_id = topic_claims.article_id AND tied.topic = topic_claims.topic
            AND tied.talk_id IS DISTINCT FROM topic_claims.talk_id
        """
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
