"""Walls: pages that stand where an article should be, recognized and named.

A wall answers 200 like an article. Stored as one, it would be an empty source that is never
fetched again.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from urllib.parse import urlsplit

from tasks.hosts import host_of

_LONG = 1200  # characters: a page with more text than this is no notice
_BEGINNING = 400  # characters of the text in which a notice says what it is
_TEASER = 500  # characters: less, of a page for subscribers, is no article
_NAMES = {
    "bot_wall": "a bot wall instead of an article",
    "consent_wall": "a consent wall instead of an article",
    "missing": "an error page instead of an article (it answered 200)",
    "paywall": "a paywall: no more than a teaser is free",
}


@dataclass(frozen=True, slots=True)
class _Signs:
    phrases: tuple[str, ...]
    hosts: tuple[str, ...]


@lru_cache(maxsize=1)
def _signs() -> dict[str, _Signs]:
    tables = tomllib.loads((files("tasks") / "walls.toml").read_text("utf-8"))
    return {
        name: _Signs(tuple(table["phrases"]), tuple(table["hosts"]))
        for name, table in tables.items()
    }


def find_wall(
    title: str, text: str, asked_url: str, final_url: str, *, is_free: bool | None = None
) -> str | None:
    """Return what stands there instead of an article, in words, or None for an article.

    `text` is what was taken as the body; `is_free` what the page says of its own access.
    """
    host = host_of(final_url)
    moved = host != host_of(asked_url)
    for name, signs in _signs().items():
        if moved and any(host.startswith(sign) or sign in final_url for sign in signs.hosts):
            return _NAMES[name]
    if len(text) >= _LONG:
        return None
    if _is_front(final_url) and not _is_front(asked_url):
        return "a redirect to the front page instead of an article"
    heading = " ".join(title.lower().split())
    beginning = " ".join(text[:_BEGINNING].lower().split())
    for name, signs in _signs().items():
        # An article may speak of robots: in the text, a phrase must come with very little else.
        if any(_is_heading(heading, sign) for sign in signs.phrases):
            return _NAMES[name]
        if len(text) < _TEASER and any(beginning.startswith(sign) for sign in signs.phrases):
            return _NAMES[name]
        if name == "paywall" and any(sign in text.lower() for sign in signs.phrases):
            return _NAMES[name] if len(text) < _TEASER else None
    if is_free is False and len(text) < _TEASER:
        return _NAMES["paywall"]
    return None


def _is_heading(heading: str, sign: str) -> bool:
    """Tell whether a title is the phrase, alone or with the name of the site."""
    if not heading.startswith(sign):
        position = heading.find(f" {sign}")
        return position >= 0 and heading[position + 1 :] == sign and len(heading) < 2 * len(sign)
    rest = heading[len(sign) :].lstrip()
    return not rest or rest[0] in "|-–—:!.(…,"


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query
