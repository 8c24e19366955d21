"""Publish: the ledger becomes the copy that people query and may hold open."""

import os
import shutil
from pathlib import Path

import duckdb

from storage import spare
from storage.damage import is_damaged
from storage.errors import StorageError
from storage.lock import LOCK_SECONDS, ledger_path, writer_lock


def publish(database: Path, wait_seconds: float = LOCK_SECONDS) -> None:
    """Replace the published file by a copy of the ledger, at once and durably.

    Readers that hold the old copy open keep it until they connect again. Call it after the ledger's
    connection is closed: copying a file that DuckDB has open would drop its lock. The writer's lock
    is held meanwhile, so that no other process writes to the ledger while it is copied, or sweeps
    the half-made copy away. Raises StorageError when there is nothing to copy or no room for it.
    """
    temporary = database.with_name(f".{database.name}.{os.getpid()}.tmp")
    with writer_lock(database, wait_seconds):
        try:
            if not spare.renew(ledger_path(database), spare.spare_path(database), temporary):
                shutil.copyfile(ledger_path(database), temporary)
                spare.mark(temporary)
            _sync(temporary)
            # Left by a program that wrote to the old copy; with the new one it could not be opened.
            database.with_name(database.name + ".wal").unlink(missing_ok=True)
            spare.keep(database)
            temporary.replace(database)
            _sync(database.parent)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise StorageError(
                f"cannot publish {database}: {error.strerror}; the results are safe in the ledger,"
                " the next run publishes them"
            ) from error


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_stale(database: Path, last_run: str | None) -> bool:
    """Tell whether the published file lacks the ledger's last run (None: no run yet)."""
    if not database.exists() or is_damaged(database):
        return True
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            row = connection.execute("SELECT max(run_id) FROM runs WHERE run_id = ?", [last_run])
            return row.fetchone() != (last_run,)
    except duckdb.Error:
        return True
