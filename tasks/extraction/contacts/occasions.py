"""Occasions: the call at which another contact was only spoken of.

"They agreed on the summit in Budapest on 16 October, during a call": the day is that of the call.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from tasks.extraction.contacts.edges import MARK, distance
from tasks.extraction.contacts.tellings import load_that
from tasks.extraction.layers import DateMention, Document, Match
from tasks.extraction.lexicon import load_pack
from tasks.extraction.marks import load_marks
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.text import token_range

_LOOK_BACK = 50  # characters
_HEAD = 40  # characters before an occasion that opens its sentence
_TO_THAT = 20  # tokens from a contact to what was said at it
OWN_DAY = 5  # tokens from the word of contact to a day of its own


@lru_cache
def _load_pattern(language: str) -> re.Pattern[str] | None:
    """Return the pattern of what leads in an occasion, up to the word of contact."""
    patterns = load_pack(language).get("contact_context", {}).get("occasion", ())
    return re.compile("(?:" + "|".join(patterns) + ")$") if patterns else None


def occasion_start(
    document: Document, days: Sequence[DateMention], earlier: Match, later: Match
) -> int | None:
    """Return where the day of a call begins at which the contact before was spoken of.

    None where no day stands right before "during a call", or where the call has one after it.
    """
    pattern = _load_pattern(document.language)
    low = max(earlier.end, later.start - _LOOK_BACK)
    led_in = pattern.search(document.folded[low : later.start]) if pattern else None
    # "Nach dem Treffen am Freitag in Alaska rief X Y an": a verb is no occasion.
    verb = load_marks(document.language).capital_nouns and document.text[later.start].islower()
    if led_in is None or verb:
        return None
    edge = low + led_in.start()
    own = [d for d in days if d.start >= later.end]
    if any(distance(document, d.start, d.end, later) <= OWN_DAY for d in own):
        return None
    before = [d for d in days if earlier.end <= d.start and d.end <= edge]
    if not before or document.text[before[-1].end : edge].strip(" ,—–-"):
        return None
    return before[-1].start


def without_told(document: Document, cues: Sequence[Match], word: Match) -> list[Match]:
    """Leave out the cues of what was only said at a contact: "told X in a call that Y would …"."""
    first, last = token_range(document, word.start, word.end)
    leads = document.forms[first] in load_grammar(document.language).prepositions
    if not leads and not is_led_in(document, word):
        return list(cues)
    reach = range(last, min(last + _TO_THAT, len(document.forms)))
    words = load_that(document.language)
    that = next((document.starts[i] for i in reach if document.forms[i] in words), None)
    if that is None:
        return list(cues)
    # "They went over a meeting of X and Y, he said, adding that it may take place."
    before = max(document.text.rfind(mark, 0, word.start) for mark in ("\n", ". "))
    opens = before >= word.start - _HEAD
    if not opens and MARK.search(document.text, word.end, that):
        return list(cues)
    return [cue for cue in cues if cue.start < that]


def is_led_in(document: Document, word: Match, since: int = 0) -> bool:
    """Tell whether a word of contact is an occasion: "during their talks"."""
    pattern = _load_pattern(document.language)
    low = max(word.start - _LOOK_BACK, since)
    return pattern is not None and pattern.search(document.folded[low : word.start]) is not None
