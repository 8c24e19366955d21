"""Write records to their tables in batches: the fields of a record are the table's columns."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

import duckdb

from storage.nodes import Node
from storage.outcomes import Failure, Run
from storage.records import (
    Article,
    FeedState,
    Person,
    SeenEntry,
    Statement,
    Talk,
    TalkChange,
    TalkClaim,
    TopicClaim,
)
from storage.retold import TalkReport

Record = (
    Article
    | Failure
    | FeedState
    | Node
    | Person
    | Run
    | SeenEntry
    | Statement
    | Talk
    | TalkChange
    | TalkClaim
    | TalkReport
    | TopicClaim
)
TABLES: dict[type[Any], str] = {
    Article: "articles",
    Failure: "failures",
    FeedState: "feed_health",
    Node: "talk_nodes",
    Person: "people",
    Run: "runs",
    SeenEntry: "entries",
    Statement: "statements",
    Talk: "talks",
    TalkChange: "talk_history",
    TalkClaim: "talk_claims",
    TalkReport: "talk_reports",
    TopicClaim: "topic_claims",
}

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def write(
    connection: duckdb.DuckDBPyConnection, records: Iterable[Record], *, replace: bool = False
) -> None:
    """Write records of any type, a batch a table; a row that is there already stays as it is.

    With `replace`, a row that has the same key and other values is replaced. Of two records with
    one key the first counts. A table without a key takes each different row once.
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
    kinds = {name: kind for name, kind, *_ in described}
    names = [field.name for field in fields(rows[0])]
    keys = [name for name, _, _, key, *_ in described if key == "PRI"] or names
    unique: dict[tuple[Any, ...], Record] = {}
    for row in rows:
        unique.setdefault(tuple(getattr(row, key) for key in keys), row)
    values = ", ".join(f'{_read(name, kinds[name])} AS "{name}"' for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    payload = [json.dumps(_plain(row), ensure_ascii=False) for row in unique.values()]
    # Only names from the schema enter the text; every value is bound.
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE staged AS SELECT {values}"  # noqa: S608
        " FROM (SELECT CAST(unnest(?) AS JSON) AS row)",
        [payload],
    )
    if replace:
        _replace(connection, table, keys, names)
    else:
        _delete_matching(connection, "staged", table, keys)
    connection.execute(f"INSERT INTO {table} ({listed}) SELECT {listed} FROM staged")  # noqa: S608
    connection.execute("DROP TABLE staged")


def _replace(
    connection: duckdb.DuckDBPyConnection, table: str, keys: Sequence[str], names: Sequence[str]
) -> None:
    """Delete the table's rows that a staged one takes the place of, and the staged ones like them.

    Rewriting equal rows would let the file grow with every run: DuckDB frees no old text. The rows
    are found by key first: comparing all columns of all rows would read every text there is.
    """
    found = connection.execute(
        f"CREATE OR REPLACE TEMP TABLE held AS FROM {table} WHERE rowid IN"  # noqa: S608
        f" (SELECT other.rowid FROM {table} AS other SEMI JOIN staged AS mine ON {_agree(keys)})"
    ).fetchone()
    if found != (0,):
        _delete_matching(connection, "staged", "held", names)
        _delete_matching(connection, table, "staged", keys)
    connection.execute("DROP TABLE held")


def _delete_matching(
    connection: duckdb.DuckDBPyConnection, table: str, other: str, names: Sequence[str]
) -> None:
    """Delete the rows of a table that agree with a row of the other one in all these columns."""
    connection.execute(f"DELETE FROM {table} AS mine USING {other} AS other WHERE {_agree(names)}")  # noqa: S608


def _agree(names: Sequence[str]) -> str:
    return " AND ".join(f'mine."{name}" IS NOT DISTINCT FROM other."{name}"' for name in names)


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
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def clean(text: str) -> str:
    """Return the text without NUL and lone surrogates, character for character.

    Neither can be stored; each is replaced by one U+FFFD, so that offsets stay right.
    """
    return _UNSTORABLE.sub("\ufffd", text)
