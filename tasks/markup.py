"""Markup: the text in a fragment of HTML."""

import re
from html import unescape

_TAG = re.compile(r"<[^<>]*>")  # linear in time, whatever the text
_SPACE = re.compile(r"\s+")


def plain_text(markup: str) -> str:
    """Return the text of a fragment of HTML on one line."""
    return _SPACE.sub(" ", unescape(_TAG.sub(" ", drop_unstorable(markup)))).strip()


def drop_unstorable(text: str) -> str:
    """Return the text without NUL and lone surrogates: no file and no table takes them."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")
