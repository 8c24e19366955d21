"""Hosts: requests grouped so that one host is asked by one thread, with a gap in between."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")


def host_of(url: str) -> str:
    """Return the host of a URL in lower case, or an empty text when it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def by_host(items: Iterable[T], url: Callable[[T], str]) -> dict[str, list[T]]:
    """Return the items grouped by the host of their URL, in order."""
    groups: dict[str, list[T]] = {}
    for item in items:
        groups.setdefault(host_of(url(item)), []).append(item)
    return groups


def shard_by_host(items: Iterable[T], url: Callable[[T], str], shards: int) -> list[Sequence[T]]:
    """Return at most `shards` lists of about the same size; one host is in one list only."""
    groups = sorted(by_host(items, url).items(), key=lambda group: (-len(group[1]), group[0]))
    lists: list[list[T]] = [[] for _ in range(min(shards, len(groups)))]
    for _, group in groups:
        min(lists, key=len).extend(group)
    return [shard for shard in lists if shard]
