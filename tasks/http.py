"""Fetch a URL within limits: the only module, with `connections`, that knows the HTTP library."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic

import httpcore2
import httpx2

from tasks.addresses import AddressError, UnknownHostError, check_url, join_url
from tasks.connections import GuardedTransport, time_limit

_OK = 200
_NOT_MODIFIED = 304
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_SERVER_ERROR = 500
_SOON = frozenset({408, 425, 429})
_UNREADABLE = ("audio/", "video/", "image/", "font/", "application/pdf", "application/zip")
_ACCEPT = (
    "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,"
    # Without */* some French and Russian sites answer 406.
    "application/feed+json,application/xml;q=0.9,*/*;q=0.8"
)


class FetchError(Exception):
    """A URL gave no usable answer; the message is the reason.

    `kind`: "refused" (by us: address, size, redirects), "dns", "network", "http" (the status says
    no), "content" (an answer of the wrong kind). `retry_at`: when the server asks to come back.
    """

    def __init__(
        self,
        reason: str,
        status: int | None = None,
        kind: str = "refused",
        retry_at: datetime | None = None,
    ) -> None:
        super().__init__(reason, status, kind, retry_at)  # every argument, so that it pickles
        self.status = status
        self.kind = kind
        self.retry_at = retry_at

    def __str__(self) -> str:
        """Return the reason."""
        return str(self.args[0])

    @property
    def may_pass(self) -> bool:
        """Tell whether another try later may succeed."""
        if self.kind == "http" and self.status is not None:
            return self.status >= _SERVER_ERROR or self.status in _SOON
        return self.kind in ("dns", "network")


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """Limits and manners of fetching."""

    allow_private: bool = False
    user_agent: str = "TalksTracker/0.1"
    concurrency: int = 16  # hosts at the same time
    host_delay: float = 1.0  # seconds between two requests to one host; none for loopback
    seconds: float = 60.0  # for one answer in all: redirects, headers, body
    connect_seconds: float = 10.0
    silence_seconds: float = 30.0  # longest wait for the next bytes
    max_bytes: int = 10_000_000  # of a page, after decompression
    max_feed_bytes: int = 15_000_000
    max_redirects: int = 8
    obey_robots: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: `body` is decompressed, header names are in lower case."""

    url: str  # after redirects
    status: int
    headers: Mapping[str, str]
    body: bytes
    moved_to: str | None = None  # where permanent redirects alone lead to
    fetched_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def is_unchanged(self) -> bool:
        """Tell whether the server said 304 Not Modified."""
        return self.status == _NOT_MODIFIED


class Client:
    """An HTTP client for one thread; it keeps connections and, within its life, cookies."""

    def __init__(self, settings: FetchSettings) -> None:
        self._settings = settings
        self._client = httpx2.Client(
            transport=GuardedTransport(allow_private=settings.allow_private),
            follow_redirects=False,
            trust_env=False,  # neither proxies nor the passwords of .netrc
            timeout=httpx2.Timeout(settings.silence_seconds, connect=settings.connect_seconds),
            headers={
                "User-Agent": settings.user_agent,
                "Accept": _ACCEPT,
                "Accept-Encoding": "gzip, br, zstd",
            },
        )

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        max_bytes: int | None = None,
        before: Callable[[str], None] | None = None,
    ) -> Answer:
        """Return the answer at the URL after redirects; FetchError names what went wrong.

        `before` is called with the URL of every hop before it is asked, and may raise FetchError.
        """
        limit = max_bytes or self._settings.max_bytes
        end = monotonic() + self._settings.seconds
        moved_to: str | None = None
        only_permanent = True
        for _ in range(self._settings.max_redirects + 1):
            _check(url)
            if before is not None:
                before(url)
            answer = self._get_once(url, headers or {}, limit, end)
            target = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not target:
                return Answer(url, answer.status, answer.headers, answer.body, moved_to)
            url = join_url(url, target)
            only_permanent = only_permanent and answer.status in _PERMANENT
            moved_to = url if only_permanent else moved_to
        raise FetchError(f"too many redirects: more than {self._settings.max_redirects}")

    def post_json(self, url: str, body: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Return the answer to a JSON text posted once to the URL; redirects are not followed."""
        _check(url)
        named = {**(headers or {}), "Content-Type": "application/json"}
        end = monotonic() + self._settings.seconds
        return self._get_once(url, named, self._settings.max_bytes, end, body.encode())

    def _get_once(
        self,
        url: str,
        headers: Mapping[str, str],
        limit: int,
        end: float,
        body_to_post: bytes | None = None,
    ) -> Answer:
        method = "GET" if body_to_post is None else "POST"
        try:
            with (
                time_limit(max(0.0, end - monotonic())),
                self._client.stream(
                    method, url, headers=dict(headers), content=body_to_post
                ) as response,
            ):
                named = {name.lower(): value for name, value in response.headers.items()}
                body = b"" if response.status_code in _REDIRECTS else _read(response, limit, end)
                return Answer(url, response.status_code, named, body)
        except UnknownHostError as error:
            raise FetchError(str(error), kind="dns") from error
        except AddressError as error:
            raise FetchError(str(error)) from error
        except (httpcore2.TimeoutException, httpx2.TimeoutException, TimeoutError) as error:
            raise FetchError(f"too slow ({type(error).__name__})", kind="network") from error
        except (httpx2.InvalidURL, UnicodeError) as error:
            raise FetchError(f"malformed URL: {_line(error)}") from error
        except httpx2.DecodingError as error:
            raise FetchError(f"broken compression: {_line(error)}", kind="content") from error
        except (
            httpcore2.NetworkError,
            httpcore2.ProtocolError,
            httpx2.HTTPError,
            OSError,
        ) as error:
            raise FetchError(f"{type(error).__name__}: {_line(error)}", kind="network") from error


def _check(url: str) -> None:
    try:
        check_url(url)
    except AddressError as error:
        raise FetchError(str(error)) from error


def _read(response: httpx2.Response, limit: int, end: float) -> bytes:
    """Read and decompress piece by piece, so that neither time nor size can run away."""
    kind = response.headers.get("content-type", "").lower()
    if response.status_code == _OK and kind.startswith(_UNREADABLE):
        raise FetchError(f"neither a page nor a feed: {kind.split(';')[0]}", kind="content")
    body = bytearray()
    for piece in response.iter_bytes():
        body += piece
        if len(body) > limit:
            raise FetchError(f"larger than {limit} bytes")
        if monotonic() > end:
            raise FetchError("too slow (it sends for ever)", kind="network")
    return bytes(body)


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


def check_status(answer: Answer, retry_at: datetime | None = None) -> Answer:
    """Return the answer when its status is 200, else raise FetchError with the status."""
    if answer.status != _OK:
        raise FetchError(f"HTTP {answer.status}", answer.status, "http", retry_at)
    return answer
