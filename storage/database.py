"""The ledger: the writer's own database file, always at the latest schema.

It lives beside the published file, in `<published file>.state/`, with the lock that lets one
writer in at a time.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import duckdb

from storage.errors import StorageError

MIGRATIONS = files("storage") / "migrations"  # tables: append a file, never edit one
VIEWS = files("storage") / "views"  # hold no data: edit freely
STORAGE_VERSION = "v1.5.0"  # so that a DuckDB 1.5 command line can read the files
LOCK_SECONDS = 60.0
_POLL_SECONDS = 0.1


def state_folder(database: Path) -> Path:
    """Return the folder of the writer's files for a published database."""
    return database.with_name(database.name + ".state")


def ledger_path(database: Path) -> Path:
    """Return the ledger of a published database."""
    return state_folder(database) / "ledger.duckdb"


@contextmanager
def open_ledger(
    database: Path, wait_seconds: float = LOCK_SECONDS
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield the only connection to the ledger, migrated, and leave no write-ahead log behind.

    Raises StorageError when the folder cannot be written, another writer holds the lock for longer
    than `wait_seconds`, or the file is damaged or of a newer version.
    """
    folder = state_folder(database)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "ledger.lock").open("a")
    except OSError as error:
        raise StorageError(
            f"cannot write to {folder}: {error.strerror}; choose another --db or mend its rights"
        ) from error
    with lock:
        _take(lock.fileno(), wait_seconds, folder)
        sweep(database)
        connection = _connect(ledger_path(database))
        try:
            connection.execute("SET GLOBAL TimeZone = 'UTC'")
            migrate(connection)
            yield connection
            connection.execute("CHECKPOINT")
        finally:
            connection.close()


def _take(descriptor: int, wait_seconds: float, folder: Path) -> None:
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() >= deadline:
                raise StorageError(
                    f"another run is writing to {folder}; wait until it has ended, then try again"
                ) from None
            time.sleep(_POLL_SECONDS)
        else:
            return


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    config: dict[str, str | bool | int | float | list[str]] = {}
    if not path.exists():
        config = {"storage_compatibility_version": STORAGE_VERSION}
    try:
        return duckdb.connect(str(path), config=config)
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        raise StorageError(
            f"cannot open {path}: {first}; if the file is damaged, move its folder away and run"
            " again"
        ) from error


def sweep(database: Path) -> None:
    """Remove the temporary files of runs that were killed; call it with the lock held."""
    for orphan in database.parent.glob(f".{database.name}.*.tmp"):
        orphan.unlink(missing_ok=True)


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commit when the block ends, roll back when it raises."""
    connection.begin()
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def migrate(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Apply the migrations this database lacks, in order, and return their names.

    Raises StorageError for a database that knows a migration which this program does not.
    """
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migrations"
        " (name VARCHAR PRIMARY KEY, applied_at TIMESTAMPTZ NOT NULL DEFAULT now())"
    )
    connection.execute("CREATE TABLE IF NOT EXISTS meta (key VARCHAR PRIMARY KEY, value VARCHAR)")
    applied = {name for (name,) in connection.execute("SELECT name FROM migrations").fetchall()}
    known = sorted(file.name for file in MIGRATIONS.iterdir() if file.name.endswith(".sql"))
    newer = sorted(applied - set(known))
    if newer:
        raise StorageError(
            f"the database was written by a newer version (it has {newer[0]}); update the program"
        )
    pending = [name for name in known if name not in applied]
    for name in pending:
        with transaction(connection):
            connection.execute((MIGRATIONS / name).read_text("utf-8"))
            connection.execute("INSERT INTO migrations (name) VALUES (?)", [name])
    _refresh_views(connection, changed=bool(pending))
    return pending


def _refresh_views(connection: duckdb.DuckDBPyConnection, *, changed: bool) -> None:
    """Create views and macros anew, but only when their text or the tables changed."""
    texts = [
        file.read_text("utf-8")
        for file in sorted(VIEWS.iterdir(), key=lambda f: f.name)
        if file.name.endswith(".sql")
    ]
    digest = sha256("\n".join(texts).encode()).hexdigest()
    stored = connection.execute("SELECT value FROM meta WHERE key = 'views'").fetchone()
    if stored == (digest,) and not changed:
        return
    with transaction(connection):
        for text in texts:
            connection.execute(text)
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('views', ?)", [digest])
