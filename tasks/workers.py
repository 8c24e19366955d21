"""Workers: CPU work in processes, with a limit that ends a stuck one.

Processes are spawned, never forked: a forked child shares the parent's locks and file handles.
"""

import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

CHUNK = 8  # items a worker takes at once: enough to hide the cost of handing over
START_SECONDS = 60.0  # a new worker imports trafilatura and the language packs first


def map_chunks(
    work: Callable[[T], R],
    items: Sequence[T],
    spoil: Callable[[T, str], R],
    workers: int = 0,
    seconds_per_item: float = 20.0,
    progress: Callable[[int], None] | None = None,
) -> list[R]:
    """Return `work(item)` for each item, in order, computed in worker processes.

    `work` must be importable by name. An item whose worker hangs or dies gives
    `spoil(item, reason)`; the others are not touched by it. `workers` 0 means one a core.
    """
    count = workers or os.cpu_count() or 1
    chunks = [range(i, min(i + CHUNK, len(items))) for i in range(0, len(items), CHUNK)]
    results: dict[int, R] = {}
    pending: list[Sequence[int]] = list(chunks)
    while pending:
        suspects = _run(work, items, pending, results, min(count, len(pending)), seconds_per_item)
        pending = []
        for chunk, reason in suspects:
            missing = [index for index in chunk if index not in results]
            if len(missing) == 1 and len(chunk) == 1:
                results[missing[0]] = spoil(items[missing[0]], reason)
            else:
                pending += [[index] for index in missing]
        if progress:
            progress(len(results))
    return [results[index] for index in range(len(items))]


def _run(
    work: Callable[[T], R],
    items: Sequence[T],
    chunks: Sequence[Sequence[int]],
    results: dict[int, R],
    workers: int,
    seconds: float,
) -> list[tuple[Sequence[int], str]]:
    """Work the chunks in one pool; return those that a hanging or dying worker kept unfinished."""
    pool = ProcessPoolExecutor(
        workers, multiprocessing.get_context("spawn"), initializer=_end_with_parent
    )
    futures: list[tuple[Sequence[int], Future[list[R]]]] = [
        (chunk, pool.submit(_work_chunk, work, [items[i] for i in chunk])) for chunk in chunks
    ]
    suspects: list[tuple[Sequence[int], str]] = []
    stuck = False
    grace = START_SECONDS
    for chunk, future in futures:
        if stuck and not future.done():
            suspects.append((chunk, "never started"))
            continue
        try:
            done = future.result(timeout=grace + seconds * len(chunk))
        except TimeoutError:
            suspects.append((chunk, f"took longer than {seconds:g} seconds"))
            stuck = True
            _kill(pool)
        except BrokenProcessPool:
            suspects.append((chunk, "its worker died"))
        else:
            results.update(zip(chunk, done, strict=True))
            grace = 0.0
    pool.shutdown(wait=not stuck, cancel_futures=True)
    return suspects


def _kill(pool: ProcessPoolExecutor) -> None:
    for process in list(pool._processes.values()):  # there is no public way
        process.kill()


def _work_chunk(work: Callable[[T], R], items: Sequence[T]) -> list[R]:
    return [work(item) for item in items]


def _end_with_parent() -> None:
    """End this worker when the run that started it is killed."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
