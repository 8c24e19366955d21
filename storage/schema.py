"""The schema: numbered migrations for what holds data, views and macros for what reads it."""

import re
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

import duckdb

from storage.errors import StorageError, first_line
from storage.transactions import transaction

MIGRATIONS = files("storage") / "migrations"  # append a file, never edit one
VIEWS = files("storage") / "views"  # hold no data: edit freely


def migrate(
    connection: duckdb.DuckDBPyConnection,
    migrations: Traversable = MIGRATIONS,
    views: Traversable = VIEWS,
) -> list[str]:
    """Apply the migrations this database lacks, in order, and return their names.

    Views and macros are then made anew when their text or the tables changed. Raises StorageError
    for a database that knows a migration which this program does not.
    """
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migrations"
        " (name VARCHAR PRIMARY KEY, applied_at TIMESTAMPTZ NOT NULL DEFAULT now())"
    )
    connection.execute("CREATE TABLE IF NOT EXISTS meta (key VARCHAR PRIMARY KEY, value VARCHAR)")
    applied = {name for (name,) in connection.execute("SELECT name FROM migrations").fetchall()}
    texts = _load_texts(migrations)
    newer = sorted(applied - set(texts))
    if newer:
        raise StorageError(
            f"the database was written by a newer version (it has {newer[0]}); update the program"
        )
    pending = [name for name in texts if name not in applied]
    with transaction(connection):  # all or none: an old program can still open what one spoils
        for name in pending:
            _apply(connection, name, texts[name])
    _refresh_views(connection, _load_texts(views), changed=bool(pending))
    return pending


def _apply(connection: duckdb.DuckDBPyConnection, name: str, text: str) -> None:
    try:
        connection.execute(text)
        connection.execute("INSERT INTO migrations (name) VALUES (?)", [name])
    except duckdb.Error as error:
        raise StorageError(
            f"the database cannot be brought up to date: {name} failed ({first_line(error)}); it is"
            " as it was, and the version that wrote it can go on using it"
        ) from error


def _load_texts(folder: Traversable) -> dict[str, str]:
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return {file.name: file.read_text("utf-8") for file in found}


def _refresh_views(
    connection: duckdb.DuckDBPyConnection, texts: dict[str, str], *, changed: bool
) -> None:
    digest = sha256("\n".join(texts.values()).encode()).hexdigest()
    stored = connection.execute("SELECT value FROM meta WHERE key = 'views'").fetchone()
    if stored == (digest,) and not changed:
        return
    # Also those whose file is gone: a view on a table that has changed would break the others.
    drops = connection.execute(
        """
        SELECT 'DROP VIEW IF EXISTS "' || view_name || '"'
        FROM duckdb_views() WHERE NOT internal AND database_name = current_database()
        UNION
        SELECT 'DROP MACRO TABLE IF EXISTS "' || function_name || '"'
        FROM duckdb_functions()
        WHERE NOT internal AND function_type = 'table_macro' AND database_name = current_database()
        """
    ).fetchall()
    with transaction(connection):
        for statement in [*(drop for (drop,) in drops), *texts.values()]:
            connection.execute(statement)
        for file_name, text in texts.items():
            connection.execute(_comment(file_name.removesuffix(".sql"), text))
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('views', ?)", [digest])


def _comment(name: str, text: str) -> str:
    """Return the statement that makes a view's first line its comment in the catalogue."""
    is_macro = re.search(r"^CREATE (OR REPLACE )?MACRO ", text, re.MULTILINE)
    kind = "MACRO TABLE" if is_macro else "VIEW"
    told = text.splitlines()[0].removeprefix("-- ").replace("'", "''")
    return f"COMMENT ON {kind} {name} IS '{told}'"
