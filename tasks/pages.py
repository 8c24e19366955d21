"""Pages: fetch what the entries point to, politely, within limits."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from urllib.parse import urlsplit

from protego import Protego

from storage.records import Broken, Entry, Page
from tasks.addresses import is_loopback
from tasks.hosts import by_host, host_of
from tasks.http import Client, FetchError, FetchSettings, check_status

_CLIENT_ERRORS = range(400, 500)


def fetch_pages(entries: Sequence[Entry], settings: FetchSettings) -> list[Page | Broken]:
    """Return a page or what went wrong for each entry, grouped by host; never raises for one."""
    groups = list(by_host(entries, lambda entry: entry.url).values())
    with ThreadPoolExecutor(max_workers=max(1, min(settings.concurrency, len(groups)))) as pool:
        return [
            result
            for results in pool.map(lambda group: _fetch_host(group, settings), groups)
            for result in results
        ]


def _fetch_host(entries: Sequence[Entry], settings: FetchSettings) -> list[Page | Broken]:
    """Fetch the pages of one host one after the other, with a gap between two requests."""
    results: list[Page | Broken] = []
    # A gap is a courtesy to somebody's server; our own machine needs none.
    gap = 0.0 if is_loopback(host_of(entries[0].url)) else settings.host_delay
    with Client(settings) as client:
        rules: dict[str, Protego] = {}
        for number, entry in enumerate(entries):
            if number and gap:
                time.sleep(gap)
            results.append(_fetch_one(client, entry, rules, settings))
    return results


def _fetch_one(
    client: Client, entry: Entry, rules: dict[str, Protego], settings: FetchSettings
) -> Page | Broken:
    try:
        if not _robots(client, entry.url, rules).can_fetch(entry.url, settings.user_agent):
            return Broken("fetch", entry.url, "robots.txt forbids it", entry)
        answer = check_status(client.get(entry.url))
    except FetchError as error:
        return Broken("fetch", entry.url, str(error), entry)
    except Exception as error:  # noqa: BLE001  # one page never stops the others
        return Broken("fetch", entry.url, f"{type(error).__name__}: {error}", entry)
    return Page(
        entry=entry,
        final_url=answer.url,
        status=answer.status,
        headers=tuple(answer.headers.items()),
        body=answer.body,
        fetched_at=datetime.now(UTC),
    )


def _robots(client: Client, url: str, rules: dict[str, Protego]) -> Protego:
    """Return the rules of the page's site, asked once; RFC 9309 §2.3.1 says what errors mean."""
    parts = urlsplit(url)
    site = f"{parts.scheme}://{parts.netloc}"
    if site not in rules:
        answer = client.get(f"{site}/robots.txt")
        if answer.status in _CLIENT_ERRORS:
            text = ""  # no rules: everything is allowed
        else:
            text = check_status(answer).body[:500_000].decode("utf-8-sig", "replace")
        rules[site] = Protego.parse(text)
    return rules[site]
