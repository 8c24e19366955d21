"""Helping verbs: what tells the status beside one: "was possible", "wird … empfangen"."""

from collections.abc import Sequence

from tasks.extraction.brackets import closes_bracket
from tasks.extraction.contacts.edges import MARK
from tasks.extraction.contacts.status import NOTHING, PLANNED
from tasks.extraction.layers import Document, Match
from tasks.extraction.lexicon import load_context
from tasks.extraction.tense_cues import load_tense_cues, tense_as_written
from tasks.extraction.text import token_range

_HELPING = "helping"
_BRACKETED = frozenset({"held", "scheduled", "ongoing"})
_OF_FIRST = 7  # tokens from "the first" to what he was the first to do


def without_helping(document: Document, cues: Sequence[Match]) -> list[Match]:
    """Return the cues, "was" as one of what was held where no other follows: "was possible".

    Of "könnte … fliegen" the verb that ends the clause tells nothing.
    """
    told: list[Match] = []
    cues = [c for c in cues if c.key not in _BRACKETED or not _ends_bracket(document, c)]
    for cue in [c for c in cues if not _is_of_first(document, c, cues)]:
        written = tense_as_written(document, cue.start, cue.end)  # "würde", "hablara"
        if cue.key == _HELPING and written == "future":
            told.append(cue._replace(key="scheduled"))
        elif cue.key == "scheduled" and written == "past":
            told.append(cue._replace(key="held"))
        elif cue.key != _HELPING:
            told.append(cue)
        elif not any(_helps(document, cue, other) for other in cues):
            told.append(cue._replace(key="held"))
    return told


def _is_of_first(document: Document, cue: Match, cues: Sequence[Match]) -> bool:
    """Tell the infinitive of "the first official to visit Moscow": no plan, unless one leads it."""
    first = token_range(document, cue.start, cue.end)[0]
    infinitive = load_tense_cues(document.language).infinitive
    if cue.key != "scheduled" or not infinitive or document.forms[first] != infinitive:
        return False
    words = load_context(document.language, "superlatives").find(
        document, max(first - _OF_FIRST, 0), first
    )
    if not words or MARK.search(document.text, words[-1].end, cue.start):
        return False
    clause = document.text.rfind(",", 0, words[-1].start)
    return not any(clause < c.start < words[-1].start and c.key in PLANNED for c in cues)


def _ends_bracket(document: Document, cue: Match) -> bool:
    first, last = token_range(document, cue.start, cue.end)
    return last - first == 1 and closes_bracket(document, first)


def _helps(document: Document, verb: Match, other: Match) -> bool:
    """Tell whether a verb leads what another cue tells: "was also possible", not "was next"."""
    if other.start < verb.end or other.key in (_HELPING, "held", "coming", NOTHING):
        return False
    first, last = token_range(document, verb.end, other.start)
    return last - first <= 1 and MARK.search(document.text, verb.end, other.start) is None
