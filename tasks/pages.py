"""Pages: fetch what the entries point to, politely, within limits."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from storage.outcomes import Broken
from storage.records import Entry, Page
from tasks.hosts import HostGate, by_host, host_of
from tasks.http import Client, FetchError, FetchSettings, check_status
from tasks.polling import retry_after
from tasks.robots import FORBIDDEN, Robots, ask_first

_REFUSALS = frozenset({401, 402, 403, 406, 451})  # the page is there, but not for us
_TOO_MANY = frozenset({429, 503})
_PATIENCE = 3  # failures of one kind in a row after which a host is left alone for this run
_FULL_TEXT = 600  # characters of markup: less in a feed is a summary


def fetch_pages(entries: Sequence[Entry], settings: FetchSettings) -> list[Page | Broken]:
    """Return a page or what went wrong for each entry, grouped by host; never raises for one.

    A page that refuses us comes back with its status and an empty body when the feed carries the
    full text: `parse_article` reads that instead.
    """
    groups = list(by_host(entries, lambda entry: entry.url).values())
    gate = HostGate(settings.host_delay)
    with ThreadPoolExecutor(max_workers=max(1, min(settings.concurrency, len(groups)))) as pool:
        return [
            result
            for results in pool.map(lambda group: _fetch_host(group, settings, gate), groups)
            for result in results
        ]


def _fetch_host(
    entries: Sequence[Entry], settings: FetchSettings, gate: HostGate
) -> list[Page | Broken]:
    """Fetch the pages of one host one after the other, until it wants no more."""
    results: list[Page | Broken] = []
    failed_in_a_row = 0
    host = host_of(entries[0].url)
    with Client(settings) as client:
        robots = Robots(client, settings.user_agent, gate) if settings.obey_robots else None
        for number, entry in enumerate(entries):
            try:
                results.append(_fetch_one(client, entry, robots, gate))
                failed_in_a_row = 0
                continue
            except FetchError as error:
                failure = error
            except Exception as error:  # noqa: BLE001  # one page never stops the others
                failure = FetchError(f"{type(error).__name__}: {error}")
            results.append(_without_page(entry, failure))
            if failure.status in _TOO_MANY:
                gate.slow_down(host)
            failed_in_a_row = failed_in_a_row + 1 if failure.may_pass else 0
            if failed_in_a_row >= _PATIENCE or failure.retry_at is not None:
                reason = f"left alone for now, as its host gave: {failure}"
                left = FetchError(reason, failure.status, failure.kind)
                results += [_without_page(later, left) for later in entries[number + 1 :]]
                break
    return results


def _fetch_one(client: Client, entry: Entry, robots: Robots | None, gate: HostGate) -> Page:
    answer = client.get(entry.url, before=ask_first(robots, gate))
    now = datetime.now(UTC)
    check_status(answer, retry_after(answer.headers, now) if answer.status in _TOO_MANY else None)
    gate.relax(host_of(answer.url))
    return Page(
        entry=entry,
        final_url=answer.url,
        status=answer.status,
        headers=tuple(answer.headers.items()),
        body=answer.body,
        fetched_at=answer.fetched_at,
    )


def _without_page(entry: Entry, error: FetchError) -> Page | Broken:
    """Return the page as the feed has it when we are refused, else the failure."""
    refused = error.status in _REFUSALS or str(error) == FORBIDDEN
    if refused and len(entry.content or "") >= _FULL_TEXT:
        return Page(entry, entry.url, error.status or 0, (), b"", datetime.now(UTC))
    return Broken("fetch", entry.url, str(error), entry if error.may_pass else None)
