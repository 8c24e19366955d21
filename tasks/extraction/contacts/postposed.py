"""Postposed words: "after" behind the contact that it governs: "görüşmenin ardından".

What follows it is of the main clause, whose contact stands before or after all of it.
"""

from collections.abc import Sequence

from tasks.extraction.contacts.edges import distance, last_edge
from tasks.extraction.contacts.prenominal import is_head_final
from tasks.extraction.layers import DateMention, Document, Match, PersonMention
from tasks.extraction.text import token_range

_APART = "apart"
_BEHIND = 4  # tokens that a day behind the word of contact counts as farther


def edge_behind(document: Document, separator: Match, dates: Sequence[DateMention]) -> int:
    """Return where a separator parts: behind what it governs, "after" too is of the first part.

    Not where it opens a clause: "…, ardından X ile buluştu", "…, iki gün sonra Y geldi".
    """
    if not is_head_final(document.language):
        return separator.start
    for day in dates:
        if day.start <= separator.start < day.end and document.text[: day.start][-2:] == ", ":
            return day.start
    before = document.text[: separator.start].rstrip()[-1:]
    first, last = token_range(document, separator.start, separator.end)
    alone = before in ",;:—–(" or last - first > 1
    return separator.start if alone else separator.end


def find_governing(document: Document, separators: Sequence[Match], word: Match) -> Match | None:
    """Return the separator right behind a word of contact that it governs."""
    if not is_head_final(document.language):
        return None
    for separator in separators:
        gap = document.text[word.end : separator.start]
        if separator.key == _APART and word.end <= separator.start and gap.isspace():
            return separator
    return None


def embedded_start(
    document: Document,
    separators: Sequence[Match],
    days: Sequence[DateMention],
    people: Sequence[PersonMention],
    earlier: Match,
    later: Match,
) -> int | None:
    """Return where a clause begins that tells of another contact inside that of the one before.

    "X'in ziyareti, heyetlerin 24 Mart'ta görüşmesinin ardından gerçekleşti".
    """
    parted = any(earlier.end <= s.start and s.end <= later.start for s in separators)
    if parted or find_governing(document, separators, later) is None:
        return None
    edge = last_edge(document, earlier.end, later.start)
    own = [(span.start, span.end) for span in days] + [(span.start, span.end) for span in people]
    return edge if any(edge <= start and end <= later.start for start, end in own) else None


def tail_of(
    document: Document, separators: Sequence[Match], last: Match, end: int
) -> tuple[int, int] | None:
    """Return what follows a contact that a separator ends: of the main clause, no more of it."""
    separator = find_governing(document, separators, last)
    if separator is None or not document.text[separator.end : end].strip(" ."):
        return None
    return separator.end, end


def day_distance(document: Document, day: DateMention, trigger: Match) -> int:
    """Return how far a day is from a word of contact, in tokens.

    Where nouns follow what tells of them, a day behind the word is rather of the next one.
    """
    behind = _BEHIND if is_head_final(document.language) and day.start >= trigger.end else 0
    return distance(document, day.start, day.end, trigger) + behind
