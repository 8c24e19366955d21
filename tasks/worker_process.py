"""A worker process from within: one process loads the work and then becomes all the workers.

Loading the language packs, the language model and the HTML parser takes seconds of CPU: it is done
once, not once a worker, and their memory is shared. The one that forks has no thread and no file of
its own, which is what makes forking safe; `tasks.workers` is the other end of the pipes.
"""

import contextlib
import gc
import logging
import os
import pickle
import queue
import select
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from typing import Any

# Objects between two collections: a page makes tens of thousands and hardly a cycle, and with
# Python's 700 collecting took up to a tenth of the time.
_YOUNG = 100_000

Channel = tuple[int, int]  # file descriptors of one worker: its items come in, its answers go out


def fork_workers() -> None:
    """Load what standard input names, fork a worker for each channel, wait until all have ended.

    Standard input: the pickles of the channels and of the load, a function and its arguments. One
    that yields is interrupted there when a worker is asked for. A load that fails is left to the
    work that needs it, which then fails and says why.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    logging.disable(logging.CRITICAL)  # libraries complain of single pages; the failure tells more
    os.dup2(2, 1)  # what a library prints is no answer
    channels: Sequence[Channel] = pickle.load(sys.stdin.buffer)  # noqa: S301  # from our own parent
    with contextlib.suppress(Exception):
        load, arguments = pickle.load(sys.stdin.buffer)  # noqa: S301
        steps = load(*arguments)
        inlets = [inlet for inlet, _ in channels]
        if isinstance(steps, Iterator):
            for _ in steps:
                if select.select(inlets, [], [], 0)[0]:
                    break
    settle_memory()
    for channel in channels:
        if os.fork() == 0:
            _close(other for other in channels if other != channel)
            serve(*channel)
    _close(channels)
    sys.stdin.buffer.read()  # until the parent needs none of them, or has gone
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()


def settle_memory() -> None:
    """Keep what is loaded out of collections, which would touch it, and make these seldom."""
    gc.collect()
    gc.freeze()  # to touch is to copy what the workers share
    gc.set_threshold(_YOUNG)


def _close(channels: Any) -> None:  # noqa: ANN401  # any iterable of channels
    # A worker that dies is seen by the end of its pipe: nobody else may hold it open.
    for channel in channels:
        for descriptor in channel:
            os.close(descriptor)


def serve(inlet: int, outlet: int) -> None:
    """Be a worker: answer each item that comes in, until the pipe closes; never return."""
    inbox: Connection[Any, Any] = Connection(inlet, writable=False)
    outbox: Connection[Any, Any] = Connection(outlet, readable=False)
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def listen() -> None:
        try:
            while True:
                waiting.put(inbox.recv_bytes())
        except (EOFError, OSError):
            os._exit(0)  # the parent has gone or needs us no more, whatever we are doing

    threading.Thread(target=listen, daemon=True).start()
    with contextlib.suppress(OSError):  # the parent has gone already
        outbox.send(("ready", os.getpid()))
    while True:
        try:
            asked = pickle.loads(waiting.get())  # noqa: S301  # from our own parent
        except Exception as error:  # noqa: BLE001  # whatever a module raises when it loads
            outbox.send(("broken", f"{type(error).__name__}: {error}"))
            continue
        if asked is None:  # only whether we are here
            continue
        work, items = asked
        for item in items:
            outbox.send_bytes(_answer(work, item))


def _answer(work: Callable[[Any], Any], item: object) -> bytes:
    try:
        return pickle.dumps(("done", work(item)))
    except Exception as error:  # noqa: BLE001  # one item never stops the others
        return pickle.dumps(("failed", f"{type(error).__name__}: {error}"))
