"""Head gaps: who leads where the verb is left out: "…, the Americans by Y", "…, Y the American"."""

import re
from collections.abc import Sequence

from tasks.extraction.contacts.edges import MARK
from tasks.extraction.contacts.head_words import HeadWords
from tasks.extraction.layers import Match, PersonMention
from tasks.extraction.text import token_range

_TITLE = 10  # tokens from "by", or a dash, to the name
_BESIDE = 2  # tokens from a name to whose team it is, or from that to a dash
_SIDE_TO_AGENT = 3  # tokens from "the American" to "by": "the American one by"
_BREAK = re.compile(r"[;:!?]")
_STOP = re.compile(r"\s*(?:[,.;:!?)—–]|$)")
_OPENS = re.compile(r"(?:^|[,;—–])\s*(?:[^\W\d_]{1,3}\s){0,2}$")  # "für die"
_DASH = re.compile(r"\s[—–-]\s")


def left_out(words: HeadWords, found: Sequence[PersonMention]) -> list[PersonMention]:
    """Return who leads, beside those found, by the same verb that is not said again."""
    more: list[PersonMention] = []
    for person in words.people:
        known = [*found, *more]
        if person not in known and _is_left_out(words, person, known):
            listed = words.listed(Match(person.start, person.start, ""), person.side)
            more += [other for other in listed if other not in known]
    return more


def _is_left_out(words: HeadWords, person: PersonMention, found: Sequence[PersonMention]) -> bool:
    """Tell whether the verb of leading is left out: "the Americans by Y", "Y the American"."""
    if any(other.side == person.side for other in found):
        return False
    text = words.document.text
    own = [s for s in words.sides if words.fits(person, s.key)]
    if any(_is_agent(words, person, s) for s in own):
        return True
    for side in own:
        if side.end <= person.start:
            dash = _DASH.search(text, side.end, person.start)
            before = dash and len(text[side.end : dash.start()].split()) <= _BESIDE
            if (
                before
                and words.gap(side, person) <= _TITLE
                and words.is_plain(side, person, _BREAK)
            ):
                return True
            opens = _OPENS.search(text, words.sentence.start, side.start)
            alone = opens is not None and words.is_plain(side, person, MARK)
            closed = words.gap(side, person) <= 1 and _STOP.match(text, person.end)
            if alone and (closed or words.is_before_verb(person)):
                return True
        elif words.gap(person, side) <= _BESIDE and words.is_plain(person, side, _BREAK):
            first, _ = token_range(words.document, side.end, words.sentence.end)
            ends = min(first + 1, words.sentence.end_token) - 1
            stop = words.document.tokens[ends].end if first <= ends else side.end
            if _STOP.match(text, side.end) or _STOP.match(text, stop):
                return True
    return False


def _is_agent(words: HeadWords, person: PersonMention, side: Match) -> bool:
    """Tell whether "by" leads from whose team it is to somebody: "the American one by Y"."""
    for agent in words.words:
        if agent.key != "agent" or not side.end <= agent.start < person.start:
            continue
        near = words.gap(side, agent) <= _SIDE_TO_AGENT and words.gap(agent, person) <= _TITLE
        if near and words.is_plain(side, person, _BREAK):
            return True
    return False
