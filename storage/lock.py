"""The writer's lock: one process at a time touches the ledger's files."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from storage.errors import StorageError

LOCK_SECONDS = 60.0
_POLL_SECONDS = 0.1


def state_folder(database: Path) -> Path:
    """Return the folder of the writer's files for a published database."""
    return database.with_name(database.name + ".state")


def ledger_path(database: Path) -> Path:
    """Return the ledger of a published database."""
    return state_folder(database) / "ledger.duckdb"


@contextmanager
def writer_lock(database: Path, wait_seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the lock of a database's ledger; the state folder exists inside the block.

    The lock goes with the process: one that is killed leaves none behind. Raises StorageError when
    the folder cannot be written, or when another writer keeps the lock longer than `wait_seconds`.
    """
    folder = state_folder(database)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "ledger.lock").open("a+", encoding="utf-8")
    except OSError as error:
        raise StorageError(
            f"cannot write to {folder}: {error.strerror}; choose another --db or mend its rights"
        ) from error
    with lock:
        _take(lock, wait_seconds, folder)
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _take(lock: TextIO, wait_seconds: float, folder: Path) -> None:
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            # flock belongs to the open file, so it parts the threads of one process, too.
            fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise StorageError(_describe_holder(lock, folder)) from None
            time.sleep(_POLL_SECONDS)
        except OSError as error:
            raise StorageError(
                f"cannot lock {folder}: {error.strerror}; choose a --db on a local disk"
            ) from error
        else:
            return


def _describe_holder(lock: TextIO, folder: Path) -> str:
    lock.seek(0)
    holder = lock.read(20).strip()
    process = f" (process {holder})" if holder.isdigit() else ""
    return f"another run is writing to {folder}{process}; wait until it has ended, then try again"
