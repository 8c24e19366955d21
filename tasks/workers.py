"""Workers: CPU work in processes of their own, with a limit that ends a stuck one.

Fresh interpreters, never forks: a forked child shares the parent's locks and file handles. Not
`multiprocessing`'s pool either: it starts by importing the program once more (Prefect, seconds),
cannot end one worker, and does not tell which item a dead one had in hand.
"""

import contextlib
import importlib
import logging
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from time import monotonic
from typing import Any, Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

CHUNK = 8  # items a worker takes at once: enough to hide the cost of handing over
START_SECONDS = 60.0  # for a new interpreter, and for the first item, whose modules load then
_CHILD = "from tasks.workers import serve; serve({modules!r})"

_prepared: "list[_Worker]" = []  # they wait for the next call of map_chunks


class WorkerError(RuntimeError):
    """Worker processes cannot work at all: a broken installation, not a broken item."""


def prepare(workers: int, *modules: str) -> None:
    """Start workers for the next `map_chunks` of this process, and let them load modules meanwhile.

    Loading takes seconds: it is done by the time the pages are fetched. `workers` 0: one a core.
    """
    _prepared.extend(_Worker(modules) for _ in range(workers or os.cpu_count() or 1))


def dismiss_prepared() -> None:
    """End the prepared workers that nobody took."""
    while _prepared:
        _prepared.pop().end()


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
        try:
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
        worker = _prepared.pop() if _prepared else _Worker()
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
        worker.kill()
        self._workers.remove(worker)
        index = worker.chunk.popleft()
        self.results[index] = self._spoil(self._items[index], reason)
        if worker.chunk:
            self._chunks.appendleft(worker.chunk)
        if self._chunks:
            self._hire()


class _Worker:
    """One worker process, and the chunk it works on: the first item of it is in its hand."""

    def __init__(self, modules: Sequence[str] = ()) -> None:
        self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and code
            [sys.executable, "-c", _CHILD.format(modules=tuple(modules))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise WorkerError("worker processes have no pipes")
        self.outbox: Connection[Any, Any] = Connection(
            os.dup(self._process.stdin.fileno()), readable=False
        )
        self.inbox: Connection[Any, Any] = Connection(
            os.dup(self._process.stdout.fileno()), writable=False
        )
        self._process.stdin.close()
        self._process.stdout.close()
        self.chunk: deque[int] = deque()
        self.deadline = 0.0
        self.has_answered = False

    def greet(self) -> None:
        """Wait for the process to be ready; WorkerError when it cannot start."""
        try:
            ready = self.inbox.poll(START_SECONDS) and self.inbox.recv() == ("ready", None)
        except (EOFError, OSError):
            ready = False
        if not ready:
            raise WorkerError("worker processes cannot start")

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()
        self.end()

    def end(self) -> None:
        """Close the pipes, which ends an idle process, and wait; a busy one is killed."""
        self.outbox.close()
        self.inbox.close()
        if self.chunk:
            self._process.kill()
        self._process.wait()


def serve(modules: Sequence[str] = ()) -> None:
    """Be a worker: answer each item that comes through standard input, until it closes.

    The modules are loaded first; one that cannot be loaded fails with the work that needs it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    logging.disable(logging.CRITICAL)  # libraries complain of single pages; the failure tells more
    inbox: Connection[Any, Any] = Connection(os.dup(0), writable=False)
    outbox: Connection[Any, Any] = Connection(os.dup(1), readable=False)
    os.dup2(2, 1)  # what a library prints must not mix with the answers
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def listen() -> None:
        try:
            while True:
                waiting.put(inbox.recv_bytes())
        except (EOFError, OSError):
            os._exit(0)  # the parent has gone or needs us no more, whatever we are doing

    threading.Thread(target=listen, daemon=True).start()
    outbox.send(("ready", None))
    for module in modules:
        with contextlib.suppress(ImportError):
            importlib.import_module(module)
    while True:
        try:
            work, items = pickle.loads(waiting.get())  # noqa: S301  # from our own parent
        except Exception as error:  # noqa: BLE001  # whatever a module raises when it loads
            outbox.send(("broken", f"{type(error).__name__}: {error}"))
            continue
        for item in items:
            outbox.send_bytes(_answer(work, item))


def _answer(work: Callable[[Any], Any], item: object) -> bytes:
    try:
        return pickle.dumps(("done", work(item)))
    except Exception as error:  # noqa: BLE001  # one item never stops the others
        return pickle.dumps(("failed", f"{type(error).__name__}: {error}"))
