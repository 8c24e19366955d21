"""Progress: what a run is doing, told to whoever watches."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Watcher = Callable[[str, int], None]  # stage, number of inputs

_watchers: list[Watcher] = []


def tell(stage: str, inputs: int) -> None:
    """Tell every watcher that a stage begins, and over how many inputs."""
    for watcher in _watchers:
        watcher(stage, inputs)


@contextmanager
def watched_by(watcher: Watcher) -> Iterator[None]:
    """Have a watcher told of every stage that begins in the block."""
    _watchers.append(watcher)
    try:
        yield
    finally:
        _watchers.remove(watcher)
