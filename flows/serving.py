"""Serving: every deployment on its schedule, in one process, without a worker."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import httpx2

from flows.cli import CommandError
from flows.settings import Settings
from tasks import compiled

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment

_START_SECONDS = 90.0
_HEALTHY = 200


def serve_all(settings: Settings) -> None:
    """Serve the deployments until interrupted, with the configured server or one of our own."""
    os.environ["TALKS_DB"] = str(settings.db.absolute())
    os.environ["TALKS_FEEDS"] = str(settings.feeds.absolute())
    if compiled.is_stale():
        print(f"talks: {compiled.STALE}", file=sys.stderr)  # noqa: T201
    from prefect.settings import PREFECT_API_URL

    if PREFECT_API_URL.value():
        print(f"using the Prefect server at {PREFECT_API_URL.value()}")  # noqa: T201
        _serve()
        return
    with _own_server(settings.db.parent) as url:
        print(f"started a Prefect server; its pages are at {url.removesuffix('/api')}")  # noqa: T201
        from prefect.settings import temporary_settings

        with temporary_settings({PREFECT_API_URL: url}):
            os.environ["PREFECT_API_URL"] = url  # for the processes of the flow runs
            _serve()


def _serve() -> None:
    import prefect
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.schedules import Cron

    from flows.ingest import ingest
    from flows.reextract import reextract

    one = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
    scheduled = ingest.to_deployment(
        name="quarter-hour",
        schedules=[Cron("*/15 * * * *", timezone="UTC")],
        concurrency_limit=one,
    )
    manual = reextract.to_deployment(name="manual", concurrency_limit=one)
    # Outside an event loop both are deployments, not coroutines.
    prefect.serve(cast("RunnerDeployment", scheduled), cast("RunnerDeployment", manual))


@contextlib.contextmanager
def _own_server(folder: Path) -> Iterator[str]:
    """Start a Prefect server with a scheduler (the embedded one has none); end it with us."""
    port = int(os.environ.get("PREFECT_SERVER_API_PORT", "4200"))
    url = f"http://127.0.0.1:{port}/api"
    folder.mkdir(parents=True, exist_ok=True)
    # A file, not a pipe: the server dies when nobody empties a full pipe.
    with (folder / "prefect-server.log").open("ab") as log:
        server = subprocess.Popen(  # noqa: S603  # our own interpreter and library
            [sys.executable, "-m", "prefect", "server", "start", "--port", str(port)],
            stdout=log,
            stderr=log,
        )
        try:
            _wait(server, url, folder)
            yield url
        finally:
            server.terminate()
            server.wait()


def _wait(server: "subprocess.Popen[bytes]", url: str, folder: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(httpx2.HTTPError):
            if httpx2.get(f"{url}/health", trust_env=False).status_code == _HEALTHY:
                return
        time.sleep(0.2)
    raise CommandError(f"the Prefect server did not start; see {folder / 'prefect-server.log'}")
