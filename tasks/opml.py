"""OPML: feed lists as other feed readers write and read them."""

import re
import tomllib
from collections.abc import Sequence, Set
from dataclasses import fields
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from storage.records import Feed
from tasks.addresses import AddressError, check_url
from tasks.feed_list import FeedListError
from tasks.hosts import host_of

_MAX_FEEDS = 10_000
_CODE = re.compile(r"[a-z]{2}(?![^\W_])")  # "en" or "en-us", not "english"


def load_opml(path: Path, language: str, listed: Sequence[Feed] = ()) -> list[Feed]:
    """Return the feeds an OPML file lists beyond `listed`; FeedListError for a file that is none.

    OPML names no language as a rule: `language` is that of feeds without one.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(path.read_bytes(), parser)
    except OSError as error:
        raise FeedListError(f"cannot read {path}: {error.strerror}") from error
    except etree.XMLSyntaxError as error:
        raise FeedListError(f"{path} is no OPML file: {error.msg}") from error
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise FeedListError(f"{path} is no OPML file")
    feeds: dict[str, Feed] = {}
    known = {feed.url for feed in listed}
    taken = {feed.id for feed in listed}
    for outline in list(root.iter("outline"))[:_MAX_FEEDS]:
        url = (outline.get("xmlUrl") or outline.get("xmlurl") or "").strip()
        try:
            check_url(url)
        except AddressError:
            continue  # a folder, or a feed that could not be polled
        if url not in known:
            title = outline.get("title") or outline.get("text") or host_of(url)
            feed_id = _free_id(title, taken)
            known.add(url)
            taken.add(feed_id)
            code = _CODE.match((outline.get("language") or "").strip().lower())
            spoken = code[0] if code else language
            feeds[feed_id] = Feed(feed_id, url, " ".join(title.split()), spoken)
    return list(feeds.values())


def _free_id(title: str, taken: Set[str]) -> str:
    plain = re.sub(r"[^\w]+", "-", title.lower()).strip("-_") or "feed"
    names = (plain, *(f"{plain}-{number}" for number in range(2, _MAX_FEEDS + 2)))
    return next(name for name in names if name not in taken)


def render_feed_list(feeds: list[Feed]) -> str:
    """Return the feeds as the tables of a feeds.toml."""
    defaults = Feed("", "", "", "")
    tables = []
    for feed in feeds:
        lines = ["[[feeds]]"]
        for field in fields(Feed):
            value = getattr(feed, field.name)
            if value != getattr(defaults, field.name):
                lines.append(f"{field.name} = {_to_toml(value)}")
        tables.append("\n".join(lines) + "\n")
    text = "\n".join(tables)
    tomllib.loads(text)  # what is written can be read
    return text


def _to_toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else " " for c in text) + '"'


def render_opml(feeds: list[Feed]) -> str:
    """Return the feeds as an OPML 2.0 document, in one folder a language."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', '<opml version="2.0">']
    lines += [f"<head><title>{escape('Talks Tracker feeds')}</title></head>", "<body>"]
    for language in sorted({feed.language for feed in feeds}):
        lines.append(f"  <outline text={quoteattr(language)}>")
        lines += [
            f'    <outline type="rss" text={quoteattr(feed.publisher)}'
            f" xmlUrl={quoteattr(feed.url)} language={quoteattr(feed.language)}/>"
            for feed in feeds
            if feed.language == language
        ]
        lines.append("  </outline>")
    return "\n".join([*lines, "</body>", "</opml>", ""])
