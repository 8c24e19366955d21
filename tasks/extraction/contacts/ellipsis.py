"""Contact ellipses: words that leave the noun out, at the head of a sentence or inside it.

"The next, planned for March, …", "they will meet in May; the first was in Moscow".
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from tasks.extraction.clause_layers import ClauseLayers
from tasks.extraction.clause_tense import is_verb
from tasks.extraction.layers import DateMention, Document, Match
from tasks.extraction.lexicon import load_pack, load_terms
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.text import fold, token_range

SAME = "same"
_BESIDE = 5  # tokens from "the first took place" to its day
_SERIES = 3  # tokens of "one more"
_PLANS = frozenset({"possible", "preparing", "scheduled"})
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
    return Match(start, found.end(), SAME) if found else _find_planned(document, start)


def _find_planned(document: Document, start: int) -> Match | None:
    """Return "the second" before what tells of its plan: "the second is being prepared"."""
    first, last = token_range(document, start, _sentence_end(document, start))
    grammar = load_grammar(document.language)
    first += first < last and document.forms[first] in grammar.conjunctions
    first += first < last and document.forms[first] in grammar.definite | grammar.indefinite
    words = load_terms(document.language, "another").find(document, first, first + _SERIES)
    which = next((w for w in words if w.key == "another"), None)
    if first >= last or which is None or which.start != document.starts[first]:
        return None
    end, after = which.end, token_range(document, which.end, start)[0]
    if not _load_one(document.language).isdisjoint(document.forms[after : after + 1]):
        end, after = document.tokens[after].end, after + 1
    cues = load_terms(document.language, "status_cues").find(document, after, last)
    plans = [token_range(document, c.start, c.end)[0] for c in cues if c.key in _PLANS]
    verb = after < last and is_verb(document, after)  # "is", of "is in preparation"
    beside = any(plan - after <= verb for plan in plans)
    parted = document.text[end : end + 1] == "," and bool(plans)
    return Match(start, end, SAME) if beside or parted else None


@lru_cache
def _load_one(language: str) -> frozenset[str]:
    """Return the words for one, of "the third one"."""
    return frozenset(map(fold, load_pack(language)["numerals"]["values"]["1"]))


def _sentence_end(document: Document, start: int) -> int:
    return next((s.end for s in document.sentences if s.start <= start < s.end), start)


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
