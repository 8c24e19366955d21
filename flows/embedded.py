"""The Prefect server of a run: the configured one, or an embedded one that ends with us."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# Waits until our end of the pipe closes, however we die, then ends the server if it still lives.
_WATCH = """
import os, signal, sys
sys.stdin.buffer.read()
try:
    os.kill(int(sys.argv[1]), signal.SIGTERM)
except ProcessLookupError:
    pass
"""


@contextmanager
def prefect_server() -> Iterator[None]:
    """Have a Prefect API for the block; an embedded server never outlives this process.

    Prefect stops its embedded server at a normal exit only. A killed process would leave it
    running, so a watcher holds a pipe to us and ends the server when the pipe breaks.
    """
    from prefect.settings import (  # Prefect takes a second to load
        PREFECT_API_URL,
        PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
        temporary_settings,
    )

    if PREFECT_API_URL.value():
        yield
        return
    from prefect.server.api.server import SubprocessASGIServer

    _exit_on_sigterm()
    server = SubprocessASGIServer()  # the one that Prefect's client looks for
    server.start()
    process = server.server_process
    if process is None:
        raise RuntimeError("Prefect's embedded server did not start")
    command = [sys.executable, "-S", "-c", _WATCH, str(process.pid)]
    watcher = subprocess.Popen(  # noqa: S603  # our own interpreter and code
        command, stdin=subprocess.PIPE, start_new_session=True
    )
    try:
        # Heartbeats tell a lasting server of flows that died; the end of each run waits a second
        # for the thread that sends them, and this server dies with us.
        with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
            yield
    finally:
        server.stop()
        watcher.communicate()


def _exit_on_sigterm() -> None:
    def leave(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    if os.name == "posix":
        signal.signal(signal.SIGTERM, leave)
