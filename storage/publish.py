"""Publish: the ledger becomes the copy that people query and may hold open."""

import os
import shutil
from pathlib import Path

import duckdb

from storage.database import ledger_path
from storage.errors import StorageError


def publish(database: Path) -> None:
    """Replace the published file by a copy of the ledger, at once and durably.

    Call it after the ledger's connection is closed and while the writer's lock is free or ours:
    copying a file that DuckDB has open would drop its lock. Readers that hold the old copy open
    keep it until they connect again.
    """
    temporary = database.with_name(f".{database.name}.{os.getpid()}.tmp")
    try:
        shutil.copyfile(ledger_path(database), temporary)
        _sync(temporary)
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
    if not database.exists():
        return True
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            row = connection.execute("SELECT max(run_id) FROM runs WHERE run_id = ?", [last_run])
            return row.fetchone() != (last_run,)
    except duckdb.Error:
        return True
