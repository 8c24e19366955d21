"""Backlog: pages that no feed lists any more, from sitemaps and from files of addresses."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

from courlan import extract_domain

from storage.outcomes import Broken
from storage.records import Entry, Feed
from tasks.addresses import AddressError, check_url
from tasks.failing import RunError
from tasks.feed_formats import find_sitemaps, parse_feed
from tasks.hosts import HostGate, host_of
from tasks.http import Answer, Client, FetchError, FetchSettings, check_status
from tasks.prefilter import may_concern
from tasks.robots import Robots, ask_first
from tasks.syndication import FeedError

FOREIGN = "backfill"  # the feed of pages whose site no feed of the list has
MOST_PAGES = 50_000  # of one sitemap, as sitemaps.org has it
MOST_SITEMAPS = 200  # of one list of sitemaps: more is another request than was meant


@dataclass(frozen=True, slots=True)
class Backlog:
    """The pages that the sources name; each entry has the feed of its site."""

    entries: tuple[Entry, ...] = ()
    prefiltered: tuple[Entry, ...] = ()  # cannot concern the talks, by their title
    broken: tuple[Broken, ...] = ()  # sitemaps that could not be read


def is_address(source: str) -> bool:
    """Tell whether a source is an address, and not a file."""
    return source.lower().startswith(("http://", "https://"))


def load_backlog(path: Path, feeds: Mapping[str, Feed], since: datetime | None = None) -> Backlog:
    """Return the pages that a file names: a sitemap, or addresses, one a line, `#` for comments.

    With `since`, pages of a sitemap that say they are older are left out. RunError, with the number
    of the line, for what is neither.
    """
    try:
        body = path.read_bytes()
    except OSError as error:
        raise RunError(f"cannot read {path}: {error.strerror}") from error
    if body.lstrip()[:1] == b"<" or body.startswith(b"\x1f\x8b"):
        try:
            return _sort(_entries(Answer("", 200, {}, body)), feeds, since)
        except FeedError as error:
            raise RunError(f"{path}: {error}") from error
    entries = []
    for number, line in enumerate(body.decode("utf-8", "replace").splitlines(), 1):
        url = line.partition(" #")[0].strip()
        if not url or url.startswith("#"):
            continue
        try:
            check_url(url)
        except AddressError as error:
            raise RunError(f"{path}, line {number}: {error}; one address a line") from error
        entries.append(Entry("", url, "", "", None))
    return _sort(entries, feeds)


def fetch_backlog(
    url: str, feeds: Mapping[str, Feed], settings: FetchSettings, since: datetime | None = None
) -> Backlog:
    """Return the pages of a sitemap, or of the sitemaps that it lists; never raises for one.

    With `since`, sitemaps and pages that say they are older are left out.
    """
    gate = HostGate(settings.host_delay)
    found: list[Entry] = []
    broken: list[Broken] = []
    with Client(settings) as client:
        robots = Robots(client, settings.user_agent, gate) if settings.obey_robots else None
        before = ask_first(robots, gate)
        waiting = [url]
        while waiting:
            address = waiting.pop(0)
            try:
                check_url(address)
                limit = settings.max_feed_bytes
                answer = check_status(client.get(address, max_bytes=limit, before=before))
                listed = _sitemaps(answer, since) if address == url else None
                waiting += listed or []
                found += [] if listed is not None else _entries(answer)
            except (FetchError, FeedError, AddressError) as error:
                broken.append(Broken("poll", address, str(error)))
    return replace(_sort(found, feeds, since), broken=tuple(broken))


def join_backlogs(backlogs: Sequence[Backlog]) -> Backlog:
    """Return the pages of several sources as one."""
    return Backlog(
        tuple(chain.from_iterable(backlog.entries for backlog in backlogs)),
        tuple(chain.from_iterable(backlog.prefiltered for backlog in backlogs)),
        tuple(chain.from_iterable(backlog.broken for backlog in backlogs)),
    )


def feed_of_site(url: str, feeds: Iterable[Feed]) -> Feed:
    """Return the first listed feed of the page's site, else one that stands for the site."""
    site = _site(url)
    for feed in feeds:
        if _site(feed.url) == site:
            return feed
    return Feed(f"{FOREIGN}-{site}", url, site, "en")


def _site(url: str) -> str:
    return extract_domain(url) or host_of(url) or urlsplit(url).path


def _sitemaps(answer: Answer, since: datetime | None) -> list[str] | None:
    """Return the sitemaps that an answer lists, None when it lists none."""
    listed = find_sitemaps(answer)
    if len(listed) > MOST_SITEMAPS:
        raise FeedError(f"it lists {len(listed)} sitemaps; name those that you want")
    recent = [address for address, changed in listed if not _is_older(changed, since)]
    return recent if listed else None


def _entries(answer: Answer) -> tuple[Entry, ...]:
    parsed = parse_feed(Feed("", answer.url, "", "en"), answer, MOST_PAGES)
    if parsed.cut:
        raise FeedError(f"it lists more than {MOST_PAGES} pages; name parts of it")
    return parsed.entries


def _is_older(moment: datetime | None, since: datetime | None) -> bool:
    return moment is not None and since is not None and moment < since.astimezone(UTC)


def _sort(
    entries: Iterable[Entry], feeds: Mapping[str, Feed], since: datetime | None = None
) -> Backlog:
    """Give each recent entry the feed of its site, and set aside what its title tells is of no use.

    One entry a page.
    """
    wanted: list[Entry] = []
    passed: list[Entry] = []
    recent = (entry for entry in entries if not _is_older(entry.published_at, since))
    for entry in {entry.url: entry for entry in recent}.values():
        feed = feed_of_site(entry.url, feeds.values())
        entry = replace(entry, feed_id=feed.id)
        concerns = not entry.title or may_concern(entry, replace(feed, scope="general"))
        (wanted if concerns else passed).append(entry)
    return Backlog(tuple(wanted), tuple(passed))
