"""Prefilter: entries of general feeds that cannot concern the talks are not fetched.

Judged by title and summary alone, and generously: a page too many costs a second, an article too
few is lost. Relevance is decided later, on the whole text.
"""

import tomllib
from datetime import date
from functools import lru_cache
from importlib.resources import files

from storage.records import Entry, Feed
from tasks.extraction.lexicon import TermIndex
from tasks.extraction.text import read_document

_ANY_LANGUAGE = ("people", "venues")
_LEAST = 15  # characters: less says nothing
_LEAST_SUMMARY = 60  # characters: less is the title once more
_ANY_DAY = date(2025, 1, 20)  # no date is read here


def may_concern(entry: Entry, feed: Feed) -> bool:
    """Tell whether an entry's page is worth fetching.

    It is when its title and summary name one of the people who talk, or two of these: Russia, the
    United States, a contact, a place of the talks; of a title alone, one is enough. It always is in
    a feed of the subject, in a language without a word list, and when there is next to nothing to
    judge by.
    """
    index = _index(feed.language)
    text = f"{entry.title}. {entry.summary}"
    if feed.scope != "general" or index is None or len(text) < _LEAST:
        return True
    document = read_document(text, feed.language, _ANY_DAY)
    found = {match.key for match in index.find(document)}
    if len(entry.summary) < _LEAST_SUMMARY:
        return bool(found)
    return "people" in found or len(found) > 1


@lru_cache
def _index(language: str) -> TermIndex | None:
    tables = tomllib.loads((files("tasks") / "prefilter.toml").read_text("utf-8"))
    if language not in tables["russia"]:
        return None
    words = {name: tables[name][language] for name in ("russia", "united_states", "contact")}
    return TermIndex(
        words
        | {name: [*tables[name]["latin"], *tables[name]["cyrillic"]] for name in _ANY_LANGUAGE}
    )
