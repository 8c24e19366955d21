"""Contact ellipses: words that leave the noun out, at the head of a sentence or inside it.

"The next, planned for March, …", "they will meet in May; the first was in Moscow".
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from tasks.extraction.clause_layers import ClauseLayers
from tasks.extraction.layers import DateMention, Document, Match
from tasks.extraction.lexicon import load_pack
from tasks.extraction.text import token_range

SAME = "same"
_BESIDE = 5  # tokens from "the first took place" to its day
_PARTS = re.compile(r"[;:—–]\s|,\s|\s-\s")


@lru_cache
def _load_ellipses(language: str) -> re.Pattern[str] | None:
    patterns = load_pack(language).get("contact_ellipsis", {}).get("starts", ())
    return re.compile("|".join(patterns)) if patterns else None


def find_ellipsis(document: Document, clause: ClauseLayers) -> Match | None:
    """Return the head of a sentence that leaves its noun out: "The next, planned for March, …"."""
    return ellipsis_at(document, clause.start)


def ellipsis_at(document: Document, start: int) -> Match | None:
    """Return the words without a noun that begin at a character: "After the last, in May, …"."""
    pattern = _load_ellipses(document.language)
    found = pattern.match(document.folded, start) if pattern else None
    return Match(start, found.end(), SAME) if found else None


def find_elided_after(document: Document, last: Match) -> Match | None:
    """Return the ellipsis after the last word: "will meet in May; the first was in …"."""
    pattern = _load_ellipses(document.language)
    end = next(s.end for s in document.sentences if s.start <= last.start < s.end)
    for mark in _PARTS.finditer(document.folded, last.end, end):
        found = pattern.match(document.folded, mark.end()) if pattern else None
        if found:
            return Match(mark.end(), found.end(), SAME)
    return None


def is_elided(document: Document, days: Sequence[DateMention], start: int, later: Match) -> bool:
    """Tell whether "the first was in May" begins a part after a mark.

    After a comma it has a day of its own, or the part before it has one.
    """
    mark = document.text[max(later.start - 2, 0) : later.start]
    if later.key != SAME or not _PARTS.search(mark):
        return False
    return mark.strip() != "," or any(
        (start <= d.start and d.end <= later.start) or _is_beside(document, later, d) for d in days
    )


def _is_beside(document: Document, word: Match, day: DateMention) -> bool:
    first, last = token_range(document, word.end, day.start)
    marked = _PARTS.search(document.text, word.end, max(word.end, day.start))
    return word.end <= day.start and last - first <= _BESIDE and not marked
