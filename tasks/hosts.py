"""Hosts: requests grouped so that one host is asked by one thread, with a gap in between."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar
from urllib.parse import urlsplit

from tasks.addresses import is_loopback

T = TypeVar("T")

_WIDEST_GAP = 30.0  # seconds
_WIDEN = 2.0  # after "too many requests"
_NARROW = 0.97  # after each answer, back towards the usual gap


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


class HostGate:
    """Keeps a gap between two requests to one host, for all threads that share the gate.

    The gap doubles when a host says that it has had too many, and narrows again with each answer.
    """

    def __init__(
        self,
        gap: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gap = gap
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._gaps: dict[str, float] = {}
        self._least: dict[str, float] = {}
        self._next: dict[str, float] = {}

    def wait(self, host: str) -> None:
        """Return when the host may be asked again; at once the first time."""
        with self._lock:
            now = self._clock()
            start = max(now, self._next.get(host, now))
            self._next[host] = start + self._gap_of(host)
        if start > now:
            self._sleep(start - now)

    def slow_down(self, host: str) -> None:
        """Double the gap of a host, up to half a minute."""
        with self._lock:
            self._gaps[host] = min(max(self._gap_of(host), 0.5) * _WIDEN, _WIDEST_GAP)
            self._next[host] = self._clock() + self._gaps[host]

    def relax(self, host: str) -> None:
        """Bring the gap of a host a little nearer to the usual one."""
        with self._lock:
            if host in self._gaps:
                self._gaps[host] = max(self._usual(host), self._gaps[host] * _NARROW)

    def require(self, host: str, seconds: float) -> None:
        """Keep at least this gap: the `Crawl-delay` of a robots.txt, up to half a minute."""
        with self._lock:
            self._least[host] = min(seconds, _WIDEST_GAP)

    def _usual(self, host: str) -> float:
        # A gap is a courtesy to somebody's server; our own machine needs none.
        usual = 0.0 if is_loopback(host) else self._gap
        return max(usual, self._least.get(host, 0.0))

    def _gap_of(self, host: str) -> float:
        return max(self._usual(host), self._gaps.get(host, 0.0))
