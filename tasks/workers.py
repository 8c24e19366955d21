"""Workers: CPU work in processes of their own, with a limit that ends a stuck one.

Forks of a fresh interpreter that has loaded the work (`tasks.worker_process`), never of this
process: a forked child shares its parent's locks and file handles. Not `multiprocessing`'s pool: it
starts by importing the program once more (Prefect, seconds), cannot end one worker, and does not
tell which item a dead one had in hand.
"""

import contextlib
import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from time import monotonic
from typing import Any, Generic, TypeVar

from tasks.worker_process import Channel

T = TypeVar("T")
R = TypeVar("R")

CHUNK = 8  # items a worker takes at once: enough to hide the cost of handing over
START_SECONDS = 60.0  # for a new interpreter and what it loads, and again for the first item
_CHILD = "from tasks.worker_process import fork_workers; fork_workers()"

_prepared: "list[_Worker]" = []  # they wait for the next call of map_chunks


class WorkerError(RuntimeError):
    """Worker processes cannot work at all: a broken installation, not a broken item."""


def prepare(workers: int, load: Callable[..., object], *arguments: object) -> None:
    """Start workers for the next `map_chunks` of this process, and call `load(*arguments)` in them.

    Loading takes seconds: it is done by the time the pages are fetched. A `load` that yields is
    left where it has come to when the work is there. `workers` 0: one a core. `load` must be
    importable by name.
    """
    dismiss_prepared()  # those of a run that broke off before its work
    _prepared.extend(_start(workers or os.cpu_count() or 1, load, arguments))


def dismiss_prepared() -> None:
    """End the prepared workers that nobody took, even while they load."""
    while _prepared:
        _prepared.pop().dismiss()


def map_chunks(
    work: Callable[[T], R],
    items: Sequence[T],
    spoil: Callable[[T, str], R],
    workers: int = 0,
    seconds_per_item: float = 20.0,
    progress: Callable[[int], None] | None = None,
) -> list[R]:
    """Return `work(item)` for each item, in order, computed in worker processes.

    `work` must be importable by name. An item that makes it raise, hang or die gives
    `spoil(item, reason)`; the others are not touched by it. `workers` 0 means one a core.
    `progress` is called with the number of items done.
    """
    if not items:
        return []
    count = workers or os.cpu_count() or 1
    crew = _Crew(work, items, spoil, seconds_per_item)
    with crew.staff(min(count, len(items))):
        for done in crew.run():
            if progress is not None:
                progress(done)
    return [crew.results[index] for index in range(len(items))]


class _Crew(Generic[T, R]):
    """The workers of one call, and what is left to do."""

    def __init__(
        self,
        work: Callable[[T], R],
        items: Sequence[T],
        spoil: Callable[[T, str], R],
        seconds: float,
    ) -> None:
        self._work = work
        self._items = items
        self._spoil = spoil
        self._seconds = seconds
        self._workers: list[_Worker] = []
        self._chunks: deque[deque[int]] = deque()
        self.results: dict[int, R] = {}

    @contextlib.contextmanager
    def staff(self, count: int) -> Iterator[None]:
        """Have so many workers for the block; none outlives it."""
        # Small chunks when there is little to do: else one worker would do it all.
        size = max(1, min(CHUNK, len(self._items) // (2 * count)))
        indices = range(len(self._items))
        self._chunks.extend(deque(indices[i : i + size]) for i in indices[::size])
        missing = count - len(_prepared)
        try:
            if missing > 0:  # naming the work loads its module
                _prepared.extend(_start(missing, id, (self._work,)))
            for _ in range(count):
                self._hire()
            yield
        finally:
            for worker in self._workers:
                worker.end()

    def run(self) -> Iterator[int]:
        """Work until every item has a result; yield how many have, as it grows."""
        while len(self.results) < len(self._items):
            busy = [worker for worker in self._workers if worker.chunk]
            soonest = min(worker.deadline for worker in busy)
            answered = wait([w.inbox for w in busy], timeout=max(0.0, soonest - monotonic()))
            for worker in busy:
                if worker.inbox in answered:
                    self._take(worker)
                elif worker.deadline <= monotonic():
                    self._dismiss(worker, f"it took longer than {self._seconds:g} seconds")
            yield len(self.results)

    def _hire(self) -> None:
        worker = (_prepared or _start(1, id, (self._work,))).pop()
        self._workers.append(worker)
        worker.greet()
        self._assign(worker)

    def _assign(self, worker: "_Worker") -> None:
        if not self._chunks:
            return
        worker.chunk = self._chunks.popleft()
        worker.deadline = monotonic() + self._seconds
        if not worker.has_answered:
            worker.deadline += START_SECONDS
        # A worker that died meanwhile is noticed when its answer is waited for.
        with contextlib.suppress(OSError):
            worker.outbox.send((self._work, [self._items[index] for index in worker.chunk]))

    def _take(self, worker: "_Worker") -> None:
        """Take a worker's result for the item it has in hand."""
        try:
            kind, value = worker.inbox.recv()
        except (EOFError, OSError):
            self._dismiss(worker, "its worker process died")
            return
        if kind == "broken":
            raise WorkerError(f"a worker cannot load its work: {value}")
        worker.has_answered = True
        index = worker.chunk.popleft()
        self.results[index] = value if kind == "done" else self._spoil(self._items[index], value)
        worker.deadline = monotonic() + self._seconds
        if not worker.chunk:
            self._assign(worker)

    def _dismiss(self, worker: "_Worker", reason: str) -> None:
        """End a worker; the item in hand is spoilt, the rest of its chunk goes to another."""
        worker.end()
        self._workers.remove(worker)
        index = worker.chunk.popleft()
        self.results[index] = self._spoil(self._items[index], reason)
        if worker.chunk:
            self._chunks.appendleft(worker.chunk)
        if self._chunks:
            self._hire()


class _Origin:
    """The process that the workers are forked from; it ends when the last of them has ended."""

    def __init__(self, channels: Sequence[Channel], load: bytes) -> None:
        mine = [descriptor for channel in channels for descriptor in channel]
        self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and code
            [sys.executable, "-c", _CHILD],
            stdin=subprocess.PIPE,
            pass_fds=mine,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                "OMP_NUM_THREADS": "1",  # a worker has one core, and none may fork with threads
            },
        )
        if self._process.stdin is None:
            raise WorkerError("worker processes have no pipes")
        self._line = self._process.stdin
        with contextlib.suppress(OSError):  # that it died is seen when a worker is greeted
            self._line.write(pickle.dumps(channels) + load)
            self._line.flush()
        self._left = len(channels)
        self.asked = False

    def stop_loading(self) -> None:
        """End the origin when no worker was ever asked for: forked or not, they see its pipes."""
        if not self.asked:
            self._process.kill()

    def leave(self) -> None:
        """Count a worker that has ended or is about to; wait for the end of the last."""
        self._left -= 1
        if self._left == 0:
            with contextlib.suppress(OSError):
                self._line.close()
            self._process.wait()


def _start(count: int, load: Callable[..., object], arguments: Sequence[object]) -> "list[_Worker]":
    """Return so many workers; they are not waited for."""
    pairs = [(os.pipe(), os.pipe()) for _ in range(count)]
    try:
        load_bytes = pickle.dumps((load, arguments))
    except Exception:  # noqa: BLE001  # work that cannot be named fails when it is sent
        load_bytes = pickle.dumps(None)
    origin = _Origin([(ins[0], outs[1]) for ins, outs in pairs], load_bytes)
    for ins, outs in pairs:
        os.close(ins[0])
        os.close(outs[1])
    return [_Worker(origin, ins[1], outs[0]) for ins, outs in pairs]


class _Worker:
    """One worker process, and the chunk it works on: the first item of it is in its hand."""

    def __init__(self, origin: _Origin, outlet: int, inlet: int) -> None:
        self._origin = origin
        self._pid = 0
        self.outbox: Connection[Any, Any] = Connection(outlet, readable=False)
        self.inbox: Connection[Any, Any] = Connection(inlet, writable=False)
        self.chunk: deque[int] = deque()
        self.deadline = 0.0
        self.has_answered = False

    def greet(self) -> None:
        """Wait for the process to be ready; WorkerError when it cannot start."""
        try:
            self._origin.asked = True
            self.outbox.send(None)  # the loading may stop here
            kind, pid = self.inbox.recv() if self.inbox.poll(START_SECONDS) else ("silent", 0)
        except (EOFError, OSError):
            kind, pid = "dead", 0
        if kind != "ready":
            raise WorkerError("worker processes cannot start")
        self._pid = pid

    def dismiss(self) -> None:
        """End the process, which was never greeted, and its origin if that loads still."""
        self._origin.stop_loading()
        self.end()

    def end(self) -> None:
        """End the process, at once when it is busy."""
        if self.chunk and self._pid:
            # Nobody else can have its number: its origin leaves the dead alone until the last.
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
        self.outbox.close()
        self.inbox.close()
        self._origin.leave()
