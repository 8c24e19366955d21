"""The ledger: the writer's own database file, always at the latest schema.

It lives beside the published file, in `<published file>.state/`, with the lock that lets one
writer in at a time.
"""

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from storage.damage import restore
from storage.errors import StorageError, first_line
from storage.lock import LOCK_SECONDS, ledger_path, state_folder, writer_lock
from storage.schema import migrate
from storage.transactions import transaction

__all__ = ["ledger_path", "open_ledger", "state_folder", "sweep", "transaction"]

STORAGE_VERSION = "v1.5.0"  # so that a DuckDB 1.5 command line can read the files
# A checkpoint writes the last group of a table anew: of the default's 122,880 texts, 200 MB.
ROWS_A_GROUP = 8192
CONNECT_SECONDS = 5.0
_POLL_SECONDS = 0.1


@contextmanager
def open_ledger(
    database: Path, wait_seconds: float = LOCK_SECONDS
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield the only connection to the ledger, migrated, and leave no write-ahead log behind.

    Raises StorageError when the folder cannot be written, another writer holds the lock for longer
    than `wait_seconds`, the disk is full, or the file is damaged, held by another program, or of a
    newer version.
    """
    with writer_lock(database, wait_seconds):
        sweep(database)
        path = ledger_path(database)
        restored = restore(database)
        if restored is not None:
            print(f"talks: {restored}", file=sys.stderr)  # noqa: T201  # nothing else is lost
        connection = _connect(path)
        try:
            connection.execute("SET GLOBAL TimeZone = 'UTC'")
            migrate(connection)
            yield connection
            connection.execute("CHECKPOINT")
        except (duckdb.IOException, duckdb.FatalException) as error:
            raise StorageError(
                f"cannot write {path}: {first_line(error)}; nothing of this step is stored, make"
                " sure that the disk has room and works, and run again"
            ) from error
        finally:
            connection.close()


def sweep(database: Path) -> None:
    """Remove the temporary files of runs that were killed; call it with the lock held."""
    for orphan in database.parent.glob(f".{database.name}.*.tmp"):
        orphan.unlink(missing_ok=True)
    (ledger_path(database).with_name("ledger.duckdb.tmp")).unlink(missing_ok=True)
    shutil.rmtree(ledger_path(database).with_name("ledger.duckdb.spill"), ignore_errors=True)


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection, waiting a little for a program that only looks into the file."""
    deadline = time.monotonic() + CONNECT_SECONDS
    while True:
        try:
            return _attach(path)
        except duckdb.Error as error:
            if "Could not set lock" not in first_line(error):
                raise StorageError(
                    f"cannot open {path}: {first_line(error)}; if the file is damaged, move its"
                    " folder away and run again"
                ) from error
            if time.monotonic() >= deadline:
                raise StorageError(
                    f"another program has {path} open; close it and run again: only the published"
                    " file is for reading"
                ) from error
        time.sleep(_POLL_SECONDS)


def _attach(path: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection to the file, attached: only so can the size of row groups be chosen."""
    options = f"ROW_GROUP_SIZE {ROWS_A_GROUP}"
    if not path.exists():
        options += f", STORAGE_VERSION '{STORAGE_VERSION}'"
    connection = duckdb.connect(config={"temp_directory": f"{path}.spill"})
    try:
        quoted = str(path).replace("'", "''")
        connection.execute(f"ATTACH '{quoted}' AS ledger ({options})")
        connection.execute("USE ledger")
    except BaseException:
        connection.close()
        raise
    return connection
