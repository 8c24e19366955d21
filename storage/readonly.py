"""Read-only queries on the published file: nothing is written, no other file is touched."""

from pathlib import Path
from typing import Any

import duckdb

from storage.errors import StorageError, first_line

MEMORY_LIMIT = "2GB"
LONGEST_QUERY_MS = 60_000
# The last one makes the others final: no query can undo them.
_LOCKS = (
    "SET TimeZone = 'UTC'",
    f"SET memory_limit = '{MEMORY_LIMIT}'",
    f"SET max_execution_time = {LONGEST_QUERY_MS}",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET allow_persistent_secrets = false",
    "SET python_enable_replacements = false",
    "SET enable_progress_bar = false",  # drawn on stdout, among the rows, where nobody reads a file
    "SET temp_directory = ''",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)


def run_query(
    database: Path, query: str, parameters: list[Any] | dict[str, Any] | None = None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the column names and rows of one query on the published database.

    Raises StorageError, in one line, for a missing file and for a query that is wrong, writes, or
    reaches outside the database.
    """
    if not query.strip():
        raise StorageError("the query is empty; try: SELECT * FROM timeline")
    with _connect(database) as connection:
        try:
            for statement in _LOCKS:
                connection.execute(statement)
            cursor = connection.execute(query, parameters or [])
            if cursor is None:  # nothing but comments
                return [], []
            names = [column[0] for column in cursor.description or ()]
            return names, cursor.fetchall()
        except duckdb.Error as error:
            raise StorageError(f"the query failed: {_explain(error)}") from error


def _connect(database: Path) -> duckdb.DuckDBPyConnection:
    if not database.exists():
        raise StorageError(f"there is no database at {database}; run `talks ingest` first")
    try:
        return duckdb.connect(str(database), read_only=True)
    except duckdb.Error as error:
        if "Could not set lock" in first_line(error):
            raise StorageError(
                f"another program has {database} open for writing; close it, or open it read-only"
                " there"
            ) from error
        raise StorageError(
            f"cannot open {database}: {first_line(error)}; run `talks ingest`, which publishes it"
            " anew"
        ) from error


def _explain(error: duckdb.Error) -> str:
    """Return what is wrong and what DuckDB proposes, without the picture of the query."""
    told = str(error).split("\nLINE ")[0]
    return " ".join(told.split())
