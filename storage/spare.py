"""The spare: the published copy before the last, made into the next by writing what differs.

A copy of a large ledger costs as much as the ledger is large, though a run changes little of it.
The copy that a new one takes the place of is therefore kept. Nobody may see it change who has it
open still: it is used only when the system grants a lease, which is when nobody has.
"""

import fcntl
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from storage.damage import HEADER_BYTES, bytes_a_block
from storage.lock import state_folder

WORTH = 64 * 2**20  # bytes: a smaller ledger is copied whole, without a third file
_CHECKSUM = 8  # bytes at the start of a block
_MARK = "user.talks.written"  # when we wrote a copy: a later change is another program's


def renew(source: Path, spare: Path, target: Path) -> bool:
    """Move the spare to `target` and make it equal to `source`; False when it cannot serve.

    Nothing is left at `target` then. Call it with the writer's lock held, while no connection of
    this process has the source open.
    """
    try:
        spare.replace(target)
        with source.open("rb") as ledger, target.open("r+b") as copy:
            if _is_ours_alone(copy) and _update(ledger, copy):
                _mark(copy)
                return True
    except OSError:  # no such file, lease or attribute here; or no room, which the caller will find
        pass
    target.unlink(missing_ok=True)
    return False


def keep(database: Path) -> None:
    """Keep the published copy, about to be replaced, as the spare, if it is worth it."""
    spare = spare_path(database)
    try:
        spare.unlink(missing_ok=True)
        if database.stat().st_size >= WORTH and knows_who_reads(database):
            os.link(database, spare)
    except OSError:
        pass  # the next copy is made whole, as without a spare


def knows_who_reads(path: Path) -> bool:
    """Tell whether this system sees all programs that have a file open.

    It grants leases, and the file is on a disk of its own: a folder that a network or a virtual
    machine shares may have readers elsewhere.
    """
    return hasattr(fcntl, "F_SETLEASE") and os.major(path.stat().st_dev) != 0


def spare_path(database: Path) -> Path:
    """Return where the spare of a published database lies."""
    return state_folder(database) / "spare.duckdb"


def mark(path: Path) -> None:
    """Note on a copy when it was written, so that it can be a spare."""
    try:
        with path.open("r+b") as copy:
            _mark(copy)
    except OSError:
        pass  # a file system without attributes: it will be no spare


def _mark(copy: BinaryIO) -> None:
    setter: Callable[..., None] | None = getattr(os, "setxattr", None)  # Linux has it
    if setter is not None:
        setter(copy.fileno(), _MARK, _written(copy))


def _written(copy: BinaryIO) -> bytes:
    return str(os.fstat(copy.fileno()).st_mtime_ns).encode()


def _is_ours_alone(copy: BinaryIO) -> bool:
    """Tell whether nobody else has the file open, or linked, and only we have written to it."""
    if os.fstat(copy.fileno()).st_nlink != 1:
        return False
    if os.getxattr(copy.fileno(), _MARK) != _written(copy):
        return False
    # Whoever opens it while the lease lasts makes the system send a signal; this one is ignored.
    fcntl.fcntl(copy.fileno(), fcntl.F_SETSIG, signal.SIGURG)
    fcntl.fcntl(copy.fileno(), fcntl.F_SETLEASE, fcntl.F_WRLCK)
    fcntl.fcntl(copy.fileno(), fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return True


def _update(ledger: BinaryIO, copy: BinaryIO) -> bool:
    """Write the headers and the blocks whose checksums differ; False for another kind of file."""
    source, target = ledger.fileno(), copy.fileno()
    head = os.pread(source, HEADER_BYTES, 0)
    width = bytes_a_block(head)
    if width is None or width != bytes_a_block(os.pread(target, HEADER_BYTES, 0)):
        return False
    size = os.fstat(source).st_size
    os.truncate(target, size)
    for place in range(HEADER_BYTES, size, width):
        if os.pread(source, _CHECKSUM, place) == os.pread(target, _CHECKSUM, place):
            continue
        block = os.pread(source, width, place)
        if os.pwrite(target, block, place) != len(block):
            return False
    return os.pwrite(target, head, 0) == len(head)
