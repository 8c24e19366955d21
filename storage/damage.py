"""Damage: a ledger that is cut short is seen before it is opened, and made anew from its copy."""

import os
import shutil
import struct
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import duckdb

from storage.errors import StorageError
from storage.lock import ledger_path

_HEADER = 4096  # of the file, and of each of the two states that follow it
HEADER_BYTES = 3 * _HEADER
_STATE = struct.Struct("<QQQQQQ")  # checksum, iteration, meta, free list, blocks, bytes a block
_NUMBER = struct.Struct("<Q")
_NOWHERE = 2**64 - 1
_PARTS = 64  # of a block that holds metadata
_SMALLEST = 2**14  # bytes of a block


def missing_bytes(path: Path) -> int:
    """Return how many bytes a database file lacks by its own header; 0 when it is whole.

    Call it while no connection of this process has the file open.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        state = _newest_state(file.read(HEADER_BYTES))
        if state is None:
            return HEADER_BYTES
        free_list, blocks, width = state
        present = (size - HEADER_BYTES) // width
        if present >= blocks:
            return 0
        # A checkpoint cuts off the free blocks at the end, which the header counts still.
        free = _free_blocks(file, free_list, width, size)
    return width * (blocks - present - sum(present <= block < blocks for block in free))


def bytes_a_block(head: bytes) -> int | None:
    """Return how long the blocks of a database file with this header are; None for rubbish."""
    state = _newest_state(head)
    return state[2] if state else None


def _newest_state(head: bytes) -> tuple[int, int, int] | None:
    """Return the newest state's free list, blocks, and bytes a block; None for rubbish."""
    if len(head) < HEADER_BYTES or head[8:12] != b"DUCK":
        return None
    states = (_STATE.unpack_from(head, place) for place in (_HEADER, 2 * _HEADER))
    newest = max(states, key=lambda state: int(state[1]))
    free_list, blocks, width = (int(value) for value in newest[3:])
    return (free_list, blocks, width) if width >= _SMALLEST else None


def is_damaged(path: Path) -> bool:
    """Tell whether a database file is cut short: by its header, and then by reading all of it.

    The header alone may count free blocks at the end that a checkpoint cut off. Call it while no
    connection of this process has the file open.
    """
    return missing_bytes(path) > 0 and not reads(path)


def reads(path: Path) -> bool:
    """Tell whether every row of every table can be read."""
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            tables = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
            for (name,) in tables:
                connection.execute(f'SELECT bit_xor(hash(t)) FROM "{name}" AS t').fetchone()  # noqa: S608
            return bool(tables)
    except duckdb.Error:
        return False


def _free_blocks(file: BinaryIO, start: int, width: int, size: int) -> set[int]:
    """Return the blocks in the file's free list; none when that is missing, too."""
    found: list[int] = []
    part = (width - _NUMBER.size) // _PARTS // 8 * 8
    place = start
    seen = set()
    while place != _NOWHERE and place not in seen:
        seen.add(place)
        block, index = place % 2**56, place >> 56
        position = HEADER_BYTES + block * width + _NUMBER.size + index * part
        if position + part > size:
            return set()
        file.seek(position)
        data = file.read(part)
        place, *numbers = (int(number) for (number,) in _NUMBER.iter_unpack(data))
        found += numbers
        if len(found) > found[0]:
            break
    return set(found[1 : found[0] + 1]) if found else set()


def never_began(database: Path) -> bool:
    """Tell whether all there is is the empty ledger of a first run that was killed."""
    ledger = ledger_path(database)
    return ledger.exists() and not ledger.stat().st_size and not database.exists()


def restore(database: Path) -> str | None:
    """Make a damaged or lost ledger anew from the published copy; return what was done, or None.

    The copy is the ledger as the last run left it. The damaged file is kept beside it. Call it
    with the writer's lock held. Raises StorageError when the copy is damaged, too.
    """
    ledger = ledger_path(database)
    if never_began(database):
        ledger.unlink()  # DuckDB refuses an empty file
    damaged = ledger.exists() and is_damaged(ledger)
    lost = not ledger.exists() and database.exists()
    if not (damaged or lost):
        return None
    if not is_whole(database):
        raise StorageError(
            f"{ledger} is damaged and there is no whole copy at {database}; move the folder"
            " away, then `talks backfill` of the archive rebuilds everything"
        )
    kept = ""
    if damaged:
        aside = ledger.with_name(f"{ledger.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S}")
        ledger.replace(aside)
        kept = f"; the damaged file is kept as {aside}"
    ledger.with_name(ledger.name + ".wal").unlink(missing_ok=True)
    temporary = ledger.with_name(ledger.name + ".tmp")
    shutil.copyfile(database, temporary)
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
    temporary.replace(ledger)
    return (
        f"the ledger was {'damaged' if damaged else 'gone'} and is restored from {database}{kept}"
    )


def is_whole(database: Path) -> bool:
    """Tell whether the published file is there, whole, and answers."""
    if not database.exists() or is_damaged(database):
        return False
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            return connection.execute("SELECT count(*) FROM runs").fetchone() is not None
    except duckdb.Error:
        return False
