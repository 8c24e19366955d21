"""Fetch a URL within limits: the only module that knows the HTTP library."""

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import urljoin

import httpcore2
import httpx2

from tasks.addresses import AddressError, check_url, resolve_host

_OK = 200
_NOT_MODIFIED = 304
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class FetchError(Exception):
    """A URL gave no usable answer; the message is the reason."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason, status)  # every argument, so that it pickles
        self.status = status

    def __str__(self) -> str:
        """Return the reason."""
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """Limits and manners of fetching."""

    allow_private: bool = False
    user_agent: str = "TalksTracker/0.1"
    concurrency: int = 16  # hosts at the same time
    host_delay: float = 1.0  # seconds between two requests to one host
    seconds: float = 30.0  # for one answer in all, redirects included
    connect_seconds: float = 10.0
    max_bytes: int = 15_000_000  # after decompression
    max_redirects: int = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: `body` is decompressed, header names are in lower case."""

    url: str  # after redirects
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_unchanged(self) -> bool:
        """Tell whether the server said 304 Not Modified."""
        return self.status == _NOT_MODIFIED


class _GuardedBackend(httpcore2.NetworkBackend):
    """Connects only to addresses that were checked: the name is resolved once, here."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._backend = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        error: Exception | None = None
        for address in resolve_host(host, port, allow_private=self._allow_private):
            try:
                return self._backend.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as failed:
                error = failed
        raise error or httpcore2.ConnectError(f"no address for {host}")


class Client:
    """An HTTP client for one thread, with keep-alive and without cookies."""

    def __init__(self, settings: FetchSettings) -> None:
        self._settings = settings
        transport = httpx2.HTTPTransport(retries=0)
        transport._pool = httpcore2.ConnectionPool(  # the only way to a backend
            ssl_context=httpx2.create_ssl_context(),
            network_backend=_GuardedBackend(allow_private=settings.allow_private),
            max_keepalive_connections=4,
        )
        self._client = httpx2.Client(
            transport=transport,
            follow_redirects=False,
            trust_env=False,
            timeout=httpx2.Timeout(settings.seconds, connect=settings.connect_seconds),
            headers={
                "User-Agent": settings.user_agent,
                "Accept": "text/html,application/xhtml+xml,application/rss+xml,"
                "application/atom+xml,application/xml;q=0.9,*/*;q=0.8",
                "Accept-Encoding": "gzip",
            },
        )

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Return the answer at the URL after redirects; FetchError names what went wrong."""
        deadline = monotonic() + self._settings.seconds
        for _ in range(self._settings.max_redirects + 1):
            answer = self._get_once(url, headers or {}, deadline)
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                return answer
            url = urljoin(url, answer.headers["location"])
        raise FetchError("too many redirects")

    def _get_once(self, url: str, headers: Mapping[str, str], deadline: float) -> Answer:
        try:
            check_url(url)
            with self._client.stream("GET", url, headers=dict(headers)) as response:
                body = self._read(response, deadline)
                named = {name.lower(): value for name, value in response.headers.items()}
                return Answer(url, response.status_code, named, body)
        except AddressError as error:
            raise FetchError(str(error)) from error
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, zlib.error) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise FetchError(f"{type(error).__name__}: {reason}") from error

    def _read(self, response: httpx2.Response, deadline: float) -> bytes:
        """Read and decompress piece by piece, so that neither time nor size can run away."""
        limit = self._settings.max_bytes
        packed = response.headers.get("content-encoding", "").lower() in ("gzip", "x-gzip")
        unpack = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32) if packed else None
        body = bytearray()
        for piece in response.iter_raw():
            body += unpack.decompress(piece, limit + 1 - len(body)) if unpack else piece
            if len(body) > limit:
                raise FetchError(f"larger than {limit} bytes")
            if monotonic() > deadline:
                raise FetchError(f"slower than {self._settings.seconds:g} seconds")
        return bytes(body)


def check_status(answer: Answer) -> Answer:
    """Return the answer when its status is 200, else raise FetchError with the status."""
    if answer.status != _OK:
        raise FetchError(f"HTTP {answer.status}", answer.status)
    return answer
