"""Outlets: the agencies, papers and channels named in a text."""

import re
from functools import lru_cache

from tasks.extraction.grammar import load_grammar
from tasks.extraction.layers import Document, Match
from tasks.extraction.lexicon import TermIndex, load_pack, load_table
from tasks.extraction.text import fold

# Names printed in small letters.
_SMALL = frozenset({"dpa", "franceinfo"})
_ACRONYM = 3


@lru_cache
def _load_outlets() -> TermIndex:
    table = load_table("outlets")
    return TermIndex({**table["agencies"], **table["outlets"]})


@lru_cache
def load_agencies() -> frozenset[str]:
    """Return the canonical names of the agencies, whose copy other outlets print."""
    return frozenset(load_table("outlets")["agencies"])


@lru_cache
def _load_named(language: str) -> re.Pattern[str] | None:
    pattern = load_pack(language).get("citing_forms", {}).get("named")
    return re.compile(pattern) if pattern else None


def find_outlets(document: Document, first: int = 0, end: int | None = None) -> list[Match]:
    """Return the mentions of agencies and outlets of the table in tokens[first:end], in order.

    A match's `key` is the canonical name.
    """
    found = _load_outlets().find(document, first, end)
    return [m for m in found if _is_printed_as_name(document, m)]


def _is_printed_as_name(document: Document, match: Match) -> bool:
    printed = document.text[match.start : match.end]
    if len(printed) <= _ACRONYM:
        return printed.isupper() or printed in _SMALL
    return not printed.islower() or printed in _SMALL


def find_unlisted_outlets(document: Document, listed: list[Match]) -> list[Match]:
    """Return the outlets outside the table that a noun tells ("the daily Ostsee-Bote").

    A match's `key` is the name as printed.
    """
    pattern = _load_named(document.language)
    if pattern is None:
        return []
    excluded = load_grammar(document.language).not_names
    found: list[Match] = []
    position = 0
    while match := pattern.search(document.text, position):
        group = "after" if match["after"] else "before"
        start, end = match.span(group)
        position = end
        words = fold(match[group]).split()
        known = any(m.start < end and start < m.end for m in listed)
        if not known and not excluded.intersection(words):
            found.append(Match(start, end, match[group]))
    return found
