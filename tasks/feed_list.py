"""The feed list: feeds.toml, read strictly."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from storage.records import AFFILIATIONS, Feed
from tasks.addresses import AddressError, check_url
from tasks.failing import RunError

SCOPES = ("general", "subject")


class FeedListError(ValueError):
    """The feed list cannot be used; the message names the feed and the fault in one line."""


def load_feeds(path: Path) -> list[Feed]:
    """Return the enabled feeds of a feed list; FeedListError for whatever is wrong in it."""
    return [feed for feed in load_all_feeds(path) if feed.enabled]


def load_all_feeds(path: Path) -> list[Feed]:
    """Return all feeds of a list, also those switched off; FeedListError as `load_feeds`."""
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise FeedListError(f"cannot read {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FeedListError(f"{path} is not valid TOML: {error}") from error
    unknown = sorted(set(tables) - {"feeds"})
    if unknown:
        raise FeedListError(f"{path}: unknown table {unknown[0]!r}; feeds stand in [[feeds]]")
    listed = tables.get("feeds", [])
    if not isinstance(listed, list) or not all(isinstance(table, dict) for table in listed):
        raise FeedListError(f"{path}: feeds stand in [[feeds]] tables")
    feeds: dict[str, Feed] = {}
    for number, table in enumerate(listed, 1):
        feed = _parse_table(table, f"{path}: feed {table.get('id', f'number {number}')!r}")
        if feed.id in feeds:
            raise FeedListError(f"{path}: feed {feed.id!r}: this id is used twice")
        feeds[feed.id] = feed
    if not feeds:
        raise FeedListError(f"{path} lists no feed")
    return list(feeds.values())


def choose_feeds(feeds: Sequence[Feed], only: Sequence[str]) -> list[Feed]:
    """Return the feeds with the given ids, or all; RunError for an id that is not listed."""
    unknown = sorted(set(only) - {feed.id for feed in feeds})
    if unknown:
        raise RunError(
            f"no feed has the id {unknown[0]!r}; `talks feeds list` shows them", is_usage=True
        )
    return [feed for feed in feeds if not only or feed.id in only]


def _parse_table(table: Mapping[str, Any], where: str) -> Feed:
    known = {field.name: field for field in fields(Feed)}
    unknown = sorted(set(table) - set(known))
    if unknown:
        choice = ", ".join(known)
        raise FeedListError(f"{where}: unknown key {unknown[0]!r}; known are {choice}")
    for name, field in known.items():
        if name not in table and field.default is MISSING:
            raise FeedListError(f"{where}: {name!r} is missing")
        expected = bool if name == "enabled" else str
        if name in table and not isinstance(table[name], expected):
            raise FeedListError(f"{where}: {name!r} must be a {expected.__name__}")
        if table.get(name) == "":
            raise FeedListError(f"{where}: {name!r} is empty")
    feed = Feed(**table)
    _check_values(feed, where)
    return feed


def _check_values(feed: Feed, where: str) -> None:
    for name, value, allowed in (
        ("affiliation", feed.affiliation, (None, *AFFILIATIONS)),
        ("scope", feed.scope, SCOPES),
    ):
        if value not in allowed:
            choice = ", ".join(str(item) for item in allowed if item)
            raise FeedListError(f"{where}: {name} {value!r} is none of {choice}")
    try:
        check_url(feed.url)
    except AddressError as error:
        raise FeedListError(f"{where}: url {feed.url!r}: {error}") from error
    if not (len(feed.language) == 2 and feed.language.isascii() and feed.language.islower()):
        raise FeedListError(f"{where}: language {feed.language!r} is no ISO 639-1 code like 'fr'")
    if feed.timezone is not None:
        try:
            ZoneInfo(feed.timezone)
        except (OSError, ValueError, KeyError) as error:
            raise FeedListError(
                f"{where}: timezone {feed.timezone!r} is no name like 'Europe/Moscow'"
            ) from error
