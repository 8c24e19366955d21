"""Pairs: the people of both sides beside a word of contact, which tell it from another's."""

from collections.abc import Iterable, Sequence

from tasks.extraction.contacts.edges import distance
from tasks.extraction.layers import Document, Match, PersonMention

BESIDE = 6  # tokens after a word of contact in which its own pair stands: "a call between X and Y"


def has_other_pair(document: Document, people: Sequence[PersonMention], later: Match) -> bool:
    """Tell whether both words have a pair of people of their own, and not the same."""
    after = _pair(
        p
        for p in people
        if p.start >= later.end and distance(document, p.start, p.end, later) <= BESIDE
    )
    before = _pair(p for p in people if p.end <= later.start)
    return bool(after and before) and not after & before


def pair_before(
    document: Document, people: Sequence[PersonMention], earlier: Match, later: Match
) -> int | None:
    """Return where a pair of its own begins right before the later word, if there is one.

    "Trump and Putin spoke by phone and their diplomats, Rubio and Lavrov, met six days later".
    """
    between = [p for p in people if earlier.end <= p.start and p.end <= later.start]
    if not between or distance(document, between[-1].start, between[-1].end, later) > BESIDE:
        return None
    pairs = (i for i in reversed(range(len(between))) if _pair(between[i:]))
    first = between[next(pairs, 0)].start
    after = _pair(p for p in between if p.start >= first)
    before = _pair(p for p in people if p.start < first)
    return first if after and before and not after & before else None


def _pair(people: Iterable[PersonMention]) -> set[str]:
    found = {p.person_id: p.side for p in people}
    return set(found) if {"RU", "US"} <= set(found.values()) else set()
