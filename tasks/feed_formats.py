"""Feed formats: RSS 0.9 to 2.0, Atom, CDF, JSON Feed and news sitemaps, to entries."""

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from storage.records import Entry, Feed
from tasks.addresses import canonical_url, join_url
from tasks.charsets import decode
from tasks.http import Answer
from tasks.json_feeds import parse_json_feed
from tasks.markup import drop_unstorable, plain_text
from tasks.moments import parse_day, parse_moment
from tasks.polling import Hints
from tasks.sitemaps import parse_index, parse_sitemap
from tasks.syndication import FeedError, Item, parse_syndication

MAX_ENTRIES = 2000  # of one feed: the largest real one seen has 656
_MAX_TITLE = 1000  # characters
_MAX_SUMMARY = 2000
_MAX_CONTENT = 500_000
_STAMP = re.compile(r"#\d{4}-?\d\d-?\d\d.*$|#\d{9,13}$")  # ids that change at each update
_ENTITY = re.compile(r"<!ENTITY[^<>]*>", re.IGNORECASE)
_SITEMAP = re.compile(r"<(?:\w+:)?(urlset|sitemapindex)\b")
_PAGE = re.compile(r"^\s*(?:<!--.*?-->\s*)*(?:<!doctype html|<html)", re.IGNORECASE | re.DOTALL)
_DOCTYPE = 200_000  # characters: definitions stand before the first element
_HEAD = 3000  # characters in which a document says what it is


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a feed's body holds."""

    kind: str  # "rss20", "atom10", "json", "sitemap" ...
    entries: tuple[Entry, ...]  # in feed order, one for each page
    unlinked: int = 0  # items that lead to no page
    repeated: int = 0  # items that lead to a page already listed
    cut: int = 0  # items beyond MAX_ENTRIES
    hints: Hints = field(default_factory=Hints)


def parse_feed(feed: Feed, answer: Answer, most: int = MAX_ENTRIES) -> ParsedFeed:
    """Return the entries of a feed's answer, `most` at most; FeedError when the body is no feed."""
    text = _text(feed, answer)
    head = text[:_HEAD].lstrip("\ufeff \t\r\n")
    if not head:
        raise FeedError("an empty answer")
    if head.startswith("{"):
        name, items, hints = "json", parse_json_feed(text), Hints()
    elif _SITEMAP.search(head):
        name, items, hints = "sitemap", parse_sitemap(text), Hints()
    else:
        name, items, hints = parse_syndication(text, answer.headers, answer.url, most)
    if not name and not items:
        raise FeedError(_what_it_is(head))
    return replace(_collect(feed, answer, items, most), kind=name, hints=hints)


def find_sitemaps(answer: Answer) -> list[tuple[str, datetime | None]]:
    """Return the sitemaps that a list of sitemaps names, and when each has changed last.

    None for every other body; FeedError when its compression is broken.
    """
    feed = Feed("", answer.url, "", "en")
    text = _text(feed, answer)
    kind = _SITEMAP.search(text[:_HEAD])
    if kind is None or kind.group(1) != "sitemapindex":
        return []
    return [
        (join_url(answer.url, link), _first_moment(feed, (changed,), answer.fetched_at))
        for link, changed in parse_index(text)
        if link
    ]


def _text(feed: Feed, answer: Answer) -> str:
    text = decode(_unpack(answer.body), answer.headers.get("content-type", ""), feed.language)
    # What a feed defines for itself are bombs or other people's files, never text.
    return _ENTITY.sub("", text[:_DOCTYPE]) + text[_DOCTYPE:]


def _unpack(body: bytes) -> bytes:
    """Return the body of a `.xml.gz`, packed beneath the transfer's own compression."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    limit = 20_000_000
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        unpacked = unpacker.decompress(body, limit)
    except zlib.error as error:
        raise FeedError(f"broken compression: {error}") from error
    if unpacker.unconsumed_tail:
        raise FeedError(f"larger than {limit} bytes")
    return unpacked


def _what_it_is(head: str) -> str:
    if _PAGE.match(head):
        return "an HTML page instead of a feed"
    if "<opml" in head.lower():
        return "an OPML list instead of a feed; `talks feeds import` reads those"
    if "\0" in head or head.count("\ufffd") > len(head) / 20:
        return "binary data instead of a feed"
    return "not a feed"


def _collect(feed: Feed, answer: Answer, items: list[Item], most: int) -> ParsedFeed:
    kept: dict[str, Entry] = {}
    unlinked = repeated = 0
    for item in items[:most]:
        entry = _entry(feed, answer, item)
        if entry is None:
            unlinked += 1
            continue
        same_page = canonical_url(entry.url)
        repeated += same_page in kept
        kept.setdefault(same_page, entry)
    cut = max(0, len(items) - most)
    return ParsedFeed("", tuple(kept.values()), unlinked, repeated, cut)


def _entry(feed: Feed, answer: Answer, item: Item) -> Entry | None:
    link = item.link.strip()
    if not link and item.guid.startswith(("http://", "https://")):
        link = item.guid
    if not link:
        return None
    now = answer.fetched_at
    published = _first_moment(feed, item.dates, now)
    updated = _first_moment(feed, (item.updated,), now)
    return Entry(
        feed_id=feed.id,
        url=drop_unstorable(join_url(answer.url, link)),
        title=plain_text(item.title)[:_MAX_TITLE],
        summary=plain_text(item.summary)[:_MAX_SUMMARY],
        published_at=published,
        # Some ids carry the time of the last update: what stays is what comes before it.
        guid=drop_unstorable(_STAMP.sub("", item.guid)) or None,
        content=drop_unstorable(item.content)[:_MAX_CONTENT] or None,
        updated_at=updated if updated and published and updated > published else None,
    )


def _first_moment(feed: Feed, values: Iterable[str], now: datetime) -> datetime | None:
    for value in values:
        moment = parse_moment(
            value, now, feed.timezone, feed.language, trust_label=feed.timezone is None
        ) or parse_day(value, now)
        if moment is not None:
            return moment
    return None
