"""RSS, Atom, RDF and CDF, through feedparser, which is fed what it reads well."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import feedparser

from tasks.polling import Hints

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ITEM_END = re.compile(r"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)
_ITEM_START = re.compile(r"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_MOST_MARKS = 300_000  # "<": of a real feed of 656 full texts, 60,000
_PERIODS = {"hourly": 60, "daily": 1440, "weekly": 10080, "monthly": 43200, "yearly": 525600}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SKIP = re.compile(r"<skip(Hours|Days)>(.*?)</skip\1>", re.IGNORECASE | re.DOTALL)
_SKIPPED = re.compile(r"<(?:hour|day)>\s*(\w+)\s*</", re.IGNORECASE)
# Namespaced full texts that feedparser keeps under their own names.
_FULL_TEXTS = ("yandex_full-text", "full-text", "fulltext", "turbo_content", "mailru_full-text")


class FeedError(ValueError):
    """A body that is no feed; the message says what it is instead."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a feed of any format, as it is written."""

    link: str = ""
    guid: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    dates: tuple[str, ...] = ()  # of publication, best first, as written
    updated: str = ""


def parse_syndication(
    text: str, headers: Mapping[str, str], url: str, most: int
) -> tuple[str, list[Item], Hints]:
    """Return the format's name ("" for no feed), the items, and what the feed says of its pace.

    Of a feed with more than `most` items, the first are read, and one item stands for each other.
    """
    # feedparser given a text obeys the declared character set although it is decoded already, and
    # given a name opens files: it gets bytes, in UTF-8, that say so.
    text = _DECLARATION.sub("", text.lstrip("\ufeff"), count=1)
    text, cut = _cut(text, most)
    parsed = feedparser.parse(
        BytesIO(text.strip().encode("utf-8", "replace")),
        response_headers={
            "content-type": "application/xml; charset=utf-8",
            "content-location": headers.get("content-location", url),
        },
        sanitize_html=False,
        resolve_relative_uris=True,
    )
    # "Not well-formed" is no reason to refuse: real feeds lack a namespace and are good otherwise.
    items = [_item(entry) for entry in parsed.entries]
    return str(parsed.get("version") or ""), items + [Item()] * cut, _hints(parsed.feed, text)


def _cut(text: str, most: int) -> tuple[str, int]:
    """Return the document without the items beyond `most`, and how many those are.

    Items that never end, and marks without number, are cut off too: the parser takes 30 µs for
    each, which no real feed pays for.
    """
    ends = [found.end() for found in _ITEM_END.finditer(text)]
    if len(ends) > most:
        return text[: ends[most - 1]] + text[ends[-1] :], len(ends) - most
    starts = [found.start() for found in _ITEM_START.finditer(text)]
    if len(starts) > most:
        return text[: starts[most]], len(starts) - most
    if text.count("<") > _MOST_MARKS:
        return "<".join(text.split("<", _MOST_MARKS)[:_MOST_MARKS]), 0
    return text, 0


def _item(entry: Any) -> Item:  # noqa: ANN401  # feedparser's own dictionary
    contents = [part.get("value", "") for part in entry.get("content", ())]
    contents += [str(entry[name]) for name in _FULL_TEXTS if entry.get(name)]
    return Item(
        link=str(entry.get("link") or _alternate(entry)),
        guid=str(entry.get("id") or ""),
        title=str(entry.get("title") or ""),
        summary=str(entry.get("summary") or ""),
        content=max(contents, key=len, default=""),
        dates=tuple(
            str(dict.get(entry, name))  # its own get() takes one date for another, and warns
            for name in ("published", "created", "updated")
            if dict.get(entry, name)
        ),
        updated=str(dict.get(entry, "updated") or ""),
    )


def _alternate(entry: Any) -> str:  # noqa: ANN401  # feedparser's own dictionary
    links = [link for link in entry.get("links", ()) if link.get("href")]
    pages = [link for link in links if link.get("rel", "alternate") == "alternate"]
    return str(pages[0]["href"]) if pages else ""


def _hints(feed: Any, text: str) -> Hints:  # noqa: ANN401  # feedparser's own dictionary
    minutes = [_number(feed.get("ttl", ""))]
    period = _PERIODS.get(str(feed.get("sy_updateperiod", "")).strip().lower())
    if period:
        frequency = _number(feed.get("sy_updatefrequency", "")) or 1.0
        minutes.append(period / max(frequency, 0.01))
    hours: set[int] = set()
    days: set[int] = set()
    for kind, inner in _SKIP.findall(text[:20_000]):  # feedparser loses all but the last
        for value in _SKIPPED.findall(inner):
            if kind.lower() == "hours" and value.isdecimal():
                hours.add(int(value) % 24)
            elif value.lower() in _DAYS:
                days.add(_DAYS.index(value.lower()))
    return Hints(max(minutes), frozenset(hours), frozenset(days))


def _number(value: object) -> float:
    try:
        return max(0.0, min(float(str(value).strip()), 1e6))
    except ValueError:
        return 0.0
