"""Robots: what a site allows, as RFC 9309 says; each site's robots.txt is asked once a run."""

from collections.abc import Callable
from urllib.parse import urlsplit

from protego import Protego

from tasks.hosts import HostGate, host_of
from tasks.http import Client, FetchError

FORBIDDEN = "robots.txt forbids it"
_MAX_BYTES = 512_000  # RFC 9309 §2.5 wants at least 500 KiB
_OK = 200
_CLIENT_ERRORS = range(400, 500)
_TOO_MANY = 429


class Robots:
    """The rules of the sites one thread asks."""

    def __init__(self, client: Client, user_agent: str, gate: HostGate) -> None:
        self._client = client
        self._gate = gate
        # Rules name the product only: "TalksTracker", not its version and contact.
        self._agent = user_agent.split("/")[0].split(" ")[0]
        self._rules: dict[str, Protego | FetchError] = {}

    def check(self, url: str) -> None:
        """Raise FetchError when robots.txt forbids the URL, or cannot be reached.

        RFC 9309 §2.3.1: an unreachable robots.txt allows nothing, one that a status of 400 to 499
        refuses allows everything. A `Crawl-delay` widens the gap between two requests.
        """
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._rules:
            self._rules[site] = self._ask(f"{site}/robots.txt")
        rules = self._rules[site]
        if isinstance(rules, FetchError):
            raise rules
        if not rules.can_fetch(url, self._agent):
            raise FetchError(FORBIDDEN)
        delay = rules.crawl_delay(self._agent)
        if delay:
            self._gate.require(host_of(url), delay)

    def _ask(self, url: str) -> Protego | FetchError:
        try:
            answer = self._client.get(
                url, max_bytes=_MAX_BYTES, before=lambda hop: self._gate.wait(host_of(hop))
            )
        except FetchError as error:
            if error.kind in ("dns", "network"):
                return FetchError(f"robots.txt: {error}", kind=error.kind)
            return Protego.parse("")  # too large, a video, a private redirect: no rules to read
        if answer.status == _OK:
            # A leading byte-order mark would hide the first line from the parser.
            return Protego.parse(answer.body.decode("utf-8-sig", "replace"))
        if answer.status in _CLIENT_ERRORS and answer.status != _TOO_MANY:
            return Protego.parse("")
        return FetchError(f"robots.txt: HTTP {answer.status}", answer.status, "http")


def ask_first(robots: Robots | None, gate: HostGate) -> Callable[[str], None]:
    """Return what goes before each request and redirect: robots.txt allows it, the gap is kept.

    Without `robots` only the gap; what is returned raises FetchError as `Robots.check`.
    """

    def before(url: str) -> None:
        if robots is not None:
            robots.check(url)
        gate.wait(host_of(url))

    return before
