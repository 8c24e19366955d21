"""Owners: whose contact a word of contact is, where the name stands right before it."""

from collections.abc import Sequence

from tasks.extraction.layers import Document, Match, PersonMention
from tasks.extraction.marks import load_marks

_BESIDE = 3  # characters of "'s " between a name and what is its


def owner_start(
    document: Document, people: Sequence[PersonMention], earlier: Match, later: Match
) -> int:
    """Return where the later of two contacts begins: "a call on the eve of X's visit"."""
    marks = load_marks(document.language)
    for person in people if marks.has_genitive else ():
        owns = marks.possessive.match(document.folded, person.end)
        beside = earlier.end <= person.start and 0 <= later.start - person.end <= _BESIDE
        if owns and beside:
            return person.start
    return later.start
