"""Manual: a flow run in this process, for somebody at a terminal."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from flows.cli import FAILED, USAGE, CommandError
from flows.progress import watched_by
from flows.settings import Settings
from tasks import compiled

STAGES = ("poll", "fetch", "read", "store")
_NAMES = {
    "poll": "polling {} feeds",
    "fetch": "fetching {} pages",
    "read": "reading {} articles",
    "store": "storing {} articles",
}


def run_ingest(settings: Settings, only: list[str], *, as_json: bool, every: bool = False) -> None:
    """Run the ingest flow once and print its figures; `every` switches the prefilter off."""

    def flow() -> dict[str, Any]:
        from flows.ingest import ingest

        return ingest(settings.feeds, settings.db, only, settings.limit, force=True, every=every)

    _check_feeds(settings, only)  # before Prefect starts: a mistake is told at once
    _print_figures(run_quietly(flow, as_json=as_json), as_json=as_json)


def _check_feeds(settings: Settings, only: list[str]) -> None:
    from tasks.feed_list import choose_feeds, load_feeds

    with told_in_one_line():
        choose_feeds(load_feeds(settings.feeds), only)


def run_reextract(settings: Settings, since: str | None) -> None:
    """Run the reextract flow once and print its figures."""
    moment = _parse_day(since)

    def flow() -> dict[str, Any]:
        from flows.reextract import reextract

        return reextract(settings.db, moment)

    _print_figures(run_quietly(flow, as_json=False), as_json=False)


def run_backfill(settings: Settings, sources: list[str], since: str | None) -> None:
    """Run the backfill flow once over these sources; print its figures."""
    moment = _parse_day(since)

    def flow() -> dict[str, Any]:
        from flows.backfill import backfill

        return backfill(sources, settings.feeds, settings.db, settings.limit, moment)

    _print_figures(run_quietly(flow, as_json=False), as_json=False)


def run_quietly(flow: Callable[[], dict[str, Any]], *, as_json: bool) -> dict[str, Any]:
    """Return what a flow returns, with a progress bar on a terminal; a CommandError when it fails.

    Prefect's own log would repeat every error with its traceback: only TALKS_VERBOSE=1 shows it.
    """
    if not os.environ.get("TALKS_VERBOSE"):
        # The server's, the events' and everybody else's too: they tell what is cut off at the end.
        for log in ("LOGGING", "INTERNAL_LOGGING", "SERVER_LOGGING", "LOGGING_ROOT"):
            os.environ.setdefault(f"PREFECT_{log}_LEVEL", "CRITICAL")
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "90")
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    console = Console(stderr=True)
    if compiled.is_stale():
        print(f"talks: {compiled.STALE}", file=sys.stderr)  # noqa: T201
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=as_json or not sys.stderr.isatty(),
    ) as bar:
        task = bar.add_task("starting Prefect", total=len(STAGES))

        def watch(stage: str, inputs: int) -> None:
            bar.update(
                task, completed=STAGES.index(stage), description=_NAMES[stage].format(inputs)
            )

        return _run(flow, watch)


def _run(flow: Callable[[], dict[str, Any]], watch: Callable[[str, int], None]) -> dict[str, Any]:
    from flows.embedded import prefect_server

    with told_in_one_line(), prefect_server(), watched_by(watch):
        return flow()


@contextmanager
def told_in_one_line() -> Iterator[None]:
    """Turn what a user can mend into a CommandError, which is printed as one line."""
    from storage.errors import StorageError
    from tasks.failing import RunError
    from tasks.feed_list import FeedListError

    try:
        yield
    except (FeedListError, RunError, StorageError) as error:
        usage = isinstance(error, FeedListError) or getattr(error, "is_usage", False)
        raise CommandError(str(error), USAGE if usage else FAILED) from error


def _parse_day(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text!r} is no date like 2025-02-27", USAGE) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _print_figures(figures: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(figures))  # noqa: T201  # the command's output
        return
    feeds, articles, talks = figures["feeds"], figures["articles"], figures["talks"]
    print(  # noqa: T201
        f"feeds: {feeds['polled']} polled ({feeds['unchanged']} unchanged),"
        f" {feeds['failed']} failed, {feeds['skipped']} skipped\n"
        f"articles: {articles['new']} new, {articles['updated']} updated,"
        f" {articles['relevant']} relevant, {articles['failed']} failed;"
        f" {articles['prefiltered']} entries not worth a fetch\n"
        f"claims: {figures['claims']}; talks: {talks['new']} new, {talks['changed']} changed;"
        f" {figures['seconds']:.1f} s"
    )
