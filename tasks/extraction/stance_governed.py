"""Words of a stance that another governs: what is offered, not refused, agreed to go on with."""

import re
from collections.abc import Sequence

from tasks.extraction.layers import Document, Match
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.stance_words import StanceWords, entry_of, find_cues
from tasks.extraction.text import token_range

_OFFERED = 3  # words between an offer and what is offered: "proposer à Moscou de suspendre"
_GOES_ON = 5  # words after "agreed" among which "to continue" or "on the need" begins
_KEPT = 2  # words between "to continue" and "to observe the limits"
_OBJECT = 6  # words between "offered" and the topic that is offered
_GOES_BY = 2  # words between "in line with" and "agreed"
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
        for cue in find_cues(document, words, topic, (first, end))
        if (told := entry_of(words, cue, topic)) is not None
    ]
    if not before or before[-1][1] != "proposed" or any(s == "agreed" for _, s in before):
        return False
    gap = document.text[before[-1][0].end : match.start]
    return len(gap.split()) <= _OFFERED and not re.search(r"[,.;:\n]", gap)


def is_of_next(
    document: Document,
    words: StanceWords,
    match: Match,
    told: tuple[tuple[int, int], int],
    others: Sequence[int],
) -> bool:
    """Tell whether a cue is of a clause after "and": "flights came up, and they offered a swap".

    `told` is the token range of a topic's clause, and where the topic ends.
    """
    (first, _), end = told
    after = [o for o in others if o >= match.end]
    if match.start < end or not after:
        return False
    gap = document.text[match.end : after[0]]
    if len(gap.split()) > _OBJECT or re.search(r"[,.;:\n]", gap):
        return False
    joining = load_grammar(document.language).conjunctions
    tokens = document.tokens[slice(*token_range(document, end, match.start))]
    joined = [t.start for t in tokens if t.form in joining]
    if not joined:
        return False
    start = document.tokens[first].start
    own = words.cues.find(document, *token_range(document, start, joined[-1]))
    return any(entry["stance"] for m in own for entry in words.entries[m.key])


def is_earlier(document: Document, words: StanceWords, match: Match) -> bool:
    """Tell whether an agreement is what all goes by: "as agreed", "in line with the agreements"."""
    if all(entry["stance"] not in ("agreed", "done") for entry in words.entries[match.key]):
        return False
    first, end = token_range(document, max(0, match.start - _LOOK_BACK), match.start)
    for sign in words.limits["earlier"].find(document, first, end):
        gap = document.text[sign.end : match.start]
        reach = _GOES_BY if " " in document.text[sign.start : sign.end] else 0
        if len(gap.split()) <= reach and not re.search(r"[,.;:\n]", gap):
            return True
    return False


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
