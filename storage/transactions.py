"""Transactions: everything in a block is written, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import duckdb


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commit when the block ends, roll back when it raises.

    An SQL error that the block swallows makes the commit roll back in silence: let it out, and look
    afterwards for what was written.
    """
    connection.begin()
    try:
        yield
    except BaseException:
        # A connection that has broken cannot even roll back; what broke it is the news.
        with suppress(duckdb.Error):
            connection.rollback()
        raise
    connection.commit()
