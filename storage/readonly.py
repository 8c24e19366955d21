"""Read-only queries on the published file: nothing is written, no other file is touched."""

from pathlib import Path
from typing import Any

import duckdb

from storage.errors import StorageError

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
    if not database.exists():
        raise StorageError(f"there is no database at {database}; run `talks ingest` first")
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            for statement in _LOCKS:
                connection.execute(statement)
            cursor = connection.execute(query, parameters or [])
            names = [column[0] for column in cursor.description or ()]
            return names, cursor.fetchall()
    except duckdb.Error as error:
        raise StorageError(f"the query failed: {str(error).splitlines()[0]}") from error
