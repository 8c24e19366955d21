"""Work for worker processes, some of which goes wrong."""

import os
import threading
from collections.abc import Iterator

_loaded_by: list[int] = []


def load_once() -> None:
    _loaded_by.append(os.getpid())


def load_for_ever() -> Iterator[None]:
    while True:
        yield


def find_loader(_number: int) -> int | None:
    """Return the process in which `load_once` ran, when it is known in this one."""
    return _loaded_by[-1] if _loaded_by else None


def square(number: int) -> int:
    if number == 7:
        threading.Event().wait()  # for ever
    if number == 11:
        os._exit(3)
    if number == 13:
        raise ValueError("an unlucky number")
    if number == 14:
        print("chatter on the standard output")
    return number * number


def no_pickle(number: int) -> object:
    return lambda: number


def spoil(number: int, reason: str) -> str:
    return f"{number}: {reason}"
