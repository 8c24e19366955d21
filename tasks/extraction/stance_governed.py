"""Words of a stance that another governs: what is offered, not refused, agreed to go on with."""

import re

from tasks.extraction.layers import Document, Match
from tasks.extraction.stance_words import StanceWords, entry_of
from tasks.extraction.text import token_range

_OFFERED = 3  # words between an offer and what is offered: "proposer à Moscou de suspendre"
_GOES_ON = 5  # words after "agreed" among which "to continue" or "on the need" begins
_KEPT = 2  # words between "to continue" and "to observe the limits"
_LOOK_BACK = 120  # characters in which an offer and its acceptance stand before that


def is_offered(document: Document, words: StanceWords, match: Match, topic: str) -> bool:
    """Tell whether an act is what somebody offers: "proposed to suspend strikes".

    Not when the offer is accepted: "agreed to the proposal to suspend strikes".
    """
    entry = entry_of(words, match, topic)
    if entry is None or entry["stance"] not in ("agreed", "done") or not entry.get("topics"):
        return False
    first, end = token_range(document, max(0, match.start - _LOOK_BACK), match.start)
    before = [
        (cue, told["stance"])
        for cue in words.cues.find(document, first, end)
        if (told := entry_of(words, cue, topic)) is not None
    ]
    if not before or before[-1][1] != "proposed" or any(s == "agreed" for _, s in before):
        return False
    gap = document.text[before[-1][0].end : match.start]
    return len(gap.split()) <= _OFFERED and not re.search(r"[,.;:\n]", gap)


def only_goes_on(document: Document, words: StanceWords, match: Match, topic: int) -> bool:
    """Tell whether what is agreed is to go on talking, or that it must be done some day.

    To see each other again is more than that where it is the topic itself, and so is to go on
    keeping a rule.
    """
    first, end = token_range(document, match.end, len(document.text))
    found = words.limits["continuing"].find(document, first, min(end, first + _GOES_ON))
    kept = words.limits["keeping"].find(document, first, min(end, first + _GOES_ON + _KEPT))
    return any(
        m.start != topic
        and not any(len(document.text[m.end : k.start].split()) <= _KEPT for k in kept)
        for m in found
    )


def refuses(document: Document, words: StanceWords, start: int, end: int) -> bool:
    """Tell whether a refusal stands between a denial and a cue: "did not refuse to discuss"."""
    if start >= end:
        return False
    between = words.cues.find(document, *token_range(document, start, end))
    stances = {entry["stance"] for m in between for entry in words.entries[m.key]}
    return not stances.isdisjoint(("rejected", "excluded"))
